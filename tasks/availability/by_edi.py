"""Numbers of stock leave as an 846 or INVRPT: ``availability.publish: edi``; what receipts bring with its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from domain.documents.inventory_report import InventoryRow
from domain.keys import content_hash
from ledger.published import NumberRow
from tasks.answering import send_waiting
from tasks.publishing_inventory import publish_inventory
from tasks.runtime.resources import Resources


def by_edi(house: Resources, channel: str, numbers: Sequence[NumberRow]) -> None:
    """One report of these numbers; the same ones again, after a crash, are the same report and leave once.

    What an earlier run recorded and did not come to send leaves before, so that the newest report is the last.

    Raises:
        Misconfigured: the profile wants no inventory report, or nobody knows how the partner is addressed.
        TryAgain: the folder can't be written.
    """
    send_waiting(house, channel, seconds=0.0)
    rows = [row for one in numbers for row in _rows(one)]
    newest = max(one.at for one in numbers)
    said = content_hash(repr([(one.sku, one.number, one.at) for one in numbers]).encode())[:8]
    number = f"{newest:%Y%m%d%H%M%S}-{said}"
    publish_inventory(house, channel, rows, as_of=newest, by="availability", number=number)


def _rows(number: NumberRow) -> list[InventoryRow]:
    """In units of the product: what may be had now, and all that may be had from a day on."""
    there = number.number * number.pack
    later = [
        InventoryRow(
            sku=number.sku,
            quantity=Decimal(one["number"] * number.pack),
            available_on=date.fromisoformat(one["on"]),
        )
        for one in number.terms.get("later", [])
        if one["number"] * number.pack > there
    ]
    return [InventoryRow(sku=number.sku, quantity=Decimal(there)), *later]
