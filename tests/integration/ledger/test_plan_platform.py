"""A plan and its platform: given once, taken once, waited for no longer than its window, never twice in the plan."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from pydantic import SecretStr

from domain.planning.frames import ITEMS, STOCK, SUPPLY
from domain.planning.plan_frames import CLEANED, DEMAND, METHODS, OWN_DEMAND
from domain.planning.platform import POLICIES, RECOMMENDATIONS
from domain.planning.profile import PlanningProfile
from entrypoints.plan_notices import Notices
from infra.simulators.planning_platform.__main__ import server
from infra.simulators.planning_platform.platform import SimulatedPlatform
from ledger.plans import PlanIn
from tasks.planning import exchanging
from tasks.planning.case import OVERRIDES, PROFILE, Case
from tasks.planning.exchanging import TOLD, edits_of, exchange
from tasks.planning.keeping import keep_frames
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings

TODAY = date(2026, 3, 2)
KEY = {"planning_platform": SecretStr("simulated-key")}


@pytest.fixture
def platform():
    made = SimulatedPlatform()
    running = server(made, 0)
    threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
    made.url = f"http://127.0.0.1:{running.server_port}"
    yield made
    running.shutdown()
    running.server_close()


@pytest.fixture
def house(ledger_url, tmp_path):
    made = Resources(Settings(home=tmp_path, ledger_url=ledger_url, secrets=KEY, private_networks="127.0.0.1/32"))
    yield made
    made.ledger.close()


def begin(house, platform, *, skus=("MUG", "CUP"), kind="nightly", **terms):
    """A plan whose demand is cleaned and forecast by our own engine."""
    terms = {"url": platform.url, "key": "planning_platform"} | terms
    profile = PlanningProfile(plan="house", platform=terms)
    words = house.archive.put_many([profile.model_dump_json().encode(), b"[]"])
    place = [{"sku": sku, "place": "WH"} for sku in skus]
    cleaned = [
        {**one, "period": TODAY - timedelta(days=7 * (20 - t)), "t": t, "quantity": 4.0}
        for one in place
        for t in range(20)
    ]
    own = [
        {**one, "level": level, "value": 12.0 * factor}
        for one in place
        for level, factor in ((0.0, 1), (0.5, 1), (0.95, 2))
    ]
    inputs = dict(zip((PROFILE, OVERRIDES), words, strict=True)) | keep_frames(
        house.archive, {ITEMS: ITEMS.of([{"sku": sku} for sku in skus]), STOCK: STOCK.of(place), SUPPLY: SUPPLY.empty()}
    )
    outputs = keep_frames(house.archive, {
        CLEANED: CLEANED.of(cleaned), OWN_DEMAND: OWN_DEMAND.of(own),
        METHODS: METHODS.of([{**one, "method": "default"} for one in place]),
    })  # fmt: skip
    with house.ledger.open() as book:
        number = book.plans.begin(PlanIn(profile="house", kind=kind, today=TODAY, made_by="lading"))
        book.plans.keep(number, inputs=inputs, outputs=outputs)
        book.plans.name(number, f"house-{number}", datetime.now(UTC))
        book.commit("tests.plan")
    return number


def run(house, plan):
    exchange.fn(house, plan)
    return Case.of(house, plan)


def means(case):
    return dict(case.frame(DEMAND).filter(level=0.0).select("sku", "value").rows())


def told(case):
    return case.frame(TOLD)["code"].to_list()


def later(monkeypatch, **ahead):
    monkeypatch.setattr(exchanging, "now", lambda: datetime.now(UTC) + timedelta(**ahead))


def test_what_the_platform_foresees_takes_the_place_of_ours(house, platform):
    case = run(house, begin(house, platform))
    assert means(case) == {"CUP": pytest.approx(12.0), "MUG": pytest.approx(12.0)}
    assert not case.frame(DEMAND).equals(case.frame(OWN_DEMAND))
    assert told(case) == []
    assert set(platform.inputs[case.head.code]) == {"items", "stock", "supply", "cleaned"}


def test_run_again_nothing_is_given_or_taken_again(house, platform):
    plan = begin(house, platform)
    run(house, plan)
    asked = platform.asked
    run(house, plan)
    assert platform.asked == asked


@pytest.mark.parametrize("fault", ["silent", "half", "busy", "garbage"])
def test_it_is_waited_for_and_then_our_own_engine_holds(house, platform, monkeypatch, fault):
    platform.faults = {fault}
    plan = begin(house, platform)
    assert run(house, plan).waits
    later(monkeypatch, hours=3)
    case = run(house, plan)
    assert case.frame(DEMAND).equals(case.frame(OWN_DEMAND))
    assert "PL-PLATFORM-005" in told(case)
    assert "PL-PLATFORM-005" in [one["code"] for one in Notices.of(case).as_data()["platform"]], "planners are told"


def test_a_fault_chosen_by_data_does_the_same(house, platform):
    assert run(house, begin(house, platform, skus=("MUG", "PP-SILENT"))).waits


def test_without_an_answer_the_levels_of_the_last_plan_hold_where_that_is_wanted(house, platform, monkeypatch):
    from domain.planning.plan_frames import NEEDS

    before = begin(house, platform)
    case = run(house, before)
    case.keep({NEEDS: NEEDS.of([{"sku": "MUG", "place": "WH", "reorder_point": 7.0, "order_up_to": 9.0}])})
    with house.ledger.open() as book:
        book.plans.propose(before, "hash", {}, [])
        book.plans.move(before, "done")
        book.commit("tests.done")
    platform.faults = {"silent"}
    later(monkeypatch, hours=3)
    found = run(house, begin(house, platform, fallback="last"))
    assert found.frame(POLICIES).rows() == [("MUG", "WH", 7.0, 9.0)]


@pytest.mark.parametrize(
    ("fault", "code"), [("wild", "PL-PLATFORM-001"), ("stranger", "PL-PLATFORM-002"), ("falling", "PL-PLATFORM-004")]
)
def test_what_is_not_sane_is_told_and_ours_is_used_for_that_item(house, platform, fault, code):
    platform.faults = {fault}
    case = run(house, begin(house, platform))
    assert told(case) == [code]
    assert means(case)["CUP"] == pytest.approx(12.0)


def test_twice_is_once_and_another_content_is_a_conflict(house, platform):
    platform.faults = {"twice"}
    assert told(run(house, begin(house, platform))) == []
    platform.faults = {"another"}
    case = run(house, begin(house, platform))
    assert told(case) == ["PL-PLATFORM-006"]
    assert means(case)["MUG"] == pytest.approx(12.0)


def test_a_newer_version_replaces_the_first(house, platform):
    platform.faults = {"newer"}
    assert means(run(house, begin(house, platform)))["MUG"] == pytest.approx(13.2)


def test_a_delivery_that_came_too_late_is_used_by_the_plan_that_it_calls_for(house, platform, monkeypatch):
    platform.faults = {"silent"}
    late = begin(house, platform)
    later(monkeypatch, hours=3)
    run(house, late)
    platform.faults = {"newer"}
    from tasks.planning.watching import _late

    profile = Case.of(house, late).profile
    assert [one.kind for one in _late(house, profile)] == ["platform"]
    assert list(_late(house, profile)) == []
    assert means(run(house, begin(house, platform, kind="platform")))["MUG"] == pytest.approx(13.2)


def test_levels_and_recommendations_are_taken_too_and_planners_go_before(house, platform):
    platform.takes = ("forecasts", "policies", "recommendations")
    case = run(house, begin(house, platform, takes=["forecasts", "policies", "recommendations"]))
    assert case.frame(POLICIES).height == 2
    assert case.frame(RECOMMENDATIONS)["quantity"].min() > 0
    assert {(one.scope.sku, one.what, one.by) for one in edits_of(case)} == {
        ("MUG", "quantity", "platform"), ("CUP", "quantity", "platform"),
    }  # fmt: skip


def test_a_folder_serves_as_well(house, platform, tmp_path):
    plan = begin(house, platform, url="", folder="platform")
    assert run(house, plan).waits
    code = Case.of(house, plan).head.code
    folder = Path(house.settings.channels_folder()) / "platform"
    assert (folder / "to" / code / "manifest.json").exists()
    frame = pl.DataFrame({"sku": ["MUG"], "place": ["WH"], "level": [0.0], "value": [10.0]})
    frame.write_csv(folder / "from" / f"{code}.forecasts.v1.csv")
    case = run(house, plan)
    assert means(case) == {"CUP": 12.0, "MUG": 10.0}
    assert told(case) == ["PL-PLATFORM-003"]
