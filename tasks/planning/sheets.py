"""A plan goes out as a spreadsheet and comes back edited: all is checked, then all or nothing is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from domain.catalogue import finding
from domain.errors import Refused
from domain.findings import Finding, Severity
from domain.planning.plan_line import PlanLine
from domain.planning.sheet import FORM, PlanSheet
from domain.planning.sheet_checks import Checked, Wanted, checked
from ledger.plans import PlanHead
from tasks.planning.deciding import Decided, decide, profile_of, terms_of
from tasks.runtime.resources import Resources

_OVER = frozenset({"making", "stopped", "superseded"})


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an edited spreadsheet came to."""

    head: PlanHead | None
    findings: tuple[Finding, ...] = ()
    decided: Decided | None = None
    """What its rows came to, or would come to."""
    applied: bool = False
    untouched: int = 0
    """Rows that decide nothing."""
    absent: int = 0
    """Lines of the plan that the file has no row of."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps a row from being applied."""
        return tuple(one for one in self.findings if one.severity is not Severity.WARN)


def write_out(house: Resources, head: PlanHead, file: Path, lines: Sequence[PlanLine], at: datetime) -> None:
    """Write lines of the plan, what is urgent first.

    Args:
        house: where the profile is.
        head: the plan.
        file: is written anew.
        lines: of it, some or all.
        at: the moment, as the file tells it.

    Raises:
        Refused: the plan is not proposed yet, or the file can't be written.
    """
    from connectors.spreadsheet.writing import write_plan

    if not head.hash:
        step = f"'lading plan show {head.id}' says how far it is."
        raise Refused(
            "The plan is not proposed: nothing can be decided.", field="plan", value=head.code, next_step=step
        )
    about = {
        "form": FORM, "plan": str(head.id), "code": head.code, "hash": head.hash, "profile": head.profile,
        "company": head.company, "currency": profile_of(house, head).currency, "kind": head.kind,
        "day": head.today.isoformat(), "made at": f"{head.made_at:%Y-%m-%d %H:%M} UTC", "made by": head.made_by,
        "state": head.state, "lines": str(len(lines)), "written at": f"{at:%Y-%m-%d %H:%M} UTC",
    }  # fmt: skip
    try:
        write_plan(file, about, lines)
    except OSError as error:
        step = "Name a folder that exists and can be written, and close the file where it is open."
        raise Refused(
            f"The file can't be written: {error.strerror}.", field="out", value=str(file), next_step=step
        ) from error


def take_in(
    house: Resources, file: Path, *, by: str, today: date, dry_run: bool = False, good_ones: bool = False
) -> TakenIn:
    """Check every row of an edited spreadsheet, then decide: all rows, or none where one has a mistake.

    Args:
        house: where ledger, archive and profiles are.
        file: as ``write_out`` wrote it, edited and saved.
        by: who decides.
        today: days before it are refused.
        dry_run: only say what would happen.
        good_ones: decide the rows without mistakes although others have some.
    """
    from connectors.spreadsheet.reading import Unreadable, read_plan

    try:
        sheet = read_plan(file)
    except Unreadable as error:
        return TakenIn(None, (error.finding,))
    head, wrong = _plan(house, sheet)
    if head is None or wrong is not None:
        return TakenIn(head, () if wrong is None else (wrong,))
    with house.ledger.open() as book:
        lines = book.plan_lines.of(head.id)
    found = checked(sheet.rows, lines, terms_of(house, head, lines), today)
    named = {row.text("line") for row in sheet.rows}
    taken = TakenIn(head, found.findings, untouched=found.untouched, absent=sum(one.line not in named for one in lines))
    return _decided(house, taken, found, by, apply=not dry_run, good_ones=good_ones)


def _plan(house: Resources, sheet: PlanSheet) -> tuple[PlanHead | None, Finding | None]:
    """The file's plan, and why it can't be decided."""
    code = sheet.about["code"]
    with house.ledger.open() as book:
        head = book.plans.find(code)
    if head is None or head.code != code:
        return None, finding("PL-BOOK-002", path="About", value=code, why="this ledger does not know")
    if head.state in _OVER:
        return head, finding("PL-BOOK-003", path="About", value=code, state=head.state, why=head.says)
    if head.hash != sheet.about["hash"]:
        return head, finding("PL-BOOK-002", path="About", value=code, why="says something else by now")
    return head, None


def _decided(house: Resources, taken: TakenIn, found: Checked, by: str, *, apply: bool, good_ones: bool) -> TakenIn:
    """Tried first, so that what a person may not decide is a mistake of its row like any other."""
    head = taken.head
    assert head is not None  # noqa: S101 - the file's plan was found
    would = decide(house, head, [one.choice for one in found.wanted], by=by, dry_run=True)
    rows = {one.choice.line: one for one in found.wanted}
    taken = replace(taken, findings=(*taken.findings, *_refused(would, rows)), decided=would)
    if not apply or (taken.errors and not good_ones):
        return taken
    refused = {one.line.line for one in would.results if one.outcome == "refused"}
    choices = [one.choice for one in found.wanted if one.choice.line not in refused]
    done = decide(house, head, choices, by=by)
    late = [one for one in _refused(done, rows) if one not in taken.findings]
    return replace(taken, decided=done, applied=True, findings=(*taken.findings, *late))


def _refused(done: Decided, rows: dict[str, Wanted]) -> list[Finding]:
    return [
        finding("PL-BOOK-016", path=rows[one.line.line].row.cell("decision").at, value=one.line.line, why=one.says)
        for one in done.results
        if one.outcome == "refused"
    ]
