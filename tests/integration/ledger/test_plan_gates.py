"""The gates as stages of a plan: what is set aside is not ordered, what is systemic stops it, and twice is once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from connectors.odoo.planning.known import TOTALS
from domain.errors import Refused, StopTheRun
from domain.planning.frames import SNAPSHOT
from domain.planning.plan_frames import CLEANED, DEMAND, LEADS, LINES, NEEDS
from ledger.plans import PlanIn
from tasks.planning.aside import aside_of
from tasks.planning.case import OVERRIDES, PROFILE, Case
from tasks.planning.cleaning import clean
from tasks.planning.exchanging import exchange
from tasks.planning.forecasting import forecast
from tasks.planning.gates import extract_gate, forecast_gate, plan_gate
from tasks.planning.keeping import keep_frames
from tasks.planning.needing import policy
from tasks.planning.proposing import propose
from tasks.planning.waiving import waive, waived_as
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.integration.ledger.planned import audited
from tests.unit.planning.cleaning.samples import TODAY, a_profile, week
from tests.unit.planning.gates.planted import SKUS, sound, totals

STAGES = (extract_gate, clean, forecast, exchange, forecast_gate, policy, propose, plan_gate)


@pytest.fixture
def house(ledger_url, tmp_path):
    made = Resources(Settings(home=tmp_path, ledger_url=ledger_url))
    yield made
    made.ledger.close()


def begin(house, found, profile, *, off=0.0, skus=()):
    archive = house.archive
    inputs = keep_frames(archive, {one: found.of(one) for one in SNAPSHOT})
    inputs |= {PROFILE: archive.put(profile.model_dump_json().encode()), OVERRIDES: archive.put(b"[]")}
    with house.ledger.open() as book:
        plan = book.plans.begin(PlanIn(profile=profile.plan, kind="nightly", today=TODAY, made_by="lading", skus=skus))
        book.plans.keep(plan, inputs=inputs, outputs=keep_frames(archive, {TOTALS: totals(off)}))
        code = f"northwind-{off:g}-{len(profile.methods)}-{len(skus)}"
        head = book.plans.name(plan, code, datetime(2026, 3, 4, 5, tzinfo=UTC))
        book.commit("test.begin")
    return head.id


def test_what_a_gate_set_aside_is_not_ordered_and_the_rest_is_proposed(house):
    profile = a_profile(methods={"Kitchen": "gamma"})
    plan = begin(house, sound(stock={"on_hand": -3.0}), profile)
    for _ in range(2):
        for stage in STAGES:
            stage.fn(house, plan)
    case = Case.of(house, plan)
    aside = case.frame(aside_of("extract-gate")).to_dicts()
    assert [(row["sku"], row["place"], row["code"], row["money"]) for row in aside] == [
        ("MUG", "WH", "PL-SNAP-001", 1040.0)
    ]
    assert case.head.state == "proposed"
    assert len(case.head.hash) == 64
    with house.ledger.open() as book:
        lines = book.plan_lines.of(plan)
    assert sorted(one.sku for one in lines) == sorted(set(SKUS) - {"MUG"})
    assert case.head.summary["money"] == pytest.approx(float(sum(one.value for one in lines)))
    assert case.frame(LINES).height == len(lines)


def test_lines_that_a_newer_plan_has_by_now_are_named_on_the_runs_page(house):
    slow = begin(house, sound(stock={"on_hand": 1.0}), a_profile())
    for stage in STAGES[:-1]:
        stage.fn(house, slow)
    urgent = begin(house, sound(stock={"on_hand": 1.0}), a_profile(), skus=("MUG",))
    for stage in STAGES:
        stage.fn(house, urgent)
    said = plan_gate.fn(house, slow).artifact
    assert "Gate plan" in said
    assert "Superseded lines: 1" in said
    assert "| MUG | WH | ACME |" in said


def test_an_urgent_plan_over_the_same_data_gives_the_same_numbers(house):
    """Of two items sold since the fourth week, one was out of stock for long; the others of the place sold from the
    first week on, and are what one supplier's lateness and the place's hidden demand are learned from."""
    profile = a_profile(methods={"Kitchen": "gamma"})
    young = ("MUG", "ITEM-01")
    late = [{"sku": sku, "place": "WH", "supplier": "ACME", "quantity": 5.0, "ordered_on": week(54), "received_on": week(50)}
            for sku in SKUS[2:]]  # fmt: skip
    away = [{"sku": sku, "place": "WH", "day": week(at), "change": change}
            for sku in (*young, *SKUS[9:]) for at, change in ((0, 9.0), (20, -9.0), (26, 29.0))]  # fmt: skip
    found = sound(receipts=late, stock_changes=away, without=lambda row: row["sku"] in young and row["day"] < week(4))
    nightly = worked(house, begin(house, found, profile))
    some = {name: frame.filter(pl.col("sku").is_in(young)) if "sku" in frame.columns else frame
            for name, frame in found.frames.items()}  # fmt: skip
    urgent = worked(house, begin(house, replace(found, frames=some), profile, skus=young))
    assert urgent.frame(NEEDS).height == len(young)
    for table in (CLEANED, DEMAND, LEADS, NEEDS, LINES):
        assert urgent.frame(table).equals(nightly.frame(table).filter(pl.col("sku").is_in(young))), table.name
    new = {name: frame.with_columns(pl.col("sku").replace("MUG", "CUP")) if "sku" in frame.columns else frame
           for name, frame in some.items()}  # fmt: skip
    alone = worked(house, begin(house, replace(found, frames=new), profile, skus=("CUP", "ITEM-01", "PEN")))
    assert alone.frame(NEEDS)["sku"].to_list() == ["CUP", "ITEM-01"], "what the whole plan did not know is planned anew"


def worked(house, plan):
    """All stages between the gates."""
    for stage in STAGES:
        if not stage.name.endswith("-gate"):
            stage.fn(house, plan)
    with house.ledger.open() as book:
        book.plans.propose(plan, f"seen-{plan}", {}, [])
        book.commit(f"test.propose.{plan}")
    return Case.of(house, plan)


def test_systemic_trouble_stops_the_plan_each_time_that_it_is_taken_up(house):
    plan = begin(house, sound(), a_profile(), off=5.0)
    for _ in range(2):
        step = extract_gate.fn(house, plan)
        assert isinstance(step.stop, StopTheRun)
        assert "PL-SNAP-101" in str(step.stop)
        head = Case.of(house, plan).head
    assert (head.state, head.says.split()[0]) == ("stopped", "PL-SNAP-101")
    assert plan_gate.fn(house, plan).stop is None


def test_what_a_person_waives_is_overlooked_for_its_profile_and_for_a_while(house):
    """A stop and a row; shown with the name, kept in the audit trail; another profile and another day know nothing of it."""
    profile, later = a_profile(methods={"Kitchen": "gamma"}), datetime.now(UTC) + timedelta(hours=1)
    plan = begin(house, sound(stock={"on_hand": -3.0}), profile, off=5.0)
    for name, until in (("elsewhere", later), (profile.plan, later - timedelta(hours=2))):
        waive(house, profile.model_copy(update={"plan": name}), "PL-SNAP-101", by="ann", reason="count", until=until)
    stopped = extract_gate.fn(house, plan).stop
    assert "lading plan waive PL-SNAP-101 --profile northwind" in stopped.next_step
    for code in ("PL-SNAP-101", "PL-SNAP-001"):
        waive(house, profile, code, by="ann", reason="stock count of March", until=later)
    with house.ledger.open() as book:
        assert book.plans.move(plan, "making", "taken up again")
        book.commit("test.again")
    step = extract_gate.fn(house, plan)
    assert step.stop is None
    assert step.artifact.count("waived by ann until") == 2
    assert "stock count of March" in step.artifact
    assert Case.of(house, plan).frame(aside_of("extract-gate")).height == 0
    with house.ledger.open() as book:
        *_, (actor, _, data) = audited(book, "waiver given")
    assert (actor, data["channel"], data["code"]) == ("ann", waived_as(profile.plan), "PL-SNAP-001")


def test_only_a_code_of_these_gates_is_waived_with_a_reason_by_one_who_may(house):
    until = datetime.now(UTC) + timedelta(hours=1)
    named = a_profile(approval={"approvers": [{"person": "bob@north"}]})
    for profile, code, by, reason, field in (
        (a_profile(), "PL-SNAP-999", "ann", "why", "code"),
        (a_profile(), "PL-SNAP-101", "ann", " ", "reason"),
        (named, "PL-SNAP-101", "ann", "why", "approver"),
    ):
        with pytest.raises(Refused) as caught:
            waive(house, profile, code, by=by, reason=reason, until=until)
        assert caught.value.field == field
    waive(house, named, "PL-SNAP-101", by="bob@north", reason="why", until=until)
