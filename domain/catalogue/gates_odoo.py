"""GT-TR-*, GT-RB-*: what the gates find in rows on their way to Odoo, and between what was sent and what stands there."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.catalogue.gates import CLOSE, set_aside, stops
from domain.findings import Severity

_H, _W = Severity.HOLD, Severity.WARN

_TRANSFORM = (
    set_aside(
        "GT-TR-001",
        "Record of the order missing",
        "The order would be posted without {value}.",
        next_step="Master data makes the record known, then replays the document.",
        owner="master-data",
        meaning="Customer, company and warehouse must be records of the system of record; a finding about them was "
        "overruled, or its record vanished since.",
    ),
    set_aside(
        "GT-TR-002",
        "Record of a line missing",
        "The line would be posted without {value}.",
        next_step="Master data makes the record known or sales gives a price, then replays the document.",
        owner="master-data",
        meaning="Product, unit and price of a line must be known; the system of record would put in something of its own.",
    ),
    set_aside(
        "GT-TR-003",
        "Quantity not above zero",
        "The line would be posted with the quantity {value}.",
        next_step="Sales mends or rejects the document.",
        owner="sales",
        meaning="After mapping and conversion nothing, or less than nothing, is left of the line. The system of record "
        "takes it without a word.",
    ),
    set_aside(
        "GT-TR-004",
        "Quantity would be rounded",
        "The quantity {value} has more than 2 decimals; the system of record would round it.",
        next_step="Master data mends the unit's factor, or sales rejects the document.",
        owner="master-data",
        meaning="Mapping or converting made a quantity finer than the system of record keeps.",
    ),
    set_aside(
        "GT-TR-005",
        "Price below zero",
        "The line would be posted at the price {value}.",
        next_step="Sales mends the price list or rejects the document.",
        owner="sales",
        meaning="A price list with a wrong discount or surcharge can lead below zero where the customer states no price.",
    ),
    set_aside(
        "GT-TR-006",
        "Discount out of range",
        "The line would be posted with a discount of {value} percent.",
        next_step="Sales mends the price list, then replays the document.",
        owner="sales",
        meaning="Discounts lie between 0 and 100 percent; others come from a wrong price list.",
    ),
    set_aside(
        "GT-TR-007",
        "Line amount does not add up",
        "The line's amount {value} is not quantity times price less discount, which is {computed}.",
        next_step="Integration mends the computation, then replays the document.",
        owner="integration",
        meaning="Computed anew and apart from the mapping. The read-back compares drafts with this amount, so it must be right.",
    ),
    set_aside(
        "GT-TR-008",
        "Order amount does not add up",
        "The order's untaxed amount {value} is not the sum of its lines, which is {computed}.",
        next_step="Integration mends the computation, then replays the document.",
        owner="integration",
        meaning="The control total that the draft is compared with must be the sum of the lines.",
    ),
    set_aside(
        "GT-TR-009",
        "External id not of our form",
        "The order would be posted under the external id {value}.",
        next_step="Integration finds out where it came from and replays the document.",
        owner="integration",
        meaning="Only ids made from the business key keep a second posting from making a second order.",
    ),
    set_aside(
        "GT-TR-010",
        "External id twice in one batch",
        "Two documents of this batch would be posted as one: {value}.",
        next_step="Operations decides which of the versions holds and rejects the other.",
        owner="operations",
        meaning="A second version of an order was released while the first is still on its way: only one may be posted.",
    ),
    set_aside(
        "GT-TR-011",
        "Order date missing",
        "The order would be posted without its date.",
        next_step="Operations asks the partner for the date and has the order sent again.",
        owner="operations",
        meaning="The system of record would put in the present moment: prices and delivery terms hang on the date.",
    ),
    stops(
        "GT-TR-101",
        "Prices far from ours",
        "Prices are {measured} times our own over the whole batch; {limit} is usual.",
        next_step="Sales compares the price list with the partner's prices (pack, currency, list), " + CLOSE,
        owner="sales",
        meaning="The median of price and expected price over the documents. Each may be within a wide tolerance or waived; "
        "all of them together say that a price list, pack or currency is wrong.",
    ),
    set_aside(
        "GT-TR-120",
        "Taxes not known",
        "For {measured} of the documents it is not known which taxes they should carry; at most {limit} are usual.",
        next_step="Finance looks at the products' taxes and fiscal positions in the system of record.",
        severity=_W,
        owner="finance",
        meaning="Where taxes are not known beforehand the read-back cannot compare them.",
    ),
)

_DIFFERS = "{path} is {read} in the system of record; {sent} was sent."

_READ_BACK = (
    set_aside(
        "GT-RB-001",
        "Draft not found",
        "The draft is not in the system of record.",
        next_step="Operations looks whether somebody deleted it, then releases the order to be drafted again, or rejects it.",
        severity=_H,
        meaning="It was posted, and another user cannot see it: deleted, or hidden from that user by a record rule.",
    ),
    set_aside(
        "GT-RB-002",
        "Amount differs",
        _DIFFERS,
        next_step="Sales compares price, discount and price list in the draft; replay mends it to what was sent, release takes it as it is.",
        severity=_H,
        owner="sales",
        meaning="The system of record computed another price, discount, amount or total, beyond the tolerance. The draft "
        "stays a draft.",
    ),
    set_aside(
        "GT-RB-003",
        "Quantity differs",
        _DIFFERS,
        next_step="Sales compares quantities and lines of the draft with the order; replay mends it to what was sent, release takes it as it is.",
        severity=_H,
        owner="sales",
        meaning="A line is missing or too many, or a quantity was rounded or changed.",
    ),
    set_aside(
        "GT-RB-004",
        "Product or unit differs",
        _DIFFERS,
        next_step="Master data looks whether the product was merged or its unit changed; then release or reject.",
        severity=_H,
        owner="master-data",
        meaning="The draft holds another product or unit than the order.",
    ),
    set_aside(
        "GT-RB-005",
        "Head of the order differs",
        _DIFFERS,
        next_step="Sales compares the draft's head with the order; replay mends it to what was sent, release takes it as it is.",
        severity=_H,
        owner="sales",
        meaning="Customer, address, company, warehouse, price list, currency, reference or date is another one: a default "
        "of the system of record or an automation took over.",
    ),
    set_aside(
        "GT-RB-006",
        "Taxes differ",
        _DIFFERS,
        next_step="Finance compares the line's taxes with the customer's fiscal position; then release or reject.",
        severity=_H,
        owner="finance",
        meaning="The system of record put other taxes on the line than product and fiscal position give.",
    ),
    stops(
        "GT-RB-101",
        "Many drafts differ",
        "{measured} of the drafts differ from what was sent; less than {limit} is usual.",
        next_step="Sales and integration look at what the held drafts have in common, mend it, " + CLOSE,
        meaning="Something systemic: a price list replaced, a tax changed, an automation switched on. Nothing more is posted "
        "before a person has looked.",
    ),
)

ENTRIES: tuple[CodeEntry, ...] = (*_TRANSFORM, *_READ_BACK)
