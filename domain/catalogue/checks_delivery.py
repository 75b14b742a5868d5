"""SO-*: what the checks of ``checks`` in the profile say of whether it can be delivered: stock, shares of channels, days, countries, carriers."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

ENTRIES: tuple[CodeEntry, ...] = (
    CodeEntry(
        code="SO-STOCK-001",
        title="Not enough in stock",
        message="{value} {unit} of product {sku} are ordered, {free} are free (as of {at}), less {kept} kept for other "
        "orders and {ahead} for those before it in this batch.",
        next_step="Sales agrees on a later date or a part delivery and releases the order, or rejects it.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="On hand less reserved and waited for in the order's warehouse, less what is kept for other orders that "
        "Odoo does not count yet. Set the severity to warn where backorders are usual.",
    ),
    CodeEntry(
        code="SO-STOCK-002",
        title="Stock not known",
        message="What is free of product {value} is not known: {why}.",
        next_step="Integration runs 'lading doctor' and mends what it names; sales may release the order meanwhile.",
        severity=Severity.HOLD,
        owner="integration",
        meaning="The check is switched on, but the figures are missing or older than ``checks.stock.oldest_minutes``.",
    ),
    CodeEntry(
        code="SO-STOCK-003",
        title="More than the channel's share",
        message="{value} {unit} of product {sku} are ordered; channel {channel} may take {left} ({rule}; stock read {at}).",
        next_step="Sales decides: release the order out of the others' share, agree on less, or reject it; "
        "'lading why availability' shows how the stock was shared.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="The stock is shared among channels by ``availability``. Counted is what the channel's share comes to "
        "now, or what it may still be selling by a number published before, whichever is more. Set the severity to warn "
        "where shares are a wish.",
    ),
    CodeEntry(
        code="SO-STOCK-004",
        title="Channel's share not known",
        message="The channel's share of product {value} is not known: its stock was never looked at.",
        next_step="Operations starts the availability flow ('lading up'), then replays; sales may release meanwhile.",
        severity=Severity.HOLD,
        owner="operations",
        meaning="``checks.allocation`` is on, and the ledger has no stock of Odoo's yet.",
    ),
    CodeEntry(
        code="SO-DATE-006",
        title="Wanted date cannot be kept",
        message="The goods are wanted on {value}; {earliest} is the earliest day ({why}).",
        next_step="Sales agrees on {earliest} with the customer and releases the order, or rejects it.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="Lead time of the house and of the slowest product, on the working days of ``checks.delivery``.",
    ),
    CodeEntry(
        code="SO-DATE-007",
        title="Wanted on a day without deliveries",
        message="The goods are wanted on {value}, on which nothing is delivered; {next} is the next working day.",
        next_step="Nothing to do unless the customer insists on the day.",
        severity=Severity.WARN,
        owner="sales",
        meaning="Weekends and holidays as ``checks.delivery`` names them.",
    ),
    CodeEntry(
        code="SO-SHIP-001",
        title="Country not delivered to",
        message="The goods are to go to {value}; delivered to: {allowed}.",
        next_step="Sales decides: release the order, or reject it.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="By the country of the delivery address in Odoo, else the one stated, else the customer's.",
    ),
    CodeEntry(
        code="SO-SHIP-002",
        title="Country of delivery not known",
        message="No country is known for the delivery address, so rules of shipping cannot be checked.",
        next_step="Master data enters the country of the address in Odoo, then replays the order.",
        severity=Severity.EXCEPTION,
        owner="master-data",
        meaning="The profile has rules by country (``checks.shipping``), and neither address nor order names one.",
    ),
    CodeEntry(
        code="SO-SHIP-003",
        title="Goods that may not go there",
        message="Product {value} is tagged {tag} and may not be sent to {country}.",
        next_step="Sales takes the line off with the customer's word, or rejects the order.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="Hazardous or regulated goods, by their tag in Odoo (``checks.shipping.restrictions``).",
    ),
    CodeEntry(
        code="SO-SHIP-004",
        title="Carrier may not carry the goods",
        message="Product {value} is tagged {tag}; it may go with {allowed}, and the customer's delivery method is {carrier}.",
        next_step="Sales chooses another delivery method for the customer in Odoo and replays, or rejects the order.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="By the delivery method that stands at the customer or address in Odoo.",
    ),
    CodeEntry(
        code="SO-SHIP-005",
        title="Carrier does not go there",
        message="The goods are to go to {value}; the customer's delivery method {carrier} goes to {allowed}.",
        next_step="Sales chooses another delivery method for the customer in Odoo and replays, or rejects the order.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="By the delivery method that stands at the address or customer in Odoo and "
        "``checks.shipping.carrier_countries``.",
    ),
)
