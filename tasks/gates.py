"""Gates between the stages: a population or two frames judged; bad rows set aside, systemic trouble stops the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from domain.documents.sales_order_change import CHANGE_TYPE
from domain.errors import StopTheRun, TryAgain
from domain.read_back import comparison_rows
from domain.rules import apply_severities, decide
from domain.work import Batch
from expectations.delivery import DELIVERY, DeliveryTotals, delivery_frame
from expectations.gate import GateResult, Waiver, markdown, run_gate, warm
from expectations.odoo_rows import TRANSFORM, transform_frame
from expectations.read_back import READ_BACK, read_back_frame
from expectations.sales_order import EXTRACT, extract_frame_from_json, population_frame
from ledger.book import Book
from ledger.values import DocumentRow, Move
from tasks.changes.cases import of_changes, of_orders
from tasks.changes.gates import OF_ROWS, as_order_json, cancels, compared, order_id, renamed, wanted
from tasks.runtime.resources import Resources
from tasks.stage import Outcome, stage
from tasks.tagging import tag_held
from tasks.volume import volume_gate

__all__ = ["extract_gate", "read_back_gate", "transform_gate", "warm"]

POPULATION = 200
"""Documents of the channel that a batch too small to judge is judged with."""


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Where documents go, and what the read-back saw of their records."""

    good: str
    names: Mapping[int, str] = field(default_factory=dict)
    seen: Mapping[int, datetime] = field(default_factory=dict)
    """Odoo's write_date, kept so that a person's later edit is noticed."""


@stage("extract-gate")
def extract_gate(house: Resources, batch: Batch) -> Outcome:
    """What was read is whole: schema, null rates, volume, totals against the file's own trailer."""
    documents = _standing(house, batch, "captured")
    if not documents:
        return Outcome()
    with house.ledger.open() as book:
        population = population_frame(book.population(batch.channel, POPULATION))
        claimed = _trailers(book, documents)
        waivers = _waivers(book, batch)
    volume = volume_gate(house, batch.channel, waivers)
    if volume is not None and volume.stops:
        return _stop(house, batch, volume)
    if claimed:
        trailer = run_gate(DELIVERY, delivery_frame(claimed), waivers=waivers)
        if trailer.stops:
            return _stop(house, batch, trailer)
    orders, changes, outcome = of_orders(documents), of_changes(documents), Outcome()
    if orders:
        payloads = [(row.external_id, row.payload) for row in orders]
        frame = extract_frame_from_json(payloads, house_account=bool(house.profile(batch.channel).house_account))
        result = run_gate(EXTRACT, frame, population=population, waivers=waivers)
        outcome = _judge(house, batch, orders, result, verdict=_Verdict("read"))
    if changes and outcome.stop is None:
        frame = extract_frame_from_json([(row.external_id, as_order_json(row)) for row in changes], house_account=True)
        result = run_gate(OF_ROWS, frame, waivers=waivers)
        outcome = _both(outcome, _judge(house, batch, changes, result, verdict=_Verdict("read")))
    return outcome


@stage("transform-gate")
def transform_gate(house: Resources, batch: Batch) -> Outcome:
    """What is about to be posted holds nothing that Odoo would swallow without a word."""
    documents = _standing(house, batch, "checked")
    if not documents:
        return Outcome()
    with house.ledger.open() as book:
        waivers = _waivers(book, batch)
    posted = [row for row in documents if row.type != CHANGE_TYPE or not cancels(row)]
    outcome = _passed(house, batch, [row for row in documents if row not in posted], "ready")
    if not posted:
        return outcome
    result = run_gate(TRANSFORM, transform_frame([wanted(row) for row in posted]), waivers=waivers)
    return _both(_judge(house, batch, posted, renamed(result, posted), verdict=_Verdict("ready")), outcome)


@stage("read-back-gate")
def read_back_gate(house: Resources, batch: Batch) -> Outcome:
    """What Odoo made of each draft, read by another user, equals what was sent, within the partner's tolerance."""
    documents = _standing(house, batch, "drafted")
    if not documents:
        return Outcome()
    ids = {row.id: order_id(row) for row in documents}
    read = house.sales.read_back(list(ids.values()))
    totals = house.profile(batch.channel).total_tolerance
    sent = [wanted(row) for row in of_orders(documents)]
    rows = [one for each in sent for one in comparison_rows(each, read.get(each.external_id), totals=totals)]
    rows += compared(house, of_changes(documents), read, totals)
    if not rows:
        return _passed(house, batch, documents, "verified")
    with house.ledger.open() as book:
        waivers = _waivers(book, batch)
    result = run_gate(READ_BACK, read_back_frame(rows), waivers=waivers)
    seen = {number: read[one].write_date for number, one in ids.items() if one in read}
    names = {number: read[one].name for number, one in ids.items() if one in read}
    return _judge(house, batch, documents, result, verdict=_Verdict("verified", names, seen))


def _both(one: Outcome, other: Outcome) -> Outcome:
    """What came of the two parts of a batch."""
    shown = "\n".join(text for text in (one.artifact, other.artifact) if text)
    return Outcome(one.passed + other.passed, one.aside + other.aside, artifact=shown, stop=one.stop or other.stop)


def _passed(house: Resources, batch: Batch, documents: Sequence[DocumentRow], to: str) -> Outcome:
    """Documents that hold nothing to be judged: a cancellation has no lines."""
    if not documents:
        return Outcome()
    with house.ledger.open() as book:
        moved = book.documents.move_many(batch, [Move(row.id, to) for row in documents])
        book.commit("tasks.gate.passed")
    return Outcome(len(moved), len(documents) - len(moved))


def _trailers(book: Book, documents: Sequence[DocumentRow]) -> list[DeliveryTotals]:
    """What was registered of each delivery that is wholly split, beside what its own trailer claims."""
    rows = [book.deliveries.get(number) for number in sorted({row.delivery_id for row in documents})]
    return [
        DeliveryTotals(
            delivery=row.name,
            documents=row.documents,
            lines=row.lines,
            quantity=Decimal(0),
            trailer_documents=row.trailer.documents,
            trailer_lines=row.trailer.lines,
        )
        for row in rows
        if row.state == "split" and row.trailer is not None
    ]


def _waivers(book: Book, batch: Batch) -> list[Waiver]:
    """What a named person lets be overlooked on this channel for now."""
    return [
        Waiver(one.code, one.approver, one.reason, one.expires_at, channel=one.channel)
        for one in book.circuits.waivers(batch.channel)
    ]


def _standing(house: Resources, batch: Batch, state: str) -> list[DocumentRow]:
    with house.ledger.open() as book:
        return book.documents.in_batch(batch, [state])


def _judge(
    house: Resources, batch: Batch, documents: Sequence[DocumentRow], result: GateResult, *, verdict: _Verdict
) -> Outcome:
    """Good ones go on, bad ones are set aside; systemic trouble opens the channel's circuit and moves nothing."""
    if result.stops:
        return _stop(house, batch, result)
    moves, waiting = tag_held(house, documents, [_move(house, batch, row, result, verdict) for row in documents])
    with house.ledger.open() as book:
        moved = book.documents.move_many(batch, moves)
        book.commit("tasks.gate")
    passed = sum(move.to == verdict.good and move.document_id in moved for move in moves)
    stop = TryAgain(f"{waiting} drafts could not be tagged as held in Odoo yet.") if waiting else None
    return Outcome(passed, len(moves) - passed, artifact=markdown(result), stop=stop)


def _move(house: Resources, batch: Batch, row: DocumentRow, result: GateResult, verdict: _Verdict) -> Move:
    found = apply_severities(result.bad.get(row.external_id, ()), house.profile(batch.channel))
    decided = decide(found, row.waived)
    to = verdict.good if decided == "checked" else decided
    findings = (*row.findings, *found) if found else None
    return Move(
        row.id, to, record_name=verdict.names.get(row.id), record_seen=verdict.seen.get(row.id), findings=findings
    )


def _stop(house: Resources, batch: Batch, result: GateResult) -> Outcome:
    first = result.stops[0]
    with house.ledger.open() as book:
        book.circuits.open(batch.channel, first.message, first, by=f"gate {result.gate}")
        book.commit("tasks.gate.circuit")
    stop = StopTheRun(
        f"The {result.gate} gate stopped the channel: {first.code} {first.message}",
        partner=house.profile(batch.channel).partner,
        next_step=f"{first.next_step} Then 'lading circuits close {batch.channel} --reason …', "
        "with --waive where it may be overlooked.",
    )
    return Outcome(aside=0, artifact=markdown(result), stop=stop)
