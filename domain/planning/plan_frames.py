"""Frames that a plan leaves: needs, proposed lines, forecasts, corrections of history, exceptions."""

from __future__ import annotations

from domain.planning.frames import PLACE, SKU
from domain.planning.table import DAY, NUMBER, TEXT, WHOLE, YES, Column, Table

NEEDS = Table("needs", "What each item needs at each place, and from what this follows.", ("sku", "place"), (
    SKU, PLACE,
    Column("supply_kind", TEXT, "purchase, transfer, make, or none: nobody is known who delivers it.", "none"),
    Column("origin", TEXT, "Supplier, or the place it comes from.", ""),
    Column("abc", TEXT, "Class by money: A, B, C.", ""),
    Column("xyz", TEXT, "Class by steadiness: X, Y, Z.", ""),
    Column("method", TEXT, "How demand was forecast.", ""),
    Column("service_level", NUMBER, "Probability that stock covers the demand until the next receipt."),
    Column("lead_days", NUMBER, "Expected days from order to receipt."),
    Column("lead_days_high", NUMBER, "Days in which nine of ten receipts came."),
    Column("review_days", NUMBER, "Days until this item can be ordered again."),
    Column("order_on", DAY, "Next day on which it can be ordered."),
    Column("due_on", DAY, "Expected day of what is ordered then; until review_days after it, stock must last."),
    Column("demand_day", NUMBER, "Expected demand a day over lead time and review."),
    Column("demand_mean", NUMBER, "Expected demand over lead time and review."),
    Column("demand_quantile", NUMBER, "Demand that is not exceeded with the service level's probability."),
    Column("safety_stock", NUMBER, "Quantile less expected demand."),
    Column("reorder_point", NUMBER, "Order when the position is below it."),
    Column("order_up_to", NUMBER, "Order up to this position."),
    Column("on_hand", NUMBER, "On hand and usable."),
    Column("on_order", NUMBER, "On its way, drafts included."),
    Column("backorders", NUMBER, "Waiting for goods (confirmed orders, transfers out)."),
    Column("counted_too", NUMBER, "Position beside its own: of the places that it supplies, of the item that it follows.", 0.0),
    Column("position", NUMBER, "On hand and on order less backorders, and what is counted too."),
    Column("stock_out_on", DAY, "Day when stock ends if nothing more is ordered; null: beyond the horizon."),
    Column("excess", NUMBER, "Units beyond what is expected to be asked for in a year."),
    Column("level_next", NUMBER, "The next higher service level."),
    Column("level_next_units", NUMBER, "More units that it would take."),
    Column("level_next_money", NUMBER, "More money that it would bind."),
))  # fmt: skip
LINES = Table("lines", "What is proposed: a line to buy, move or make.", ("line",), (
    Column("line", TEXT, "Key of the line: the same in each plan that proposes the same (kind, item, place, origin)."),
    Column("kind", TEXT, "purchase, transfer or make."),
    SKU, PLACE,
    Column("origin", TEXT, "Supplier, or the place it comes from."),
    Column("quantity", NUMBER, "In the item's unit."),
    Column("need", NUMBER, "What was missing before MOQ, packs, budget and the rest."),
    Column("unit_price", NUMBER, "Of a unit, in the company's currency."),
    Column("value", NUMBER, "Quantity times price."),
    Column("order_on", DAY, "Order on."),
    Column("due_on", DAY, "Expected on."),
    Column("urgency", TEXT, "late (stock ends before it can come), soon (before the next review), normal, early."),
    Column("stock_out_on", DAY, "Day when stock ends without the line."),
    Column("lowest_before", NUMBER, "Lowest projected stock until it comes and the next order after it, without it."),
    Column("lowest_after", NUMBER, "The same with it."),
    Column("stock_out_cost", NUMBER, "Margin expected to be lost without it."),
    Column("why", TEXT, "JSON: the steps from need to quantity, each with rule, before, after and sentence."),
))  # fmt: skip
LEFT_OUT = Table(
    "left_out",
    "Lines that would be needed, but are left out for money, room or a planner's word.",
    LINES.key,
    LINES.columns,
)
DEMAND = Table("demand", "Expected demand and its quantiles.", ("sku", "place", "level"), (
    SKU, PLACE,
    Column("level", NUMBER, "Probability that the value covers demand over lead time and review; 0: the expectation."),
    Column("value", NUMBER, "Units."),
))  # fmt: skip
OWN_DEMAND = Table(
    "own_demand",
    "What our own engine expects, where a platform's forecast takes its place.",
    DEMAND.key,
    DEMAND.columns,
)
METHODS = Table("methods", "How each item's demand was forecast.", ("sku", "place"), (
    SKU, PLACE,
    Column("method", TEXT, "Name of the method, or platform."),
))  # fmt: skip
EXPECTED = Table("expected", "Expected demand of the next periods.", ("sku", "place", "period"), (
    SKU, PLACE,
    Column("period", DAY, "First day of the period."),
    Column("value", NUMBER, "Units."),
))  # fmt: skip
CLEANED = Table("cleaned", "Demand by period after cleaning; periods of zero have no row after a series' first one.", ("sku", "place", "t"), (
    SKU, PLACE,
    Column("period", DAY, "First day of the period."),
    Column("t", WHOLE, "Number of the period, 0 is the oldest."),
    Column("quantity", NUMBER, "Units asked for."),
    Column("known", YES, "False: no stock to sell, or before the item was there.", True),
    Column("assumed", YES, "True: not its own, but what items alike had.", False),
))  # fmt: skip
CORRECTIONS = Table("corrections", "What was changed in the history before forecasting; each can be switched off.", (), (
    SKU, PLACE,
    Column("day", DAY, "First day that it touches."),
    Column("until", DAY, "Last day that it touches."),
    Column("rule", TEXT, "duplicate, cancellation, return, project, promotion, no_stock, successor, substitution, end_of_life, analogy."),
    Column("before", NUMBER, "Units before."),
    Column("after", NUMBER, "Units after."),
    Column("why", TEXT, "In words."),
))  # fmt: skip
PERIODS = Table("periods", "The periods that history is counted by.", ("t",), (
    Column("t", WHOLE, "Number of the period, 0 is the oldest."),
    Column("period", DAY, "Its first day."),
))  # fmt: skip
ENDED = Table("ended", "Items that nothing is asked for any more; they are not forecast.", ("sku", "place"), (
    SKU, PLACE,
    Column("why", TEXT, "In words."),
))  # fmt: skip
LEADS = Table("leads", "Time from order to receipt, as it was planned with.", ("sku", "place"), (
    SKU, PLACE,
    Column("origin", TEXT, "Supplier, or the place it comes from.", ""),
    Column("mean_days", NUMBER, "Expected days."),
    Column("high_days", NUMBER, "Days in which nine of ten receipts came."),
))  # fmt: skip
ASIDE = Table("aside", "What is not planned, or not ordered, because something is wrong with it.", (), (
    SKU, PLACE,
    Column("gate", TEXT, "Stage that set it aside."),
    Column("code", TEXT, "Code of the finding."),
    Column("money", NUMBER, "Money that it concerns."),
    Column("owner", TEXT, "Who mends it."),
    Column("says", TEXT, "In words."),
    Column("next_step", TEXT, "What to do."),
))  # fmt: skip
EXCEPTIONS = Table("plan_exceptions", "What a planner should look at, ranked by money.", (), (
    SKU, PLACE,
    Column("code", TEXT, "Code of the finding (PL-...)."),
    Column("money", NUMBER, "Money at stake."),
    Column("says", TEXT, "In words, with documents."),
    Column("next_step", TEXT, "What to do."),
    Column("urgent", YES, "True: its item is planned again at once.", False),
))  # fmt: skip
PLAN: tuple[Table, ...] = (
    NEEDS, LINES, LEFT_OUT, DEMAND, OWN_DEMAND, METHODS, EXPECTED, CLEANED, CORRECTIONS, PERIODS, ENDED, LEADS, ASIDE, EXCEPTIONS,
)  # fmt: skip
