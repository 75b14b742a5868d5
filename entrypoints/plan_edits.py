"""What ``lading plan override`` does: edits that outlive a plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from domain.errors import Refused
from domain.planning.frames import ITEMS
from domain.planning.overrides import Scope
from entrypoints.cli_frame import Exit, Screen
from entrypoints.cli_house import ledger_only, person
from ledger.book import Book
from ledger.plan_overrides import OverrideIn, OverrideRow
from tasks.planning.case import Case
from tasks.planning.profiles import load_planning, planning_profile
from tasks.runtime.resources import Resources


def add(screen: Screen, profile: str | None, edit: OverrideIn) -> int:
    """Keep an edit for the next plans."""
    with ledger_only() as house, house.ledger.open() as book:
        name = profile_named(house, profile)
        number = book.overrides.add(name, edit, by=person())
        book.commit("entrypoints.plan_edits.add")
        unknown = _unknown(house, book, name, edit.scope)
    screen.data({"override": number, "profile": name, "new": number is not None})
    until = f"until {edit.expires_on}" if edit.expires_on else "until it is ended"
    if number is None:
        screen.say("The same edit stands already: nothing was changed.")
    else:
        what = f"{edit.what} {edit.value}".strip()
        screen.say(f"Override {number}: {what} for {edit.scope}, {until}.")
    if unknown:
        screen.say(f"The newest plan of {name} has no {unknown}: the edit counts once there is one.", style="yellow")
    screen.next("lading plan run", "makes a plan with it")
    return Exit.FINE


def _unknown(house: Resources, book: Book, profile: str, scope: Scope) -> str:
    """The item of an edit, where the profile's newest plan does not know it: a slip of the pen, or not there yet."""
    head = book.plans.find("latest", profile) if scope.sku else None
    if head is None or head.skus or ITEMS.name not in head.inputs:
        return ""
    known = Case(house, head).frame(ITEMS).filter(sku=scope.sku).height
    return "" if known else scope.sku


def listed(screen: Screen, profile: str | None, *, everything: bool) -> int:
    """Edits that stand, or all that ever did."""
    with ledger_only() as house, house.ledger.open() as book:
        rows = book.overrides.list(profile, with_ended=everything)
    screen.data([as_json(one) for one in rows])
    if not rows:
        screen.say("No edit stands.")
        return Exit.FINE
    screen.table(
        ("id", "profile", "for", "what", "value", "until", "by", "reason", "ended"),
        [
            (
                one.override.id, one.profile, one.override.scope, one.override.what, one.override.value,
                one.override.expires_on or "ended by hand", one.override.by, one.override.reason,
                f"{one.ended_by} {one.ended_at:%Y-%m-%d}" if one.ended_at else "",
            )
            for one in rows
        ],
    )  # fmt: skip
    screen.next(f"lading plan override end {rows[0].override.id}", "it counts no more")
    return Exit.FINE


def end(screen: Screen, ids: Sequence[int]) -> int:
    """These count no more."""
    with ledger_only() as house, house.ledger.open() as book:
        known = {one.override.id for one in book.overrides.list(ids=ids, with_ended=True)}
        ended = book.overrides.end(ids, by=person())
        book.commit("entrypoints.plan_edits.end")
    unknown = sorted(set(ids) - known)
    screen.data({"ended": sorted(ended), "before": sorted(known - ended), "unknown": unknown})
    for number in sorted(known):
        screen.say(f"Override {number}: {'ended' if number in ended else 'had ended before'}.")
    for number in unknown:
        screen.say(f"There is no override {number}.", style="red")
    return Exit.FINDINGS if unknown else Exit.FINE


def scope_of(terms: Sequence[str]) -> Scope:
    """A scope from ``sku:MUG place:WH``.

    Raises:
        Refused: a term that is none of a scope's, or none at all.
    """
    found: dict[str, str] = {}
    for term in terms:
        name, _, value = term.partition(":")
        if name not in Scope.model_fields or not value or name in found:
            step = "Give sku:, place:, supplier: or category:, each once."
            raise Refused("This is no scope of an edit.", field="for", value=term, next_step=step)
        found[name] = value
    if not found:
        raise Refused("An edit needs a scope.", field="for", next_step="Give --for sku:MUG, or --for supplier:ACME.")
    return Scope(**found)


def in_time(until: date | None, today: date) -> None:
    """Refuse an end that is over.

    Raises:
        Refused: it is before today.
    """
    if until is not None and until < today:
        step = "Give a day from today on, or none."
        raise Refused("The edit would be over already.", field="until", value=f"{until}", next_step=step)


def as_json(one: OverrideRow) -> dict[str, Any]:
    """An edit as plain data."""
    return one.override.model_dump(mode="json") | {
        "profile": one.profile, "ended_by": one.ended_by, "ended_at": one.ended_at,
    }  # fmt: skip


def profile_named(house: Resources, name: str | None) -> str:
    """The profile that is named, or the only one."""
    if name:
        return planning_profile(house.settings.partners, name).plan
    known = load_planning(house.settings.partners)
    if len(known) == 1:
        return next(iter(known))
    step = f"Give --profile, one of {', '.join(sorted(known))}." if known else "Write one: docs/planning/profile.md."
    raise Refused("It is not clear for which planning profile.", field="profile", next_step=step)
