"""Reordering rules in Odoo: ours are made once and kept at the plan's levels; a person's are theirs."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from connectors.odoo.create_only import Load, Loaded, Rows
from connectors.odoo.external_ids import pages, records_of
from connectors.odoo.pace import Pace
from connectors.odoo.port import UPDATE, OdooPort, Record
from connectors.odoo.rows import as_text, exact
from domain.catalogue import finding
from domain.errors import OutcomeUnknown, Refused, TryAgain
from domain.findings import Finding
from domain.planning.reordering import Levels, WantedRule
from domain.seams import at_call

MODEL = "stock.warehouse.orderpoint"
_COLUMNS = (
    "id", "product_id/.id", "warehouse_id/.id", "location_id/.id", "company_id/.id", "trigger", "product_min_qty",
    "product_max_qty",
)  # fmt: skip
_CHANGED = (".id", "product_min_qty", "product_max_qty")
_PER_SECOND = 100.0


class _Change(NamedTuple):
    """A rule of ours whose levels are to be others."""

    record_id: int
    wanted: WantedRule


@dataclass
class Looked:
    """What is to be done, before anything was: kept first, then done."""

    make: list[WantedRule] = field(default_factory=list)
    change: list[_Change] = field(default_factory=list)
    same: int = 0
    told: list[Finding] = field(default_factory=list)
    """Rules that are people's."""
    seen: dict[str, Levels] = field(default_factory=dict)
    """What our rules say now."""

    @property
    def wanted(self) -> list[WantedRule]:
        """All that is to be made or changed."""
        return [*self.make, *(one.wanted for one in self.change)]


@dataclass(frozen=True, slots=True)
class Ruled:
    """What came of it."""

    made: int
    changed: int
    findings: tuple[Finding, ...]
    again: int = 0
    """Rules that could not be written yet."""


class OdooRules:
    """What the planning bot does with reordering rules."""

    def __init__(self, port: OdooPort, *, aim_seconds: float = 5.0) -> None:
        """``port``: the planning bot's."""
        self._port = port
        self._pace = Pace(lines_per_second=_PER_SECOND, aim_seconds=aim_seconds)

    def look(self, wanted: Sequence[WantedRule], left: Mapping[str, Sequence[Levels]], stood: Container[str]) -> Looked:
        """Compare what is wanted with what stands in Odoo; nothing is written.

        Args:
            wanted: the plan's rules.
            left: what each of our rules may say if nobody else touched it, by external id.
            stood: those that were in Odoo once: where they are not now, a person deleted them.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        looked = Looked()
        records = records_of(self._port, MODEL, [one.external_id for one in wanted])
        standing = self._standing({one.product_id for one in wanted})
        by_id = {row["id"]: row for row in standing}
        by_place = {(row["product_id"], row["location_id"]): row for row in standing}
        for one in wanted:
            row = by_id.get(records.get(one.external_id, 0))
            if row is not None:
                _of_ours(looked, one, row, left.get(one.external_id, ()))
            elif other := by_place.get((one.product_id, one.location_id)):
                looked.told.append(_told("PL-RULE-001", one, name=other["name"]))
            elif one.external_id in stood:
                looked.told.append(_told("PL-RULE-003", one, what="deleted"))
            else:
                looked.make.append(one)
        return looked

    def act(self, looked: Looked) -> Ruled:
        """Make and change rules; what could not be written is told, and written by the next call."""
        made: dict[str, Loaded] = {}
        for batch in self._pace.cut(looked.make, lambda _: 1):
            with self._pace.measured(len(batch)):
                made |= self._make(batch)
        changed: dict[str, Loaded] = {}
        for some in self._pace.cut(looked.change, lambda _: 1):
            with self._pace.measured(len(some)):
                changed |= self._change(some)
        answers = made | changed
        told = [
            _told("PL-RULE-004", one, says=answers[one.external_id].says)
            for one in looked.wanted
            if answers[one.external_id].outcome == "refused"
        ]
        again = sum(one.outcome in {"try_again", "unknown"} for one in answers.values())
        return Ruled(_good(made), _good(changed), (*looked.told, *told), again)

    def _standing(self, products: set[int]) -> list[Record]:
        fields = ["name", "product_id", "location_id", "product_min_qty", "product_max_qty", "active"]
        found = []
        for page in pages(sorted(products)):
            domain = [("product_id", "in", page)]
            found += self._port.search_read(MODEL, domain, fields, context={"active_test": False})
        return found

    def _make(self, rules: Sequence[WantedRule]) -> dict[str, Loaded]:
        at_call("odoo.purchasing.rules.load.before")
        answers = Load(self._port, MODEL).send([_rows(one) for one in rules])
        at_call("odoo.purchasing.rules.load.after")
        return answers

    def _change(self, changes: Sequence[_Change]) -> dict[str, Loaded]:
        """One write of the two fields; Odoo takes all or none, so a refusal is halved."""
        rows = [(one.record_id, as_text(one.wanted.minimum), as_text(one.wanted.maximum)) for one in changes]
        names = [one.wanted.external_id for one in changes]
        try:
            at_call("odoo.purchasing.rules.change.before")
            answer = self._port.load(MODEL, _CHANGED, rows, context=UPDATE)
            at_call("odoo.purchasing.rules.change.after")
        except TryAgain:
            return dict.fromkeys(names, Loaded("try_again"))
        except OutcomeUnknown:
            return dict.fromkeys(names, Loaded("unknown"))
        except Refused as error:
            says = error.what
        else:
            if answer.ids is not None:
                return dict.fromkeys(names, Loaded("existing"))
            says = next((message.text for message in answer.messages), "no reason given")
        if len(changes) == 1:
            return {names[0]: Loaded("refused", says=says)}
        middle = len(changes) // 2
        return self._change(changes[:middle]) | self._change(changes[middle:])


def _of_ours(looked: Looked, wanted: WantedRule, row: Record, left: Sequence[Levels]) -> None:
    now = (exact(row["product_min_qty"]), exact(row["product_max_qty"]))
    if not row["active"]:
        looked.told.append(_told("PL-RULE-003", wanted, what="archived"))
    elif now == wanted.levels:
        looked.seen[wanted.external_id] = now
        looked.same += 1
    elif now in left:
        looked.seen[wanted.external_id] = now
        looked.change.append(_Change(row["id"], wanted))
    else:
        looked.told.append(_told("PL-RULE-002", wanted, minimum=now[0], maximum=now[1]))


def _told(code: str, rule: WantedRule, **words: object) -> Finding:
    levels = f"{rule.minimum} to {rule.maximum}"
    return finding(code, path=rule.place, value=rule.sku, severity=None, place=rule.place, levels=levels, **words)


def _rows(rule: WantedRule) -> Rows:
    row = (
        rule.external_id, rule.product_id, rule.warehouse_id, rule.location_id, rule.company_id, "manual",
        as_text(rule.minimum), as_text(rule.maximum),
    )  # fmt: skip
    return Rows(rule.external_id, _COLUMNS, (row,))


def _good(answers: Mapping[str, Loaded]) -> int:
    return sum(one.outcome in {"created", "existing"} for one in answers.values())
