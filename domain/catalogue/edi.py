"""ED-ENV-*, ED-SET-*: what the readers of X12 and EDIFACT find in envelopes and messages, whatever these say."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry, worded
from domain.findings import Severity

_E, _H, _W = Severity.EXCEPTION, Severity.HOLD, Severity.WARN
_ASK = "Operations asks the partner to send {value} again, whole; then rejects this entry."
_LOOK = "Operations compares the document with the file ('lading trace'), then releases or rejects it."


_ENVELOPE = (
    worded(
        "ED-ENV-001",
        "Not the EDI format",
        "The file {value} is not {format}, or breaks off before its separators are known: {why}.",
        next_step=_ASK,
        severity=_E,
        owner="partner",
        meaning="No interchange could be found: the file is empty, of another format, or cut within its ISA or UNB.",
    ),
    worded(
        "ED-ENV-002",
        "Envelope missing or damaged",
        "The envelope of the file is not whole: {what} is {stated} where {found} belongs.",
        next_step=_LOOK,
        severity=_H,
        owner="partner",
        meaning="ISA, GS or UNB is missing or not spelt as it should be, so that sender and control numbers are not sure. The "
        "documents are read all the same; a person looks.",
    ),
    worded(
        "ED-ENV-003",
        "Envelope's count or control number wrong",
        "{what} says {stated}, found was {found}.",
        next_step="Operations checks with the partner that no document is missing; the documents found go on.",
        severity=_W,
        owner="partner",
        meaning="GE, IEA, UNE or UNZ count other groups or documents than the file has, or repeat another control number. About one real "
        "file in ten does; what the file claims is compared with what was found by the channel's totals.",
    ),
    worded(
        "ED-ENV-004",
        "Envelope never closed",
        "{what} is missing at the end: {found} were found before it.",
        next_step="Operations asks the partner whether documents are missing; the documents found go on.",
        severity=_W,
        owner="partner",
        meaning="The file ends without GE, IEA, UNE or UNZ. Documents that were closed by their own SE or UNT are whole.",
    ),
    worded(
        "ED-ENV-005",
        "Marked as a test",
        "The interchange is marked as a test ({what} is {value}).",
        next_step="Nothing to do if the channel is being tried out; else operations asks the partner to send it for production.",
        severity=_W,
        owner="partner",
        meaning="ISA15 says T, or UNB 0035 says 1. Whether a test order may go on is the profile's choice: raise the severity for production "
        "channels.",
    ),
    worded(
        "ED-ENV-006",
        "Other character set than stated",
        "The interchange states {value}, its bytes are {found}.",
        next_step="Operations looks at names and descriptions with other letters than A to Z, and asks the partner to state "
        "the character set that is used.",
        severity=_W,
        owner="partner",
        meaning="UNB names a character set in which the bytes make no sense, or UTF-8 was found where a single-byte set is "
        "stated. The text was read as what it is.",
    ),
)
_SET = (
    worded(
        "ED-SET-001",
        "Document not read here",
        "{what} {value} ({name}) is not a document this version reads.",
        next_step="Nothing is lost: it stands in the archive. Operations handles it by hand, or rejects it here.",
        severity=_E,
        owner="integration",
        meaning="The set or message is known or at least well formed, but only purchase orders (850, ORDERS) are read as documents so "
        "far.",
    ),
    worded(
        "ED-SET-002",
        "Segment count wrong",
        "{what} says {stated} segments, found were {found}.",
        next_step="Operations compares the lines with the partner's order, then releases or rejects it; a profile may lower "
        "this finding to warn for a partner that always counts wrongly.",
        severity=_H,
        owner="partner",
        meaning="The set holds more or fewer segments than its trailer says: a line may have been lost on the way. About one "
        "real set in ten counts wrongly.",
    ),
    worded(
        "ED-SET-003",
        "Breaks off",
        "{what} {value} has no {end}: the file breaks off, or the document does, after {found} segments.",
        next_step=_ASK,
        severity=_E,
        owner="partner",
        meaning="Without its trailer a document may lack lines. It is never posted; what was read is shown.",
    ),
    worded(
        "ED-SET-004",
        "Start of the set damaged",
        "The document begins with {value} instead of {start}; it was read by its beginning segment.",
        next_step=_LOOK,
        severity=_H,
        owner="partner",
        meaning="The ST or UNH segment is damaged, but the document after it is readable.",
    ),
    worded(
        "ED-SET-005",
        "Text that is no segment",
        "Segment {number} is no segment: {value}.",
        next_step=_LOOK,
        severity=_H,
        owner="partner",
        meaning="Text between two terminators is no segment: often a terminator stands inside a description, so that its "
        "rest, and perhaps elements after it, are cut off.",
    ),
    worded(
        "ED-SET-006",
        "Order without lines",
        "Purchase order {value} has no {segment} segment.",
        next_step="Operations asks the partner for the lines, then rejects this entry.",
        severity=_E,
        owner="partner",
        meaning="An order without lines asks for nothing.",
    ),
)
ENTRIES: tuple[CodeEntry, ...] = (*_ENVELOPE, *_SET)
