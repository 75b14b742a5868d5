"""Runs, stages, gates and artifacts as Prefect's own API tells them; and F06, a run whose process is killed."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from entrypoints.deploying import HEARTBEAT_SECONDS
from tests.faults.world import HEADER
from tests.scenario.prefect_house import CHANNEL, PrefectHouse, eventually_done, prefect_house

STAGES = [
    "capture", "extract-gate", "map", "rules", "reject", "transform-gate", "draft", "amend", "read-back-gate", "hold",
    "confirm", "publish", "report",
]  # fmt: skip


@pytest.fixture(scope="module")
def in_sight(prefect_api: str) -> Iterator[PrefectHouse]:
    """A house that Prefect sees."""
    with prefect_house(prefect_api) as made:
        yield made


@pytest.fixture(scope="module")
def dead(in_sight: PrefectHouse) -> dict[str, Any]:
    """The run that was killed when it was about to confirm."""
    in_sight.world.drop("dead.csv", in_sight.world.orders("DEAD-", 5))
    in_sight.work_until_killed()
    [running] = [run for run in in_sight.runs() if run["state_type"] == "RUNNING"]
    return running


def test_the_next_run_goes_on_where_a_killed_one_stood(in_sight: PrefectHouse, dead: dict[str, Any]) -> None:
    """What Prefect makes of the dead run, the last test here asks."""
    assert dead["name"].startswith("order-to-cash")
    states = in_sight.world.ledger_rows("SELECT DISTINCT state FROM documents WHERE number LIKE 'DEAD-%%'")
    assert states == [("verified",)]
    with in_sight.working():
        eventually_done(in_sight, "DEAD-", 5)
    assert [row[1] for row in in_sight.world.fingerprint("DEAD-")] == ["sale"] * 5
    in_sight.world.assert_invariants()


@pytest.fixture(scope="module")
def run(in_sight: PrefectHouse) -> dict[str, Any]:
    """A finished run of the consumer: four good orders and one with an unknown product."""
    rows = in_sight.world.orders("SEEN-", 5)
    in_sight.world.drop("seen.csv", [*rows[:-1], (*rows[-1][:3], "NOBODY-KNOWS", *rows[-1][4:])])
    with in_sight.working():
        eventually_done(in_sight, "SEEN-", 4)
    last = in_sight.runs()[-1]
    assert last["state_type"] == "COMPLETED"
    return last


def test_the_run_says_its_cycle_channel_and_time_and_belongs_to_the_live_deployment(
    in_sight: PrefectHouse, run: dict[str, Any]
) -> None:
    assert run["name"].startswith(f"order-to-cash · {CHANNEL} · 20")
    assert run["parameters"]["channel"] == CHANNEL
    assert {"lading", "order-to-cash", "live"} <= set(run["tags"])
    [live] = [one for one in in_sight.asked("deployments/filter") if one["name"] == "live"]
    assert run["deployment_id"] == live["id"]
    assert live["parameter_openapi_schema"]["properties"]["channel"]["type"] == "string"


def test_each_stage_is_a_task_in_the_order_of_the_process_map(in_sight: PrefectHouse, run: dict[str, Any]) -> None:
    tasks = in_sight.asked("task_runs/filter", flow_runs={"id": {"any_": [run["id"]]}}, sort="EXPECTED_START_TIME_ASC")
    tasks.sort(key=lambda task: task["start_time"])
    assert [task["name"].partition(" · ")[0] for task in tasks] == STAGES
    assert {task["state_type"] for task in tasks} == {"COMPLETED"}
    batch = tasks[0]["name"].rpartition(" · ")[2]
    assert all(task["name"].endswith(f" · {CHANNEL} · {batch}") for task in tasks)


def test_each_gate_shows_its_expectations_and_the_run_what_became_of_every_document(
    in_sight: PrefectHouse, run: dict[str, Any]
) -> None:
    found = in_sight.asked("artifacts/filter", artifacts={"flow_run_id": {"any_": [run["id"]]}})
    pages = {one["key"]: one["data"] for one in found}
    for gate in ("extract-gate", "transform-gate", "read-back-gate"):
        assert "expectation" in pages[f"{gate}-{CHANNEL}"].lower(), gate
    assert "SEEN-5" in pages[f"rules-{CHANNEL}"]
    assert "seen.csv" in pages[f"capture-{CHANNEL}"]
    outcome = dict(
        (cell.strip() for cell in row.strip("|").split("|"))
        for row in pages[f"outcome-{CHANNEL}"].splitlines()
        if row.startswith("| ") and "---" not in row and "documents" not in row
    )
    assert outcome["done"] == "4"
    assert outcome["exception"] == "1"


def test_pools_and_the_limit_of_this_odoo_are_there(in_sight: PrefectHouse) -> None:
    assert {"critical", "standard", "bulk"} <= {pool["name"] for pool in in_sight.asked("work_pools/filter")}
    limits = {limit["name"]: limit for limit in in_sight.asked("v2/concurrency_limits/filter")}
    odoo = limits[f"odoo-{in_sight.world.settings['odoo_database']}"]
    assert odoo["limit"] == in_sight.world.made_settings().odoo_calls_in_flight
    assert odoo["active_slots"] <= 1  # each stage gave its slot back; the killed one's runs out by itself


def test_a_worker_of_the_bulk_pool_applies_a_plan(in_sight: PrefectHouse, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    with path.open("w", newline="") as out:
        csv.writer(out).writerows([HEADER, *in_sight.world.orders("BULK-", 3)])
    asked = ("backfill", "plan", "order-to-cash", "--channel", CHANNEL, "--from", "2000-01-01", "--to", "2199-12-31")
    plan = json.loads(in_sight.lading(*asked, "--parallel", "1", "--json", str(path)))["plan"]
    told = json.loads(in_sight.lading("backfill", "apply", str(plan), "--pool", "bulk", "--json"))
    assert told["pool"] == "bulk"
    with in_sight.serving("bulk"):
        eventually_done(in_sight, "BULK-", 3, seconds=200)  # a worker and a process of its own
        ends = time.monotonic() + 60
        while (run := _of_plan(in_sight, plan))["state_type"] != "COMPLETED":
            assert time.monotonic() < ends, run["state"]
            time.sleep(0.5)
    assert {"lading", "order-to-cash", "bulk"} <= set(run["tags"])
    assert run["work_pool_name"] == "bulk"
    assert [row[1] for row in in_sight.world.fingerprint("BULK-")] == ["draft"] * 3


def _of_plan(house: PrefectHouse, plan: int) -> dict[str, Any]:
    [found] = [run for run in house.runs() if run["parameters"].get("plan") == plan]
    return found


def test_a_run_whose_process_died_is_crashed_within_three_heartbeats_and_half_a_minute(
    in_sight: PrefectHouse, dead: dict[str, Any]
) -> None:
    ends = time.monotonic() + 3 * HEARTBEAT_SECONDS + 30  # counted from here, on a machine that may be busy
    seen = in_sight.run(dead)
    while seen["state_type"] == "RUNNING" and time.monotonic() < ends:
        time.sleep(1)
        seen = in_sight.run(dead)
    assert seen["state_type"] == "CRASHED"
    assert "heartbeat" in seen["state"]["message"]
