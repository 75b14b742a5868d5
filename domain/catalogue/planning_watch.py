"""PL-WATCH-*: what a planner should look at, beside the proposed lines."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry, worded
from domain.findings import Severity

_PLANNER = {"severity": Severity.WARN, "owner": "planning"}
_MASTER = {"severity": Severity.WARN, "owner": "master-data"}

ENTRIES: tuple[CodeEntry, ...] = (
    worded(
        "PL-WATCH-001", "Stock ends before goods can come",
        "Stock ends on {ends}, what is ordered now comes on {due}; {hit}.",
        next_step="Ask the supplier to send what is ordered earlier, take it from elsewhere, or tell the customers.",
        meaning="Day by day: stock on hand, receipts on their days, promised deliveries and expected demand. The "
        "orders that would not be served whole are named; where there are any, the item is planned again at once. "
        "Money: margin of what is missing until goods can come.",
        **_PLANNER,
    ),
    worded(
        "PL-WATCH-002", "Needed, but left out",
        "{need} are needed and not ordered: {reason}",
        next_step="Give more money or room, change the override, or accept the loss that is expected.",
        meaning="The line fell to money, room, a smallest order, shelf life, a central place that has none, or a "
        "planner's word. Money: margin expected to be lost without it.",
        **_PLANNER,
    ),
    worded(
        "PL-WATCH-003", "Excess", "{units} units are more than a year's expected demand and the order-up-to level.",
        next_step="Cancel or delay what is on order, move it to where it sells, or sell it off.",
        meaning="Position above a year of expected demand and above the order-up-to level. Money: its cost.",
        **_PLANNER,
    ),
    worded(
        "PL-WATCH-004", "Obsolete", "{units} units lie there and nothing is expected to be asked for.",
        next_step="Sell it off or write it off, and end the item; a successor that takes its demand can be named.",
        meaning="Stock without expected demand. Money: its cost.",
        **_PLANNER,
    ),
    worded(
        "PL-WATCH-005", "Supply late", "{value} of {origin} is {days} days late with {units} units.",
        next_step="Ask the supplier for a new date and set it in Odoo; until then the plan expects it after a review.",
        meaning="A confirmed order's line is past its day. Urgent where stock ends before the next order could come. "
        "Money: value of what is late.",
        **_PLANNER,
    ),
    worded(
        "PL-WATCH-006", "Lead time drifts",
        "Receipts of {value} took {recent} times the stated lead time lately, {older} times before.",
        next_step="Ask the supplier for its lead time now, and set it in Odoo or in the profile (suppliers, lead_days).",
        meaning="Mean ratio of days to the stated lead time of the newest 120 days against the two years before, at "
        "least five receipts each, and a difference of more than a fifth and two standard errors. Money: expected "
        "demand, at cost, of the days by which it differs.",
        **_PLANNER,
    ),
    worded(
        "PL-WATCH-007", "Demand breaks",
        "{recent} units in the newest {periods} periods, where {usual} were usual.",
        next_step="Find out why (a lost customer, a promotion, a typing error); if it stays, pin a method or a factor.",
        meaning="Demand of the newest periods is more than three standard errors and a factor of two off that of the "
        "year before them. Money: the difference, at cost.",
        **_PLANNER,
    ),
    worded(
        "PL-WATCH-008", "Forecast is off to one side",
        "Forecasts of {periods} periods were {share} too {side}, in sum {units} units.",
        next_step="Look for what the history does not show (a new price, a listing); set a factor of demand.",
        meaning="Tracking signal of the earlier plans' forecasts (sum of errors over sum of absolute errors, Trigg 1964) "
        "above .6 over at least four periods. Money: the sum of the errors, at cost.",
        **_PLANNER,
    ),
    worded(
        "PL-WATCH-009", "Nobody delivers it", "{units} a year are expected, and no supplier, place or making is known.",
        next_step="Enter a supplier with a price that is valid today, or a bill of materials, or archive the item.",
        meaning="Nothing can be proposed for it. Money: its expected demand of a year, at cost.",
        **_MASTER,
    ),
    worded(
        "PL-WATCH-010", "Smallest order is more than a year's demand",
        "{value} sells {least} or more; {units} a year are expected.",
        next_step="Ask for a smaller minimum or pack, correct it in Odoo, or take the item out of stock.",
        meaning="Minimum or pack above a year's expected demand. Money: what it binds beyond that year.",
        **_MASTER,
    ),
    worded(
        "PL-WATCH-011", "A planner's word differs from the plan", "Decided {decided}; the plan alone would take {alone}. {reason}",
        next_step="Let it stand, or end the override with 'lading plan override'.",
        meaning="An override holds though the new plan would propose another quantity. Money: the difference.",
        **_PLANNER,
    ),
)  # fmt: skip
