"""A plan whose process dies at any seam is taken up by the next run and is the same plan; nothing of it is there twice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from connectors.odoo.planning.known import TOTALS
from domain import seams
from domain.planning.frames import SNAPSHOT
from infra.simulators.planning_platform.__main__ import server
from infra.simulators.planning_platform.platform import SimulatedPlatform
from ledger.plans import PlanIn
from tasks.planning.approving import approve
from tasks.planning.case import OVERRIDES, PROFILE
from tasks.planning.keeping import keep_frames
from tasks.planning.publishing import published
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.integration.ledger.test_plan_gates import STAGES
from tests.unit.planning.cleaning.samples import TODAY, a_profile
from tests.unit.planning.gates.planted import sound, totals


class Died(BaseException):
    """As a process does: nothing catches it."""


@pytest.fixture
def house(ledger_url, tmp_path):
    key = {"platform": SecretStr("simulated-key")}
    made = Resources(Settings(home=tmp_path, ledger_url=ledger_url, secrets=key, private_networks="127.0.0.1/32"))
    yield made
    made.ledger.close()


@pytest.fixture
def url():
    running = server(SimulatedPlatform(), 0)
    threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.fixture(autouse=True)
def unhooked():
    yield
    seams.install(None)


def begin(house, code, url):
    found, archive = sound(), house.archive
    terms = {
        "platform": {"url": url, "key": "platform"},
        "approval": {"automatic_below": 1_000_000},
        "methods": {"": "gamma"},
    }
    profile = a_profile(**terms)
    inputs = keep_frames(archive, {one: found.of(one) for one in SNAPSHOT})
    inputs |= {PROFILE: archive.put(profile.model_dump_json().encode()), OVERRIDES: archive.put(b"[]")}
    with house.ledger.open() as book:
        plan = book.plans.begin(PlanIn(profile=profile.plan, kind="nightly", today=TODAY, made_by="lading"))
        book.plans.keep(plan, inputs=inputs, outputs=keep_frames(archive, {TOTALS: totals(0.0)}))
        book.plans.name(plan, code, datetime(2026, 3, 4, 5, tzinfo=UTC))
        book.commit("test.begin")
    return plan


def play(house, plan):
    for stage in (*STAGES, approve):
        step = stage.fn(house, plan)
        assert step.stop is None
    published(house, plan)


def what_is_there(house, plan):
    with house.ledger.open() as book:
        head, lines = book.plans.of(plan), book.plan_lines.of(plan)
        deliveries = book.plan_exchanges.deliveries(plan)
    told = sorted((one.line, one.quantity, one.value, one.state, one.decided_by) for one in lines)
    return head.state, len(deliveries), told


@pytest.mark.parametrize("share", range(5))
def test_a_plan_that_died_anywhere_is_taken_up_and_is_the_same(house, url, share):
    passed: list[str] = []
    first = begin(house, "north-0", url)
    seams.install(lambda _, name: passed.append(name))
    play(house, first)
    seams.install(None)
    undisturbed = what_is_there(house, first)
    assert undisturbed[0] == "proposed"
    assert {row[3] for row in undisturbed[2]} == {"approved"}
    places = [name for name in dict.fromkeys(passed) if name.startswith(("tasks.planning", "platform"))]
    assert {"tasks.planning.keep.before", "tasks.planning.propose.after", "platform.ask.after"} <= set(places)
    for number, place in enumerate(places[share::5], 1):
        plan = begin(house, f"north-{number}", url)

        def die(_: str, name: str, place: str = place) -> None:
            if name == place:
                raise Died

        seams.install(die)
        with pytest.raises(Died):
            play(house, plan)
        seams.install(None)
        play(house, plan)
        assert what_is_there(house, plan) == undisturbed, place
