"""What is answered to orders and changes that are done or refused: 855, 865, ORDRSP, OrderResponse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from connectors import read_documents
from connectors.ports import Raw, Reading
from domain.answering import ChangeFacts, Facts, change_response, order_response
from domain.documents.order_response import OrderResponse
from domain.documents.resolved_order import ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.keys import normalise
from domain.profile import PartnerProfile
from domain.work import Batch
from ledger.values import DocumentRow
from tasks.answering import Due, record, send
from tasks.changes.cases import ChangeCase, cases_of, of_changes
from tasks.runtime.resources import Resources


def answer_orders(house: Resources, batch: Batch, rows: Sequence[DocumentRow], *, done: bool) -> int:
    """Record and send the answers to these documents, each once; returns how many were sent.

    Nobody waits for an answer to an order of long ago (a backfill's); what could not be read has its 997.

    Raises:
        LeaseLost: another run has the batch's work.
        TryAgain, Misconfigured: the place can't be written; the documents stay, and are answered later.
    """
    profile = house.profile(batch.channel)
    if not (profile.answers.orders or profile.answers.changes):
        return 0
    awaited = [row for row in rows if row.plan_id is None and row.key is not None]
    days = _promised(house, profile, _orders(awaited)) if done else {}
    dues = [
        due
        for row in _orders(awaited)
        if (due := _due(house, profile, row, days.get(row.id, {}), done=done)) is not None
    ]
    changes = of_changes(awaited) if profile.answers.changes else []
    dues += [due for case in cases_of(house, changes) if (due := _of_change(profile, case, done=done)) is not None]
    if not dues:
        return 0
    with house.ledger.open() as book:
        recorded = record(house, book, batch, dues)
        book.commit("tasks.answering.record")
    return send(house, batch.channel, recorded)


def _orders(rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    """Neither changes nor acknowledgements of theirs."""
    return [row for row in rows if row.type == "sales_order"]


def _promised(
    house: Resources, profile: PartnerProfile, rows: Sequence[DocumentRow]
) -> Mapping[int, Mapping[int, date]]:
    """By document and line the day by which all of it was promised; a line of which a part has no day has none."""
    if profile.availability is None:
        return {}
    found: dict[int, dict[int, date]] = defaultdict(dict)
    with house.ledger.open() as book:
        parts = book.promises.of([row.id for row in rows])
    undated = {(part.document_id, part.position) for part in parts if part.on is None}
    for part in parts:
        if part.on is not None and (part.document_id, part.position) not in undated:
            line = found[part.document_id]
            line[part.position] = max(part.on, line.get(part.position, part.on))
    return found


def _due(
    house: Resources, profile: PartnerProfile, row: DocumentRow, days: Mapping[int, date], *, done: bool
) -> Due | None:
    if not profile.answers.orders:
        return None
    response = _response(house, profile, row, days, done=done)
    if response.verdict not in profile.answers.orders:
        return None
    return Due(
        purpose="order",
        answer=response,
        subject=row.number,
        key=f"document:{row.id}:order",
        delivery_id=row.delivery_id,
        document_id=row.id,
    )


def _of_change(profile: PartnerProfile, case: ChangeCase, *, done: bool) -> Due | None:
    """The answer to a change or a cancellation, with the lines that it names as they stand now."""
    row, known = case.row, case.order_row is not None
    response = change_response(
        ChangeFacts(
            change=case.change,
            before=case.standing.order if known else None,
            applied=case.applied if done and known else None,
            our_reference=row.record_name,
            findings=row.findings,
        )
    )
    if response.verdict not in profile.answers.changes:
        return None
    key = f"document:{row.id}:change"
    return Due(
        purpose="change",
        answer=response,
        subject=row.number,
        key=key,
        delivery_id=row.delivery_id,
        document_id=row.id,
    )


def _response(
    house: Resources, profile: PartnerProfile, row: DocumentRow, days: Mapping[int, date], *, done: bool
) -> OrderResponse:
    stands = SalesOrder.model_validate_json(row.payload)
    return order_response(
        Facts(
            asked=_asked(house, profile, row) or stands,
            stands=stands if done else None,
            resolved=ResolvedOrder.model_validate_json(row.resolved) if row.resolved else None,
            our_reference=row.record_name,
            findings=row.findings,
            tolerance=profile.price_tolerance,
            promises=days,
            successors={normalise(old): new for old, new in profile.checks.superseded.items()},
        )
    )


def _asked(house: Resources, profile: PartnerProfile, row: DocumentRow) -> SalesOrder | None:
    """The order as it was sent, where a person may have edited it since; None: as it stands."""
    if not row.attempt:
        return None
    with house.archive.local(row.delivery_sha256) as content:
        raw = Raw(name=row.delivery_name, content=content, sha256=row.delivery_sha256)
        for part in read_documents(raw, profile):
            if isinstance(part, Reading) and part.ordinal == row.ordinal:
                document = part.document
                return document if isinstance(document, SalesOrder) else None
    return None
