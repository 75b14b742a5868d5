"""People decide about a plan's lines: judged by the profile's rules, kept once, some of it for later plans too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.errors import Refused
from domain.planning.approving import Choice, Judged, judged
from domain.planning.frames import ITEMS, SUPPLIERS
from domain.planning.overrides import Scope
from domain.planning.plan_line import PlanLine
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot
from domain.planning.terms import Terms
from ledger.book import Book
from ledger.plan_lines import Verdict
from ledger.plan_overrides import OverrideIn
from ledger.plans import PlanHead
from tasks.planning.case import Case
from tasks.planning.profiles import planning_profile
from tasks.runtime.resources import Resources

_VERDICTS: dict[str, Verdict] = {
    "approved": "approved",
    "first": "first approval",
    "changed": "changed",
    "rejected": "rejected",
}
"""Outcomes that are kept."""
_TOO_LATE = "meanwhile a newer plan covers it, or another run took it."


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person's choices came to."""

    results: tuple[Judged, ...]
    overrides: tuple[int, ...] = ()
    """Edits that are kept for the next plans."""

    def count(self, outcome: str) -> int:
        """Lines with this outcome."""
        return sum(one.outcome == outcome for one in self.results)


def plan_of(book: Book, reference: str, profile: str | None = None) -> PlanHead:
    """A plan by number, code, beginning of code or hash, or ``latest``.

    Raises:
        Refused: there is none.
    """
    found = book.plans.find(reference, profile)
    if found is None:
        of = f" of profile {profile}" if profile else ""
        if reference == "latest":
            raise Refused(f"There is no plan{of} yet.", field="plan", next_step="Make one with 'lading plan run'.")
        step = "See 'lading plan list'; make one with 'lading plan run'."
        raise Refused(f"There is no plan '{reference}'{of}.", field="plan", value=reference, next_step=step)
    return found


def profile_of(house: Resources, head: PlanHead) -> PlanningProfile:
    """The profile as it stands today: who may approve is a matter of today."""
    return planning_profile(house.settings.partners, head.profile)


def terms_of(house: Resources, head: PlanHead, lines: Sequence[PlanLine]) -> Terms:
    """Suppliers' terms for these lines, as the plan's snapshot has them."""
    case = Case(house, head)
    frames = {table.name: case.frame(table) for table in (ITEMS, SUPPLIERS)}
    snapshot = Snapshot(head.today, head.as_of or head.made_at, frames)
    return Terms.of(snapshot, profile_of(house, head), {one.sku for one in lines})


def decide(house: Resources, head: PlanHead, choices: Sequence[Choice], *, by: str, dry_run: bool = False) -> Decided:
    """Judge and keep a person's choices; twice the same changes nothing.

    Args:
        house: where ledger, archive and profiles are.
        head: the plan as the person saw it: another hash refuses everything.
        choices: at most one a line.
        by: who chooses.
        dry_run: change nothing.

    Raises:
        Refused: the plan is no longer what the person saw, or over, or lacks a line.
    """
    profile = profile_of(house, head)
    with house.ledger.open() as book:
        book.plan_lines.alone(head.profile)
        _still(book.plans.of(head.id), head)
        lines = book.plan_lines.of(head.id)
        priced, refused = _priced(house, head, lines, choices)
        results = judged(lines, priced, profile.approval, by=by, made_by=head.made_by)
        kept = results if dry_run else _kept(book, head, results, by)
        edits = () if dry_run else _edits(book, head, priced, kept, by)
        if not dry_run:
            book.commit("tasks.planning.decide")
    return Decided((*refused, *kept), edits)


def _still(now: PlanHead, seen: PlanHead) -> None:
    if now.hash != seen.hash:
        step = "Look at the plan again ('lading plan show'), and decide about what it says now."
        raise Refused("The plan is not the one that you saw.", field="hash", value=seen.hash[:12], next_step=step)
    if now.state in {"making", "stopped", "superseded"}:
        says = f": {now.says}" if now.says else ""
        message = f"Plan {now.code or now.id} is {now.state}, nothing of it can be decided{says}"
        raise Refused(message, field="plan", value=str(now.id), next_step="See 'lading plan list' for the newest one.")


def _priced(
    house: Resources, head: PlanHead, lines: Sequence[PlanLine], choices: Sequence[Choice]
) -> tuple[list[Choice], list[Judged]]:
    """The choices with the prices of their quantities and suppliers; those whose supplier does not sell the item."""
    known = {one.line: one for one in lines}
    unknown = [one.line for one in choices if one.line not in known]
    if unknown:
        step = f"See 'lading plan lines {head.id}'."
        raise Refused("The plan has no such line.", field="line", value=unknown[0], next_step=step)
    changes = [one for one in choices if one.verdict == "change" and (one.quantity is not None or one.origin)]
    if not changes:
        return [*choices], []
    terms = terms_of(house, head, [known[one.line] for one in changes])
    priced, refused = [], []
    for choice in choices:
        line = known[choice.line]
        if choice.origin and choice.origin != line.final_origin and terms.offer(line, choice.origin) is None:
            refused.append(Judged(line, "refused", _no_seller(line, choice.origin, terms)))
            continue
        priced.append(with_price(choice, line, terms) if choice.verdict == "change" else choice)
    return priced, refused


def with_price(choice: Choice, line: PlanLine, terms: Terms) -> Choice:
    """The choice with the price that its quantity has at its supplier; where none is known the line's."""
    quantity = line.final_quantity if choice.quantity is None else choice.quantity
    origin = choice.origin or line.final_origin
    offer = terms.offer(line, origin)
    if offer is None or (quantity, origin) == (line.quantity, line.origin):
        return replace(choice, price=line.unit_price)
    return replace(choice, price=offer.price(quantity))


def _no_seller(line: PlanLine, origin: str, terms: Terms) -> str:
    if line.kind != "purchase":
        return f"it is a {line.kind}: where it comes from can't be changed here."
    sellers = ", ".join(terms.sellers(line.sku)) or "nobody"
    return f"{origin} is no supplier of {line.sku} ({sellers} sells it)."


def _kept(book: Book, head: PlanHead, results: Sequence[Judged], by: str) -> list[Judged]:
    groups: dict[str, list[PlanLine]] = defaultdict(list)
    for one in results:
        groups[one.outcome].append(one.line)
    done: set[str] = set()
    for outcome, verdict in _VERDICTS.items():
        done |= book.plan_lines.decide(head.id, head.hash, groups[outcome], by=by, verdict=verdict)
    return [
        one if one.outcome not in _VERDICTS or one.line.line in done else Judged(one.line, "refused", _TOO_LATE)
        for one in results
    ]


def _edits(book: Book, head: PlanHead, choices: Sequence[Choice], kept: Sequence[Judged], by: str) -> tuple[int, ...]:
    """Changes and rejections as overrides of their item and place."""
    wanted = {one.line: one for one in choices}
    made: list[int | None] = []
    for one in kept:
        choice = wanted[one.line.line]
        if one.outcome == "refused" or choice.verdict == "accept" or choice.keep_until is None:
            continue
        scope = Scope(sku=one.line.sku, place=one.line.place)
        for what, value in edited(one.line):
            edit = OverrideIn(
                scope=scope, what=what, value=value, reason=choice.reason, expires_on=choice.keep_until,
                since=head.today,
            )  # fmt: skip
            made.append(book.overrides.add(head.profile, edit, by=by))
    return tuple(number for number in made if number is not None)


def edited(line: PlanLine) -> list[tuple[str, str]]:
    """What a decided line says otherwise than the plan, as overrides: what, and its value."""
    if line.state == "rejected":
        return [("reject", "")]
    found = [
        ("quantity", line.changed_quantity), ("due_on", line.changed_due_on), ("supplier", line.changed_origin),
    ]  # fmt: skip
    return [(what, f"{value}") for what, value in found if value is not None]
