"""AV-*: what we promise and publish of our stock. OB-*: answers that we owe."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

ENTRIES: tuple[CodeEntry, ...] = (
    CodeEntry(
        code="AV-LATE-001",
        title="Receipt slipped",
        message="{quantity} of {value} were promised for {promised}, from receipt {receipt}, which is now expected {now}.",
        next_step="Sales agrees a new date with the customer, or purchasing finds the goods elsewhere; then "
        "'lading exceptions resolve' closes this, with what was agreed as the reason.",
        severity=Severity.EXCEPTION,
        owner="sales",
        meaning="The order was promised goods of a receipt whose date in Odoo has moved behind the promise. It is said "
        "when the date moves, not when the day has come: there is still time to act.",
    ),
    CodeEntry(
        code="AV-LATE-002",
        title="Receipt gone",
        message="{quantity} of {value} were promised for {promised}, from receipt {receipt}, which is no longer expected.",
        next_step="Sales looks whether the goods came in another way ('lading why availability'); if not, agrees a new "
        "date with the customer. 'lading exceptions resolve' closes this.",
        severity=Severity.EXCEPTION,
        owner="sales",
        meaning="The receipt that the promise rested on was cancelled, or was closed with fewer goods than announced.",
    ),
    CodeEntry(
        code="AV-SEND-001",
        title="Number not taken",
        message="Channel {value} did not take {count} new numbers: {said}",
        next_step="Integration looks at the channel; the numbers are kept and sent again with the next run.",
        severity=Severity.EXCEPTION,
        owner="integration",
        meaning="What the channel shows is older than what is published in the ledger. Until it has taken the new "
        "numbers, other channels are given nothing that this one may still be selling.",
    ),
    CodeEntry(
        code="AV-SEND-002",
        title="No such writer",
        message="There is no writer {value} for the numbers of channel {channel}.",
        next_step="Name one of {known} as 'availability.publish' in the profile.",
        severity=Severity.EXCEPTION,
        owner="integration",
        meaning="The profile names a way to publish that this version does not have. The numbers are in the ledger, "
        "and nothing left.",
    ),
    CodeEntry(
        code="AV-DRIFT-001",
        title="Published numbers had drifted",
        message="{count} published numbers differed from what the whole stock says, among them {value}.",
        next_step="Nothing for now: they were corrected. If it comes again, look in Odoo at what changed the stock "
        "without a transfer (imports, SQL, a module) and read it in full more often.",
        severity=Severity.WARN,
        owner="operations",
        meaning="Between two readings of the whole stock only what changed is read. A change that Odoo does not show by "
        "its date of writing is found by the reconciliation, corrected and reported.",
    ),
    CodeEntry(
        code="OB-LATE-001",
        title="Answer overdue",
        message="The {kind} for document {value} was due {due} and has not left.",
        next_step="Operations looks where the document stands (lading trace '{value}') and decides what holds it up.",
        severity=Severity.EXCEPTION,
        owner="operations",
        meaning="Each document of a partner may set clocks going (profile section 'obligations'): the answer must leave "
        "before the time is over, or the partner may charge for it.",
    ),
)
