"""PL-SNAP-*, PL-FORE-*, PL-PLAN-*: what the gates of planning find in a snapshot, a forecast and a plan."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry, worded
from domain.findings import Severity

_AGAIN = "then 'lading plan run' again."
_ASIDE = "The item is not planned at that place until it is mended; its money says how much that matters."
_STOPS = "The plan stops: nothing of it can be approved or posted."
_TOLD = "Told, with the money that it concerns; the item is planned all the same."


_WHO = {
    "master-data": "Master data",
    "planning": "The planner",
    "purchasing": "Purchasing",
    "integration": "Integration",
}


def _entry(code: str, title: str, message: str, *, after: str, severity: Severity, **rest: str) -> CodeEntry:
    step, meaning = rest.pop("next_step"), rest.pop("meaning")
    if not step.startswith(("Operations", *_WHO.values())):
        step = f"{_WHO[rest['owner']]} {step[0].lower()}{step[1:]}"
    return worded(code, title, message, severity=severity, next_step=step, meaning=f"{meaning} {after}", **rest)


def _aside(code: str, title: str, message: str, **rest: str) -> CodeEntry:
    """A row that is set aside."""
    return _entry(code, title, message, after=_ASIDE, severity=Severity.EXCEPTION, **{"owner": "master-data", **rest})


def _told(code: str, title: str, message: str, **rest: str) -> CodeEntry:
    """A row that is only told."""
    return _entry(code, title, message, after=_TOLD, severity=Severity.WARN, **{"owner": "master-data", **rest})


def _stops(code: str, title: str, message: str, **rest: str) -> CodeEntry:
    """Systemic: the plan stops, nothing of it can be approved."""
    return _entry(code, title, message, after=_STOPS, severity=Severity.EXCEPTION, **{"owner": "planning", **rest})


_SNAPSHOT = (
    _aside(
        "PL-SNAP-001",
        "Stock below zero",
        "{value} has a stock of {units} at {path}.",
        next_step="Counts the item, corrects its stock in Odoo, and finds the movement that was not booked.",
        meaning="A stock below zero is a movement that nobody booked: what really lies there is not known, and the plan "
        "would order what is missing only on paper.",
    ),
    _told(
        "PL-SNAP-002",
        "More reserved than there is",
        "{reserved} of {value} are reserved at {path}, where {units} lie.",
        next_step="Looks at the item's reserved transfers in Odoo and releases those that cannot be served.",
        meaning="More is reserved than lies there, which no warehouse can hold.",
    ),
    _aside(
        "PL-SNAP-003",
        "Unit not usable",
        "{value} has the unit '{unit}' with the smallest step {step}.",
        next_step="Gives the item a unit of measure with a rounding above zero in Odoo.",
        meaning="Without a unit and its smallest step no quantity can be ordered.",
    ),
    _aside(
        "PL-SNAP-004",
        "Pack not usable",
        "{supplier} sells {value} in packs of {pack}, which the item's step of {step} does not divide.",
        next_step="Corrects the pack or the unit on the supplier's price line in Odoo, or the item's rounding.",
        meaning="Orders are whole packs; a pack of zero, below zero, or with a part of the item's smallest step cannot be ordered.",
    ),
    _aside(
        "PL-SNAP-005",
        "Nobody delivers it",
        "{value} is asked for at {path}, and no supplier, place or making is known.",
        next_step="Enters a supplier with price and lead time in Odoo, or says in the profile which warehouse supplies it.",
        meaning="Bought items need a supplier whose price is valid today, others a central warehouse or a bill of materials.",
    ),
    _aside(
        "PL-SNAP-006",
        "Lead time missing",
        "For {value} from {supplier} no lead time is stated, and none was ever received.",
        next_step="Enters the days from order to receipt on the supplier's price line in Odoo, or in the profile.",
        meaning="Zero days are what Odoo puts in where nobody said anything; stock would be planned for a supplier that "
        "delivers at once. Receipts would tell, but there are none.",
    ),
    _told(
        "PL-SNAP-007",
        "Cost missing",
        "{value} has no cost; it is sold at {price}.",
        next_step="Enters the item's cost in Odoo.",
        meaning="Without a cost the item weighs nothing where money is short and where classes are made.",
    ),
    _told(
        "PL-SNAP-008",
        "Item there twice",
        "{value} has the name, category and unit of another item: {twins}.",
        next_step="Merges them, or archives one and names the other its successor; or gives them names that differ.",
        meaning="Two records of one item share its demand: each looks slow, and both are ordered.",
    ),
    _told(
        "PL-SNAP-009",
        "Spike of demand",
        "{units} of {value} were asked for at {path} in the last period, {times} times the usual.",
        next_step="Looks at the orders: a typing error is corrected in Odoo, a project is declared, else nothing.",
        owner="planning",
        meaning="The newest period against the mean of the periods with demand of the year before it.",
    ),
    _told(
        "PL-SNAP-010",
        "Steady item stopped",
        "{value} sold nearly always at {path} and not once in the last {periods} periods.",
        next_step="Finds out whether it was replaced, delisted, or is missing on a price list or a channel.",
        owner="planning",
        meaning="It had demand in four of five periods before. An item that ended should be archived or have a successor; "
        "one that did not is perhaps not offered any more by mistake.",
    ),
    _told(
        "PL-SNAP-011",
        "Demand dated in the future",
        "{units} of {value} at {path} are dated after today, up to {last}.",
        next_step="Corrects the date of the orders in Odoo, or of the rows of the source.",
        meaning="Demand belongs to the day on which it was asked for; what is dated later is not counted.",
    ),
    _told(
        "PL-SNAP-012",
        "Successors in a loop",
        "The successors of {value} lead back to it.",
        next_step="Corrects the successor of one of them, in Odoo or in the profile.",
        meaning="Demand is passed on to the last item of the chain; a loop has none, so each item keeps its own.",
    ),
    _stops(
        "PL-SNAP-101",
        "History differs from Odoo's totals",
        "In the month of {value} Odoo counts {odoo} units, {read} were read.",
        next_step="Operations runs the plan again when fewer orders are entered; if it stays, integration compares that "
        "month with Odoo's sales analysis.",
        owner="integration",
        meaning="Units by month of the order's own date, as Odoo sums them itself against what was read "
        "(profile: gates.totals_within).",
    ),
    _stops(
        "PL-SNAP-102",
        "Too little is planned",
        "Items with {measured} of the money asked for in a year are planned; at least {limit} must be.",
        next_step="Master data mends the items set aside, those with the most money first, " + _AGAIN,
        owner="master-data",
        meaning="Demand of a year at cost, of what no row of this gate set aside (profile: gates.coverage_min).",
    ),
    _stops(
        "PL-SNAP-103",
        "Too many items set aside",
        "{measured} of the items were set aside; at most {limit} may be.",
        next_step="Master data looks at what they have in common (the table by code), mends it, " + _AGAIN,
        owner="master-data",
        meaning="So many broken rows have one cause: a column that was not read, a supplier that was archived "
        "(profile: gates.rejected_max).",
    ),
    _stops(
        "PL-SNAP-104",
        "Hole in the calendar",
        "Nothing at all was asked for in the period from {value}, where {usual} lines are usual.",
        next_step="Integration looks whether orders of that time are missing in Odoo or in a source; days on which "
        "everything was closed stand in the profile's holidays. Then 'lading plan run' again.",
        owner="integration",
        meaning="A week (a month, where months are planned) without one line, in a company that sells every day, was "
        "not read or was never brought over from the system before.",
    ),
    _stops(
        "PL-SNAP-105",
        "Source counted twice",
        "{share} of the rows of the source {value} stand in Odoo too: item, place, day and quantity.",
        next_step="Integration takes the source out of the profile, or leaves out the orders that Odoo has, " + _AGAIN,
        owner="integration",
        meaning="Demand beside Odoo is added to Odoo's. A source whose orders are in Odoo already doubles the demand.",
    ),
)

_FORECAST = (
    _aside(
        "PL-FORE-001",
        "Forecast missing",
        "{value} has no forecast at {path}.",
        next_step="Looks whether the method that is pinned for it knows it, or the platform left it out.",
        owner="planning",
        meaning="Every item that was cleaned and not set aside must have an expectation and its quantiles.",
    ),
    _aside(
        "PL-FORE-002",
        "Forecast is no number",
        "The forecast of {value} at {path} holds {bad} values that are no number or below zero.",
        next_step="Pins another method for the item, and tells integration.",
        owner="planning",
        meaning="Each value must be finite and zero or more.",
    ),
    _aside(
        "PL-FORE-003",
        "Quantiles fall",
        "The forecast of {value} at {path} falls by {fall} from one level to the next.",
        next_step="Pins another method for the item, and tells integration.",
        owner="planning",
        meaning="A value that covers demand with a higher probability cannot be smaller.",
    ),
    _aside(
        "PL-FORE-004",
        "Forecast far above last year",
        "{value} at {path}: {expected} a period are expected, {times} times last year's best quarter.",
        next_step="Looks at its history and corrections; pins a method or factor, or accepts it by a larger forecast_factor.",
        owner="planning",
        meaning="Expected demand of the next periods against the best 13 weeks (quarter) of the last year "
        "(profile: gates.forecast_factor).",
    ),
    _aside(
        "PL-FORE-005",
        "Nothing expected of what sells",
        "Nothing is expected of {value} at {path}, where {units} were sold in the last month.",
        next_step="Looks at its history and the method that is pinned; pins another.",
        owner="planning",
        meaning="An item that sold last month is asked for again, unless somebody ended it.",
    ),
    _stops(
        "PL-FORE-101",
        "Forecast as a whole is off",
        "All forecasts together are {times} times the last year, in money.",
        next_step="Looks at what the largest differences have in common (period, units, platform), " + _AGAIN,
        meaning="Expected demand of a period at cost against last year's, over all items: no season moves a whole "
        "assortment by the factor of the profile (gates.forecast_factor), up or down.",
    ),
)

_PLAN = (
    _aside(
        "PL-PLAN-001",
        "Line of an item that was set aside",
        "Line for {value} at {path}, which a gate set aside.",
        next_step="Tells integration: nothing may be proposed from figures that are known to be wrong.",
        owner="integration",
        meaning="An item that a gate set aside has no forecast that may be used.",
    ),
    _aside(
        "PL-PLAN-002",
        "Quantity not above zero",
        "Line for {quantity} of {value} at {path}.",
        next_step="Tells integration, or corrects the override that says so.",
        owner="planning",
        meaning="A line orders something: a finite quantity above zero.",
    ),
    _aside(
        "PL-PLAN-003",
        "Not whole packs",
        "Line for {quantity} of {value} at {path}, sold in packs of {pack}.",
        next_step="Corrects the pack on the price line, or decides the quantity by an override.",
        owner="planning",
        meaning="Suppliers deliver whole packs; what a person decided is let through, for it may have been agreed.",
    ),
    _aside(
        "PL-PLAN-004",
        "Below the smallest quantity",
        "Line for {quantity} of {value} at {path}; {origin} sells {minimum} or more.",
        next_step="Corrects the smallest quantity on the price line, or decides the quantity by an override.",
        owner="planning",
        meaning="The supplier's smallest quantity; what a person decided is let through.",
    ),
    _aside(
        "PL-PLAN-005",
        "Price not known",
        "Line for {value} at {path} from {origin} at the price {price}.",
        next_step="Enters the supplier's price in Odoo, " + _AGAIN,
        owner="purchasing",
        meaning="An order without a price binds money that nobody counted, in budget and approval.",
    ),
    _aside(
        "PL-PLAN-006",
        "Money does not add up",
        "The line's value {money} is not quantity times price, which is {computed}.",
        next_step="Tells integration.",
        owner="integration",
        meaning="Computed anew: limits of approval and budget hang on this value.",
    ),
    _aside(
        "PL-PLAN-007",
        "Due before it can come",
        "Line for {value} at {path}: ordered {order_on}, due {due_on}, from {origin} with {lead} days of lead time.",
        next_step="Agrees the day with the supplier and says so by an override, or corrects the lead time.",
        owner="purchasing",
        meaning="The day is before the order's day plus half the lead time, or the order's day is past. What a person decided is let through.",
    ),
    _aside(
        "PL-PLAN-008",
        "More than keeps",
        "With {quantity} more, {value} at {path} covers {days} days and keeps {keeps}.",
        next_step="Orders less by an override, or corrects the shelf life.",
        owner="planning",
        meaning="Position and line, without what waits for it, above what is expected to be asked for within shelf "
        "life, although the supplier's smallest quantity would allow less.",
    ),
    _aside(
        "PL-PLAN-009",
        "Line twice",
        "{times} lines for {value} at {path} from {origin}.",
        next_step="Tells integration; one of them is decided by hand until then.",
        owner="integration",
        meaning="One kind, item, place and origin make one line of a plan; a second one would be a second order.",
    ),
    _stops(
        "PL-PLAN-101",
        "Plan above its limit",
        "The plan's purchases are worth {money}; {limit} is the limit.",
        next_step="Looks at the lines with the most money; raises gates.plan_value_max if they are right.",
        meaning="Money of all purchases of a plan (profile: gates.plan_value_max).",
    ),
    _stops(
        "PL-PLAN-102",
        "Plan far above the last ones",
        "The plan's purchases are worth {money}, {times} times the last plans'.",
        next_step="Looks at what changed since the last plan ('lading plan report'); raises gates.plan_growth_max if it is right.",
        meaning="Money of all purchases against the median of the last plans of this profile and kind "
        "(profile: gates.plan_growth_max).",
    ),
    _stops(
        "PL-PLAN-103",
        "Budget not kept",
        "Purchases of {value} are worth {money}; the budget is {limit}.",
        next_step="Tells integration: the proposal should have left lines out.",
        owner="integration",
        meaning="The budget of the plan and of single suppliers, computed anew (profile: budget). A planner's own "
        "quantities go first, so they can be above it alone.",
    ),
    _stops(
        "PL-PLAN-104",
        "More than fits",
        "Lines for {value} need {needed} {unit}; {limit} fit at all.",
        next_step="Tells integration: the proposal should have left lines out.",
        owner="integration",
        meaning="What is ordered for a place alone, against all that fits into it (profile: capacity of a warehouse).",
    ),
)

ENTRIES: tuple[CodeEntry, ...] = (*_SNAPSHOT, *_FORECAST, *_PLAN)
