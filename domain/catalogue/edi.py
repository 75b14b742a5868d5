"""ED-*: what the X12 reader finds in envelopes, transaction sets and their segments."""

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
        "Not X12",
        "The file {value} is not X12, or breaks off before its separators are known: {why}.",
        next_step=_ASK,
        severity=_E,
        owner="partner",
        meaning="No interchange could be found: the file is empty, of another format, or cut within its ISA.",
    ),
    _entry(
        "ED-ENV-002",
        "Envelope missing or damaged",
        "The envelope of the file is not whole: {what} is {stated} where {found} belongs.",
        next_step=_LOOK,
        severity=_H,
        owner="partner",
        meaning="ISA or GS is missing or not spelt as it should be, so that sender and control numbers are not sure. The "
        "transaction sets are read all the same; a person looks.",
    ),
    _entry(
        "ED-ENV-003",
        "Envelope's count or control number wrong",
        "{what} says {stated}, found was {found}.",
        next_step="Operations checks with the partner that no document is missing; the documents found go on.",
        severity=_W,
        owner="partner",
        meaning="GE or IEA count other groups or sets than the file has, or repeat another control number. About one real "
        "file in ten does; what the file claims is compared with what was found by the channel's totals.",
    ),
    _entry(
        "ED-ENV-004",
        "Envelope never closed",
        "{what} is missing at the end: {found} were found before it.",
        next_step="Operations asks the partner whether documents are missing; the documents found go on.",
        severity=_W,
        owner="partner",
        meaning="The file ends without GE or IEA. Documents that were closed by their own SE are whole.",
    ),
    _entry(
        "ED-ENV-005",
        "Marked as a test",
        "The interchange is marked as a test (ISA15 is {value}).",
        next_step="Nothing to do if the channel is being tried out; else operations asks the partner to send it for production.",
        severity=_W,
        owner="partner",
        meaning="ISA15 says T. Whether a test order may go on is the profile's choice: raise the severity for production "
        "channels.",
    ),
)
_SET = (
    _entry(
        "ED-SET-001",
        "Transaction set not read here",
        "Transaction set {value} ({name}) is not a document this version reads.",
        next_step="Nothing is lost: it stands in the archive. Operations handles it by hand, or rejects it here.",
        severity=_E,
        owner="integration",
        meaning="The set is known or at least well formed, but only purchase orders (850) are read as documents so far.",
    ),
    _entry(
        "ED-SET-002",
        "Segment count wrong",
        "SE01 says {stated} segments, found were {found}.",
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
        "Transaction set {value} has no SE: the file breaks off, or the set does, after {found} segments.",
        next_step=_ASK,
        severity=_E,
        owner="partner",
        meaning="Without its trailer a set may lack lines. It is never posted; what was read is shown.",
    ),
    _entry(
        "ED-SET-004",
        "Start of the set damaged",
        "The transaction set begins with {value} instead of ST; it was read by its beginning segment.",
        next_step=_LOOK,
        severity=_H,
        owner="partner",
        meaning="The ST segment is damaged, but the document after it is readable.",
    ),
    _entry(
        "ED-SET-005",
        "Text that is no segment",
        "Segment {number} is no segment: {value}.",
        next_step=_LOOK,
        severity=_H,
        owner="partner",
        meaning="Text between two terminators is no X12 segment: often a terminator stands inside a description, so that its "
        "rest, and perhaps elements after it, are cut off.",
    ),
    _entry(
        "ED-SET-006",
        "Order without lines",
        "Purchase order {value} has no PO1 segment.",
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
        "The transaction set {value} has no purchase order number (BEG03).",
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
        meaning="A date is impossible or not written as CCYYMMDD or YYMMDD. It is left open instead of guessed.",
    ),
    _entry(
        "ED-HEAD-003",
        "Not an original order",
        "The order's purpose (BEG01) is {value}, {meaning}.",
        next_step="Operations does by hand what the partner asks for, and rejects this entry, or releases it as a new order.",
        severity=_H,
        owner="operations",
        meaning="Cancellations, changes and replacements of an order by 850 are not carried out by this version; the "
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
        "CTT02 says {value}, the quantities add up to {found}.",
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
        meaning="SAC segments change what is to be paid. This version does not carry them, so that a person decides.",
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
        meaning="PO102 is empty or no plain number. Without it the order has no meaning; it is not read.",
    ),
    _entry(
        "ED-LINE-002",
        "Price can't be read",
        "Line {line} has the price {value}, which is not a number.",
        next_step=_LOOK,
        severity=_E,
        owner="partner",
        meaning="PO104 or CTP03 is no plain number. It is left open, and the document waits, so that our own price is not "
        "used in silence.",
    ),
    _entry(
        "ED-LINE-003",
        "Price for many brought to one",
        "Line {line} states its price for {per} ({value}); it was divided.",
        next_step="Nothing to do.",
        severity=_W,
        owner="operations",
        meaning="PO105 says that the price is for a hundred or a thousand. The canonical price is for one unit.",
    ),
    _entry(
        "ED-LINE-004",
        "Price basis does not fit the unit",
        "Line {line} states its price per {per} ({value}) but orders in {unit}.",
        next_step="Sales checks the line's price with the partner, then releases or rejects the order.",
        severity=_H,
        owner="sales",
        meaning="A price per dozen for a line in another unit can't be brought to one unit exactly. It is left as stated.",
    ),
    _entry(
        "ED-LINE-005",
        "Several delivery dates",
        "Line {line} asks for delivery in {count} parts; the earliest date was taken.",
        next_step="Sales splits the delivery by hand if the partner insists.",
        severity=_W,
        owner="sales",
        meaning="Several SCH segments spread one line over dates. The whole quantity is ordered for the first of them.",
    ),
    _entry(
        "ED-LINE-006",
        "Line for several places",
        "Line {line} is for other places than the order's ship-to ({value}).",
        next_step="Sales splits the order by hand, or asks the partner for one order a place.",
        severity=_H,
        owner="sales",
        meaning="SDQ segments, or a ship-to within a line, spread quantities over stores. This version keeps one ship-to an "
        "order, so that a person decides.",
    ),
    _entry(
        "ED-LINE-007",
        "Other currency in a line",
        "Line {line} is in {value}, the order in {currency}.",
        next_step="Sales asks the partner which currency holds, then releases or rejects the order.",
        severity=_H,
        owner="sales",
        meaning="A CUR segment within a line names another currency than the order's head.",
    ),
)
ENTRIES: tuple[CodeEntry, ...] = (*_ENVELOPE, *_SET, *_HEAD, *_LINE)
