"""One effect on another system, for a batch: intent committed, then the act, then what came back.

The heart of promise 1. Whatever dies between two lines, the next run finds the intent and goes on: a settled
intent is never sent again, an open one is asked again in the way that its target allows (design.md §3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from domain.errors import LeaseLost, TryAgain
from domain.findings import Finding
from domain.keys import content_hash
from domain.work import Batch
from ledger.values import DocumentRow, IntentIn, IntentRow, Move, Settle
from tasks.runtime.resources import Resources
from tasks.stage import Outcome

AnswerKind = Literal["settled", "refused", "unknown", "again"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other system answered for one document."""

    kind: AnswerKind
    to: str = ""
    """State that the document goes to; empty: stays."""
    record_id: int | None = None
    record_name: str | None = None
    findings: tuple[Finding, ...] = ()
    seen: datetime | None = None
    """Odoo's write_date after the act."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What is to be done to which system, and how long a call whose answer was lost may still be running."""

    operation: str
    target: str
    running_seconds: float = 0.0


Act = Callable[[Sequence[DocumentRow]], Mapping[int, Answer]]
"""Does it for the documents given; answers by document id."""


@dataclass
class _Record:
    settles: list[Settle] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    again: int = 0


def carry_out(house: Resources, batch: Batch, documents: Sequence[DocumentRow], effect: Effect, act: Act) -> Outcome:
    """Do ``act`` for each document once, and move each to where the answer sends it.

    Raises nothing for a document; ``Outcome.stop`` is TryAgain when some could not be asked.
    """
    if not documents:
        return Outcome()
    intents = _record_intents(house, batch, documents, effect)
    open_rows = [row for row in documents if intents[row.id].state in {"recorded", "unknown"}]
    answers: dict[int, Answer] = dict(act(open_rows)) if open_rows else {}
    for row in documents:
        if row.id not in answers:
            answers[row.id] = _remembered(intents[row.id])
    record = _sorted(documents, answers, intents)
    moved = _write_down(house, batch, record, effect)
    stop = TryAgain(f"{record.again} documents could not be sent to {effect.target} yet.") if record.again else None
    good = sum(answers[row.id].kind == "settled" and row.id in moved for row in documents)
    return Outcome(passed=good, aside=len(documents) - good - record.again, stop=stop)


def _record_intents(
    house: Resources, batch: Batch, documents: Sequence[DocumentRow], effect: Effect
) -> dict[int, IntentRow]:
    asked = [
        IntentIn(
            key=f"{row.external_id}:{effect.operation}:{effect.target}:{row.attempt}",
            document_id=row.id,
            operation=effect.operation,
            target=effect.target,
            payload_hash=content_hash(row.resolved or row.payload),
            attempt=row.attempt,
        )
        for row in documents
    ]
    with house.ledger.open() as book:
        rows = book.intents.record_many(batch, asked)
        book.commit("tasks.intents.record")
    if len(rows) != len(asked):
        message = "The claim on this batch has run out before its intents were recorded."
        raise LeaseLost(message, document=batch.id)
    return {row.document_id: row for row in rows}


def _remembered(intent: IntentRow) -> Answer:
    """A run died after the answer was recorded: the intent still says what it was."""
    result = intent.result or {}
    record_id = result.get("record_id")
    return Answer(
        kind="refused" if intent.state == "refused" else "settled",
        to=str(result.get("to", "")),
        record_id=int(str(record_id)) if record_id is not None else None,
        record_name=str(result["record_name"]) if result.get("record_name") else None,
        findings=_findings(result.get("findings")),
    )


def _findings(told: object) -> tuple[Finding, ...]:
    return tuple(Finding.model_validate(one) for one in told) if isinstance(told, list) else ()


def _sorted(
    documents: Sequence[DocumentRow], answers: Mapping[int, Answer], intents: Mapping[int, IntentRow]
) -> _Record:
    record = _Record()
    for row in documents:
        answer, intent = answers[row.id], intents[row.id]
        if answer.kind == "again":
            record.again += 1
            continue
        if answer.kind == "unknown":
            record.unknown.append(intent.key)
            record.waiting.append(row.id)
            continue
        if intent.state in {"recorded", "unknown"}:
            record.settles.append(Settle(key=intent.key, state=answer.kind, result=_result(answer)))
        if answer.to:
            record.moves.append(_move(row, answer))
    return record


def _result(answer: Answer) -> dict[str, object]:
    return {
        "to": answer.to,
        "record_id": answer.record_id,
        "record_name": answer.record_name,
        "findings": [one.model_dump(mode="json") for one in answer.findings],
    }


def _move(row: DocumentRow, answer: Answer) -> Move:
    return Move(
        document_id=row.id,
        to=answer.to,
        record_id=answer.record_id,
        record_name=answer.record_name,
        record_seen=answer.seen,
        findings=answer.findings or None,
    )


def _write_down(house: Resources, batch: Batch, record: _Record, effect: Effect) -> set[int]:
    """Intents and documents in one transaction; what is unknown waits until the lost call can't be running."""
    until = datetime.now(UTC) + timedelta(seconds=effect.running_seconds)
    with house.ledger.open() as book:
        if record.settles:
            book.intents.settle_many(batch, record.settles)
        moved = book.documents.move_many(batch, record.moves) if record.moves else set()
        if record.unknown:
            book.intents.unknown_many(batch, record.unknown, until)
            book.claims.postpone(batch, record.waiting, until)
        book.commit("tasks.intents.settle")
    return moved
