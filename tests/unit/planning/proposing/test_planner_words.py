"""What a planner decided holds, and the plan keeps what it alone would have said."""

from datetime import UTC, date, datetime

from domain.planning.overrides import Override, Scope
from domain.planning.plan_frames import NEEDS
from domain.planning.proposing import policy_words
from tests.unit.planning.plan_world import profile, row, snapshot
from tests.unit.planning.proposing.plans import bought, planned, says, steps

SAID = "Override 1 of ann until 2026-03-31 (sku:MUG): agreed."


def override(what, value="", number=1, **scope):
    return Override(
        id=number, scope=Scope(**scope), what=what, value=value, reason="agreed", by="ann",
        made_at=datetime(2026, 3, 1, tzinfo=UTC), expires_on=date(2026, 3, 31),
    )  # fmt: skip


def test_a_quantity_goes_before_minimum_and_packs_and_keeps_the_plans_own():
    line = row(planned({"MUG": 12.0}, overrides=[override("quantity", "33", sku="MUG")]).lines, sku="MUG")
    assert line["quantity"] == 33
    assert steps(line)[-1] == ("override", 28, 33)
    assert says(line, "override") == [SAID]


def test_a_quantity_is_ordered_where_the_plan_would_not():
    made = planned({"MUG": 99.0}, overrides=[override("quantity", "5", sku="MUG", place="WH")])
    assert bought(made.lines) == {"MUG": 5}


def test_a_quantity_is_so_much_in_all_and_not_again_every_night():
    """Ordered since, received since, and before the planner said so, which does not count."""
    on_its_way = {"sku": "MUG", "place": "WH", "quantity": 20.0, "due_on": date(2026, 3, 9), "line_id": 1}
    supply = [on_its_way | {"document": "P1", "ordered_on": date(2026, 3, 1)}]
    received = {"sku": "MUG", "place": "WH", "supplier": "ACME", "received_on": date(2026, 3, 2)}
    receipts = [received | {"quantity": 7.0, "ordered_on": date(2026, 3, 2)}]
    receipts += [received | {"quantity": 50.0, "ordered_on": date(2026, 2, 27)}]
    words = [override("quantity", "33", sku="MUG")]
    made = planned({"MUG": 0.0}, overrides=words, supply=supply, receipts=receipts)
    assert bought(made.lines) == {"MUG": 6}
    assert says(row(made.lines, sku="MUG"), "override")[0].endswith(" 27 were ordered since.")
    done = planned({"MUG": 0.0}, overrides=words, supply=[supply[0] | {"quantity": 33.0}])
    assert bought(done.lines) == {}
    of_a_plan = [words[0].model_copy(update={"since": date(2026, 2, 27)})]
    assert bought(planned({"MUG": 0.0}, overrides=of_a_plan, receipts=receipts).lines) == {}


def test_a_rejected_item_is_left_out_and_told():
    made = planned({"MUG": 12.0, "CUP": 12.0}, overrides=[override("reject", sku="MUG")])
    assert bought(made.lines) == {"CUP": 28}
    assert steps(row(made.left_out, sku="MUG"))[-1] == ("override", 28, 0)


def test_a_word_that_changes_nothing_tonight_is_told_all_the_same():
    kept = planned({"MUG": 12.0}, overrides=[override("quantity", "28", sku="MUG")])
    assert steps(row(kept.lines, sku="MUG"))[-1] == ("override", 28, 28)
    idle = planned({"MUG": 99.0}, overrides=[override("reject", sku="MUG")])
    assert [says(one, "override") for one in idle.left_out.to_dicts()] == [[SAID]]


def test_money_does_not_go_above_its_limit_for_a_planners_word_but_it_goes_first():
    rows = [override("quantity", "30", sku="MUG")]
    made = planned({"MUG": 12.0, "CUP": 2.0}, overrides=rows, settings={"budget": {"per_plan": 300}})
    assert bought(made.lines) == {"MUG": 30, "CUP": 3}


def test_service_demand_and_supplier_change_the_need():
    level = planned({"MUG": 12.0}, overrides=[override("service_level", "0.99", sku="MUG")])
    assert bought(level.lines) == {"MUG": 38}
    demand = planned({"MUG": 12.0}, overrides=[override("demand_factor", "2", category="")])
    assert bought(demand.lines) == {"MUG": 68}
    offers = [{"sku": "MUG"}, {"sku": "MUG", "supplier": "BETA", "sequence": 5, "price": 10.0}]
    other = row(
        planned({"MUG": 12.0}, offers=offers, overrides=[override("supplier", "BETA", sku="MUG")]).lines, sku="MUG"
    )
    assert (other["origin"], other["unit_price"]) == ("BETA", 10)
    assert says(row(level.lines, sku="MUG"), "override") == [f"Service level 0.99 instead of 0.95. {SAID}"]
    assert says(row(demand.lines, sku="MUG"), "override")[0].startswith("Expected demand times 2 instead of 1. Overr")
    assert says(other, "override") == [f"Supplier BETA instead of ACME. {SAID}"]
    nobody = planned({"MUG": 12.0}, overrides=[override("supplier", "BETA", supplier="ACME")]).lines
    assert says(row(nobody, sku="MUG"), "override")[0].startswith("Supplier BETA delivers it not: ACME as without it.")


def test_stock_is_projected_with_the_demand_that_a_planner_said():
    """12 on hand; 2 a day are expected, 4 with the planner's word: below zero on the fourth day, and 48 short after 14."""
    line = row(planned({"MUG": 12.0}, overrides=[override("demand_factor", "2", sku="MUG")]).lines, sku="MUG")
    assert (line["stock_out_on"], line["lowest_before"]) == (date(2026, 3, 5), -48)


def test_a_word_about_policy_is_told_where_nothing_is_proposed():
    own, words = profile(services={"default": 0.95}), [override("service_level", "0.99", sku="MUG")]
    world = snapshot(items=[{"sku": "MUG"}], stock=[{"sku": "MUG", "place": "WH", "on_hand": 99.0}])
    told = policy_words(world, NEEDS.of([{"sku": "MUG", "place": "WH", "abc": "C"}]), own, words)
    assert says(row(told, sku="MUG"), "override") == [f"Service level 0.99 instead of 0.9. {SAID}"]
    assert policy_words(world, NEEDS.of([{"sku": "MUG", "place": "WH"}]), own, []).height == 0


def test_a_planners_supplier_with_another_lead_time_gets_its_own_cover():
    """The forecast is of ACME's 14 days; BETA's 21 and a week of review are 28: 56 + 12 x sqrt 2."""
    offers = [{"sku": "MUG"}, {"sku": "MUG", "supplier": "BETA", "sequence": 5, "price": 10.0, "lead_days": 21.0}]
    line = row(
        planned({"MUG": 12.0}, offers=offers, overrides=[override("supplier", "BETA", sku="MUG")]).lines, sku="MUG"
    )
    assert (line["quantity"], line["due_on"]) == (61, date(2026, 3, 23))


def test_a_due_day_is_kept_and_the_plans_own_is_told():
    line = row(planned({"MUG": 12.0}, overrides=[override("due_on", "2026-03-20", sku="MUG")]).lines, sku="MUG")
    assert line["due_on"] == date(2026, 3, 20)
    assert "Due on 2026-03-20 instead of 2026-03-09." in says(line, "override")[0]


def test_what_has_expired_or_speaks_of_others_does_not_count():
    old = override("quantity", "5", sku="MUG").model_copy(update={"expires_on": date(2026, 3, 1)})
    others = override("quantity", "7", number=2, sku="CUP")
    assert bought(planned({"MUG": 12.0}, overrides=[old, others]).lines) == {"MUG": 28}


def test_the_narrower_word_holds():
    rows = [override("reject", supplier="ACME"), override("quantity", "40", number=2, sku="MUG")]
    assert bought(planned({"MUG": 12.0, "CUP": 12.0}, overrides=rows).lines) == {"MUG": 40}
