"""SO-*: what the checks of ``checks`` in the profile say of what is ordered and what it costs: products, contracts, prices, worth, margin, tax."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

ENTRIES: tuple[CodeEntry, ...] = (
    CodeEntry(
        code="SO-LINE-017",
        title="Product superseded",
        message="Product {value} is superseded by {successor} ({name}), {offer}.",
        next_step="Sales offers the successor: change the line, or take successors always (severity 'fix' in the profile).",
        severity=Severity.HOLD,
        owner="sales",
        meaning="The SKU stands in ``checks.superseded``. With the severity fix the successor is taken instead, at its own "
        "price where the order states none.",
    ),
    CodeEntry(
        code="SO-LINE-018",
        title="Less than the minimum quantity",
        message="{value} {unit} of product {sku} are ordered; {least} is the least.",
        next_step="Sales asks the customer for more, or releases the order as it is.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="All lines of the product on the order are added up, in the product's own unit.",
    ),
    CodeEntry(
        code="SO-LINE-019",
        title="Successor not known",
        message="Product {value} is superseded by {successor}, which is no product of ours that is sold.",
        next_step="Master data mends 'checks.superseded' in the profile or the product in Odoo, then replays.",
        severity=Severity.EXCEPTION,
        owner="master-data",
        meaning="The table names a successor that does not exist or is archived.",
    ),
    CodeEntry(
        code="SO-LINE-020",
        title="Product outside the agreed catalogue",
        message="Product {value} is not in the catalogue that was agreed with this partner.",
        next_step="Sales decides: release the order, add the product to 'checks.catalogue', or reject it.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="A contract may name what a partner buys at its terms; anything else is bought by mistake or on other terms.",
    ),
    CodeEntry(
        code="SO-LINE-021",
        title="More than the contract allows on one order",
        message="{value} {unit} of product {sku} are ordered; {most} is the most on one order by {contract}.",
        next_step="Sales asks the customer, then releases the order, or rejects it.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="All lines of the product on the order are added up, in the product's own unit, against "
        "``checks.contract.maximum_quantities``.",
    ),
    CodeEntry(
        code="SO-CONTR-001",
        title="Outside the contract's time",
        message="It is ordered on {value}; {contract} runs from {time}.",
        next_step="Sales renews the contract in the profile and releases the order, or rejects it.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="The order's own date against ``checks.contract``; without one, the day on which it is judged.",
    ),
    CodeEntry(
        code="SO-PRICE-006",
        title="Our price taken",
        message="Product {sku}: the order states {value} {currency} for one {unit}; ours, {expected} ({source}), was taken.",
        next_step="Nothing to do; sales tells the partner if it happens often.",
        severity=Severity.FIX,
        owner="sales",
        meaning="The stated price is within ``checks.take_our_price_percent`` of ours. The finding stays with the order, so "
        "that the trail shows both prices.",
    ),
    CodeEntry(
        code="SO-PRICE-007",
        title="Price of other terms",
        message="Product {sku}: the stated price {value} {currency} is that of {source}, which does not hold here.",
        next_step="Sales tells the partner which terms hold, or releases the order at the stated price.",
        severity=Severity.WARN,
        owner="sales",
        meaning="Comes beside SO-PRICE-001 and says why: another volume break of the same price list, or a promotion that is "
        "over or has not begun.",
    ),
    CodeEntry(
        code="SO-VALUE-001",
        title="High value",
        message="The order is worth {value} {currency}; more than {limit} is looked at by a person.",
        next_step="Sales looks at the order, then releases or rejects it.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="Without tax, in the company's currency at Odoo's latest rate.",
    ),
    CodeEntry(
        code="SO-VALUE-002",
        title="Value not known in our currency",
        message="There is no rate from {value} to {currency}, so limits on the order's value cannot be checked.",
        next_step="Finance switches the currency on in Odoo and enters a rate, then replays the order.",
        severity=Severity.HOLD,
        owner="finance",
        meaning="The limits in ``checks`` are in the company's currency.",
    ),
    CodeEntry(
        code="SO-VALUE-003",
        title="Less than the minimum order",
        message="The order is worth {value} {currency}; {limit} is the least.",
        next_step="Sales asks the customer for more, adds a surcharge in Odoo, or releases the order as it is.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="Without tax, in the company's currency.",
    ),
    CodeEntry(
        code="SO-MARGIN-001",
        title="Margin below the floor",
        message="Product {sku}: {value} % of the price are earned above the cost; {floor} % is the least.",
        next_step="Sales decides: release the order at this price, or agree on another.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="Price after discount and without tax against the product's cost in Odoo. The cost itself is not told: "
        "findings may be sent to the partner.",
    ),
    CodeEntry(
        code="SO-MARGIN-002",
        title="Cost not known",
        message="The margin of {value} is not known: {why}.",
        next_step="Master data enters the cost of the product in Odoo.",
        severity=Severity.WARN,
        owner="master-data",
        meaning="A cost of 0 counts as not known; with several companies in Odoo costs are not mirrored.",
    ),
    CodeEntry(
        code="SO-TAX-001",
        title="Tax differs from the tax engine's",
        message="Product {sku}: the tax engine says {value} {currency} of tax, Odoo will put {ours}: {why}.",
        next_step="Finance mends the customer's fiscal position or the product's taxes in Odoo and replays, or releases.",
        severity=Severity.HOLD,
        owner="finance",
        meaning="Odoo's taxes are what is posted; where an engine is asked (``checks.tax``), both must come to the same.",
    ),
    CodeEntry(
        code="SO-TAX-002",
        title="Tax engine has no answer",
        message="The tax of order {value} could not be compared: {why}.",
        next_step="Integration mends what the engine names, then replays the order; finance may release it meanwhile.",
        severity=Severity.HOLD,
        owner="integration",
        meaning="The engine was away, refused the address, or is not configured (``LADING_TAX_URL``).",
    ),
)
