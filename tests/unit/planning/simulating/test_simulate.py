"""The simulation of replenishment, worked by hand and by what must always hold."""

import numpy as np
import pytest

from domain.errors import Misconfigured
from domain.planning.simulating import Limits, Policy, simulate
from domain.planning.simulating import kernel as at
from domain.planning.simulating.lead_times import drawn, moments
from tests.unit.planning.simulating.worlds import lumpy, upto, world


def by_hand(outcome, what, item=0, setting=0):
    return float(outcome.flows[setting, what, item])


def test_one_item_worked_by_hand():
    """S 10, lead 1: 10; 6 asked, 4 left, 6 ordered; 10; 12 asked, 2 wait, 12 ordered; 10 again, 3 asked, 7 left."""
    there = world([[6, 12, 3]], settle=np.array([0]))
    seen = simulate(there, upto([[10]], there))
    assert by_hand(seen, at.START) == 10
    assert by_hand(seen, at.BOUGHT) == 6 + 12  # seen at the second and the third review
    assert by_hand(seen, at.RECEIVED) == 6  # ordered at the second, there at the third
    assert by_hand(seen, at.END) == 10 - 6 - 12 + 6 - 3
    assert by_hand(seen, at.ON_ORDER) == 12
    assert seen.fill[0] == pytest.approx((6 + 4 + 0) / 21)
    assert seen.cycle[0] == pytest.approx(1 / 3)
    assert seen.inventory[0] == pytest.approx((4 + 0 + 0) / 3)


def test_what_cannot_be_served_waits_or_is_lost():
    there = world([[6, 12, 3]], settle=np.array([0]))
    lost = simulate(there, upto([[10]], there), Limits(lost_sales=True))
    assert by_hand(lost, at.GONE) == 8
    assert by_hand(lost, at.END) == 6 - 3
    assert lost.fill[0] == pytest.approx((6 + 4 + 3) / 21)
    assert lost.lost_margin[0] == pytest.approx(8 / 3)


def test_moq_and_pack_are_kept_to():
    there = world([[1, 1, 1, 1]], moq=5, pack=4)
    seen = simulate(there, upto([[3]], there))
    assert by_hand(seen, at.START) == 4  # a whole pack
    assert by_hand(seen, at.BOUGHT) == 8  # 4 - 1 is no less than 3: the first order is the third review's


def test_a_reordering_rule_orders_below_its_minimum_up_to_its_maximum():
    there = world([[2, 2, 2, 2, 2, 2]])
    seen = simulate(there, upto([[10]], there, reorder=[[5]]))
    assert by_hand(seen, at.BOUGHT) == 6  # 10, 8, 6, 4: below 5 for the first time
    there = world([[5, 0, 0]])
    assert by_hand(simulate(there, upto([[10]], there, reorder=[[5]])), at.BOUGHT) == 0  # 5 is not below 5


def test_orders_keep_to_the_suppliers_calendar():
    demand = np.ones((2, 12))
    there = world(demand, every=np.array([4, 1]), first=np.array([2, 0]))
    seen = simulate(there, upto([[8], [8]], there))
    assert seen.flows[0, at.ORDERS].tolist() == [3, 11]  # periods 2, 6, 10; each but the first, when nothing is gone


def test_a_given_stock_is_where_it_starts():
    there = world([[2, 2, 2]], start=np.array([7.0]))
    seen = simulate(there, upto([[10]], there))
    assert by_hand(seen, at.START) == 7
    assert by_hand(seen, at.BOUGHT) == 3 + 2 + 2


def test_lead_times_of_their_own_may_cross():
    there = world([[4, 4, 0, 0, 0]], leads=[[1, 3, 1, 1, 1]])
    seen = simulate(there, upto([[4]], there))
    assert by_hand(seen, at.RECEIVED) == 8  # 4 of the second period come in the fifth, 4 of the third in the fourth


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("budget", [np.inf, 60.0])
def test_nothing_comes_from_nowhere(lost, budget):
    """Start and receipts are demand that was met and what is left; what was bought was received or is on its way."""
    demand = lumpy()
    there = world(demand, lead=3, pack=2, moq=3, cost=np.linspace(1, 9, len(demand)))
    seen = simulate(there, upto([[5, 25]] * len(demand), there), Limits(budget=budget, lost_sales=lost))
    flows = seen.flows
    assert flows[:, at.BOUGHT].sum() > 0
    assert flows[:, at.START] + flows[:, at.RECEIVED] == pytest.approx(
        demand.sum(1) - flows[:, at.GONE] + flows[:, at.END]
    )
    assert flows[:, at.BOUGHT] == pytest.approx(flows[:, at.RECEIVED] + flows[:, at.ON_ORDER])
    assert (flows[:, at.END].min() >= 0) == lost


@pytest.mark.parametrize("limit", ["budget", "intake", "capacity"])
def test_no_limit_is_ever_exceeded_and_each_is_reached(limit):
    demand = lumpy()
    rng = np.random.default_rng(1)
    there = world(demand, lead=2, pack=3, moq=4, cost=rng.uniform(0.1, 30, 40), volume=rng.uniform(0.1, 3, 40))
    free, targets = simulate(there, upto([[20]] * 40, there)), upto([[20]] * 40, there)
    course = {"budget": "spent", "intake": "taken", "capacity": "filled"}[limit]
    most = float(getattr(free, course).max()) / 2
    held = simulate(there, targets, Limits(**{limit: most}))
    assert getattr(held, course).max() <= most
    assert getattr(held, course).max() > 0.8 * most
    assert held.fill[0] < free.fill[0]


def test_short_money_goes_where_it_saves_most():
    """Two alike, but one earns ten times the margin: it is ordered, and the other is left out."""
    there = world([[5] * 8] * 2, cost=10, margin=[1, 10])
    risk = np.tile(np.array([5.0, 8.0, 10.0]), (2, 8, 1))
    targets = upto([[10], [10]], there)
    wise = Policy("wise", targets.levels, targets.upto, risk=risk, risk_levels=(0.5, 0.9, 0.99))
    seen = simulate(there, wise, Limits(budget=50, lost_sales=True))
    assert seen.flows[0, at.BOUGHT].tolist() == [0, 35]
    blind = simulate(there, targets, Limits(budget=50, lost_sales=True))
    assert wise.risk is not None
    assert blind.lost_margin[0] >= seen.lost_margin[0]


def test_what_an_order_saves_is_the_chance_that_it_is_asked_for():
    quantiles, levels = np.array([10.0, 20.0]), np.array([0.5, 0.9])
    assert at.saved(0.0, 10.0, quantiles, levels) == pytest.approx(0.75)  # from certain to one half, straight
    assert at.saved(10.0, 10.0, quantiles, levels) == pytest.approx(0.3)
    assert at.saved(40.0, 5.0, quantiles, levels) == pytest.approx(0.1)
    assert at.saved(-8.0, 4.0, quantiles, levels) == pytest.approx(1.0)


def test_drawn_lead_times_of_one_point_are_the_fixed_ones():
    demand = lumpy()
    weights = np.zeros((40, 5))
    weights[:, 2] = 1.0
    uniform = np.random.default_rng(2).random(demand.shape)
    fixed, random = world(demand, lead=3), world(demand, leads=drawn(weights, uniform))
    one, other = (simulate(there, upto([[5, 30]] * 40, there)) for there in (fixed, random))
    assert np.array_equal(one.flows, other.flows)


def test_lead_times_are_drawn_as_often_as_their_weights_say():
    weights = np.array([[0.0, 0.6, 0.25, 0.15]])
    leads = drawn(weights, np.random.default_rng(3).random((1, 20_000)))
    assert np.bincount(leads[0], minlength=5)[1:] / 20_000 == pytest.approx(weights[0], abs=0.015)
    assert leads.min() == 2
    mean, deviation = moments(weights)
    assert leads.mean() == pytest.approx(mean[0], abs=0.02)
    assert leads.std() == pytest.approx(deviation[0], abs=0.02)


def test_late_deliveries_cost_service():
    demand = lumpy()
    leads = drawn(np.tile([0.0, 0.5, 0.0, 0.0, 0.5], (40, 1)), np.random.default_rng(4).random(demand.shape))
    sure, late = world(demand, lead=2), world(demand, leads=leads)
    assert simulate(late, upto([[20]] * 40, late)).fill[0] < simulate(sure, upto([[20]] * 40, sure)).fill[0] - 0.02


@pytest.mark.parametrize(
    ("given", "field"),
    [({"cost": [1.0, np.nan]}, "cost of S1"), ({"pack": [0.0, 1.0]}, "pack of S0"), ({"moq": [-1, 1]}, "moq of S0")],
)
def test_what_cannot_be_simulated_is_refused_by_name(given, field):
    with pytest.raises(Misconfigured) as said:
        world([[1, 2], [3, 4]], **given)
    assert said.value.field == field
    assert said.value.next_step


def test_tables_of_other_items_are_refused():
    there, other = world([[1, 2], [3, 4]]), world([[1, 2]])
    with pytest.raises(Misconfigured, match="each item and period"):
        simulate(there, upto([[3]], other))
    with pytest.raises(Misconfigured, match="0 or more"):
        Limits(budget=-1)
