"""Backfill plans: kept as they were made, looked up, and followed while they are applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Connection, Row

from domain.backfill import ACTIONS, Action, Difference, PlanFile, PlanHead, Planned, chunk_of
from ledger.copying import copy_rows
from ledger.found import dumped, loaded, storable
from ledger.statements import statement
from ledger.states import OPEN

PAGE = 2000
STATES = ("planned", "cleared", "refused")
_COLUMNS = {
    "plan_id": "int8", "file": "int4", "ordinal": "int8", "external_id": "text", "content_hash": "text",
    "number": "text", "ordered_on": "date", "chunk": "int4", "action": "text", "currency": "text", "amount": "numeric",
    "lines": "int4", "resolved_hash": "text", "record_id": "int8", "record_seen": "timestamptz", "findings": "text",
    "differences": "text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as the ledger has it."""

    id: int
    hash: str
    head: PlanHead
    counts: Mapping[str, int]
    """Documents that the plan says nothing about: outside its days, without a date, twice in the files."""
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class PlanTally:
    """Documents of one chunk, action, state and currency."""

    chunk: int
    action: Action
    state: str
    currency: str
    documents: int
    lines: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Cleared:
    """A document that a plan takes from a delivery."""

    ordinal: int
    content_hash: str
    action: Action
    record_id: int | None
    record_seen: datetime | None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a plan expects of a document."""

    action: Action
    resolved_hash: str


@dataclass(frozen=True, slots=True)
class KnownKey:
    """What the ledger knows of an order: its newest document."""

    content_hash: str
    document_id: int
    state: str
    plan_id: int | None


class Backfills:
    """The plans, in the book's transaction."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def _run(self, name: str, **values: object) -> list[Row[Any]]:
        result = self._connection.execute(statement(name), values)
        return list(result) if result.returns_rows else []

    def begin(self, head: PlanHead, made_by: str) -> int:
        """A new plan's number; it cannot be seen until it is finished."""
        values = asdict(head) | {"files": orjson.dumps([asdict(one) for one in head.files]).decode()}
        return int(self._run("insert_plan", **values, made_by=made_by)[0].id)

    def add(self, plan: int, head: PlanHead, documents: Iterable[Planned]) -> None:
        """Documents of a plan that is being made."""
        copy_rows(self._connection, "backfill_documents", _COLUMNS, (_values(plan, head, one) for one in documents))

    def finish(self, plan: int, digest: str, counts: Mapping[str, int]) -> None:
        """The plan is whole."""
        self._run("finish_plan", plan=plan, hash=digest, counts=orjson.dumps(dict(counts)).decode())

    def find(self, reference: str) -> PlanRow | None:
        """A plan by its number, or by the beginning of its hash (six characters at least)."""
        number = int(reference) if reference.isdecimal() and len(reference) < 18 else None  # noqa: PLR2004 - bigint
        rows = self._run("plan_rows", plan=number, prefix=None, most=1) if number is not None else []
        if not rows and len(reference) >= 6 and reference.isalnum():  # noqa: PLR2004 - as git shortens
            rows = self._run("plan_rows", plan=None, prefix=reference.lower(), most=1)
        return _plan(rows[0]) if rows else None

    def newest(self, most: int = 20) -> list[PlanRow]:
        """The last plans, newest first."""
        return [_plan(row) for row in self._run("plan_rows", plan=None, prefix=None, most=most)]

    def tallies(self, plan: int) -> list[PlanTally]:
        """What the plan says, summed up."""
        return [PlanTally(**row._asdict()) for row in self._run("plan_tallies", plan=plan)]

    def documents(
        self, plan: int, *, actions: Sequence[Action] = ACTIONS, states: Sequence[str] = STATES, file: int | None = None
    ) -> Iterator[list[Planned]]:
        """Documents of the plan by the page, in the order of file and ordinal."""
        after = (-1, 0)
        while True:
            asked = {"actions": list(actions), "states": list(states), "file": file, "most": PAGE}
            rows = self._run("plan_documents", plan=plan, **asked, after_file=after[0], after_ordinal=after[1])
            if not rows:
                return
            yield [_planned(row) for row in rows]
            after = (rows[-1].file, rows[-1].ordinal)

    def decide(self, plan: int, documents: Sequence[Planned]) -> None:
        """Keep what looking again came to: ``cleared`` or ``refused`` with its finding. Cleared ones stay so."""
        if documents:
            self._run(
                "decide_planned",
                plan=plan,
                files=[one.file for one in documents],
                ordinals=[one.ordinal for one in documents],
                states=[one.state for one in documents],
                findings=[dumped(one.findings) for one in documents],
            )

    def delivery(self, plan: int, file: int) -> int | None:
        """The delivery by which a file of the plan was registered; None: it was not yet."""
        rows = self._run("delivery_of_plan", plan=plan, file=file)
        return int(rows[0].id) if rows else None

    def cleared(self, plan: int, file: int) -> dict[int, Cleared]:
        """Documents that the plan takes from one of its files, by ordinal."""
        rows = self._run("cleared_of_plan", plan=plan, file=file)
        return {row.ordinal: Cleared(**row._asdict()) for row in rows}

    def expected(self, ids: Sequence[int]) -> dict[int, Expected]:
        """What plans expect of documents, by id; none of those that came live or that a person decided about."""
        rows = self._run("plan_expected", ids=list(ids)) if ids else []
        return {row.id: Expected(row.action, row.resolved_hash) for row in rows}

    def outcomes(self, plan: int) -> list[tuple[Action, str, int]]:
        """Action, state in the ledger (or in the plan, where it was not registered), and how many documents."""
        return [(row.action, row.state, row.documents) for row in self._run("plan_outcomes", plan=plan)]

    def waiting(self, plan: int) -> int:
        """Open documents of the plan; a delivery that is not split counts as one."""
        return int(self._run("plan_waiting", plan=plan, open=list(OPEN))[0].waiting)

    def known(self, external_ids: Sequence[str]) -> dict[str, KnownKey]:
        """What the ledger knows of orders, by external id."""
        rows = self._run("known_keys", keys=list(external_ids)) if external_ids else []
        return {row.key: KnownKey(row.newest_hash, row.id, row.state, row.plan_id) for row in rows}

    def files_of(self, channel: str) -> list[PlanFile]:
        """Files that came in by the channel, oldest first."""
        return [PlanFile(row.name, "", row.sha256, row.size) for row in self._run("files_of_channel", channel=channel)]


def _values(plan: int, head: PlanHead, one: Planned) -> tuple[object, ...]:
    return (
        plan, one.file, one.ordinal, one.external_id, one.content_hash, storable(one.number), one.ordered_on,
        chunk_of(one.ordered_on, head), one.action, storable(one.currency), one.amount, one.lines, one.resolved_hash,
        one.record_id, one.record_seen, dumped(one.findings),
        orjson.dumps([(each.path, each.wanted, each.found) for each in one.differences]).decode(),
    )  # fmt: skip


def _planned(row: Row[Any]) -> Planned:
    values = row._asdict()
    values["findings"] = loaded(values["findings"])
    values["differences"] = tuple(Difference(*one) for one in values["differences"])
    return Planned(**values)


def _plan(row: Row[Any]) -> PlanRow:
    head = PlanHead(
        channel=row.channel,
        flow=row.flow,
        posted_as=row.posted_as,
        since=row.since,
        until=row.until,
        chunking=row.chunking,
        parallel=row.parallel,
        target=row.target,
        files=tuple(PlanFile(**one) for one in row.files),
    )
    return PlanRow(row.id, row.hash, head, row.counts, row.made_by, row.made_at)
