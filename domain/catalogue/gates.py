"""GT-EX-*, GT-DL-*: what the first gate finds in documents as they were read, and in a delivery as a whole."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry, worded
from domain.findings import Severity

CLOSE = "then closes the circuit or waives the expectation."
"""How the next step of a systemic trouble ends."""


def set_aside(code: str, title: str, message: str, **rest: str | Severity) -> CodeEntry:
    """An entry for a gate that judges single documents: each goes into the queue of exceptions."""
    return worded(code, title, message, **{"severity": Severity.EXCEPTION, **rest})


def stops(code: str, title: str, message: str, **rest: str | Severity) -> CodeEntry:
    """An entry for a gate that judges many documents: the channel stops."""
    whole = f"{rest.pop('meaning')} Judged over many documents: the channel's circuit opens, and no document moves."
    return set_aside(code, title, message, **{"owner": "integration", **rest, "meaning": whole})


_EXTRACT = (
    set_aside(
        "GT-EX-001",
        "Number not usable",
        "The document's number {value} is empty, longer than 80 characters or holds characters that nobody can see.",
        next_step="Operations asks the partner for the order's number and has it sent again.",
        owner="partner",
        meaning="The number is the document's identity: two orders without one would be taken for the same, and an "
        "invisible character makes two orders of one.",
    ),
    set_aside(
        "GT-EX-002",
        "Lines not numbered through",
        "The line at place {place} of the document carries the position {value}.",
        next_step="Integration mends the reader that numbers the lines, then replays the document.",
        owner="integration",
        meaning="Positions run from 1 without gap; each line's identity in the system of record is made of them. A gap "
        "or a repeated one means a lost or doubled line.",
    ),
    set_aside(
        "GT-EX-003",
        "Price with more digits than can be kept",
        "The price {value} has more than 15 digits; the system of record would keep another number.",
        next_step="Operations asks the partner for the right price, or integration sets the profile's decimal sign.",
        owner="operations",
        meaning="The system of record keeps numbers with 15 safe digits. More of them come from a wrong decimal or "
        "thousands sign, or from two columns run together.",
    ),
    set_aside(
        "GT-EX-004",
        "Date outside of the calendar",
        "The order's date {value} lies outside of the years 1970 to 2199.",
        next_step="Integration looks at the profile's date formats (two-digit years), then replays the document.",
        owner="integration",
        meaning="Also where the profile allows orders of any age: a year like 0024 or 9999 is a reading mistake, and "
        "other systems fail at it later.",
    ),
    set_aside(
        "GT-EX-005",
        "Text in the wrong encoding",
        "A text of the document holds control or replacement characters: {value}.",
        next_step="Integration sets mapping.encoding in the partner's profile, then replays the delivery.",
        owner="integration",
        meaning="Control characters and the replacement sign appear where bytes were read in another encoding than they "
        "were written in; names and descriptions would be wrong on every document.",
    ),
    stops(
        "GT-EX-101",
        "Products missing",
        "{measured} of the lines name no product; at most {limit} are usual.",
        next_step="Integration compares the file with the profile's product columns, " + CLOSE,
        meaning="Single lines without a product are for the rules; when most are, a column moved or was renamed.",
    ),
    stops(
        "GT-EX-102",
        "Customers missing",
        "{measured} of the documents name no customer; at most {limit} are usual.",
        next_step="Integration compares the file with the profile's customer columns, or names a house account, "
        + CLOSE,
        meaning="Not judged where the profile names a house account. Otherwise each of them would become an exception: "
        "one question instead of thousands.",
    ),
    stops(
        "GT-EX-103",
        "Prices jumped",
        "The average price is {measured} times what it was in the channel's earlier documents; {limit} is usual.",
        next_step="Sales and integration compare some prices with the partner's (decimal sign, currency, pack), "
        + CLOSE,
        meaning="The median over documents, so that a few dear orders do not count. A factor of 100 is a decimal sign, "
        "a factor of 12 a pack.",
    ),
    stops(
        "GT-EX-104",
        "Prices missing suddenly",
        "The share of documents without any price rose by {measured} against the channel's earlier ones; {limit} is usual.",
        next_step="Integration compares the file with the profile's price column, " + CLOSE,
        meaning="Partners may send no prices at all; but not from one day to the next.",
    ),
    stops(
        "GT-EX-105",
        "Prices zero",
        "{measured} of the documents have the price 0 on every line; at most {limit} are usual.",
        next_step="Sales asks the partner whether the goods are free; integration looks at the price column, " + CLOSE,
        meaning="A few free samples are for the rules; when most documents cost nothing, the price was not read.",
    ),
    stops(
        "GT-EX-106",
        "Documents of another length",
        "Documents have {measured} times as many lines as the channel's earlier ones; {limit} is usual.",
        next_step="Operations compares the file with the partner's (cut off, repeated, joined wrongly), " + CLOSE,
        meaning="A truncated export or a wrong join shows in the number of lines of all documents at once.",
    ),
    stops(
        "GT-EX-107",
        "Quantities jumped",
        "The average quantity is {measured} times what it was in the channel's earlier documents; {limit} is usual.",
        next_step="Sales and integration compare some quantities with the partner's (decimal sign, unit), " + CLOSE,
        meaning="The median over documents. 1.000 read as one thousand, or pieces sent where cases were, show here.",
    ),
    set_aside(
        "GT-EX-120",
        "One product on nearly every document",
        "{measured} of the documents hold the same product; at most {limit} are usual.",
        next_step="Sales looks whether it is a campaign; integration, whether a code table maps everything to one product.",
        severity=Severity.WARN,
        owner="sales",
        meaning="A default value in the partner's export looks like one product that everybody buys.",
    ),
    stops(
        "GT-VO-001",
        "Flood of orders",
        "Channel {channel} had {today} orders in the last 24 hours; its busiest day of two weeks had {busiest}.",
        next_step="Operations asks the partner whether so many are meant (a campaign, a first load), " + CLOSE,
        meaning="Fifty times the busiest day is a copy of a whole archive, a loop at the sender or an attack before it is "
        "business. Counted by the ledger's clock; a channel's first day, repeated deliveries and backfills are left out.",
    ),
    stops(
        "GT-DL-001",
        "Trailer totals differ",
        "Delivery {delivery} claims {claimed} {what}; {counted} were read.",
        next_step="Operations asks the partner to send the delivery whole, " + CLOSE,
        meaning="What the file says of itself and what was read differ: documents or lines were lost or doubled on the way.",
    ),
)

ENTRIES: tuple[CodeEntry, ...] = _EXTRACT
