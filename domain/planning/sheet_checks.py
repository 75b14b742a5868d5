"""What a person wants by an edited spreadsheet: every change checked, with the cell of each mistake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from domain.catalogue import finding
from domain.findings import Finding, Severity
from domain.planning.approving import Choice
from domain.planning.plan_line import PlanLine
from domain.planning.sheet import BY_KEY, COLUMNS, SheetRow, seen, values_of
from domain.planning.sheet_cells import day_of, decision_of, number_of, text_of
from domain.planning.terms import Terms

_DUST, _SHARE = Decimal("0.000001"), Decimal("1E-13")
"""A spreadsheet's numbers are doubles: what differs by less, or by less than this share of it, is the same number."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row wants."""

    row: SheetRow
    choice: Choice


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rows come to."""

    wanted: tuple[Wanted, ...]
    """Rows without a mistake that decide something."""
    findings: tuple[Finding, ...]
    untouched: int
    """Rows that decide nothing."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """The editable cells of a row; None: empty."""

    quantity: Decimal | None
    due_on: date | None
    origin: str | None
    decision: str | None
    reason: str
    keep_until: date | None

    def differs(self, line: PlanLine) -> bool:
        """Whether it asks for something else than what stands."""
        return (
            not _same_number(self.quantity, line.final_quantity)
            or self.due_on not in {None, line.final_due_on}
            or self.origin not in {None, line.final_origin.strip()}
        )

    def is_proposal(self, line: PlanLine) -> bool:
        """Whether its values are those of the plan itself."""
        return (
            _same_number(self.quantity, line.quantity)
            and self.due_on in {None, line.due_on}
            and self.origin in {None, line.origin.strip()}
        )


def checked(rows: Sequence[SheetRow], lines: Sequence[PlanLine], terms: Terms, today: date) -> Checked:
    """The choices of all rows.

    Args:
        rows: of the sheet of lines.
        lines: of the plan, as they stand now.
        terms: suppliers' terms for the lines' items.
        today: no day before it is taken.
    """
    known = {one.line: one for one in lines}
    count = Counter(row.text("line") for row in rows)
    wanted: list[Wanted] = []
    found: list[Finding] = []
    untouched = 0
    for row in rows:
        choice, wrong = _row(row, known, count, (terms, today))
        found += wrong
        stopped = any(one.severity is not Severity.WARN for one in wrong)
        untouched += choice is None and not stopped
        if choice is not None and not stopped:
            wanted.append(Wanted(row, choice))
    return Checked(tuple(wanted), tuple(found), untouched)


def _row(
    row: SheetRow, known: Mapping[str, PlanLine], count: Counter[str], world: tuple[Terms, date]
) -> tuple[Choice | None, list[Finding]]:
    key, place = row.text("line"), row.cell("line").at
    line = known.get(key)
    if line is None:
        return None, [finding("PL-BOOK-004", path=place, value=key)]
    if count[key] > 1:
        return None, [finding("PL-BOOK-005", path=place, value=key, times=count[key])]
    if (said := (row.text("sku"), row.text("place"))) != (line.sku.strip(), line.place.strip()):
        at, names = row.cell("sku").at, " at ".join(said)
        return None, [finding("PL-BOOK-021", path=at, value=names, line=f"{line.sku} at {line.place}")]
    edit, wrong = _edit(row)
    told = _protected(row, line)
    if any(one.severity is not Severity.WARN for one in wrong):
        return None, [*told, *wrong]
    choice, more = _choice(row, line, edit)
    if choice is not None:
        more += _days(row, line, choice, world[1])
        more += _terms(row, line, choice, world[0])
    return choice, [*told, *wrong, *more]


def _edit(row: SheetRow) -> tuple[_Edit, list[Finding]]:
    quantity, one = number_of(row.cell("quantity"))
    due_on, two = day_of(row.cell("due_on"))
    origin, three = text_of(row.cell("origin"))
    decision, four = decision_of(row.cell("decision"))
    reason, five = text_of(row.cell("reason"))
    keep, six = day_of(row.cell("keep_until"))
    edit = _Edit(quantity, due_on, origin, decision, reason or "", keep)
    return edit, [*one, *two, *three, *four, *five, *six]


def _protected(row: SheetRow, line: PlanLine) -> list[Finding]:
    """Cells that a person may not edit, and did; where a decision was made meanwhile, its cells are no such."""
    expected = values_of(line)
    fresh = row.text("seen") == seen(line)
    told = [one for one in COLUMNS if one.told and (fresh or one.key not in {"price", "value"})]
    return [
        finding("PL-BOOK-006", path=row.cell(one.key).at, value=row.text(one.key), title=one.title)
        for one in told
        if not _same(row.cell(one.key).value, expected[one.key])
    ]


def _same_number(found: Decimal | None, expected: Decimal) -> bool:
    return found is None or abs(found - expected) <= max(_DUST, abs(expected) * _SHARE)


def _same(found: object, expected: object) -> bool:
    if isinstance(expected, Decimal):
        return isinstance(found, int | float) and _same_number(Decimal(str(found)), expected)
    if isinstance(expected, date):
        return str(found)[:10] == expected.isoformat()
    plain = int(found) if isinstance(found, float) and found.is_integer() else found
    return ("" if plain is None else str(plain).strip()) == ("" if expected is None else str(expected).strip())


def _choice(row: SheetRow, line: PlanLine, edit: _Edit) -> tuple[Choice | None, list[Finding]]:
    """What the row decides; None: nothing."""
    differs, fresh = edit.differs(line), row.text("seen") == seen(line)
    idle = [] if edit.keep_until is None else [finding("PL-BOOK-019", path=row.cell("keep_until").at, value=line.line)]
    if edit.decision is None and not differs:
        return None, [] if line.is_changed else idle
    if edit.decision is None and not fresh and edit.is_proposal(line):
        return None, []
    if wrong := _contradiction(row, line, edit, fresh=fresh):
        return None, [wrong]
    verdict = cast("Literal['accept', 'change', 'reject']", edit.decision or "change")
    idle = idle if verdict == "accept" else []
    choice = Choice(line=line.line, verdict=verdict, reason=edit.reason, keep_until=None if idle else edit.keep_until)
    return (_changed(choice, line, edit) if verdict == "change" else choice), idle


def _contradiction(row: SheetRow, line: PlanLine, edit: _Edit, *, fresh: bool) -> Finding | None:
    """What keeps the row from being understood in one way only."""
    at, differs, verdict = row.cell("decision").at, edit.differs(line), edit.decision or "change"
    if not fresh and differs and verdict != "reject":
        who = line.decided_by or line.changed_by or "a person"
        return finding("PL-BOOK-017", path=at, value=line.line, who=who)
    if verdict == "accept" and differs:
        return finding("PL-BOOK-015", path=at, value=line.line)
    if verdict == "change" and not differs and not line.is_changed:
        return finding("PL-BOOK-020", path=at, value=line.line)
    if verdict != "accept" and not edit.reason:
        return finding("PL-BOOK-010", path=row.cell("reason").at, value=verdict)
    return None


def _changed(choice: Choice, line: PlanLine, edit: _Edit) -> Choice:
    """Only what was edited: a double's dust, or a blank at a name's end, is no edit."""
    return replace(
        choice,
        quantity=None if _same_number(edit.quantity, line.final_quantity) else edit.quantity,
        due_on=edit.due_on,
        origin=None if edit.origin == line.final_origin.strip() else edit.origin,
    )


def _days(row: SheetRow, line: PlanLine, choice: Choice, today: date) -> list[Finding]:
    """Days that are over."""
    days = {"keep_until": choice.keep_until}
    if choice.due_on != line.final_due_on:
        days["due_on"] = choice.due_on
    return [
        finding("PL-BOOK-018", path=row.cell(key).at, value=day, title=BY_KEY[key].title)
        for key, day in days.items()
        if day is not None and day < today
    ]


def _terms(row: SheetRow, line: PlanLine, choice: Choice, terms: Terms) -> list[Finding]:
    """Whether the supplier sells it so: a person may have agreed otherwise, the reason says so."""
    if choice.verdict != "change":
        return []
    origin, quantity = choice.origin or line.final_origin, choice.quantity or line.final_quantity
    offer = terms.offer(line, origin)
    if offer is None and origin != line.final_origin:
        sellers = ", ".join(terms.sellers(line.sku)) or "nobody"
        return [finding("PL-BOOK-013", path=row.cell("origin").at, value=origin, sku=line.sku, sellers=sellers)]
    if (quantity, origin) in {(line.final_quantity, line.final_origin), (line.quantity, line.origin)}:
        return []
    at, found = row.cell("quantity").at, []
    pack = terms.pack(line, origin)
    if quantity % pack:
        found.append(finding("PL-BOOK-011", path=at, value=f"{quantity:f}", pack=f"{pack:f}", reason=choice.reason))
    if offer is not None and quantity < offer.quantity_min:
        least = f"{offer.quantity_min:f}"
        found.append(finding("PL-BOOK-012", path=at, value=f"{quantity:f}", least=least, origin=origin))
    return found
