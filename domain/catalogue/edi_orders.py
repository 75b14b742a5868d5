"""ED-HEAD-*, ED-LINE-*: what the readers of X12 and EDIFACT find in orders and their lines."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry, worded
from domain.findings import Severity

_E, _H, _W = Severity.EXCEPTION, Severity.HOLD, Severity.WARN
_LOOK = "Operations compares the document with the file ('lading trace'), then releases or rejects it."

_HEAD = (
    worded(
        "ED-HEAD-001",
        "No purchase order number",
        "{what} {value} has no purchase order number ({element}).",
        next_step="Operations asks the partner for the number and a new file; then rejects this entry.",
        severity=_E,
        owner="partner",
        meaning="Without the partner's number a document has no identity, so that it could be posted twice.",
    ),
    worded(
        "ED-HEAD-002",
        "Date can't be read",
        "{field} {value} is no date.",
        next_step="Operations asks the partner for the right date; the rule on order dates decides what becomes of the order.",
        severity=_W,
        owner="partner",
        meaning="A date is impossible or not written in a format that is read (CCYYMMDD, YYMMDD, the DTM formats). It is left open instead of guessed.",
    ),
    worded(
        "ED-HEAD-003",
        "Not an original order",
        "The order's purpose ({element}) is {value}, {meaning}.",
        next_step="Operations does by hand what the partner asks for, and rejects this entry, or releases it as a new order.",
        severity=_H,
        owner="operations",
        meaning="Codes that cancel, change or replace an order are carried out as an 860 or ORDCHG would be, and an order sent again counts "
        "once. Any other (a copy for information, a proposal, a status) is no order of itself and waits for a person.",
    ),
    worded(
        "ED-HEAD-004",
        "Total can't be read",
        "{field} {value} is not a number.",
        next_step=_LOOK,
        severity=_H,
        owner="partner",
        meaning="The control total is no plain number, so that nothing can be compared with it.",
    ),
    worded(
        "ED-HEAD-005",
        "Hash total wrong",
        "{what} says {value}, the quantities add up to {found}.",
        next_step=_LOOK,
        severity=_H,
        owner="partner",
        meaning="The sum of quantities in the trailer differs from the lines: a line may have been lost or changed.",
    ),
    worded(
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
    worded(
        "ED-LINE-001",
        "Quantity can't be read",
        "Line {line} has the quantity {value}, which is not a number.",
        next_step="Operations asks the partner for the right quantity and a new file; then rejects this entry.",
        severity=_E,
        owner="partner",
        meaning="PO102, or QTY of an ordered quantity, is empty, missing or no plain number. Without it the order has no meaning; it is not read.",
    ),
    worded(
        "ED-LINE-002",
        "Price can't be read",
        "Line {line} has the price {value}, which gives no price for one unit.",
        next_step=_LOOK,
        severity=_E,
        owner="partner",
        meaning="PO104, CTP03 or PRI is no plain number, or can't be brought to one unit. It is left open, and the document waits, so that our own price is not "
        "used in silence.",
    ),
    worded(
        "ED-LINE-003",
        "Price for many brought to one",
        "Line {line} states its price for {per} ({value}); it was divided.",
        next_step="Nothing to do.",
        severity=_W,
        owner="operations",
        meaning="PO105 or PRI says that the price is for a hundred, a thousand or another number. The canonical price is for one unit.",
    ),
    worded(
        "ED-LINE-004",
        "Price basis does not fit the unit",
        "Line {line} states its price per {per} ({value}) but orders in {unit}.",
        next_step="Sales checks the line's price with the partner, then releases or rejects the order.",
        severity=_H,
        owner="sales",
        meaning="A price per dozen, or another unit, for a line in a different one can't be brought to one unit exactly. It is left as stated.",
    ),
    worded(
        "ED-LINE-005",
        "Several delivery dates",
        "Line {line} asks for delivery in {count} parts; the earliest date was taken.",
        next_step="Sales splits the delivery by hand if the partner insists.",
        severity=_W,
        owner="sales",
        meaning="Several SCH, SCC or DTM segments spread one line over dates. The whole quantity is ordered for the first of them.",
    ),
    worded(
        "ED-LINE-006",
        "Line for several places",
        "Line {line} is for other places than the order's ship-to ({value}).",
        next_step="Sales splits the order by hand, or asks the partner for one order a place.",
        severity=_H,
        owner="sales",
        meaning="SDQ or LOC segments, or a ship-to within a line, spread quantities over stores. This version keeps one ship-to an "
        "order, so that a person decides.",
    ),
    worded(
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
    worded(
        "ED-HEAD-007",
        "Special kind of order",
        "The order's kind ({element}) is {value}, {meaning}.",
        next_step="Sales decides whether it may go on as an order, then releases or rejects it.",
        severity=_H,
        owner="sales",
        meaning="Blanket orders, samples, consignment and the like are not the plain order that they would become in Odoo.",
    ),
    worded(
        "ED-LINE-008",
        "Line asks for something else",
        "Line {line} is marked {value} (LIN 1229), which is not an ordered item.",
        next_step="Sales looks at the line and does by hand what is asked for, then releases or rejects the order.",
        severity=_H,
        owner="sales",
        meaning="The line's action code says deleted, changed, not accepted or the like. It is read as a line all the same.",
    ),
    worded(
        "ED-LINE-009",
        "Sub-line",
        "Line {line} is a sub-line of line {value}.",
        next_step="Sales removes from the draft what only describes the contents of the other line, after releasing the order.",
        severity=_H,
        owner="sales",
        meaning="Sub-lines tell what is in another line, or what goes with it: ordered as they stand they could be ordered "
        "twice.",
    ),
    worded(
        "ED-LINE-010",
        "Several quantities",
        "Line {line} states several ordered quantities ({value}); the first was taken.",
        next_step=_LOOK,
        severity=_H,
        owner="sales",
        meaning="Two QTY segments of one line both state what is ordered, perhaps in different units.",
    ),
    worded(
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
_CHANGES = (
    worded(
        "ED-CHG-001",
        "Action of a line not known",
        "Line {line} of the change is marked {value} ({element}), which we do not know.",
        next_step="Sales looks what the partner means, does it by hand in Odoo and resolves this entry, or releases it as a change of the line.",
        severity=_H,
        owner="sales",
        meaning="POC02 or LIN 1229 says what is to be done with a line. It is read as a change of the line, and waits.",
    ),
    worded(
        "ED-CHG-002",
        "Perhaps not a change",
        "The purpose of the change ({element}) is {value}, {meaning}.",
        next_step="Operations asks the partner what is meant, then releases it as a change or rejects it.",
        severity=_H,
        owner="operations",
        meaning="Confirmations, proposals and copies of changes are sent as changes, too; carried out they would be done twice, or too early.",
    ),
    worded(
        "ED-CHG-003",
        "Changed order with all lines, or some?",
        "The order is marked as a change ({element} {value}) and says nowhere whether it has all lines or only those that change.",
        next_step="Integration asks the partner once and says it in the profile (changes.orders: whole or lines); "
        "operations releases this entry as the whole order, so that lines it leaves out are deleted, or rejects it and does it by hand.",
        severity=_H,
        owner="integration",
        meaning="An 850 or ORDERS has no way to say what is done with a line (ORDERS may, in LIN 1229). Read the wrong way, lines "
        "that the partner still wants would be deleted. A replacement (BEG01 05, BGM 1225 5) is the whole order and needs no answer.",
    ),
    worded(
        "ED-CHG-004",
        "Lines of the whole order are missing",
        "The order as it should be states {value} lines ({element}); {found} were found.",
        next_step="Operations asks the partner for the whole order; releases this entry if it is right as it is.",
        severity=_H,
        owner="partner",
        meaning="Lines that a replaced order does not name are deleted, so that one that was lost on the way would be, too.",
    ),
)
ENTRIES: tuple[CodeEntry, ...] = (*_HEAD, *_LINE, *_EDIFACT, *_CHANGES)
