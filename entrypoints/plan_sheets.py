"""What ``lading plan export`` and ``import`` do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from domain.findings import Severity
from domain.planning.approving import SAID
from domain.planning.selecting import selected
from entrypoints.cli_frame import Exit, Screen, refuse
from entrypoints.cli_house import ledger_only, person
from entrypoints.plan_deciding import decided_json, exit_of
from entrypoints.plan_words import MOST, head_json
from tasks.planning.deciding import plan_of
from tasks.planning.sheets import TakenIn, take_in, write_out


def export(screen: Screen, reference: str, profile: str | None, out: Path | None, select: Sequence[str]) -> int:
    """Write a plan as a spreadsheet."""
    with ledger_only() as house:
        with house.ledger.open() as book:
            head = plan_of(book, reference, profile)
            lines = selected(book.plan_lines.of(head.id), select)
        file = out or Path(f"{head.code or head.id}.xlsx")
        if file.suffix.lower() != ".xlsx":
            refuse(screen, f"'{file}' is no name of a spreadsheet.", "Let it end with .xlsx.")
        write_out(house, head, file, lines, datetime.now(UTC))
    screen.data({"plan": head_json(head), "file": str(file), "lines": len(lines)})
    screen.say(f"{len(lines)} lines of plan {head.code} in {file}.")
    screen.next(f"lading plan import {file} --dry-run", "after editing: what your edits come to")
    return Exit.FINE


def take(screen: Screen, file: Path, *, dry_run: bool, good_ones: bool) -> int:
    """Decide by an edited spreadsheet."""
    with ledger_only() as house:
        today = datetime.now(UTC).date()
        taken = take_in(house, file, by=person(), today=today, dry_run=dry_run, good_ones=good_ones)
    screen.data(
        {
            "file": str(file),
            "plan": head_json(taken.head) if taken.head else None,
            "applied": taken.applied,
            "dry_run": dry_run,
            "untouched": taken.untouched,
            "absent": taken.absent,
            "findings": [one.model_dump(mode="json") for one in taken.findings],
            **(decided_json(taken.decided) if taken.decided else {}),
        }
    )
    _show(screen, taken, dry_run=dry_run)
    _next(screen, file, taken, dry_run=dry_run, good_ones=good_ones)
    if taken.errors:
        return Exit.FINDINGS
    return exit_of(taken.decided) if taken.decided and taken.applied else Exit.FINE


def _show(screen: Screen, taken: TakenIn, *, dry_run: bool) -> None:
    for one in taken.findings[: 5 * MOST]:
        style = "yellow" if one.severity is Severity.WARN else "red"
        screen.say(f"{one.path or 'the file'}  {one.code}  {one.message}", style=style)
        screen.say(f"    {one.next_step}")
    if len(taken.findings) > 5 * MOST:
        counted = ", ".join(f"{count} {code}" for code, count in Counter(one.code for one in taken.findings).items())
        screen.say(f"… {len(taken.findings)} findings in all: {counted}.")
    if taken.decided is None:
        return
    head = "Would be" if dry_run or not taken.applied else "Done"
    told = ", ".join(
        f"{taken.decided.count(name)} {words}" for name, words in SAID.items() if taken.decided.count(name)
    )
    screen.say(f"{head}: {told or 'nothing'}.", style="bold")
    screen.say(f"{taken.untouched} rows decide nothing; {taken.absent} lines of the plan are not in the file.")


def _next(screen: Screen, file: Path, taken: TakenIn, *, dry_run: bool, good_ones: bool) -> None:
    if taken.errors and not (taken.applied or good_ones):
        screen.say("Nothing was decided: one mistake stops the whole file.", style="bold")
        if taken.decided is not None:
            screen.next(f"lading plan import {file} --good-ones", "decides the rows without mistakes")
    elif dry_run:
        screen.next(f"lading plan import {file}", "does it")
    elif taken.head is not None and taken.applied:
        screen.next(f"lading plan post {taken.head.id}", "orders what is approved")
