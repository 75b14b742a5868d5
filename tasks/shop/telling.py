"""Parcels that wait are told to their shop: the row taken, then the call, then what came back."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from connectors.shopify.client import ShopClient
from connectors.shopify.fulfilling import fulfil
from connectors.shopify.told import Told
from domain.errors import LadingError, Refused
from ledger.parcels import KIND
from ledger.publications import Publication
from tasks.runtime.resources import Resources
from tasks.shop.parcels import ACTOR, channels_told, look, parcel_of, why_not

log = structlog.get_logger("lading.shop")

RUNNING_SECONDS = 60.0
"""How long a call whose answer was lost may still be running in the shop."""


def tell_all(house: Resources) -> int:
    """The consumer's chore: look at Odoo, then tell each shop; one that is away leaves the others alone."""
    count = 0
    try:
        look(house)
    except LadingError as trouble:
        log.warning("shipments-not-read", trouble=str(trouble))
    for channel in channels_told(house):
        try:
            count += tell(house, channel)
        except LadingError as trouble:
            log.warning("shop-not-told", channel=channel, trouble=str(trouble))
    return count


def tell(house: Resources, channel: str, *, running_seconds: float = RUNNING_SECONDS) -> int:
    """Tell a shop what waits; gives how many parcels it has now.

    Raises:
        TryAgain: the shop is away or busy; what is left waits for the next look.
        Misconfigured: its address, token or rights.
    """
    with house.ledger.open() as book:
        waiting = book.parcels.waiting(channel, running_seconds=running_seconds)
    count = 0
    for one in waiting:
        with house.ledger.open() as book:
            mine = book.parcels.take(one, running_seconds=running_seconds)
            ours = _others(book.publications.of([one.document_id]) if one.document_id else [], one)
            book.commit("tasks.shop.telling.take")
        if mine:
            count += _told(house, one, ours)
    return count


def again(house: Resources, parcels: Sequence[Publication]) -> int:
    """A person wants these told once more, after what the shop refused was mended; gives how many wait now."""
    with house.ledger.open() as book:
        count = sum(book.parcels.leave(one, "refused") for one in parcels)
        book.commit("tasks.shop.telling.again")
    return count


def _told(house: Resources, one: Publication, ours: Sequence[str]) -> bool:
    content = house.archive.read(one.sha256)
    try:
        told = _asked(house.shop(one.channel), house, one, content, ours)
    except LadingError:
        with house.ledger.open() as book:
            book.parcels.leave(one)
            book.commit("tasks.shop.telling.leave")
        raise
    if told.outcome == "unknown":
        return False  # looked up when it can't be running any more
    refused = told.outcome == "refused"
    said: dict[str, object] = {"by": "the shop", "record": told.record}
    if refused:
        said = why_not(content, told.why, cancelled=told.cancelled)
    with house.ledger.open() as book:
        book.parcels.settle(ACTOR, one, refused=refused, said=said)
        book.commit("tasks.shop.telling.settle")
    return not refused


def _asked(client: ShopClient, house: Resources, one: Publication, content: bytes, ours: Sequence[str]) -> Told:
    section = house.profile(one.channel).shopify
    parcel = parcel_of(content, notify=section is None or section.notify_customer)
    if not parcel.pieces:
        return Told("refused")
    try:
        return fulfil(client, parcel, lost=one.state == "unknown", ours=ours)
    except Refused as trouble:
        return Told("refused", why=trouble.what)


def _others(known: Sequence[Publication], one: Publication) -> list[str]:
    """Fulfilments that the shop made for other parcels of the order."""
    return [str((row.said or {}).get("record", "")) for row in known if row.kind == KIND and row.id != one.id]
