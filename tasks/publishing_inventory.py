"""What is available, told to a partner: an 846 or INVRPT of rows that are given, each report once."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pydantic import ValidationError

from connectors.answers import KINDS
from domain.documents.inventory_report import InventoryReport, InventoryRow
from domain.errors import Misconfigured, Refused
from domain.keys import content_hash
from ledger.publications import Publication
from tasks.answering import Due, record_unfenced, send
from tasks.runtime.resources import Resources

COLUMNS = ("sku", "quantity", "date", "unit", "partner_sku", "gtin", "description")
"""Of a table of rows; the first two must be there."""


@dataclass(frozen=True, slots=True)
class Told:
    """What publishing came to."""

    publication: Publication
    created: bool
    """False: this report was published before, and nothing left again."""


def publish_inventory(
    house: Resources, channel: str, rows: Sequence[InventoryRow], *, as_of: datetime, by: str, number: str = ""
) -> Told:
    """Record and send one report; the same number again is nothing.

    Args:
        house: where it is recorded.
        channel: whose partner is told.
        rows: what is available, rows of one product together.
        as_of: the moment that the rows speak of.
        by: who says so.
        number: of the report; empty: its day and content, so that the same rows leave once a day.

    Raises:
        Misconfigured: the profile does not want it, or has no address.
        Refused: there are no rows.
    """
    profile = house.profile(channel)
    if not profile.answers.inventory or "inventory" not in KINDS.get(profile.format, {}):
        raise Misconfigured(
            f"Channel {channel} gets no inventory report.",
            field="answers.inventory",
            next_step="Set 'answers: {inventory: true}' in its profile (X12 or EDIFACT), or choose another channel.",
        )
    if not rows:
        raise Refused("There are no rows to publish.", next_step="Give at least one row with sku and quantity.")
    number = number or f"{as_of:%Y%m%d}-{content_hash(repr(rows).encode())[:12]}"
    report = InventoryReport(number=number, as_of=as_of, rows=tuple(_together(rows)))
    due = Due(purpose="inventory", answer=report, subject=number, key=f"inventory:{channel}:{number}")
    with house.ledger.open() as book:
        before = book.publications.by_key([due.key])
        made = record_unfenced(house, book, channel, by, [due])
        book.commit("tasks.publishing_inventory.record")
    if not made:
        raise Misconfigured(
            f"Nobody knows how channel {channel} is addressed.",
            field="answers.ours",
            next_step="Name both sides in the profile: 'answers: {ours: {id: …}, theirs: {id: …}}'.",
        )
    send(house, channel, made)
    return Told(made[0], created=due.key not in before)


def _together(rows: Sequence[InventoryRow]) -> Iterator[InventoryRow]:
    """Rows of one product one after the other, what is there now before what comes."""
    places = {sku: at for at, sku in enumerate(dict.fromkeys(row.sku for row in rows))}
    return iter(sorted(rows, key=lambda row: (places[row.sku], row.available_on or date.min)))


def rows_of(path: Path) -> list[InventoryRow]:
    """Rows of a CSV file with a heading: sku, quantity; date, unit, partner_sku, gtin, description where there are any.

    Raises:
        Refused: a row can't be read; names its line, field and value.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [name for name in COLUMNS[:2] if name not in (reader.fieldnames or ())]
        if missing:
            raise Refused(
                f"The file has no column {missing[0]}.", document=path.name, next_step=f"Columns: {', '.join(COLUMNS)}."
            )
        return [_row(path, line, row) for line, row in enumerate(reader, start=2)]


def _row(path: Path, line: int, row: Mapping[str, str | None]) -> InventoryRow:
    said = {name: (row.get(name) or "").strip() for name in COLUMNS}
    field = "quantity"
    try:
        quantity = Decimal(said["quantity"])
        field = "date"
        day = date.fromisoformat(said["date"]) if said["date"] else None
        field = "row"
        known = {name: said[name] for name in ("partner_sku", "gtin", "description")}
        unit = {"unit": said["unit"]} if said["unit"] else {}
        return InventoryRow(sku=said["sku"], quantity=quantity, available_on=day, **known, **unit)
    except (InvalidOperation, ValueError, ValidationError) as error:
        step = "Quantities are numbers of 0 or more, dates YYYY-MM-DD, and each row has a sku."
        raise Refused(
            f"Line {line} can't be published.", document=path.name, field=field, value=said.get(field, ""),
            next_step=step,
        ) from error  # fmt: skip
