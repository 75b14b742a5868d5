"""Pictures become files that need nothing else."""

from base64 import b64decode
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import sqrt
from xml.etree import ElementTree as ET

import numpy as np
import polars as pl

from domain.planning.plan_frames import EXPECTED, LINES, NEEDS
from domain.planning.plan_line import PlanLine
from ledger.plans import PlanHead
from tasks.planning.line_rows import as_decided
from tasks.planning.pictures.drawing import stacked, svg
from tasks.planning.pictures.drawn import first_items, judged_plans
from tasks.planning.pictures.figures import period_band
from tasks.planning.pictures.item import ItemFigures, item_picture
from tasks.planning.pictures.plan import money_by_week
from tasks.planning.pictures.shown import MOST, Drawn, address, shown, slim
from tests.integration.ledger.planned import line

DAY = date(2026, 3, 2)


def figures(place):
    return ItemFigures(
        "MUG", place, "Mug, blue", "Units", DAY,
        history=pl.DataFrame({"period": [DAY], "quantity": [3.0], "known": [True]}),
        fan=pl.DataFrame({"period": [DAY], "value": [4.0], "low": [1.0], "high": [8.0]}),
        stock=pl.DataFrame({"day": [DAY], "without": [2.0], "with": [9.0]}),
        events=pl.DataFrame({"day": [DAY], "what": ["receipt"], "quantity": [7.0]}),
    )  # fmt: skip


def test_an_item_in_two_warehouses_is_one_picture():
    drawn = svg(stacked(item_picture(figures("WH")), item_picture(figures("WH2"))))
    assert "MUG at WH: Mug, blue" in drawn
    assert "MUG at WH2: Mug, blue" in drawn


def test_equal_levels_are_one_line_with_both_names():
    one = replace(figures("WH"), reorder_point=9.0, order_up_to=9.0)
    assert "reorder point, order up to" in svg(item_picture(one))


def test_the_band_is_as_wide_as_the_quantiles_say_wherever_the_expectation_lies():
    levels = {0.0: 14_203.0, 0.5: 8_709.0, 0.9: 15_200.0}
    ((low, high),) = period_band(np.array([2_840.0]), levels, 7 / 35)
    spread = (15_200 - 8_709) / 1.2816 * sqrt(7 / 35)
    assert 1.0 * spread < (high - low) / 2 < 1.4 * spread
    assert low < 2_840 < high


def words(drawn):
    return [one.text for one in ET.fromstring(drawn).iter() if one.tag.endswith("}text")]


def test_a_picture_on_a_runs_page_is_itself_at_half_the_size():
    whole = svg(item_picture(replace(figures("WH"), reorder_point=0.975, order_up_to=12.125)))
    small = slim(whole)
    assert words(small) == words(whole)
    assert len(small) < len(whole) / 2
    assert b64decode(address(whole).removeprefix("data:image/svg+xml;base64,")).decode() == small


def test_the_largest_plan_and_three_items_have_room_on_a_page():
    weeks = [DAY + timedelta(days=7 * one) for one in range(26)]
    lines = LINES.of([
        {"line": f"{week}{number}", "sku": "MUG", "place": "WH", "origin": f"Supplier {number}", "value": 1234.5, "order_on": week}
        for week in weeks for number in range(12)
    ])  # fmt: skip
    periods = [DAY - timedelta(days=7 * one) for one in range(156)]
    days = [DAY + timedelta(days=one) for one in range(60)]
    item = replace(
        figures("WH"),
        history=pl.DataFrame({"period": periods, "quantity": [17.123456 + one for one in range(156)], "known": True}),
        stock=pl.DataFrame({"day": days, "without": [99.9 - one for one in range(60)], "with": [1.5 + one for one in range(60)]}),
    )  # fmt: skip
    drawn = svg(item_picture(item))
    text = shown([Drawn("money", svg(money_by_week(lines, "EUR"))), *(Drawn(f"item {one}", drawn) for one in range(3))])
    assert text.count("data:image/svg+xml") == 4
    assert len(text) < MOST


def test_what_has_no_room_is_named():
    small, large = "<svg xmlns='a'></svg>", "<svg>" + "x" * 300 + "</svg>"
    text = shown([Drawn("one", small), Drawn("two [x]", large), Drawn("three", small)], most=300)
    assert "![one](data:" in text
    assert "![three](data:" in text
    assert text.endswith("in the report: two \\[x\\].\n")


def test_pictures_are_of_the_items_with_the_most_at_stake_and_of_those_that_were_asked_for():
    rows = [("A", "normal", 900.0), ("B", "soon", 1.0), ("C", "late", 5.0), ("D", "late", 7.0)]
    lines = LINES.of([
        {"line": sku, "sku": sku, "place": "WH", "urgency": urgency, "stock_out_cost": cost} for sku, urgency, cost in rows
    ])  # fmt: skip
    needs = NEEDS.of([{"sku": sku, "place": "WH"} for sku in "ABCDE"])
    assert [sku for sku, _ in first_items(lines, needs)] == ["D", "C", "B"]
    assert first_items(lines.clear(), needs, ["E"]) == [("E", "WH")]
    assert first_items(lines, needs.clear()) == []


def decided(key, price="2.50", **more):
    return PlanLine(**asdict(line(price=price, line=key)) | more, plan_id=1)


def test_pictures_show_lines_as_they_are_decided():
    lines = LINES.of([
        {"line": key, "sku": key, "place": "WH", "origin": "ACME", "quantity": 10.0, "unit_price": 2.0, "value": 20.0}
        for key in "abc"
    ])  # fmt: skip
    known = [
        decided("a", state="rejected"),
        decided("b", price="2", changed_quantity=Decimal(30), changed_by="mia"),
    ]
    assert as_decided(lines, known).select("line", "quantity", "value").rows() == [("b", 30.0, 60.0), ("c", 10.0, 20.0)]
    assert as_decided(lines, []).rows() == lines.rows()


def plan(number, day, *skus):
    at = datetime.combine(day, datetime.min.time(), UTC)
    return PlanHead(
        id=number, code=f"p{number}", profile="house", company="", kind="nightly", skus=skus, today=day, as_of=at,
        state="done", says="", hash="", inputs={}, outputs={EXPECTED.name: "x"}, summary={}, made_by="", made_at=at,
        moved_at=at,
    )  # fmt: skip


def test_a_period_is_judged_by_the_first_plan_of_all_items_in_it_however_many_urgent_ones_came_between():
    later, over = DAY + timedelta(days=7), [DAY - timedelta(days=7), DAY]
    nights = [plan(number, DAY + timedelta(days=number)) for number in range(5)]
    urgent = [plan(100 + number, DAY, "MUG") for number in range(50)]
    found = judged_plans([plan(999, later), *urgent, *reversed(nights)], "week", over)
    assert [one.id for one in found] == [0]
