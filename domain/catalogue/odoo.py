"""OD-*: what the system of record itself has to say about a document, and what people did to it there."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

ENTRIES: tuple[CodeEntry, ...] = (
    CodeEntry(
        code="OD-LOAD-001",
        title="Refused by Odoo",
        message="Odoo refuses the order: {says}",
        next_step="Master data mends what Odoo names (field {path}), then replays the order.",
        severity=Severity.EXCEPTION,
        owner="master-data",
        meaning="Odoo named this record when the batch was loaded; the other orders of the batch went in. "
        "The value is what Odoo said. Nothing of this order is in Odoo.",
    ),
    CodeEntry(
        code="OD-LOAD-002",
        title="Not ready to be posted",
        message="The order lacks {what}, so that it cannot be posted.",
        next_step="Integration finds out why the gate before posting let it through, mends it and replays the order.",
        severity=Severity.EXCEPTION,
        owner="integration",
        meaning="Customer, product, unit or price of the order has no record in Odoo. Rules and the gate before "
        "posting find that first; this is the last check, made without any call.",
    ),
    CodeEntry(
        code="OD-ADDR-001",
        title="New address not made",
        message="The delivery address '{value}' could not be made in Odoo: {says}",
        next_step="Master data makes the address in Odoo under the customer, then replays the order; where a right or a "
        "key is missing, run 'lading odoo prepare' again.",
        severity=Severity.EXCEPTION,
        owner="master-data",
        meaning="A person let the address be made (SO-PARTY-014), and Odoo refused it. Nothing of this order is in Odoo.",
    ),
    CodeEntry(
        code="OD-ADDR-002",
        title="New address not found again",
        message="The delivery address '{value}' was made in Odoo ({record}), and is not found among the customer's now.",
        next_step="Master data looks at the contact in Odoo (archived, moved, other words?), then replays the order.",
        severity=Severity.EXCEPTION,
        owner="master-data",
        meaning="Somebody archived or changed the address that this order's words made before. It is not made twice.",
    ),
    CodeEntry(
        code="OD-STATE-001",
        title="Deleted in Odoo",
        message="Somebody deleted the order in Odoo after it was drafted.",
        next_step="Sales decides: reject the order, or release it to have it drafted again under a new intent.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="A record that a person deleted is theirs: it is never made again by itself.",
    ),
    CodeEntry(
        code="OD-STATE-002",
        title="Cancelled in Odoo",
        message="Order {name} was cancelled in Odoo before it was confirmed.",
        next_step="Sales decides: reject the order here too, or set it back to quotation in Odoo and release it.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="A cancelled order is never confirmed by force; the others of its batch are confirmed.",
    ),
    CodeEntry(
        code="OD-STATE-003",
        title="Edited in Odoo",
        message="Order {name} was edited in Odoo by another user (record {value}) after it was read back.",
        next_step="Sales looks at the order in Odoo; release compares it anew with what the customer asked for.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="The order or a line of it carries a later write by somebody else than our bot. What a person wrote "
        "is theirs: it is neither overwritten nor confirmed unseen.",
    ),
    CodeEntry(
        code="OD-STATE-004",
        title="Confirmation refused",
        message="Odoo refuses to confirm order {name}: {says}",
        next_step="Sales mends in Odoo what it names, then releases the order.",
        severity=Severity.EXCEPTION,
        owner="sales",
        meaning="Found by halving the batch until the refused order stood alone; the others are confirmed.",
    ),
    CodeEntry(
        code="OD-STATE-005",
        title="Not confirmed after confirming",
        message="Order {name} stands in state {value} after Odoo was asked to confirm it.",
        next_step="Sales looks at the order in Odoo, confirms it there or releases it here.",
        severity=Severity.EXCEPTION,
        owner="sales",
        meaning="Odoo answered without error, but the order read afterwards is not a confirmed one.",
    ),
    CodeEntry(
        code="OD-STATE-006",
        title="Order date not kept",
        message="Order {name} is confirmed, but its date is {value} instead of {wanted}.",
        next_step="Sales writes the order's date in Odoo, if it matters to them.",
        severity=Severity.WARN,
        owner="sales",
        meaning="Confirming sets an order's date to now; Lading writes the order's own date back. That failed.",
    ),
    CodeEntry(
        code="OD-STATE-007",
        title="Confirmed by somebody else",
        message="Order {name} was confirmed or changed by another user (record {value}) before Lading confirmed it.",
        next_step="Sales looks at the order in Odoo: what stands there is what counts.",
        severity=Severity.WARN,
        owner="sales",
        meaning="A person was quicker: the order is confirmed in Odoo, as that person left it. Lading writes nothing "
        "on it, also not the order's own date.",
    ),
    CodeEntry(
        code="OD-MEND-001",
        title="Lines differ in number",
        message="Draft {name} has other lines in Odoo than the order has: {what}.",
        next_step="Sales cancels or deletes the draft in Odoo and replays the order, or corrects the lines there.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="Mending writes fields of the lines that Lading made; it neither adds lines nor removes a person's.",
    ),
    CodeEntry(
        code="OD-MEND-002",
        title="No longer a draft",
        message="Order {name} is in state {value}: it is mended only while it is a draft.",
        next_step="Sales corrects the order in Odoo, or rejects the correction here.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="Somebody confirmed, sent or cancelled the draft while it was held.",
    ),
    CodeEntry(
        code="OD-MEND-003",
        title="Mending refused",
        message="Odoo refuses to write the corrected values on {name}: {says}",
        next_step="Sales mends what Odoo names, then releases the order again.",
        severity=Severity.EXCEPTION,
        owner="sales",
        meaning="Odoo named this record when corrected values were written on the held draft; nothing was written.",
    ),
    CodeEntry(
        code="OD-NOTE-001",
        title="Note refused",
        message="Odoo refuses the note on the order: {says}",
        next_step="Integration looks at the bot's rights with 'lading doctor'; the order itself is not affected.",
        severity=Severity.WARN,
        owner="integration",
        meaning="The note or tag on the order's page in Odoo could not be left. The order stands.",
    ),
)
"""Numbers of findings that come from the system of record."""
