"""The forms on a real Prefect server: suspended without a process, answered over its API, recorded once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from ledger.book import Ledger
from ledger.plans import PlanIn
from tests.integration.cli.planned import NOBODY_NAMED, PROFILE, TODAY, some_lines
from tests.scenario.prefect_house import CHANNEL, PrefectHouse, prefect_house


@pytest.fixture(scope="module")
def in_sight(prefect_api: str) -> Iterator[PrefectHouse]:
    """A house that Prefect sees, with an order that is held for its price."""
    with prefect_house(prefect_api) as made:
        (made.world.home / "approvers.yaml").write_text("approvers: [{ person: ole, may: ['SO-*'] }]")
        made.more["LADING_APPROVERS"] = str(made.world.home / "approvers.yaml")
        made.world.drop("held.csv", [(*row[:-1], "1.00") for row in made.world.orders("HELD-", 2)])
        made.lading("run", "order-to-cash", "--channel", CHANNEL, ok=(0, 1))
        yield made


def _until(house: PrefectHouse, run: dict[str, Any], state: str) -> dict[str, Any]:
    ends = time.monotonic() + 120
    while (now := house.run(run))["state_type"] != state or now["state_name"] == "Resuming":
        assert time.monotonic() < ends, now["state"]
        time.sleep(0.5)
    return now


def test_a_form_asks_and_the_answer_is_one_decision_in_the_ledger(in_sight: PrefectHouse) -> None:
    holds = in_sight.world.ledger_rows("SELECT id FROM exceptions WHERE kind = 'held' ORDER BY id")
    assert len(holds) == 2
    [(first,), (second,)] = holds
    forms = [one for one in in_sight.asked("deployments/filter") if one["name"] == "ask"]
    [deployment] = [one for one in forms if "approvals.py" in one["entrypoint"]]
    with in_sight.serving("standard"):
        run = in_sight.asked(f"deployments/{deployment['id']}/create_flow_run", parameters={"wait_hours": 1})
        waits = _until(in_sight, run, "PAUSED")
        assert waits["state_name"] == "Suspended"
        wrong = in_sight.asked(f"flow_runs/{run['id']}/resume", run_input={"give": ["all"]})
        assert wrong["status"] == "REJECT"
        answer = {"give": [first], "refuse": [second], "by": "ole@desk", "reason": "agreed"}
        assert in_sight.asked(f"flow_runs/{run['id']}/resume", run_input=answer)["status"] == "ACCEPT"
        _until(in_sight, run, "COMPLETED")
    decided = in_sight.world.ledger_rows("SELECT exception_id, kind, given_by FROM approvals ORDER BY exception_id")
    assert decided == [(first, "release", "ole@desk"), (second, "reject", "ole@desk")]


def _plan(house: PrefectHouse) -> int:
    """A proposed plan in the house's ledger, and its profile."""
    known = house.world.made_settings()
    (known.partners / "planning").mkdir(exist_ok=True)
    (known.partners / "planning" / "north.yaml").write_text(PROFILE.format(approval=NOBODY_NAMED))
    assert known.ledger_url is not None
    with Ledger(known.ledger_url.get_secret_value()).open() as book:
        plan = book.plans.begin(PlanIn(profile="north", kind="manual", today=TODAY, made_by="lading"))
        book.plans.name(plan, "north-1", datetime(2026, 3, 2, tzinfo=UTC))
        book.plans.propose(plan, "the hash", {"currency": "EUR"}, some_lines())
        book.commit("test.plan.form")
    return plan


def test_orders_of_a_plan_are_decided_in_a_form(in_sight: PrefectHouse) -> None:
    plan = _plan(in_sight)
    forms = [one for one in in_sight.asked("deployments/filter") if one["name"] == "ask"]
    [deployment] = [one for one in forms if "planning_approval" in one["entrypoint"]]
    with in_sight.serving("standard"):
        run = in_sight.asked(f"deployments/{deployment['id']}/create_flow_run", parameters={"plan": "north-1"})
        assert _until(in_sight, run, "PAUSED")["state_name"] == "Suspended"
        answer = {"accept": ["ACME"], "reject": ["BIRO @ WH"], "by": "mia", "reason": "fair"}
        answer |= {"plan": plan, "seen": "the hash"}
        assert in_sight.asked(f"flow_runs/{run['id']}/resume", run_input=answer)["status"] == "ACCEPT"
        _until(in_sight, run, "COMPLETED")
    decided = in_sight.world.ledger_rows("SELECT sku, state, decided_by FROM plan_lines ORDER BY sku")
    assert decided == [("CUP", "approved", "mia"), ("MUG", "approved", "mia"), ("PEN", "rejected", "mia")]
