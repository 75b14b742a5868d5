"""PL-POST-*, PL-OPEN-*, PL-RULE-*: what became of a plan's orders and reordering rules in Odoo."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry, worded
from domain.findings import Severity

ENTRIES: tuple[CodeEntry, ...] = (
    worded(
        "PL-POST-001",
        "Line lacks a record",
        "The line of {value} cannot be posted: it lacks {what}.",
        next_step="Master data completes the item, supplier or warehouse in Odoo; then the item is planned again.",
        severity=Severity.EXCEPTION,
        owner="master-data",
        meaning="An approved line needs product, unit, supplier and operation type in Odoo, as the plan's snapshot read "
        "them. The other lines of the plan are posted.",
    ),
    worded(
        "PL-POST-002",
        "Order refused by Odoo",
        "Odoo refuses the order to {value}: {says}",
        next_step="Mend what Odoo names, then run 'lading plan post' for the plan again.",
        severity=Severity.EXCEPTION,
        owner="purchasing",
        meaning="Nothing of the order is in Odoo; the other orders of the plan are.",
    ),
    worded(
        "PL-POST-003",
        "Order differs from the plan",
        "{value} in Odoo has {what}.",
        next_step="A buyer compares the draft with the plan, then corrects or cancels it in Odoo.",
        severity=Severity.HOLD,
        owner="purchasing",
        meaning="Each order is read back by another user and compared field by field. One that differs is left as a "
        "draft and never confirmed by Lading.",
    ),
    worded(
        "PL-POST-004",
        "Order deleted in Odoo",
        "The order to {value} was posted and is no longer in Odoo.",
        next_step="None where a person meant it; else plan its items again: they are missing now.",
        severity=Severity.WARN,
        owner="purchasing",
        meaning="What people delete stays deleted: a plan's order is made once.",
    ),
    worded(
        "PL-POST-005",
        "Order changed by a person",
        "{value} was changed in Odoo by {who} since Lading made it.",
        next_step="None: it is theirs; confirm it in Odoo.",
        severity=Severity.WARN,
        owner="purchasing",
        meaning="An order that people edited, confirmed or cancelled is theirs. Lading reads it and writes it no more.",
    ),
    worded(
        "PL-POST-006",
        "Order not confirmed",
        "Odoo does not confirm {value}: {says}",
        next_step="Mend what Odoo names, then confirm the order in Odoo.",
        severity=Severity.EXCEPTION,
        owner="purchasing",
        meaning="The draft stands as it was read back. Orders are confirmed in batches; one that is refused is found by "
        "halving, so that the others are confirmed.",
    ),
    worded(
        "PL-POST-007",
        "Order waits for approval in Odoo",
        "{value} waits for a manager's approval in Odoo.",
        next_step="A purchase manager approves it in Odoo.",
        severity=Severity.WARN,
        owner="purchasing",
        meaning="The company asks for a second approval above an amount (Purchase settings). Odoo asks for it whatever "
        "was approved in the plan.",
    ),
    worded(
        "PL-POST-008",
        "Kind of line not posted",
        "{quantity} of {sku} are to be made at {place} until {due}: manufacturing orders are not posted.",
        next_step="Make the manufacturing order in Odoo by hand and confirm it: the next plan counts it then, no draft.",
        severity=Severity.WARN,
        owner="purchasing",
        meaning="Purchases and transfers are posted. What is made here is proposed, and made known, no more.",
    ),
    worded(
        "PL-POST-009",
        "Line stands in another order",
        "A line of the order to {value} stands in the order {record} of Odoo already.",
        next_step="None: it is ordered. Run 'lading plan post' again for the other lines.",
        severity=Severity.WARN,
        owner="purchasing",
        meaning="A line of a plan is in Odoo once, whatever order it came to stand in: a ledger that was restored may have "
        "grouped the lines otherwise. Sent again, Odoo would move the line to the new order without a word.",
    ),
    worded(
        "PL-RULE-001",
        "A person's reordering rule",
        "{value} at {place} has the reordering rule {name} of a person; the plan would set {levels}.",
        next_step="A planner compares the two; where the plan's shall hold, delete the rule in Odoo.",
        severity=Severity.WARN,
        owner="purchasing",
        meaning="Odoo takes one rule an item and location. A rule that people made is theirs: Lading never writes it.",
    ),
    worded(
        "PL-RULE-002",
        "Reordering rule edited by a person",
        "The reordering rule of {value} at {place} was edited in Odoo to {minimum} to {maximum}; the plan would set {levels}.",
        next_step="A planner compares the two; where the plan's shall hold, write its levels into the rule.",
        severity=Severity.WARN,
        owner="purchasing",
        meaning="Lading made the rule and left other levels in it than stand there now. From then on it is theirs, until "
        "it says again what the plan wants.",
    ),
    worded(
        "PL-RULE-003",
        "Reordering rule taken away",
        "The reordering rule of {value} at {place} was {what} in Odoo; the plan would set {levels}.",
        next_step="None where a person meant it; else unarchive the rule, or set 'rules: false' in the planning profile.",
        severity=Severity.WARN,
        owner="purchasing",
        meaning="What people archive or delete stays so: a rule is made once.",
    ),
    worded(
        "PL-RULE-004",
        "Reordering rule refused by Odoo",
        "Odoo refuses the reordering rule of {value} at {place} ({levels}): {says}",
        next_step="Mend what Odoo names; the next plan writes the rule.",
        severity=Severity.EXCEPTION,
        owner="master-data",
        meaning="The other rules are written.",
    ),
    worded(
        "PL-OPEN-001",
        "Draft no longer needed",
        "The draft {value} of an earlier plan has {quantity} of {sku} for {place}, which is no longer needed.",
        next_step="A buyer cancels the line or the draft in Odoo.",
        severity=Severity.WARN,
        owner="purchasing",
        meaning="Without the draft the item stands at its reorder point or above: it would not be ordered today. A plan never "
        "changes an order that stands in Odoo; it says what it would change.",
    ),
    worded(
        "PL-OPEN-002",
        "Draft larger than needed",
        "The draft {value} of an earlier plan has {quantity} of {sku} for {place}; {needed} would do.",
        next_step="A buyer lowers the line in Odoo.",
        severity=Severity.WARN,
        owner="purchasing",
        meaning="The item needs less than half of what the draft has. A plan never changes an order that stands in Odoo; it "
        "says what it would change.",
    ),
)
