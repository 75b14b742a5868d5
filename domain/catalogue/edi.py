"""ED-*: what the readers of X12 and EDIFACT find in envelopes, sets or messages, and their segments."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

_E, _H, _W = Severity.EXCEPTION, Severity.HOLD, Severity.WARN
_ASK = "Operations asks the partner to send {value} again, whole; then rejects this entry."
_LOOK = "Operations compares the document with the file ('lading trace'), then releases or rejects it."


def _entry(code: str, title: str, message: str, **rest: str | Severity) -> CodeEntry:
    return CodeEntry.model_validate({"code": code, "title": title, "message": message, **rest})


_ENVELOPE = (
    _entry(
        "ED-ENV-001",
        "Not the EDI format",
        "The file {value} is not {format}, or breaks off before its separators are known: {why}.",
        next_step=_ASK,
        severity=_E,
        owner="partner",
        meaning="No interchange could be found: the file is empty, of another format, or cut within its ISA or UNB.",
    ),
    _entry(
        "ED-ENV-002",
        "Envelope missing or damaged",
        "The envelope of the file is not whole: {what} is {stated} where {found} belongs.",
        next_step=_LOOK,
        severity=_H,
        owner="partner",
        meaning="ISA, GS or UNB is missing or not spelt as it should be, so that sender and control numbers are not sure. The "
        "documents are read all the same; a person looks.",
    ),
    _entry(
        "ED-ENV-003",
        "Envelope's count or control number wrong",
        "{what} says {stated}, found was {found}.",
        next_step="Operations checks with the partner that no document is missing; the documents found go on.",
        severity=_W,
        owner="partner",
        meaning="GE, IEA, UNE or UNZ count other groups or documents than the file has, or repeat another control number. About one real "
        "file in ten does; what the file claims is compared with what was found by the channel's totals.",
    ),
    _entry(
        "ED-ENV-004",
        "Envelope never closed",
        "{what} is missing at the end: {found} were found before it.",
        next_step="Operations asks the partner whether documents are missing; the documents found go on.",
        severity=_W,
        owner="partner",
        meaning="The file ends without GE, IEA, UNE or UNZ. Documents that were closed by their own SE or UNT are whole.",
    ),
    _entry(
        "ED-ENV-005",
        "Marked as a test",
        "The interchange is marked as a test ({what} is {value}).",
        next_step="Nothing to do if the channel is being tried out; else operations asks the partner to send it for production.",
        severity=_W,
        owner="partner",
        meaning="ISA15 says T, or UNB 0035 says 1. Whether a test order may go on is the profile's choice: raise the severity for production "
        "channels.",
    ),
    _entry(
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
    _entry(
        "ED-SET-001",
        "Document not read here",
        "{what} {value} ({name}) is not a document this version reads.",
        next_step="Nothing is lost: it stands in the archive. Operations handles it by hand, or rejects it here.",
        severity=_E,
        owner="integration",
        meaning="The set or message is known or at least well formed, but only purchase orders (850, ORDERS) are read as documents so "
        "far.",
    ),
    _entry(
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
    _entry(
        "ED-SET-003",
        "Breaks off",
        "{what} {value} has no {end}: the file breaks off, or the document does, after {found} segments.",
        next_step=_ASK,
        severity=_E,
        owner="partner",
        meaning="Without its trailer a document may lack lines. It is never posted; what was read is shown.",
    ),
    _entry(
        "ED-SET-004",
        "Start of the set damaged",
        "The document begins with {value} instead of {start}; it was read by its beginning segment.",
        next_step=_LOOK,
        severity=_H,
        owner="partner",
        meaning="The ST or UNH segment is damaged, but the document after it is readable.",
    ),
    _entry(
        "ED-SET-005",
        "Text that is no segment",
        "Segment {number} is no segment: {value}.",
        next_step=_LOOK,
        severity=_H,
        owner="partner",
        meaning="Text between two terminators is no segment: often a terminator stands inside a description, so that its "
        "rest, and perhaps elements after it, are cut off.",
    ),
    _entry(
        "ED-SET-006",
        "Order without lines",
        "Purchase order {value} has no {segment} segment.",
        next_step="Operations asks the partner for the lines, then rejects this entry.",
        severity=_E,
        owner="partner",
        meaning="An order without lines asks for nothing.",
    ),
)
_HEAD = (
    _entry(
        "ED-HEAD-001",
        "No purchase order number",
        "{what} {value} has no purchase order number ({element}).",
        next_step="Operations asks the partner for the number and a new file; then rejects this entry.",
        severity=_E,
        owner="partner",
        meaning="Without the partner's number a document has no identity, so that it could be posted twice.",
    ),
    _entry(
        "ED-HEAD-002",
        "Date can't be read",
        "{field} {value} is no date.",
        next_step="Operations asks the partner for the right date; the rule on order dates decides what becomes of the order.",
        severity=_W,
        owner="partner",
        meaning="A date is impossible or not written in a format that is read (CCYYMMDD, YYMMDD, the DTM formats). It is left open instead of guessed.",
    ),
    _entry(
        "ED-HEAD-003",
        "Not an original order",
        "The order's purpose ({element}) is {value}, {meaning}.",
        next_step="Operations does by hand what the partner asks for, and rejects this entry, or releases it as a new order.",
        severity=_H,
        owner="operations",
        meaning="Cancellations, changes and replacements of an order (by 850, ORDERS or ORDCHG) are not carried out by this version; the "
        "document waits for a person.",
    ),
    _entry(
        "ED-HEAD-004",
        "Total can't be read",
        "{field} {value} is not a number.",
        next_step=_LOOK,
        severity=_H,
        owner="partner",
        meaning="The control total is no plain number, so that nothing can be compared with it.",
    ),
    _entry(
        "ED-HEAD-005",
        "Hash total wrong",
        "{what} says {value}, the quantities add up to {found}.",
        next_step=_LOOK,
        severity=_H,
        owner="partner",
        meaning="The sum of quantities in the trailer differs from the lines: a line may have been lost or changed.",
    ),
    _entry(
        "ED-HEAD-006",
        "Allowance or charge not carried",
        "{path} is an allowance or charge of {value} that the order in Odoo would not have.",
        next_step="Sales adds it to the draft by hand after releasing the order, or rejects it.",
        severity=_H,
        owner="sales",
        meaning="SAC, ALC and their like change what is to be paid. This version does not carry them, so that a person decides.",
    ),
)
_LINE = (
    _entry(
        "ED-LINE-001",
        "Quantity can't be read",
        "Line {line} has the quantity {value}, which is not a number.",
        next_step="Operations asks the partner for the right quantity and a new file; then rejects this entry.",
        severity=_E,
        owner="partner",
        meaning="PO102, or QTY of an ordered quantity, is empty, missing or no plain number. Without it the order has no meaning; it is not read.",
    ),
    _entry(
        "ED-LINE-002",
        "Price can't be read",
        "Line {line} has the price {value}, which gives no price for one unit.",
        next_step=_LOOK,
        severity=_E,
        owner="partner",
        meaning="PO104, CTP03 or PRI is no plain number, or can't be brought to one unit. It is left open, and the document waits, so that our own price is not "
        "used in silence.",
    ),
    _entry(
        "ED-LINE-003",
        "Price for many brought to one",
        "Line {line} states its price for {per} ({value}); it was divided.",
        next_step="Nothing to do.",
        severity=_W,
        owner="operations",
        meaning="PO105 or PRI says that the price is for a hundred, a thousand or another number. The canonical price is for one unit.",
    ),
    _entry(
        "ED-LINE-004",
        "Price basis does not fit the unit",
        "Line {line} states its price per {per} ({value}) but orders in {unit}.",
        next_step="Sales checks the line's price with the partner, then releases or rejects the order.",
        severity=_H,
        owner="sales",
        meaning="A price per dozen, or another unit, for a line in a different one can't be brought to one unit exactly. It is left as stated.",
    ),
    _entry(
        "ED-LINE-005",
        "Several delivery dates",
        "Line {line} asks for delivery in {count} parts; the earliest date was taken.",
        next_step="Sales splits the delivery by hand if the partner insists.",
        severity=_W,
        owner="sales",
        meaning="Several SCH, SCC or DTM segments spread one line over dates. The whole quantity is ordered for the first of them.",
    ),
    _entry(
        "ED-LINE-006",
        "Line for several places",
        "Line {line} is for other places than the order's ship-to ({value}).",
        next_step="Sales splits the order by hand, or asks the partner for one order a place.",
        severity=_H,
        owner="sales",
        meaning="SDQ or LOC segments, or a ship-to within a line, spread quantities over stores. This version keeps one ship-to an "
        "order, so that a person decides.",
    ),
    _entry(
        "ED-LINE-007",
        "Other currency in a line",
        "Line {line} is in {value}, the order in {currency}.",
        next_step="Sales asks the partner which currency holds, then releases or rejects the order.",
        severity=_H,
        owner="sales",
        meaning="A CUR or CUX segment within a line names another currency than the order's head.",
    ),
)
_EDIFACT = (
    _entry(
        "ED-HEAD-007",
        "Special kind of order",
        "The order's kind ({element}) is {value}, {meaning}.",
        next_step="Sales decides whether it may go on as an order, then releases or rejects it.",
        severity=_H,
        owner="sales",
        meaning="Blanket orders, samples, consignment and the like are not the plain order that they would become in Odoo.",
    ),
    _entry(
        "ED-LINE-008",
        "Line asks for something else",
        "Line {line} is marked {value} (LIN 1229), which is not an ordered item.",
        next_step="Sales looks at the line and does by hand what is asked for, then releases or rejects the order.",
        severity=_H,
        owner="sales",
        meaning="The line's action code says deleted, changed, not accepted or the like. It is read as a line all the same.",
    ),
    _entry(
        "ED-LINE-009",
        "Sub-line",
        "Line {line} is a sub-line of line {value}.",
        next_step="Sales removes from the draft what only describes the contents of the other line, after releasing the order.",
        severity=_H,
        owner="sales",
        meaning="Sub-lines tell what is in another line, or what goes with it: ordered as they stand they could be ordered "
        "twice.",
    ),
    _entry(
        "ED-LINE-010",
        "Several quantities",
        "Line {line} states several ordered quantities ({value}); the first was taken.",
        next_step=_LOOK,
        severity=_H,
        owner="sales",
        meaning="Two QTY segments of one line both state what is ordered, perhaps in different units.",
    ),
    _entry(
        "ED-LINE-011",
        "Line amount differs",
        "Line {line} states the amount {value}; quantity times price is {found}.",
        next_step=_LOOK,
        severity=_H,
        owner="sales",
        meaning="The line's amount without tax (MOA 203) is not what quantity and price make, beyond the profile's "
        "tolerance: a price per other unit, or an allowance, may not have been understood.",
    ),
)
ENTRIES: tuple[CodeEntry, ...] = (*_ENVELOPE, *_SET, *_HEAD, *_LINE, *_EDIFACT)
