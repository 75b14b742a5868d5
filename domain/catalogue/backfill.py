"""BF-*: what keeps a backfill plan from being applied to a document."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

_PLAN_AGAIN = "Make a new plan with 'lading backfill plan', and look at what it says about this document."

ENTRIES: tuple[CodeEntry, ...] = (
    CodeEntry(
        code="BF-MOVE-001",
        title="Moved in Odoo since the plan",
        message="Order {value} was planned as {planned}; since then it {moved}.",
        next_step=_PLAN_AGAIN,
        severity=Severity.EXCEPTION,
        owner="integration",
        meaning="Before a plan is applied each of its documents is looked at again in Odoo and in the ledger. One that "
        "was made, changed, confirmed or deleted since the plan is left alone and named: what a person saw in the plan "
        "is no longer what would happen.",
    ),
    CodeEntry(
        code="BF-MOVE-002",
        title="Input changed since the plan",
        message="Document {value} reads otherwise than when the plan was made: {moved}.",
        next_step=_PLAN_AGAIN,
        severity=Severity.EXCEPTION,
        owner="integration",
        meaning="The file was changed, or the partner's profile reads it in another way, since the plan was made. The "
        "document is left out; the others of the plan are applied.",
    ),
    CodeEntry(
        code="BF-MOVE-003",
        title="Would be posted otherwise than planned",
        message="Document {value} was planned as {planned}; mapped and judged now it {moved}.",
        next_step="Integration looks at what changed (prices, products, units, the profile) and releases the document, "
        "which lets it go on as it is now, or rejects it and makes a new plan.",
        severity=Severity.HOLD,
        owner="integration",
        meaning="While a plan is applied each document passes the same stages as live traffic. Where master data, price "
        "lists or the profile changed since the plan, so that other values would be posted or the rules decide "
        "otherwise, the document is held: a plan does exactly what it says, or nothing.",
    ),
    CodeEntry(
        code="BF-DIFF-001",
        title="Differs in Odoo and is not ours to correct",
        message="Order {value} stands in Odoo with other values, and {why}.",
        next_step="Sales compares the differences that the plan shows and corrects the order in Odoo where it is wrong.",
        severity=Severity.HOLD,
        owner="sales",
        meaning="A backfill corrects drafts that only Lading wrote. A draft that a person edited, one whose lines are "
        "others, and one whose document is still being worked are left alone and shown with their differences.",
    ),
    CodeEntry(
        code="BF-DIFF-002",
        title="Known, and not in Odoo any more",
        message="Order {value} was brought to Odoo before and is not there any more: a person deleted it.",
        next_step="Nothing happens by itself: sales enters the order by hand if it is wanted after all.",
        severity=Severity.WARN,
        owner="sales",
        meaning="The ledger says that the order was made once. A record that a person deleted stays deleted; a backfill "
        "does not bring it back.",
    ),
    CodeEntry(
        code="BF-GATE-001",
        title="A gate would stop the channel",
        message="The {gate} gate would stop the channel at this document's batch: {says}.",
        next_step="Integration looks at the file and the profile, mends them, and makes a new plan.",
        severity=Severity.EXCEPTION,
        owner="integration",
        meaning="The plan judges the documents by the same gates as live traffic. Where a gate finds systemic trouble "
        "nothing of that batch is planned; applying the plan leaves these documents out.",
    ),
    CodeEntry(
        code="BF-HIST-001",
        title="This Odoo can't take history",
        message="Order {value} is not confirmed as history: {odoo} can't confirm an order without its deliveries.",
        next_step="Integration sets backfill.as to draft in the partner's profile and makes a new plan, or updates Odoo "
        "to 17 or later.",
        severity=Severity.EXCEPTION,
        owner="integration",
        meaning="History is confirmed by a switch of Odoo's that leaves out deliveries and reservations, and then locked; "
        "versions before 17 lack the one or the other. A plan for history is refused there; an order that is under way "
        "when that shows stays a draft.",
    ),
    CodeEntry(
        code="BF-HIST-002",
        title="An order of long ago asked for goods",
        message="Order {value} was taken over as history, and Odoo made {what} for it.",
        next_step="Integration finds what made it (an automation, a module that confirms in its own way), cancels it in "
        "Odoo, and closes the circuit: the orders are looked at again before more of them follow.",
        severity=Severity.EXCEPTION,
        owner="integration",
        meaning="Orders confirmed as history must leave today's stock alone. After each batch Odoo is asked whether one "
        "of its orders has a delivery or a move of stock that is not cancelled, which is how goods are reserved. Where "
        "one has, the channel stops before the next batch.",
    ),
    CodeEntry(
        code="BF-HIST-003",
        title="An order of long ago carries another date",
        message="Order {value} was taken over as history under {wanted}, and Odoo shows {found}.",
        next_step="Integration finds what changed the date, corrects it in Odoo, and closes the circuit: the orders are "
        "looked at again before more of them follow.",
        severity=Severity.EXCEPTION,
        owner="integration",
        meaning="Confirming sets an order's date to now; Lading writes the order's own date back. After each batch of "
        "history the dates are read once more, so that sales of long ago are not counted as today's.",
    ),
)
