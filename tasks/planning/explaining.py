"""Why a plan proposes what it proposes for an item: its frames in sentences, and what people decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from domain.errors import Refused
from domain.planning.frames import BUYERS, ITEMS, OPEN_DEMAND, SUPPLIERS
from domain.planning.plan_frames import LEFT_OUT, LINES, NEEDS
from domain.planning.plan_line import PlanLine
from domain.planning.proposing import policy_words
from domain.planning.snapshot import Snapshot
from domain.planning.why import steps_of, why
from ledger.plans import PlanHead
from tasks.planning.case import Case
from tasks.planning.deciding import plan_of
from tasks.runtime.resources import Resources


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """What is said of the item at one place."""

    place: str
    sentences: tuple[str, ...]
    need: dict[str, Any]
    lines: tuple[PlanLine, ...]
    """As the ledger has them, with decisions."""


@dataclass(frozen=True, slots=True)
class PlanExplained:
    """What is said of the item."""

    head: PlanHead
    sku: str
    places: tuple[PlaceTold, ...]

    def as_data(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "plan": self.head.id, "code": self.head.code, "sku": self.sku,
            "places": [
                {
                    "place": one.place, "sentences": list(one.sentences), "need": one.need,
                    "lines": [
                        {
                            "line": line.line, "state": line.state, "quantity": line.final_quantity,
                            "proposed": line.quantity, "decided_by": line.decided_by, "reason": line.reason,
                            "steps": steps_of({"why": line.why}),
                        }
                        for line in one.lines
                    ],
                }
                for one in self.places
            ],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Words:
    """What sentences need beside the rows."""

    currency: str
    of_planners: Mapping[str, dict[str, Any]]
    """Steps of what planners decided, by place, where there is no line that has them."""

    def of(self, place: str) -> dict[str, Any] | None:
        """Of one place."""
        return self.of_planners.get(place)


def explain_plan(
    house: Resources, sku: str, *, plan: str = "latest", profile: str | None = None, place: str = ""
) -> PlanExplained:
    """The item in a plan, place by place.

    Args:
        house: where ledger and archive are.
        sku: our code.
        plan: as people name it.
        profile: for ``latest``.
        place: only this warehouse.

    Raises:
        Refused: no such plan, or the plan knows nothing of the item.
    """
    with house.ledger.open() as book:
        head = plan_of(book, plan, profile)
        decided = book.plan_lines.of(head.id, skus=[sku])
    case = Case(house, head)
    needs, lines = (_of(case.frame(table), sku, place) for table in (NEEDS, LINES))
    lines += _of(case.frame(LEFT_OUT), sku, place)
    if not needs:
        where = f" at {place}" if place else ""
        step = "Check the SKU; 'lading plan show' says what was set aside and why."
        raise Refused(f"Plan {head.code} knows nothing of {sku}{where}.", field="sku", value=sku, next_step=step)
    currency = str(head.summary.get("currency", ""))
    quiet = [one for one in needs if one["place"] not in {line["place"] for line in lines}]
    words = _Words(currency, {one["place"]: one for one in _planner_words(case, quiet)})
    return PlanExplained(head, sku, tuple(_told(need, lines, decided, words) for need in needs))


def _of(frame: pl.DataFrame, sku: str, place: str) -> list[dict[str, Any]]:
    fits = (pl.col("sku") == sku) & ((pl.col("place") == place) if place else pl.lit(value=True))
    return frame.filter(fits).sort("place").to_dicts()


def _planner_words(case: Case, needs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What planners decided about needs for which nothing is proposed: their steps stand in no line."""
    if not needs or not case.overrides or case.head.as_of is None:
        return []
    frames = {table.name: case.frame(table) for table in (ITEMS, SUPPLIERS, OPEN_DEMAND, BUYERS)}
    snapshot = Snapshot(case.head.today, case.head.as_of, frames)
    return policy_words(snapshot, NEEDS.of(needs), case.profile, case.overrides).to_dicts()


def _told(need: dict[str, Any], lines: list[dict[str, Any]], decided: list[PlanLine], told: _Words) -> PlaceTold:
    here = [one for one in lines if one["place"] == need["place"]]
    known = tuple(one for one in decided if one.place == need["place"])
    rows: list[dict[str, Any] | None] = [*here] or [None]
    said = [one for line in rows for one in why(need, line, currency=told.currency, words=told.of(need["place"]))]
    said += [sentence for one in known if (sentence := decision_of(one))]
    return PlaceTold(need["place"], tuple(said), need, known)


def decision_of(line: PlanLine) -> str:
    """What people made of a line, in a sentence; empty: nothing yet."""
    if line.is_changed:
        parts = (
            ("the quantity", line.changed_quantity, line.quantity), ("the due date", line.changed_due_on, line.due_on),
            ("the supplier", line.changed_origin, line.origin),
        )  # fmt: skip
        words = " and ".join(
            f"{name} to {_plain(new)} (plan: {_plain(old)})" for name, new, old in parts if new is not None
        )
        changed = f"{line.changed_by} changed {words}. "
    else:
        changed = ""
    reason = f": {line.reason}" if line.reason else ""
    if line.state == "proposed":
        first = f"{line.first_by} approved it first; a second person is awaited. " if line.first_by else ""
        return f"{changed}{first}".strip() or "It waits for a decision."
    by = f" by {line.decided_by}" if line.decided_by else ""
    return f"{changed}The line is {line.state}{by}{reason}."


def _plain(value: object) -> str:
    return f"{value:f}" if hasattr(value, "normalize") else str(value)
