"""Demand plans: begun, filled with frames, proposed, and moved to their end; one at a time in a profile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

import orjson
from sqlalchemy import Connection, Row

from domain.errors import Refused
from domain.planning.plan_line import LineIn
from ledger.audit import AuditTrail
from ledger.copying import copy_rows
from ledger.found import storable
from ledger.statements import statement
from ledger.values import AuditIn

PlanState = Literal["making", "proposed", "posting", "done", "stopped", "superseded"]
PLAN_STATES: tuple[PlanState, ...] = get_args(PlanState)
_BEFORE: Mapping[PlanState, tuple[PlanState, ...]] = {
    "making": ("stopped",),
    "proposed": ("posting",),
    "posting": ("proposed", "done"),
    "done": ("proposed", "posting"),
    "stopped": ("making",),
    "superseded": ("making", "stopped", "proposed"),
}
"""Where a plan may come from; it becomes proposed with its lines, by ``propose``."""
_HASH_LEAST = 6
_BIGINT_DIGITS = 18
_COLUMNS = {
    "plan_id": "int8", "line": "text", "kind": "text", "sku": "text", "place": "text", "origin": "text",
    "quantity": "numeric", "need": "numeric", "unit_price": "numeric", "value": "numeric", "order_on": "date",
    "due_on": "date", "urgency": "text", "stock_out_on": "date", "lowest_before": "numeric", "lowest_after": "numeric",
    "stock_out_cost": "numeric", "why": "text", "name": "text", "category": "text", "unit": "text",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanIn:
    """A plan that is begun."""

    profile: str
    kind: str
    """nightly, weekly, urgent or manual."""
    today: date
    made_by: str
    company: str = ""
    skus: Sequence[str] = ()
    """Only these; none: the whole profile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHead:
    """A plan as the ledger has it, without its lines."""

    id: int
    code: str
    """Empty until all that it is made of is known."""
    profile: str
    company: str
    kind: str
    skus: tuple[str, ...]
    today: date
    as_of: datetime | None
    state: PlanState
    says: str
    """Why it stopped, or what took its place."""
    hash: str
    """What a person decides about; empty until it is proposed."""
    inputs: Mapping[str, str]
    """SHA-256 of each frame of the snapshot, by name."""
    outputs: Mapping[str, str]
    summary: Mapping[str, Any]
    made_by: str
    made_at: datetime
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class Proposed:
    """What proposing a plan came to."""

    lines: int
    superseded: int
    """Lines of earlier plans whose place they take."""
    of_people: tuple[str, ...] = ()
    """Of these such as a person had approved or changed: their keys."""
    newer: str = ""
    """Code of a newer plan that covers all of its items: then nothing was proposed."""
    elsewhere: tuple[str, ...] = ()
    """Of its lines such as others have by now: a newer plan, or an order that was made since Odoo was read."""


class Plans:
    """The plans, in the book's transaction."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection
        self._trail = AuditTrail(connection)

    def _run(self, name: str, **values: object) -> list[Row[Any]]:
        result = self._connection.execute(statement(name), values)
        return list(result) if result.returns_rows else []

    def begin(self, plan: PlanIn) -> int:
        """A new plan's number; it is ``making``."""
        skus = sorted(storable(one) for one in set(plan.skus)) or None
        values = {"profile": plan.profile, "company": storable(plan.company), "kind": plan.kind, "today": plan.today}
        number = int(self._run("planning_begin", **values, skus=skus, made_by=storable(plan.made_by))[0].id)
        self._audit(plan.made_by, "plan making", number, profile=plan.profile, run=plan.kind)
        return number

    def keep(
        self, plan: int, *, inputs: Mapping[str, str] | None = None, outputs: Mapping[str, str] | None = None
    ) -> None:
        """SHA-256 of frames that are in the archive, by name; one that is kept already stays as it is."""
        self._run("planning_keep", plan=plan, inputs=_json(inputs or {}), outputs=_json(outputs or {}))

    def name(self, plan: int, code: str, as_of: datetime) -> PlanHead:
        """Give the plan its code once all that it is made of is known.

        Returns:
            The plan; or the earlier one that was made of just the same, then this one is superseded.
        """
        if not self._run("planning_name", plan=plan, code=code, as_of=as_of):
            same = self._rows(code=code, most=1)
            if same and same[0].id != plan:
                self.move(plan, "superseded", f"It is the same as plan {same[0].id}.")
                return same[0]
        return self.of(plan)

    def propose(
        self, plan: int, digest: str, summary: Mapping[str, object], lines: Iterable[LineIn], *, by: str = "lading"
    ) -> Proposed:
        """Show the plan's lines; they take the place of what earlier plans proposed for these items.

        Not of lines that are recorded for posting. A plan that is proposed already stays as it is; an older plan never
        takes the place of a newer one, but is superseded by it, as a whole or in the items that the newer one covers.
        What was ordered for an item and place since the plan's Odoo was read is not in its numbers: its lines there are
        superseded too, else they would be ordered twice.
        """
        head = self.of(plan)
        self._run("planning_alone", profile=head.profile)
        newer = self._run("planning_newer", plan=plan)
        if newer and self.of(plan).state == "making":
            self.move(plan, "superseded", f"Plan {newer[0].code} is newer and covers its items.", by=by)
            return Proposed(0, 0, newer=newer[0].code)
        if not self._run("planning_propose", plan=plan, hash=digest, summary=_json(summary)):
            return Proposed(0, 0)
        counted = _Counted(plan, lines)
        copy_rows(self._connection, "plan_lines", _COLUMNS, counted.rows())
        gone = self._run("planning_supersede", plan=plan)
        elsewhere = tuple(sorted(row.line for row in self._run("planning_elsewhere", plan=plan)))
        people = tuple(f"{row.plan_id}:{row.line}" for row in gone if row.decided_by or row.changed_by)
        for row in self._run("planning_settle_earlier", plan=plan):
            self._audit(by, f"plan {row.state}", row.id, code=row.code, by_plan=plan)
        what = {"code": head.code, "hash": digest, "lines": counted.count, "superseded": len(gone), "of_people": people}
        what |= {"elsewhere": elsewhere} if elsewhere else {}
        self._audit(by, "plan proposed", plan, **what)
        return Proposed(counted.count, len(gone), people, elsewhere=elsewhere)

    def move(self, plan: int, to: PlanState, says: str = "", *, by: str = "lading") -> bool:
        """Move the plan on; False: it may not go there from where it is (or is there already)."""
        before = list(_BEFORE[to])
        moved = self._run("planning_move", plan=plan, to=to, says=storable(says), **{"from": before})
        if moved:
            self._audit(by, f"plan {to}", plan, before=moved[0].before, says=says)
        return bool(moved)

    def of(self, plan: int) -> PlanHead:
        """The plan of that number.

        Raises:
            Refused: there is none.
        """
        found = self._rows(plan=plan, most=1)
        if not found:
            raise Refused(f"There is no plan {plan}.", field="plan", next_step="See 'lading plan list'.")
        return found[0]

    def find(self, reference: str, profile: str | None = None) -> PlanHead | None:
        """A plan by number, code, beginning of code or hash (six characters), or ``latest`` of a profile or of all.

        Of several whose code begins so, the newest.
        """
        if reference == "latest":
            shown = ("proposed", "posting", "done", "stopped")
            return next(iter(self._rows(profile=profile, states=shown, most=1)), None)
        looks: list[dict[str, object]] = [{"code": reference}]
        if reference.isdecimal() and len(reference) <= _BIGINT_DIGITS:
            looks.insert(0, {"plan": int(reference)})
        if len(reference) >= _HASH_LEAST:
            looks.append({"beginning": reference})
            looks += [{"hash": reference.lower()}] if reference.isalnum() else []
        found = (self._rows(**look, profile=profile, most=1) for look in looks)
        return next((rows[0] for rows in found if rows), None)

    def newest(
        self, profile: str | None = None, *, states: Sequence[PlanState] | None = None, most: int = 20
    ) -> list[PlanHead]:
        """The last plans, newest first."""
        return self._rows(profile=profile, states=states, most=most)

    def before(self, plan: PlanHead) -> PlanHead | None:
        """The plan of the same items before it that was proposed."""
        shown = ("proposed", "posting", "done", "superseded")
        rows = self._rows(profile=plan.profile, states=shown, before=plan.id, most=50)
        return next((row for row in rows if row.hash and row.skus == plan.skus), None)

    def _rows(self, *, most: int, **asked: object) -> list[PlanHead]:
        names = ("plan", "code", "hash", "beginning", "profile", "states", "before")
        values: dict[str, object] = {name: asked.get(name) for name in names}
        if values["states"] is not None:
            values["states"] = list(asked["states"])  # type: ignore[call-overload]
        return [_head(row) for row in self._run("planning_found", **values, most=most)]

    def _audit(self, by: str, kind: str, plan: int, **data: object) -> None:
        self._trail.append_many([AuditIn(actor=storable(by), kind=kind, data={"plan": plan} | data)])


class _Counted:
    """Lines as rows of the table, counted while they go by: there may be 100,000."""

    def __init__(self, plan: int, lines: Iterable[LineIn]) -> None:
        self._plan = plan
        self._lines = lines
        self.count = 0

    def rows(self) -> Iterable[tuple[object, ...]]:
        """In the order of the columns."""
        names = tuple(_COLUMNS)[1:]
        for one in self._lines:
            self.count += 1
            values = (getattr(one, name) for name in names)
            yield (self._plan, *(storable(value) if isinstance(value, str) else value for value in values))


def _head(row: Row[Any]) -> PlanHead:
    values = row._asdict()
    return PlanHead(**values | {"skus": tuple(values["skus"] or ())})


def _json(value: Mapping[str, object]) -> str:
    return orjson.dumps(dict(value), default=str).decode()
