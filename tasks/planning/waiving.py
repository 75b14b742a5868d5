"""A named person lets an expectation of planning's gates be overlooked for a profile, for a while."""

from __future__ import annotations

from datetime import datetime

from domain.approving import same_person
from domain.errors import Refused
from domain.planning.profile import PlanningProfile
from tasks.runtime.resources import Resources


def waived_as(profile: str) -> str:
    """How the ledger's waivers call a planning profile, beside the channels of orders."""
    return f"planning:{profile}"


def waive(house: Resources, profile: PlanningProfile, code: str, *, by: str, reason: str, until: datetime) -> None:
    """Keep the waiver, with who gave it, why and until when; the audit trail has it for good.

    Raises:
        Refused: no gate of planning has this code, no reason is given, or the person is no approver of those named.
    """
    if code not in waivable():
        step = "Name a code of docs/planning/gates.md; the message of the gate that stopped begins with it."
        raise Refused("No gate of planning has this code.", field="code", value=code, next_step=step)
    if not reason.strip():
        raise Refused("A waiver needs a reason.", field="reason", next_step="Give --reason: why it may be overlooked.")
    people = [one.person for one in profile.approval.approvers]
    if people and not any(same_person(one, by) for one in people):
        step = f"Ask one of {', '.join(people)}."
        raise Refused(f"{by} is no approver of {profile.plan}.", field="approver", value=by, next_step=step)
    with house.ledger.open() as book:
        book.circuits.waive(waived_as(profile.plan), code, by=by, reason=reason, until=until)
        book.commit("tasks.planning.waive")


def waivable() -> frozenset[str]:
    """Codes of all expectations of the three gates."""
    from expectations.planning import forecast, plan, snapshot

    suites = (*snapshot.SUITES, *forecast.SUITES, *plan.SUITES)
    return frozenset(one.code for suite in suites for one in suite.expectations)
