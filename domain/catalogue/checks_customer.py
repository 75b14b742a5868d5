"""SO-*: what the checks of ``checks`` in the profile say of who orders: customers and addresses, credit, and orders alike."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

ENTRIES: tuple[CodeEntry, ...] = (
    CodeEntry(
        code="SO-PARTY-011",
        title="Customer merged into another",
        message="Customer {value} was merged into {survivor}, whose terms count.",
        next_step="The partner uses {survivor} from now on; nothing to do for this order.",
        severity=Severity.FIX,
        owner="sales",
        meaning="The number stands in ``checks.merged``. The order is taken for the customer that is left.",
    ),
    CodeEntry(
        code="SO-PARTY-012",
        title="Message at the customer",
        message="Odoo shows at customer {value}: {says}",
        next_step="Sales reads it; set the severity to hold where such messages must be decided on.",
        severity=Severity.WARN,
        owner="sales",
        meaning="People who type an order see the customer's message for sales orders; an order by machine would not.",
    ),
    CodeEntry(
        code="SO-PARTY-013",
        title="Delivery address matched by its words",
        message="The address '{value}' was taken as our {address} ({score} of 100: {why}).",
        next_step="Nothing to do; a wrong match is mended by giving the address a code that the partner sends.",
        severity=Severity.FIX,
        owner="sales",
        meaning="Country, postal code, all numbers and three quarters of the words are the same once they are normalised "
        "(case, accents, short forms, house numbers, postal codes by country), and no other address of the customer is. "
        "One that is not known is held (SO-PARTY-008, SO-PARTY-014).",
    ),
    CodeEntry(
        code="SO-PARTY-014",
        title="New delivery address",
        message="'{value}' is no address of the customer; released, it is made in Odoo as {address}.{near}",
        next_step="Sales releases the order and so lets the address be made under the customer, once; or changes the order, "
        "or rejects it.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="Where ``checks.new_addresses`` is on. The address is made under an external id of its own words before the "
        "order goes on, so the next order with it finds it, in whatever spelling.",
    ),
    CodeEntry(
        code="SO-CREDIT-001",
        title="Customer blocked",
        message="Customer {value} ({name}) carries the tag {tag}.",
        next_step="Finance decides: take the tag off and release the order, or reject it.",
        severity=Severity.HOLD,
        owner="finance",
        meaning="Tags in ``checks.blocked_tags`` block a customer or the company that it belongs to.",
    ),
    CodeEntry(
        code="SO-CREDIT-002",
        title="Credit limit exceeded",
        message="With this order {value} owes {after} {currency} of at most {limit}: invoices {owed}, open orders {open}, "
        "on their way to Odoo {ahead}, this order {order} (as of {at}).",
        next_step="Finance decides: raise the limit or wait for a payment and release the order, or reject it.",
        severity=Severity.HOLD,
        owner="finance",
        meaning="Posted invoices less payments, confirmed orders not yet invoiced, orders that passed the rules and that "
        "Odoo does not count yet (of this batch and of any other run), and this one, with tax where it is known, against "
        "the limit in Odoo. Verdicts on one customer are given one after the other.",
    ),
    CodeEntry(
        code="SO-CREDIT-003",
        title="Credit not known",
        message="What customer {value} owes is not known: {why}.",
        next_step="Integration runs 'lading doctor' and mends what it names; finance may release the order meanwhile.",
        severity=Severity.HOLD,
        owner="integration",
        meaning="The check is switched on, but Odoo's figures are missing or older than ``checks.credit.oldest_minutes``, "
        "Odoo does not use credit limits, or there is no rate for the order's currency.",
    ),
    CodeEntry(
        code="SO-ALIKE-002",
        title="Order nearly the same",
        message="Order {value} of {when} is like this one by {score} of 100: {reasons}.",
        next_step="Sales asks the customer whether both are meant, then releases or rejects this one.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="Items, quantities, sum, address, date and number of the customer's orders of the last days are compared "
        "(``checks.alike``). The very same order is SO-ALIKE-001.",
    ),
)
