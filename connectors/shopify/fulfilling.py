"""Fulfilments: a shop is told what was sent, each parcel once, looked up where an answer was lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.shopify.client import ShopClient
from connectors.shopify.queries import FULFIL, FULFILLED
from connectors.shopify.told import Told, dicts, inside, nodes, order_of, said
from domain.errors import OutcomeUnknown

_FULFILLABLE = frozenset({"OPEN", "IN_PROGRESS"})


@dataclass(frozen=True, slots=True)
class Parcel:
    """What was sent of one order."""

    order: str
    """``gid://shopify/Order/…``."""
    pieces: Mapping[str, int]
    """By the shop's line item (``gid://shopify/LineItem/…``)."""
    number: str = ""
    """Tracking number; empty: none is known."""
    carrier: str = ""
    notify: bool = True
    """The shop writes to its customer."""


def fulfil(client: ShopClient, parcel: Parcel, *, lost: bool = False, ours: Collection[str] = ()) -> Told:
    """Tell that pieces were sent.

    A fulfilment with the parcel's tracking number is settled: the number is the carrier's, and of one parcel. Without
    one, after a lost answer, a fulfilment of the very same pieces that is not another of ours is this one.

    Args:
        client: the shop.
        parcel: what was sent.
        lost: an answer to this very call was lost before.
        ours: ids of the order's fulfilments that were made for other parcels.

    Raises:
        TryAgain, Misconfigured: as ``ShopClient.ask``; nothing was changed.
    """
    order = order_of(client, parcel.order)
    if order is None:
        return Told("refused", why="the shop has no such order")
    made = _made(client, order, parcel, lost=lost, ours=ours)
    if made:
        return Told("settled", made)
    if order.get("cancelledAt") is not None:
        return Told("refused", why="the order is cancelled in the shop", cancelled=True)
    places, why = _places(order, parcel.pieces)
    if why:
        return Told("refused", why=why)
    return _told(client, parcel, places)


def _told(client: ShopClient, parcel: Parcel, places: list[dict[str, Any]]) -> Told:
    wanted: dict[str, Any] = {"lineItemsByFulfillmentOrder": places, "notifyCustomer": parcel.notify}
    tracking = {name: value for name, value in (("number", parcel.number), ("company", parcel.carrier)) if value}
    if parcel.number:
        wanted["trackingInfo"] = tracking
    try:
        answer = inside(client.change(FULFIL, fulfillment=wanted), "fulfillmentCreate")
    except OutcomeUnknown:
        return Told("unknown")
    errors = dicts(answer.get("userErrors"))
    if errors:
        return Told("refused", why=said(errors))
    return Told("settled", str(inside(answer, "fulfillment").get("id")))


def _made(
    client: ShopClient, order: Mapping[str, Any], parcel: Parcel, *, lost: bool, ours: Collection[str]
) -> str | None:
    """The fulfilment that the shop has of this parcel already; None: none."""
    if parcel.number:
        known = dicts(order.get("fulfillments"))
        return next((str(one.get("id")) for one in known if parcel.number in _numbers(one)), None)
    if not lost:
        return None
    found = client.ask(FULFILLED, id=parcel.order).get("order")
    for one in dicts(found.get("fulfillments")) if isinstance(found, dict) else []:
        if one.get("id") not in ours and not _numbers(one) and _pieces(one) == dict(parcel.pieces):
            return str(one.get("id"))
    return None


def _numbers(made: Mapping[str, Any]) -> list[object]:
    return [one["number"] for one in dicts(made.get("trackingInfo")) if one.get("number")]


def _pieces(made: Mapping[str, Any]) -> dict[str, int]:
    lines = nodes(made.get("fulfillmentLineItems"))
    return {str(inside(one, "lineItem").get("id")): int(one.get("quantity") or 0) for one in lines}


def _places(order: Mapping[str, Any], pieces: Mapping[str, int]) -> tuple[list[dict[str, Any]], str]:
    """The pieces by fulfilment order; or why there are not so many to be fulfilled."""
    left = dict(pieces)
    found: list[dict[str, Any]] = []
    places = nodes(order.get("fulfillmentOrders"))
    for place in places:
        taken = _taken(place, left) if place.get("status") in _FULFILLABLE else []
        if taken:
            found.append({"fulfillmentOrderId": place.get("id"), "fulfillmentOrderLineItems": taken})
    if not any(left.values()) and found:
        return found, ""
    many = sum(left.values())
    states = ", ".join(sorted({str(place.get("status")) for place in places})) or "none"
    return (
        [],
        f"{many} of {sum(pieces.values())} pieces are not open for fulfilment there (fulfilment orders: {states})",
    )


def _taken(place: Mapping[str, Any], left: dict[str, int]) -> list[dict[str, Any]]:
    taken: list[dict[str, Any]] = []
    for line in nodes(place.get("lineItems")):
        named, remaining = str(inside(line, "lineItem").get("id")), line.get("remainingQuantity")
        many = min(left.get(named, 0), remaining if isinstance(remaining, int) else 0)
        if many > 0:
            left[named] -= many
            taken.append({"id": line.get("id"), "quantity": many})
    return taken
