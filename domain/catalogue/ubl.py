"""UB-*: what the UBL reader finds in XML, in documents of UBL and in their lines."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry, worded
from domain.findings import Severity

_E, _H, _W = Severity.EXCEPTION, Severity.HOLD, Severity.WARN
_ASK = "Operations asks the partner to send {value} again, whole; then rejects this entry."
_LOOK = "Operations compares the document with the file ('lading trace'), then releases or rejects it."


_XML = (
    worded(
        "UB-XML-001",
        "XML not well formed",
        "The XML of {value} breaks off or is damaged at line {line}: {why}.",
        next_step=_ASK,
        severity=_E,
        owner="partner",
        meaning="An element is not closed, or a character is not allowed. Documents that were complete before that place "
        "go on; the one that was open is never posted.",
    ),
    worded(
        "UB-XML-002",
        "Document type refused",
        "The XML of {value} is refused at line {line}: {why}.",
        next_step="Integration asks the partner for XML without a DOCTYPE, and whether somebody else sent this file.",
        severity=_E,
        owner="integration",
        meaning="A document type can define entities that grow without end or fetch files and addresses. No order needs "
        "one: nothing of such a file is expanded or fetched.",
    ),
    worded(
        "UB-XML-003",
        "XML larger or deeper than an order",
        "The XML of {value} is refused at line {line}: {why}.",
        next_step="Integration asks the partner for smaller files, and whether somebody else sent this one.",
        severity=_E,
        owner="integration",
        meaning="Elements nested a hundred deep, or in their millions, are no order. Reading stopped there, so that one "
        "file can't take the memory that all others need.",
    ),
)
_DOC = (
    worded(
        "UB-DOC-001",
        "Another kind of document",
        "The document is a UBL {value} ({name}), not an order.",
        next_step="Nothing is lost: it stands in the archive. Operations handles it by hand, or rejects it here.",
        severity=_E,
        owner="integration",
        meaning="The document is good UBL, but only orders are read as documents so far.",
    ),
    worded(
        "UB-DOC-002",
        "No UBL document",
        "The XML file {value} has no document of UBL 2 in it.",
        next_step="Integration looks at the file with 'lading inspect' and asks the partner for UBL 2 orders.",
        severity=_E,
        owner="integration",
        meaning="The XML is of another vocabulary, or its namespace is not that of UBL 2: the same names may mean "
        "something else there, so that nothing is guessed.",
    ),
    worded(
        "UB-DOC-003",
        "Order without lines",
        "Order {value} has no OrderLine with a LineItem.",
        next_step="Operations asks the partner for the lines, then rejects this entry.",
        severity=_E,
        owner="partner",
        meaning="An order without lines asks for nothing.",
    ),
    worded(
        "UB-DOC-004",
        "Marked as a copy",
        "The order says that it is a copy (CopyIndicator is {value}).",
        next_step="Operations makes sure that the original came, then releases or rejects this one.",
        severity=_H,
        owner="operations",
        meaning="A copy must not be delivered a second time. If the original came under the same number, this one is "
        "its duplicate; else a person decides.",
    ),
)
_HEAD = (
    worded(
        "UB-HEAD-001",
        "No order number",
        "The order at line {line} of the file has no number (ID).",
        next_step="Operations asks the partner for the number and a new file; then rejects this entry.",
        severity=_E,
        owner="partner",
        meaning="Without the partner's number a document has no identity, so that it could be posted twice.",
    ),
    worded(
        "UB-HEAD-002",
        "Date can't be read",
        "{field} {value} is no date.",
        next_step="Operations asks the partner for the right date; the rule on order dates decides what becomes of the order.",
        severity=_W,
        owner="partner",
        meaning="A date is impossible or not written as CCYY-MM-DD. It is left open instead of guessed.",
    ),
    worded(
        "UB-HEAD-003",
        "Total can't be read",
        "{field} {value} is not a number.",
        next_step=_LOOK,
        severity=_H,
        owner="partner",
        meaning="The stated total or count of lines is no plain number, so that nothing can be compared with it.",
    ),
    worded(
        "UB-HEAD-004",
        "Allowance or charge not carried",
        "{path} is an allowance or charge of {value} that the order in Odoo would not have.",
        next_step="Sales adds it to the draft by hand after releasing the order, or rejects it.",
        severity=_H,
        owner="sales",
        meaning="An AllowanceCharge changes what is to be paid. This version does not carry it, so that a person decides.",
    ),
    worded(
        "UB-HEAD-005",
        "Order for several places",
        "The order names another place of delivery too ({value}); the first was taken.",
        next_step="Sales splits the order by hand, or asks the partner for one order a place.",
        severity=_H,
        owner="sales",
        meaning="Several Delivery elements of the head name different parties or places. This version keeps one ship-to "
        "an order, so that a person decides.",
    ),
)
_LINE = (
    worded(
        "UB-LINE-001",
        "Quantity can't be read",
        "Line {line} has the quantity {value}, which is not a number.",
        next_step="Operations asks the partner for the right quantity and a new file; then rejects this entry.",
        severity=_E,
        owner="partner",
        meaning="Quantity is missing or no plain number. Without it the order has no meaning; it is not read.",
    ),
    worded(
        "UB-LINE-002",
        "Price can't be read",
        "Line {line} has the price {value}, which gives no price for one unit.",
        next_step=_LOOK,
        severity=_E,
        owner="partner",
        meaning="PriceAmount or its BaseQuantity is no plain number, or the price can't be brought to one unit. It is left open, and the document waits, so "
        "that our own price is not used in silence.",
    ),
    worded(
        "UB-LINE-003",
        "Price for many brought to one",
        "Line {line} states its price for {per} ({value}); it was divided.",
        next_step="Nothing to do.",
        severity=_W,
        owner="operations",
        meaning="BaseQuantity says that the price is for several units. The canonical price is for one.",
    ),
    worded(
        "UB-LINE-004",
        "Price basis does not fit the unit",
        "Line {line} states its price per {per} ({value}) but orders in {unit}.",
        next_step="Sales checks the line's price with the partner, then releases or rejects the order.",
        severity=_H,
        owner="sales",
        meaning="The unit of BaseQuantity is another than that of the line: the price can't be brought to one unit. It is "
        "left as stated.",
    ),
    worded(
        "UB-LINE-005",
        "Several delivery dates",
        "Line {line} asks for delivery in {count} parts; the earliest date was taken.",
        next_step="Sales splits the delivery by hand if the partner insists.",
        severity=_W,
        owner="sales",
        meaning="Several Delivery elements spread one line over dates or places. The whole quantity is ordered for the first.",
    ),
    worded(
        "UB-LINE-006",
        "Other currency in a line",
        "Line {line} is in {value}, the order in {currency}.",
        next_step="Sales asks the partner which currency holds, then releases or rejects the order.",
        severity=_H,
        owner="sales",
        meaning="The price of a line is in another currency than the order's.",
    ),
    worded(
        "UB-LINE-007",
        "Line for another place",
        "Line {line} is for another place than the order's ship-to ({value}).",
        next_step="Sales splits the order by hand, or asks the partner for one order a place.",
        severity=_H,
        owner="sales",
        meaning="The Delivery of a line names a party or place of its own. This version keeps one ship-to an order, so "
        "that a person decides.",
    ),
)
_CHANGES = (
    worded(
        "UB-CHG-001",
        "Status of a line not known",
        "Line {line} of the change has the status {value} (LineStatusCode), which we do not know.",
        next_step="Sales looks what the partner means, does it by hand in Odoo and resolves this entry, or releases it as a change of the line.",
        severity=_H,
        owner="sales",
        meaning="The status says what is to be done with a line: 1 added, 2 deleted, 3 changed, 4 as it is (or UBL's own words). "
        "It is read as a change of the line, and waits.",
    ),
    worded(
        "UB-CHG-002",
        "Change names no order",
        "The change at line {line} of the file names no order (OrderReference).",
        next_step="Operations asks the partner for the order's number and a new file; then rejects this entry.",
        severity=_E,
        owner="partner",
        meaning="A change or cancellation is known by the order that it is about.",
    ),
)
ENTRIES: tuple[CodeEntry, ...] = (*_XML, *_DOC, *_HEAD, *_LINE, *_CHANGES)
