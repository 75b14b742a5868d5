"""The port by which numbers leave: a callable for each way of publishing, chosen by ``availability.publish``.

A writer gets the numbers that its channel has not taken yet and returns when the channel has them. A number is what
the channel may sell in all, so sending it again does no harm; what fails is sent again with the next run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from domain.catalogue import finding
from domain.errors import LadingError
from domain.findings import Finding
from domain.profile import PartnerProfile
from ledger.published import NumberRow
from tasks.availability.by_edi import by_edi
from tasks.runtime.resources import Resources
from tasks.shop.stock import to_shop

log = structlog.get_logger("lading.availability")

Writer = Callable[[Resources, str, Sequence[NumberRow]], None]
"""``(house, channel, numbers)``; raises a LadingError when the channel did not take them."""
TABLE = "table"
TURN, A_WEEK = "numbers", 604_800.0
"""Name of the cursor that says when numbers last left; the longest that a profile may let them wait, in seconds."""
SEND_AT_ONCE = 5_000
"""Numbers handed to a writer at a time."""


def to_table(house: Resources, channel: str, numbers: Sequence[NumberRow]) -> None:
    """The row is the publication: the portal reads it."""


WRITERS: dict[str, Writer] = {TABLE: to_table, "edi": by_edi, "shopify": to_shop}
"""By the name that profiles use. Another way of publishing is a line here."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What left."""

    numbers: dict[str, int]
    """By channel how many numbers it took."""
    findings: tuple[Finding, ...] = ()


def send_numbers(house: Resources) -> Sent:
    """Hand each channel what it has not taken yet; one that fails leaves the others alone."""
    counts: dict[str, int] = {}
    findings: list[Finding] = []
    for profile in house.profiles.values():
        if profile.availability is None:
            continue
        writer = WRITERS.get(profile.availability.publish)
        if writer is None:
            findings.append(_no_writer(profile))
            continue
        try:
            counts[profile.channel] = _send(house, profile, writer)
        except LadingError as trouble:
            findings.append(_not_taken(house, profile, trouble))
    for found in findings:
        log.warning("numbers-not-sent", code=found.code, said=found.message)
    return Sent({channel: count for channel, count in counts.items() if count}, tuple(findings))


def _send(house: Resources, profile: PartnerProfile, writer: Writer) -> int:
    minutes = profile.availability.takes_effect_minutes if profile.availability else 0.0
    count = 0
    if _too_soon(house, profile):
        return 0
    while True:
        with house.ledger.open() as book:
            numbers = book.published.unsent(profile.channel, SEND_AT_ONCE)
        if not numbers:
            return count
        writer(house, profile.channel, numbers)
        with house.ledger.open() as book:
            book.published.sent(profile.channel, numbers, effect_seconds=minutes * 60)
            book.commit("tasks.availability.sent")
        count += len(numbers)


def _too_soon(house: Resources, profile: PartnerProfile) -> bool:
    """Whether the channel was sent numbers a while ago only: those that changed since leave together, later."""
    minutes = profile.availability.send_minutes if profile.availability else 0.0
    if not minutes:
        return False
    with house.ledger.open() as book:
        if not book.published.unsent(profile.channel, 1):
            return True
        turn = book.cursors.take_turn(profile.source_id, TURN, minutes * 60)
        book.commit("tasks.availability.turn")
    return turn is None


def _no_writer(profile: PartnerProfile) -> Finding:
    name = profile.availability.publish if profile.availability else ""
    return finding("AV-SEND-002", value=name, channel=profile.channel, known=", ".join(sorted(WRITERS)))


def _not_taken(house: Resources, profile: PartnerProfile, trouble: LadingError) -> Finding:
    with house.ledger.open() as book:
        count = len(book.published.unsent(profile.channel))
        book.cursors.look_again(profile.source_id, TURN, A_WEEK)  # it may be sent again at once
        book.commit("tasks.availability.untaken")
    return finding("AV-SEND-001", value=profile.channel, count=str(count), said=trouble.what)
