"""What passes between a plan and its platform: inputs out, parts of deliveries in, each archived and kept once."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.planning_platform.port import Offered, Platform
from connectors.planning_platform.reading import read_part
from domain.catalogue import finding
from domain.errors import Refused
from domain.findings import Finding
from domain.keys import content_hash
from domain.planning.exchange import Part
from domain.planning.frames import SNAPSHOT
from domain.planning.plan_frames import CLEANED
from ledger.plan_exchanges import DeliveryState
from tasks.planning.case import Case

GIVEN = "platform-given"
"""Among a plan's outputs once the platform has all of its inputs."""


def give(case: Case, platform: Platform) -> None:
    """Give the platform what the plan is made of, once.

    Raises:
        TryAgain: it could not be reached.
        Refused: it does not want them.
    """
    digests = {**case.head.inputs, **case.head.outputs}
    if GIVEN in digests:
        return
    names = [table.name for table in (*SNAPSHOT, CLEANED) if table.name in digests]
    platform.give(case.head.code, {name: case.house.archive.read(digests[name]) for name in names})
    with case.house.ledger.open() as book:
        book.plans.keep(case.head.id, outputs={GIVEN: content_hash(case.head.code.encode())})
        book.commit("tasks.planning.exchange.given")


def take(case: Case, platform: Platform) -> list[Finding]:
    """Archive and keep each part that the platform has for the plan and that is not known yet.

    Raises:
        TryAgain: it could not be asked.
    """
    with case.house.ledger.open() as book:
        known = {(row.kind, row.version, row.part, row.name) for row in book.plan_exchanges.deliveries(case.head.id)}
    offered = platform.offered(case.head.code)
    new = [one for one in offered if (one.kind, one.version, one.part, one.name) not in known]
    return [said for one in new for said in _taken(case, one, platform.fetch(one))]


def _taken(case: Case, one: Offered, content: bytes) -> list[Finding]:
    """One part: its bytes first, then its row."""
    digest = case.house.archive.put(content)
    part = Part(one.kind, one.version, one.part, one.parts, digest, datetime.now(UTC))
    state: DeliveryState = "taken"
    says = ""
    try:
        read_part(one.kind, content, one.name)
    except Refused as error:
        state, says = "unreadable", error.what
    with case.house.ledger.open() as book:
        book.plan_lines.alone(case.profile.plan)
        kept = book.plan_exchanges.deliver(case.head.id, part, one.name, state=state, says=says)
        book.commit("tasks.planning.exchange.delivered")
    if kept == "conflict":
        return [finding("PL-PLATFORM-006", value=one.name, path=case.head.code)]
    return [finding("PL-PLATFORM-007", value=one.name, why=says)] if kept == "unreadable" else []


def parts_of(case: Case) -> list[Part]:
    """The parts that count."""
    with case.house.ledger.open() as book:
        return [row.taken for row in book.plan_exchanges.deliveries(case.head.id) if row.state == "taken"]
