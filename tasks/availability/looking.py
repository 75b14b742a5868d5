"""One look: what changed in Odoo and in the ledger becomes new numbers, and those leave.

The consumer looks every few seconds; the reconciliation takes the whole stock and says what had drifted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import structlog

from domain.catalogue import finding
from domain.findings import Finding
from tasks.availability.numbers import Made, make_all, make_marked
from tasks.availability.stock import refresh_stock
from tasks.availability.writers import send_numbers
from tasks.runtime.resources import Resources

log = structlog.get_logger("lading.availability")
SAMPLES = 5
SETTLING = 5
"""Looks before a reconciliation, at most."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look came to."""

    stock: int = 0
    """SKUs whose stock in Odoo had changed."""
    expired: int = 0
    """Reservations whose time was over."""
    looked: int = 0
    """SKUs whose numbers were made."""
    changed: Mapping[str, int] = field(default_factory=dict)
    """By channel how many numbers are new."""
    sent: Mapping[str, int] = field(default_factory=dict)
    """By channel how many it took."""
    endangered: int = 0
    """Orders whose promise is in danger."""
    drifted: int = 0
    """Numbers that nothing had marked and that were wrong all the same (of the reconciliation)."""
    findings: tuple[Finding, ...] = ()


def anything_offered(house: Resources) -> bool:
    """Whether any profile has the section ``availability``."""
    return any(profile.availability is not None for profile in house.profiles.values())


def look(house: Resources) -> Looked:
    """What changed since the last look.

    Raises:
        TryAgain: Odoo or the ledger was away; the next look takes it up.
    """
    if not anything_offered(house):
        return Looked()
    expired = _expire(house)
    stock = refresh_stock(house)
    made = make_marked(house)
    return _sent(house, made, stock=len(stock), expired=expired, endangered=made.endangered)


def reconcile_numbers(house: Resources) -> Looked:
    """Read the whole stock, make all numbers anew, and say which were wrong though nothing had marked them.

    Raises:
        TryAgain: Odoo or the ledger was away.
    """
    if not anything_offered(house):
        return Looked()
    endangered = 0
    for _ in range(SETTLING):  # what is known to have changed is no drift, and what rises because of it neither
        before = look(house)
        endangered += before.endangered
        if not before.changed:
            break
    expired = _expire(house)
    stock = refresh_stock(house, whole=True)
    made = make_all(house)
    with house.ledger.open() as book:
        book.promises.mark_waiting()
        book.commit("tasks.availability.waiting")
    endangered += make_marked(house).endangered
    count = len(made.corrected)
    looked = _sent(house, made, stock=len(stock), expired=expired, endangered=endangered)
    if not count:
        return looked
    wrong = sorted(set(made.corrected))[:SAMPLES]
    found = finding("AV-DRIFT-001", value=", ".join(wrong), count=str(count))
    log.warning("drift", numbers=count, stock=len(stock), skus=wrong)
    return replace(looked, drifted=count, findings=(*looked.findings, found))


def _expire(house: Resources) -> int:
    with house.ledger.open() as book:
        expired = book.reservations.expire()
        book.commit("tasks.availability.expire")
    return expired


def _sent(house: Resources, made: Made, *, stock: int, expired: int, endangered: int) -> Looked:
    sent = send_numbers(house)
    changed = {channel: len(skus) for channel, skus in made.changed.items()}
    if changed or stock or expired:
        log.info("numbers", stock=stock, expired=expired, looked=made.looked, changed=changed, sent=sent.numbers)
    return Looked(stock, expired, made.looked, changed, sent.numbers, endangered, findings=sent.findings)
