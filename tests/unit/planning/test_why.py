"""A line and its need as sentences."""

from domain.planning.policy import needs
from domain.planning.proposing import proposal
from domain.planning.why import why
from tests.unit.planning.plan_world import forecasts, history, profile, row, snapshot
from tests.unit.planning.proposing.plans import CURVE


def told(stock, settings=None, **supplier):
    own = profile(**{"services": {"default": 0.95, "classes": {}}, **(settings or {})})
    known = forecasts({("MUG", "WH"): (28.0, CURVE, 14.0)})
    world = snapshot(
        items=[{"sku": "MUG"}],
        stock=[{"sku": "MUG", "place": "WH", "on_hand": stock}],
        suppliers=[{"sku": "MUG", "supplier": "ACME", "price": 9.0, "lead_days": 7, **supplier}],
    )
    needed = needs(world, history(), known, own)
    made = proposal(world, needed, own, forecasts=known)
    both = made.lines.vstack(made.left_out)
    return why(row(needed, sku="MUG"), row(both, sku="MUG") if both.height else None, currency="EUR")


def test_a_line_explains_itself_from_demand_to_quantity():
    assert told(12.0, quantity_min=30.0, pack=8.0) == [
        (
            "MUG at WH: buy 32 from ACME at 9.00 EUR, 288.00 EUR in all; order on 2026-03-02, expected on 2026-03-09; "
            "stock ends before it can come."
        ),
        (
            "Demand: 2 a day, 28 until what is ordered at the next review comes: 7 days of lead time and 7 of review "
            "after the day of ordering."
        ),
        (
            "Service level 0.95 of class CZ: demand is not above 40 with that probability, so 12 are safety stock. "
            "Reorder point 40, order up to 40."
        ),
        "Position 12 = 12 on hand + 0 on order (drafts too) - 0 waiting.",
        (
            "[need] 0 → 28: Position 12 (on hand 12, on order 0, waiting 0) is below the reorder point 40; order up to 40, "
            "the demand of 14 days that is not exceeded with a probability of 0.95."
        ),
        "[moq] 28 → 30: ACME sells 30 or more.",
        "[pack] 30 → 32: Rounded up to whole packs of 8.",
        "Without an order stock ends on 2026-03-08; lowest stock -18 without it, -2 with it.",
        "A service level of 0.975 would take 4.62 more units, 46.24 EUR.",
    ]


def test_what_is_left_out_says_what_is_lost():
    found = told(12.0, {"budget": {"per_plan": 1}})
    assert found[0].startswith("MUG at WH: 28 are needed, but left out; ")
    assert found[-3] == "[budget] 28 → 0: The money for this plan is 1: left out where least is lost."


def test_what_needs_nothing_says_so():
    assert "The position is not below the reorder point." in told(60.0)
