"""What Odoo has shipped of a shop's orders becomes parcels, and each is told once: ``shopify.fulfilments``.

A look asks Odoo what was done since the last one (one call where that is nothing), records what is new together with
how far it came, and tells each shop what waits. The parcel's row is the intent: taken before the call, settled after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import orjson
import structlog

from connectors.shopify.fulfilling import Parcel
from domain.catalogue import finding
from domain.documents.master import UnitOfMeasure
from domain.documents.resolved_order import ResolvedLine, ResolvedOrder
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.keys import content_hash
from domain.shipments import NotInPieces, Shipment, ShippedLine, pieces_of
from ledger.book import Book
from ledger.parcels import KIND, OurOrder
from ledger.publications import PublicationIn
from ledger.values import DocumentRow
from tasks.answering import safe
from tasks.changes.cases import ChangeCase, case_of_order
from tasks.runtime.resources import Resources
from tasks.shop.orders import gid_of

log = structlog.get_logger("lading.shop")

CURSOR, ACTOR = "shipments", "shipments"
FIRST = timedelta(days=1)
"""How far back the very first look goes."""


def channels_told(house: Resources) -> list[str]:
    """Channels whose shop is told what was shipped."""
    known = house.profiles.values()
    return sorted(one.channel for one in known if one.shopify is not None and one.shopify.fulfilments)


def look(house: Resources) -> int:
    """Record what was shipped since the last look, if it is time; gives how many parcels are new.

    Raises:
        TryAgain: Odoo or the ledger was away; the next look takes it up.
    """
    channels = channels_told(house)
    if not channels:
        return 0
    with house.ledger.open() as book:
        cursor = book.cursors.take_turn(house.odoo_target, CURSOR, house.settings.shipments_seconds / 2)
        book.commit("tasks.shop.parcels.turn")
    if cursor is None:
        return 0
    since = datetime.fromisoformat(cursor) if cursor else datetime.now(UTC) - FIRST
    shipments, newest = house.shipments.done(since)
    try:
        return _recorded(house, channels, shipments, newest)
    except BaseException:
        house.shipments.forget()
        raise


def _recorded(house: Resources, channels: Sequence[str], shipments: Sequence[Shipment], newest: datetime) -> int:
    """The parcels and how far the look came, in one transaction."""
    with house.ledger.open() as book:
        orders = book.parcels.orders([line.order_external_id for one in shipments for line in one.lines])
        wanted = {key: order for key, order in orders.items() if order.channel in channels}
        cases = _cases(book, list(wanted.values()))
        units = _units(house, book) if wanted else {}
        count = 0
        for shipment in shipments:
            for key, lines in _by_order(shipment).items():
                case = cases.get(wanted[key].thread_id) if key in wanted else None
                if case is not None and case.order_row is not None:
                    count += _record(house, book, shipment, (case, case.order_row), (lines, units))
        book.cursors.keep(house.odoo_target, CURSOR, newest.isoformat())
        book.commit("tasks.shop.parcels.record")
    if count:
        log.info("shipped", parcels=count)
    return count


def _cases(book: Book, orders: Sequence[OurOrder]) -> dict[int, ChangeCase]:
    threads: dict[int, list[DocumentRow]] = defaultdict(list)
    for row in book.documents.of_threads(sorted({one.thread_id for one in orders})):
        threads[row.thread_id].append(row)
    found = {number: case_of_order(rows) for number, rows in threads.items()}
    return {number: case for number, case in found.items() if case is not None}


def _units(house: Resources, book: Book) -> dict[int, UnitOfMeasure]:
    units = [UnitOfMeasure.model_validate_json(row) for row in book.mirror.all(house.odoo_target, "uom")]
    return {one.record_id: one for one in units}


def _by_order(shipment: Shipment) -> dict[str, list[ShippedLine]]:
    found: dict[str, list[ShippedLine]] = defaultdict(list)
    for line in shipment.lines:
        found[line.order_external_id].append(line)
    return found


def _record(
    house: Resources,
    book: Book,
    shipment: Shipment,
    whose: tuple[ChangeCase, DocumentRow],
    what: tuple[Sequence[ShippedLine], Mapping[int, UnitOfMeasure]],
) -> bool:
    (case, row), (lines, units) = whose, what
    key = f"fulfilment:{house.odoo_target}:{shipment.record_id}:{lines[0].order_external_id}"
    if book.publications.by_key([key]):
        return False
    pieces, why = _pieces(case, lines, units)
    if not pieces and not why:
        return False  # nothing that the shop knows as goods
    parcel = {
        "order": gid_of(row),
        "number": row.number,
        "shipment": shipment.name,
        "pieces": pieces,
        "tracking": shipment.tracking,
        "carrier": shipment.carrier,
        "why": why,
    }
    content = orjson.dumps(parcel, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2) + b"\n"
    subject = f"{row.number} {shipment.name}"
    made = PublicationIn(
        key=key,
        kind=KIND,
        channel=row.channel,
        partner=row.partner,
        subject=subject,
        name=f"{safe(subject)}.fulfilment.{content_hash(content)[:12]}.json",
        sha256=house.archive.put(content),
        size=len(content),
        document_id=row.id,
    )
    book.publications.record(ACTOR, made)
    return True


def _pieces(
    case: ChangeCase, lines: Sequence[ShippedLine], units: Mapping[int, UnitOfMeasure]
) -> tuple[dict[str, int], str]:
    """By the shop's line item; or why it can't be said so."""
    ordered: dict[int, tuple[SalesOrderLine, ResolvedLine]] = {}
    for order, resolved in _versions(case):
        ours = {line.position: line for line in resolved.lines}
        ordered |= {line.position: (line, ours[line.position]) for line in order.lines if line.position in ours}
    try:
        return {f"gid://shopify/LineItem/{line}": many for line, many in pieces_of(lines, ordered, units).items()}, ""
    except NotInPieces as trouble:
        return {}, str(trouble)


def _versions(case: ChangeCase) -> list[tuple[SalesOrder, ResolvedOrder]]:
    """The order as it came and as it stands: a line that was taken off later may have been shipped before."""
    row, base = case.order_row, case.base
    if row is None or base is None or not row.resolved:
        return []
    first = (SalesOrder.model_validate_json(row.payload), ResolvedOrder.model_validate_json(row.resolved))
    return [first, (case.standing.order, base)]


def parcel_of(content: bytes, *, notify: bool) -> Parcel:
    """What is told, as it was archived."""
    told = orjson.loads(content)
    return Parcel(told["order"], told["pieces"], told["tracking"], told["carrier"], notify=notify)


def why_not(content: bytes, said: str, *, cancelled: bool = False) -> dict[str, object]:
    """What is kept of a parcel that the shop was not told of, with the finding for a person."""
    told = orjson.loads(content)
    words = {"shipment": told["shipment"], "said": told["why"] or said}
    code = "SH-SENT-003" if told["why"] else "SH-SENT-002" if cancelled else "SH-SENT-001"
    found = finding(code, value=told["number"], **words)
    log.warning("not-told", code=found.code, said=found.message, next_step=found.next_step)
    return {"by": "the shop", "code": found.code, "faults": [f"{found.code} {found.message} {found.next_step}"]}
