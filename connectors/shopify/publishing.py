"""What a shop is told: stock by compare-and-set, cancellations; looked up where an answer was lost."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.shopify.client import ShopClient
from connectors.shopify.queries import CANCEL, LEVELS, SET_QUANTITIES
from connectors.shopify.told import Told, dicts, inside, nodes, order_of, said
from domain.errors import OutcomeUnknown, Refused, TryAgain

SKUS_AT_ONCE = 25
FOUND_AT_ONCE = 100
"""The shop's search finds SKUs that only begin alike, too."""
STALE_TRIES = 4
_STALE = frozenset({"CHANGE_FROM_QUANTITY_STALE", "COMPARE_QUANTITY_STALE", "IDEMPOTENCY_CONCURRENT_REQUEST"})
_NAMESPACE = uuid.UUID("6f0d9f0e-6b2c-5c52-8a39-0d6f3f0c8f55")


@dataclass(slots=True)
class StockTold:
    """What became of many numbers."""

    set: list[str] = field(default_factory=list)
    """SKUs whose number the shop has now."""
    unknown: list[str] = field(default_factory=list)
    """SKUs that the shop does not know, or does not stock at the location."""


@dataclass(frozen=True, slots=True)
class _Level:
    item: str
    available: int


def set_stock(client: ShopClient, location: str, wanted: Mapping[str, int], reference: str) -> StockTold:
    """Set what the shop may sell at a location, each only as long as nobody else has changed it since it was read.

    Sent again it changes nothing: what is right is left alone, and a key made of the numbers goes with the rest.

    Raises:
        TryAgain: the shop is away, or sells so quickly that its numbers changed at each try.
        OutcomeUnknown: the answer was lost twice; the next look says how it stands.
        Refused: the shop does not take a number.
    """
    told = StockTold()
    skus = sorted(wanted)
    for at in range(0, len(skus), SKUS_AT_ONCE):
        some = skus[at : at + SKUS_AT_ONCE]
        _set_some(client, location, {sku: wanted[sku] for sku in some}, (reference, told))
    return told


def _set_some(client: ShopClient, location: str, wanted: Mapping[str, int], rest: tuple[str, StockTold]) -> None:
    reference, told = rest
    for attempt in range(STALE_TRIES):
        levels = _levels(client, location, list(wanted))
        changes = {sku: number for sku, number in wanted.items() if sku in levels and levels[sku].available != number}
        if not changes or _changed(client, location, (changes, levels), f"{reference}|{attempt}"):
            told.set += [sku for sku in wanted if sku in levels]
            told.unknown += [sku for sku in wanted if sku not in levels]
            return
    raise TryAgain(f"The shop {client.shop} sells faster than its stock can be set; the next run sets it.")


def _levels(client: ShopClient, location: str, skus: Sequence[str]) -> dict[str, _Level]:
    query = " OR ".join(f'sku:"{_escaped(sku)}"' for sku in skus)
    answer = client.ask(LEVELS, first=FOUND_AT_ONCE, query=query, location=location)
    found: dict[str, _Level] = {}
    for node in nodes(answer.get("inventoryItems")):
        level = node.get("inventoryLevel")
        numbers = dicts(level.get("quantities")) if isinstance(level, dict) else []
        number = next((one.get("quantity") for one in numbers if one.get("name") == "available"), None)
        if isinstance(number, int) and node.get("sku") in skus:
            found[str(node["sku"])] = _Level(str(node.get("id")), number)
    return found


def _changed(
    client: ShopClient, location: str, numbers: tuple[Mapping[str, int], Mapping[str, _Level]], reference: str
) -> bool:
    """False: somebody changed one since it was read."""
    wanted, levels = numbers
    quantities = [
        {
            "inventoryItemId": levels[sku].item,
            "locationId": location,
            "quantity": number,
            "changeFromQuantity": levels[sku].available,
        }
        for sku, number in wanted.items()
    ]
    name = f"{reference}|{location}|{quantities}"
    key = str(uuid.uuid5(_NAMESPACE, name))
    asked = {"reason": "correction", "name": "available", "quantities": quantities}
    try:
        answer = client.change(SET_QUANTITIES, input=asked, key=key)
    except OutcomeUnknown:
        answer = client.change(SET_QUANTITIES, input=asked, key=key)  # the same key: done once, whatever was lost
    errors = dicts(inside(answer, "inventorySetQuantities").get("userErrors"))
    if any(error.get("code") in _STALE for error in errors):
        return False
    if errors:
        raise Refused(f"The shop {client.shop} does not take its stock: {said(errors)}", field="stock")
    return True


def cancel(client: ShopClient, order: str, *, reason: str, note: str) -> Told:
    """Cancel an order (``gid://shopify/Order/…``) in the shop; one that is cancelled already is settled.

    Raises:
        TryAgain, Misconfigured: as ``ShopClient.ask``.
    """
    found = order_of(client, order)
    if found is None:
        return Told("refused", why="the shop has no such order")
    if found.get("cancelledAt") is not None:
        return Told("settled", order)
    try:
        answer = client.change(CANCEL, orderId=order, reason=reason, restock=True, note=note[:255])
    except OutcomeUnknown:
        return Told("unknown")
    errors = dicts(inside(answer, "orderCancel").get("orderCancelUserErrors"))
    if errors and (order_of(client, order) or {}).get("cancelledAt") is None:
        return Told("refused", why=said(errors))
    return Told("settled", order)


def _escaped(sku: str) -> str:
    return sku.replace("\\", "\\\\").replace('"', '\\"')
