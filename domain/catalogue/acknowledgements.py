"""AK-*: control numbers of envelopes, and what partners say of what we sent."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry, worded
from domain.findings import Severity

_E, _H, _W = Severity.EXCEPTION, Severity.HOLD, Severity.WARN

_NUMBERS = (
    worded(
        "AK-NUM-001",
        "Interchange missing",
        "Interchange {value} of {sender} came, but {missing} did not come before it.",
        next_step="Operations asks the partner whether {missing} was sent; 'lading answers numbers' shows what is still missing.",
        severity=_W,
        owner="partner",
        meaning="Control numbers (ISA13, UNB 0020) grow by one from one interchange to the next: a gap means that one may have been lost "
        "on the way. One that comes late closes the gap. A profile may hold the documents behind a gap: "
        "`severities: {AK-NUM-001: hold}`.",
    ),
    worded(
        "AK-NUM-002",
        "Control number again, with other content",
        "Interchange {value} of {sender} was in {before} already; this is another file with the same number.",
        next_step="Operations compares the two ('lading trace {before}') and releases or rejects the documents.",
        severity=_H,
        owner="partner",
        meaning="The same bytes again are a duplicate delivery and go nowhere. The same number with other bytes is either a mended "
        "interchange or a partner's counter that was set back: a person looks, because the documents may repeat or replace others.",
    ),
    worded(
        "AK-NUM-003",
        "Control number goes back",
        "Interchange {value} of {sender} came after {last}, and was not missing.",
        next_step="Operations asks the partner whether its counter was set back; the documents go on.",
        severity=_W,
        owner="partner",
        meaning="A number lower than those before it that nobody missed: a counter that began anew, or an old interchange sent late.",
    ),
)
_ANSWERS = (
    worded(
        "AK-ACK-001",
        "Acknowledges nothing of ours",
        "The {kind} {value} acknowledges {what}, which we did not send on this channel.",
        next_step="Integration compares 'lading answers list' with the number; if it was sent before Lading, resolves this entry.",
        severity=_E,
        owner="integration",
        meaning="A 997 or CONTRL names a control number that no publication of this partner has: it is for another system of ours, or "
        "our numbers were begun anew.",
    ),
    worded(
        "AK-ACK-002",
        "Partner refused what we sent",
        "The partner refused our {kind} {value} ({subject}): {faults}.",
        next_step="Integration mends the profile's 'answers' so that the partner can read it, tells the partner what was meant, and resolves this entry.",
        severity=_E,
        owner="integration",
        meaning="Their 997 or CONTRL says rejected: what we told about an order or the stock did not arrive there. The order in Odoo is not "
        "touched.",
    ),
    worded(
        "AK-ACK-003",
        "Partner noted errors in what we sent",
        "The partner took our {kind} {value} ({subject}), and noted: {faults}.",
        next_step="Integration looks whether the profile's 'answers' can be mended; nothing waits.",
        severity=_W,
        owner="integration",
        meaning="Their 997 says accepted, with errors noted.",
    ),
    worded(
        "AK-ACK-004",
        "Acknowledgement can't be read",
        "The {kind} {value} names no {what}, so that it can't be matched.",
        next_step="Operations asks the partner to send the acknowledgement again.",
        severity=_E,
        owner="partner",
        meaning="AK1 or UCI is missing or has no control number.",
    ),
)
ENTRIES: tuple[CodeEntry, ...] = (*_NUMBERS, *_ANSWERS)
