"""Policy and proposal as stages: what they leave with the plan, and that twice is once. On a real ledger."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import TypeAdapter

from domain.planning import frames
from domain.planning.overrides import Override
from domain.planning.plan_frames import CLEANED, DEMAND, EXCEPTIONS, EXPECTED, LEFT_OUT, LINES, NEEDS, PERIODS
from domain.planning.profile import PlanningProfile
from ledger.plans import PlanIn
from tasks.planning.case import Case
from tasks.planning.explaining import explain_plan
from tasks.planning.keeping import keep_frames
from tasks.planning.needing import policy
from tasks.planning.pictures.figures import item_figures
from tasks.planning.proposing import propose
from tests.integration.cli.planned import planner_of
from tests.unit.planning.plan_world import EVERY_DAY, TODAY, forecasts, row, snapshot
from tests.unit.planning.proposing.plans import CURVE

_numbers = itertools.count(1)
WEEKS = [TODAY + timedelta(days=7 * (number - 30)) for number in range(30)]


@pytest.fixture
def house(ledger_url, tmp_path):
    made = planner_of(ledger_url, tmp_path / "home", tmp_path / "partners").house
    yield made
    made.ledger.close()


def forecast_made(house, *, today=TODAY, expected=14.0, skus=(), needs=None, held=12.0, overrides=()):
    """A plan whose forecast is there: MUG sold 14 a week; what was expected may differ."""
    world = snapshot(
        items=[{"sku": "MUG"}], stock=[{"sku": "MUG", "place": "WH", "on_hand": held}],
        suppliers=[{"sku": "MUG", "supplier": "ACME", "price": 9.0, "lead_days": 7, "pack": 8.0}],
    )  # fmt: skip
    profile = PlanningProfile(plan="north", working_days=EVERY_DAY, services={"default": 0.95, "classes": {}})
    demand = [{"sku": "MUG", "place": "WH", "t": t, "period": day, "quantity": 14.0} for t, day in enumerate(WEEKS)]
    known = forecasts({("MUG", "WH"): (28.0, CURVE, expected)}, today=today)
    periods = PERIODS.of([{"t": t, "period": day} for t, day in enumerate(WEEKS)])
    inputs = keep_frames(house.archive, {table: world.of(table) for table in frames.SNAPSHOT})
    inputs |= {
        "profile": house.archive.put(profile.model_dump_json().encode()),
        "overrides": house.archive.put(TypeAdapter(list[Override]).dump_json([*overrides])),
    }
    outputs = {CLEANED: CLEANED.of(demand), PERIODS: periods, DEMAND: known["demand"], EXPECTED: known["expected"]}
    outputs |= {} if needs is None else {NEEDS: NEEDS.of(needs)}
    with house.ledger.open() as book:
        plan = book.plans.begin(PlanIn(profile="north", kind="manual", skus=skus, today=today, made_by="lading"))
        book.plans.keep(plan, inputs=inputs, outputs=keep_frames(house.archive, outputs))
        book.plans.name(plan, f"north-{next(_numbers):08x}", datetime(2026, 3, 2, 5, tzinfo=UTC))
        book.commit("test.forecast")
    return plan


def worked(house, plan):
    policy.fn(house, plan)
    propose.fn(house, plan)
    return Case.of(house, plan)


def test_needs_lines_and_their_reasons_are_kept_and_twice_is_once(house):
    plan = forecast_made(house)
    case = worked(house, plan)
    line = row(case.frame(LINES), sku="MUG")
    assert (line["quantity"], row(case.frame(NEEDS), sku="MUG")["order_up_to"]) == (32, 40)
    assert worked(house, plan).head.outputs == case.head.outputs
    told = explain_plan(house, "MUG", plan=case.head.code).places[0].sentences
    assert "[pack] 28 → 32: Rounded up to whole packs of 8." in told
    assert case.frame(LEFT_OUT).height == 0


def test_a_planners_word_about_what_needs_nothing_is_told_with_what_the_plan_alone_had(house):
    word = {"id": 3, "scope": {"sku": "MUG"}, "what": "service_level", "value": "0.99", "reason": "fair", "by": "mia"}
    said = Override.model_validate({**word, "made_at": "2026-03-01T00:00Z", "expires_on": "2026-03-31"})
    plan = worked(house, forecast_made(house, held=99.0, overrides=[said]))
    told = explain_plan(house, "MUG", plan=plan.head.code).places[0].sentences
    words = "Service level 0.99 instead of 0.95. Override 3 of mia until 2026-03-31 (sku:MUG): fair."
    assert told[-4:-2] == (f"[override] {words}", "The position is not below the reorder point.")
    assert item_figures(plan, "MUG", "WH").stock["without"][0] == 97


def test_what_earlier_plans_expected_is_held_against_what_came(house):
    """Five weekly plans expected 28 where 14 came."""
    for week in range(25, 30):
        earlier = forecast_made(house, today=WEEKS[week], expected=28.0)
        with house.ledger.open() as book:
            book.plans.propose(earlier, f"seen-{week}", {}, [])
            book.commit(f"test.propose.{week}")
    found = worked(house, forecast_made(house)).frame(EXCEPTIONS)
    told = row(found, code="PL-WATCH-008")
    assert (told["says"], told["money"]) == ("Forecasts of 5 periods were 100 % too high, in sum 70 units.", 700)


def test_an_urgent_plan_of_one_item_keeps_its_class_of_the_last_plan_of_all(house):
    whole = forecast_made(house, needs=[{"sku": "MUG", "place": "WH", "abc": "C", "xyz": "Y"}])
    with house.ledger.open() as book:
        book.plans.propose(whole, "seen", {}, [])
        book.commit("test.propose.whole")
    plan = forecast_made(house, skus=("MUG",))
    policy.fn(house, plan)
    assert row(Case.of(house, plan).frame(NEEDS), sku="MUG")["abc"] == "C"
