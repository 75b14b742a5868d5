"""The catalogue's numbers about one order that came by several channels."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

ENTRIES: tuple[CodeEntry, ...] = (
    CodeEntry(
        code="SO-ALIKE-003",
        title="Order by another channel",
        message="Order {value} of {when} by channel {channel}, worth {theirs}, is like this one, worth {ours}, "
        "by {score} of 100: {reasons}.",
        next_step="Sales asks the customer whether both are meant, then releases or rejects this one.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="A buyer sends an order by EDI and enters it in the portal too: each is right by itself, and together they "
        "are delivered twice. Orders of the same customer in Odoo are compared by our products and quantities, whatever "
        "each channel calls them, and by their number (``checks.alike``); the one that came later is held.",
    ),
)
