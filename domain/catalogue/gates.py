"""GT-*: what a gate finds in a population of documents, or between two frames: what came and what stands."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

_E, _H, _W = Severity.EXCEPTION, Severity.HOLD, Severity.WARN

_CLOSE = "then closes the circuit or waives the expectation."


def _entry(code: str, title: str, message: str, **rest: str | Severity) -> CodeEntry:
    return CodeEntry.model_validate({"severity": _E, "code": code, "title": title, "message": message, **rest})


def _stop(code: str, title: str, message: str, **rest: str | Severity) -> CodeEntry:
    whole = f"{rest.pop('meaning')} Judged over many documents: the channel's circuit opens, and no document moves."
    return _entry(code, title, message, **{"owner": "integration", **rest, "meaning": whole})


_EXTRACT = (
    _entry(
        "GT-EX-001",
        "Number not usable",
        "The document's number {value} is empty, longer than 80 characters or holds characters that nobody can see.",
        next_step="Operations asks the partner for the order's number and has it sent again.",
        owner="partner",
        meaning="The number is the document's identity: two orders without one would be taken for the same, and an "
        "invisible character makes two orders of one.",
    ),
    _entry(
        "GT-EX-002",
        "Lines not numbered through",
        "The line at place {place} of the document carries the position {value}.",
        next_step="Integration mends the reader that numbers the lines, then replays the document.",
        owner="integration",
        meaning="Positions run from 1 without gap; each line's identity in the system of record is made of them. A gap "
        "or a repeated one means a lost or doubled line.",
    ),
    _entry(
        "GT-EX-003",
        "Price with more digits than can be kept",
        "The price {value} has more than 15 digits; the system of record would keep another number.",
        next_step="Operations asks the partner for the right price, or integration sets the profile's decimal sign.",
        owner="operations",
        meaning="The system of record keeps numbers with 15 safe digits. More of them come from a wrong decimal or "
        "thousands sign, or from two columns run together.",
    ),
    _entry(
        "GT-EX-004",
        "Date outside of the calendar",
        "The order's date {value} lies outside of the years 1970 to 2199.",
        next_step="Integration looks at the profile's date formats (two-digit years), then replays the document.",
        owner="integration",
        meaning="Also where the profile allows orders of any age: a year like 0024 or 9999 is a reading mistake, and "
        "other systems fail at it later.",
    ),
    _entry(
        "GT-EX-005",
        "Text in the wrong encoding",
        "A text of the document holds control or replacement characters: {value}.",
        next_step="Integration sets mapping.encoding in the partner's profile, then replays the delivery.",
        owner="integration",
        meaning="Control characters and the replacement sign appear where bytes were read in another encoding than they "
        "were written in; names and descriptions would be wrong on every document.",
    ),
    _stop(
        "GT-EX-101",
        "Products missing",
        "{measured} of the lines name no product; at most {limit} are usual.",
        next_step="Integration compares the file with the profile's product columns, " + _CLOSE,
        meaning="Single lines without a product are for the rules; when most are, a column moved or was renamed.",
    ),
    _stop(
        "GT-EX-102",
        "Customers missing",
        "{measured} of the documents name no customer; at most {limit} are usual.",
        next_step="Integration compares the file with the profile's customer columns, or names a house account, "
        + _CLOSE,
        meaning="Not judged where the profile names a house account. Otherwise each of them would become an exception: "
        "one question instead of thousands.",
    ),
    _stop(
        "GT-EX-103",
        "Prices jumped",
        "The average price is {measured} times what it was in the channel's earlier documents; {limit} is usual.",
        next_step="Sales and integration compare some prices with the partner's (decimal sign, currency, pack), "
        + _CLOSE,
        meaning="The median over documents, so that a few dear orders do not count. A factor of 100 is a decimal sign, "
        "a factor of 12 a pack.",
    ),
    _stop(
        "GT-EX-104",
        "Prices missing suddenly",
        "The share of documents without any price rose by {measured} against the channel's earlier ones; {limit} is usual.",
        next_step="Integration compares the file with the profile's price column, " + _CLOSE,
        meaning="Partners may send no prices at all; but not from one day to the next.",
    ),
    _stop(
        "GT-EX-105",
        "Prices zero",
        "{measured} of the documents have the price 0 on every line; at most {limit} are usual.",
        next_step="Sales asks the partner whether the goods are free; integration looks at the price column, " + _CLOSE,
        meaning="A few free samples are for the rules; when most documents cost nothing, the price was not read.",
    ),
    _stop(
        "GT-EX-106",
        "Documents of another length",
        "Documents have {measured} times as many lines as the channel's earlier ones; {limit} is usual.",
        next_step="Operations compares the file with the partner's (cut off, repeated, joined wrongly), " + _CLOSE,
        meaning="A truncated export or a wrong join shows in the number of lines of all documents at once.",
    ),
    _stop(
        "GT-EX-107",
        "Quantities jumped",
        "The average quantity is {measured} times what it was in the channel's earlier documents; {limit} is usual.",
        next_step="Sales and integration compare some quantities with the partner's (decimal sign, unit), " + _CLOSE,
        meaning="The median over documents. 1.000 read as one thousand, or pieces sent where cases were, show here.",
    ),
    _entry(
        "GT-EX-120",
        "One product on nearly every document",
        "{measured} of the documents hold the same product; at most {limit} are usual.",
        next_step="Sales looks whether it is a campaign; integration, whether a code table maps everything to one product.",
        severity=_W,
        owner="sales",
        meaning="A default value in the partner's export looks like one product that everybody buys.",
    ),
    _stop(
        "GT-DL-001",
        "Trailer totals differ",
        "Delivery {delivery} claims {claimed} {what}; {counted} were read.",
        next_step="Operations asks the partner to send the delivery whole, " + _CLOSE,
        meaning="What the file says of itself and what was read differ: documents or lines were lost or doubled on the way.",
    ),
)

_TRANSFORM = (
    _entry(
        "GT-TR-001",
        "Record of the order missing",
        "The order would be posted without {value}.",
        next_step="Master data makes the record known, then replays the document.",
        owner="master-data",
        meaning="Customer, company and warehouse must be records of the system of record; a finding about them was "
        "overruled, or its record vanished since.",
    ),
    _entry(
        "GT-TR-002",
        "Record of a line missing",
        "The line would be posted without {value}.",
        next_step="Master data makes the record known or sales gives a price, then replays the document.",
        owner="master-data",
        meaning="Product, unit and price of a line must be known; the system of record would put in something of its own.",
    ),
    _entry(
        "GT-TR-003",
        "Quantity not above zero",
        "The line would be posted with the quantity {value}.",
        next_step="Sales mends or rejects the document.",
        owner="sales",
        meaning="After mapping and conversion nothing, or less than nothing, is left of the line. The system of record "
        "takes it without a word.",
    ),
    _entry(
        "GT-TR-004",
        "Quantity would be rounded",
        "The quantity {value} has more than 2 decimals; the system of record would round it.",
        next_step="Master data mends the unit's factor, or sales rejects the document.",
        owner="master-data",
        meaning="Mapping or converting made a quantity finer than the system of record keeps.",
    ),
    _entry(
        "GT-TR-005",
        "Price below zero",
        "The line would be posted at the price {value}.",
        next_step="Sales mends the price list or rejects the document.",
        owner="sales",
        meaning="A price list with a wrong discount or surcharge can lead below zero where the customer states no price.",
    ),
    _entry(
        "GT-TR-006",
        "Discount out of range",
        "The line would be posted with a discount of {value} percent.",
        next_step="Sales mends the price list, then replays the document.",
        owner="sales",
        meaning="Discounts lie between 0 and 100 percent; others come from a wrong price list.",
    ),
    _entry(
        "GT-TR-007",
        "Line amount does not add up",
        "The line's amount {value} is not quantity times price less discount, which is {computed}.",
        next_step="Integration mends the computation, then replays the document.",
        owner="integration",
        meaning="Computed anew and apart from the mapping. The read-back compares drafts with this amount, so it must be right.",
    ),
    _entry(
        "GT-TR-008",
        "Order amount does not add up",
        "The order's untaxed amount {value} is not the sum of its lines, which is {computed}.",
        next_step="Integration mends the computation, then replays the document.",
        owner="integration",
        meaning="The control total that the draft is compared with must be the sum of the lines.",
    ),
    _entry(
        "GT-TR-009",
        "External id not of our form",
        "The order would be posted under the external id {value}.",
        next_step="Integration finds out where it came from and replays the document.",
        owner="integration",
        meaning="Only ids made from the business key keep a second posting from making a second order.",
    ),
    _entry(
        "GT-TR-010",
        "External id twice in one batch",
        "Two documents of this batch would be posted as one: {value}.",
        next_step="Operations decides which of the versions holds and rejects the other.",
        owner="operations",
        meaning="A second version of an order was released while the first is still on its way: only one may be posted.",
    ),
    _entry(
        "GT-TR-011",
        "Order date missing",
        "The order would be posted without its date.",
        next_step="Operations asks the partner for the date and has the order sent again.",
        owner="operations",
        meaning="The system of record would put in the present moment: prices and delivery terms hang on the date.",
    ),
    _stop(
        "GT-TR-101",
        "Prices far from ours",
        "Prices are {measured} times our own over the whole batch; {limit} is usual.",
        next_step="Sales compares the price list with the partner's prices (pack, currency, list), " + _CLOSE,
        owner="sales",
        meaning="The median of price and expected price over the documents. Each may be within a wide tolerance or waived; "
        "all of them together say that a price list, pack or currency is wrong.",
    ),
    _entry(
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
    _entry(
        "GT-RB-001",
        "Draft not found",
        "The draft is not in the system of record.",
        next_step="Operations looks whether somebody deleted it, then releases the order to be drafted again, or rejects it.",
        severity=_H,
        meaning="It was posted, and another user cannot see it: deleted, or hidden from that user by a record rule.",
    ),
    _entry(
        "GT-RB-002",
        "Amount differs",
        _DIFFERS,
        next_step="Sales compares price, discount and price list in the draft; replay mends it to what was sent, release takes it as it is.",
        severity=_H,
        owner="sales",
        meaning="The system of record computed another price, discount, amount or total, beyond the tolerance. The draft "
        "stays a draft.",
    ),
    _entry(
        "GT-RB-003",
        "Quantity differs",
        _DIFFERS,
        next_step="Sales compares quantities and lines of the draft with the order; replay mends it to what was sent, release takes it as it is.",
        severity=_H,
        owner="sales",
        meaning="A line is missing or too many, or a quantity was rounded or changed.",
    ),
    _entry(
        "GT-RB-004",
        "Product or unit differs",
        _DIFFERS,
        next_step="Master data looks whether the product was merged or its unit changed; then release or reject.",
        severity=_H,
        owner="master-data",
        meaning="The draft holds another product or unit than the order.",
    ),
    _entry(
        "GT-RB-005",
        "Head of the order differs",
        _DIFFERS,
        next_step="Sales compares the draft's head with the order; replay mends it to what was sent, release takes it as it is.",
        severity=_H,
        owner="sales",
        meaning="Customer, address, company, warehouse, price list, currency, reference or date is another one: a default "
        "of the system of record or an automation took over.",
    ),
    _entry(
        "GT-RB-006",
        "Taxes differ",
        _DIFFERS,
        next_step="Finance compares the line's taxes with the customer's fiscal position; then release or reject.",
        severity=_H,
        owner="finance",
        meaning="The system of record put other taxes on the line than product and fiscal position give.",
    ),
    _stop(
        "GT-RB-101",
        "Many drafts differ",
        "{measured} of the drafts differ from what was sent; less than {limit} is usual.",
        next_step="Sales and integration look at what the held drafts have in common, mend it, " + _CLOSE,
        meaning="Something systemic: a price list replaced, a tax changed, an automation switched on. Nothing more is posted "
        "before a person has looked.",
    ),
)

ENTRIES: tuple[CodeEntry, ...] = (*_EXTRACT, *_TRANSFORM, *_READ_BACK)
"""Numbers of findings that come from gates."""
