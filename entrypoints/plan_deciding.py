"""What ``lading plan approve``, ``change`` and ``reject`` do: chosen, shown, asked for, judged, kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from domain.planning.approving import SAID, Choice, Judged
from domain.planning.plan_line import PlanLine
from domain.planning.selecting import selected
from entrypoints.cli_frame import Exit, Screen, refuse, shown_amount
from entrypoints.cli_house import ledger_only, person
from entrypoints.plan_words import MOST, head_json, line_json, show_table
from ledger.plans import PlanHead
from tasks.planning.deciding import Decided, decide, plan_of
from tasks.runtime.resources import Resources

COMMANDS = {"accept": "approve", "change": "change", "reject": "reject"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWish:
    """What a person wants of some lines."""

    verdict: Literal["accept", "change", "reject"]
    lines: Sequence[str] = ()
    select: Sequence[str] = ()
    everything: bool = False
    reason: str = ""
    quantity: Decimal | None = None
    due_on: date | None = None
    origin: str | None = None
    keep_until: date | None = None
    dry_run: bool = False

    def choice(self, line: PlanLine) -> Choice:
        """For one line."""
        return Choice(
            line=line.line,
            verdict=self.verdict,
            quantity=self.quantity,
            due_on=self.due_on,
            origin=self.origin,
            reason=self.reason,
            keep_until=self.keep_until,
        )


def decide_lines(screen: Screen, reference: str, profile: str | None, wish: PlanWish) -> int:
    """Decide the chosen lines of a plan; the exit code."""
    _check(screen, wish)
    with ledger_only() as house:
        with house.ledger.open() as book:
            head = plan_of(book, reference, profile)
            lines = book.plan_lines.of(head.id)
        chosen = _chosen(screen, head, lines, wish)
        choices = [wish.choice(one) for one in chosen]
        if not _agreed(screen, head, chosen, wish):
            would = decide(house, head, choices, by=person(), dry_run=True)
            _tell(screen, head, would, dry_run=True)
            screen.next(f"lading plan {COMMANDS[wish.verdict]} {head.id} … --yes", "does it")
            return Exit.FINE if wish.dry_run else Exit.APPROVAL
        done = decide(house, head, choices, by=person())
    _tell(screen, head, done)
    return exit_of(done)


def _check(screen: Screen, wish: PlanWish) -> None:
    command = COMMANDS[wish.verdict]
    if not (wish.lines or wish.select or wish.everything):
        step = f"Give --line, --select or --all: 'lading plan {command} PLAN --select supplier:…'."
        refuse(screen, "Nothing was chosen.", step)
    if wish.verdict != "accept" and not wish.reason.strip():
        refuse(screen, "The reason is empty.", "Give one with --reason: it is kept with your name.")
    if wish.verdict == "change" and wish.quantity is None and wish.due_on is None and not wish.origin:
        refuse(screen, "Nothing is to be changed.", "Give --quantity, --due or --supplier.")


def _chosen(screen: Screen, head: PlanHead, lines: Sequence[PlanLine], wish: PlanWish) -> list[PlanLine]:
    named = set(wish.lines)
    for option, given in (("--due", wish.due_on), ("--keep-until", wish.keep_until)):
        if given is not None and given < head.today:
            refuse(screen, f"{given} for {option} is over.", f"Give a day from {head.today} on, the plan's own.")
    found = [one for one in selected(lines, wish.select) if not named or one.line in named or one.sku in named]
    if not (named or wish.select):
        found = [one for one in found if one.state == "proposed"]
    if not found:
        refuse(screen, "No line of the plan fits that choice.", f"See 'lading plan lines {head.id}'.")
    if wish.quantity is not None and len(found) > 1:
        keys = ", ".join(f"{one.line} ({one.sku} from {one.final_origin} to {one.place})" for one in found[:5])
        step = f"Choose one with --line, or one place with --select place:WH; {len(found)} fit: {keys}."
        refuse(screen, "A quantity is for one line.", step)
    return found


def _agreed(screen: Screen, head: PlanHead, chosen: Sequence[PlanLine], wish: PlanWish) -> bool:
    if wish.dry_run:
        return False
    if len(chosen) == 1:
        return True
    if not screen.yes:
        show_table(screen, chosen)
    money = shown_amount(sum((one.money for one in chosen), Decimal(0)))
    command = COMMANDS[wish.verdict].capitalize()
    return screen.confirm(f"{command} these {len(chosen)} lines of plan {head.code}, worth {money}?")


def _tell(screen: Screen, head: PlanHead, done: Decided, *, dry_run: bool = False) -> None:
    screen.data({"plan": head_json(head), "dry_run": dry_run, **decided_json(done)})
    for outcome, words in SAID.items():
        found = [one for one in done.results if one.outcome == outcome]
        if found:
            _tell_some(screen, found, f"would be {words}" if dry_run and outcome != "unchanged" else words)
    if done.overrides:
        numbers = ", ".join(map(str, done.overrides))
        screen.say(f"Kept for the next plans: override {numbers}.")
        screen.next("lading plan override list", "and 'end' to take one back")
    if done.count("approved") and not dry_run:
        screen.next(f"lading plan post {head.id}", "orders what is approved")


def _tell_some(screen: Screen, found: Sequence[Judged], words: str) -> None:
    money = shown_amount(sum((one.line.money for one in found), Decimal(0)))
    screen.say(f"{len(found)} line{'s' if len(found) > 1 else ''} worth {money}: {words}.", style="bold")
    for one in [each for each in found if each.says][:MOST]:
        screen.say(f"  {one.line.line} {one.line.sku} at {one.line.place}: {one.says}")


def decided_json(done: Decided) -> dict[str, Any]:
    """What became of lines, as plain data."""
    listed = [line_json(one.line) | {"outcome": one.outcome, "says": one.says} for one in done.results]
    return {"counts": {name: done.count(name) for name in SAID}, "overrides": list(done.overrides), "lines": listed}


def exit_of(done: Decided) -> int:
    """1: something was left as it was; 4: somebody else has to approve; else 0."""
    if done.count("refused"):
        return Exit.FINDINGS
    return Exit.APPROVAL if done.count("first") or done.count("changed") else Exit.FINE


def day(screen: Screen, text: str | None, option: str) -> date | None:
    """A day from an option; stops with a usage error."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(screen, f"'{text}' is no day for {option}.", "Write it as 2026-12-31.")


def number(screen: Screen, text: str | None, option: str) -> Decimal | None:
    """A quantity from an option; stops with a usage error."""
    if text is None:
        return None
    found = Decimal(text) if text.replace(".", "", 1).isdecimal() and text.isascii() else None
    if found is None or not found:
        refuse(screen, f"'{text}' is no quantity for {option}.", "Write it as 120 or 12.5, above 0.")
    return found


def house_plan(house: Resources, reference: str, profile: str | None) -> PlanHead:
    """The plan that a person names."""
    with house.ledger.open() as book:
        return plan_of(book, reference, profile)
