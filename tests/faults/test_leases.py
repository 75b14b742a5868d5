"""F06: a worker dies with its claim; the sweeper frees the lease, another run goes on, and Prefect's run is not left Running."""

import time
from datetime import timedelta

import pytest

from tests.faults import scenarios
from tests.faults.world import eventually

LEASE_SECONDS = 4


def active(world):
    with world.ledger.open() as book:
        return [one.batch_id for one in book.claims.active()]


def sweep(world):
    with world.ledger.open() as book:
        freed = book.claims.sweep()
        book.commit("tests.sweep")
    return freed


def test_the_work_of_a_dead_worker_is_free_when_its_lease_is_over_and_another_run_finishes_it(world):
    expected = scenarios.calm(world)
    world.drop("dead.csv", world.orders("DEAD-"))
    limits = {"lease_seconds": LEASE_SECONDS}
    killed = world.run(kill=["call", "odoo.sales.confirm.before", 1], limits=limits)
    died = time.monotonic()
    assert killed["status"] == -9
    (dead,) = active(world)
    assert sweep(world) == 0, "a lease that is not over is nobody's to take"
    eventually(lambda: sweep(world) == 1, seconds=LEASE_SECONDS * 3)
    assert time.monotonic() - died < LEASE_SECONDS * 3
    assert dead not in active(world)
    ended = world.run()
    assert ended["status"] == 0
    assert world.open_documents() == []
    assert world.fingerprint("DEAD-") == expected
    world.assert_invariants()


def test_a_worker_that_lives_keeps_its_lease_however_long_a_stage_takes(world):
    world.drop("slow.csv", world.orders("SLOW-"))
    slow = world.run(background=True, limits={"lease_seconds": 2, "linger_seconds": 8})
    time.sleep(5)
    stolen = world.run()
    assert world.nursery.ask({"wait": slow["pid"]})["status"] == 0
    assert stolen["status"] == 0
    world.finish()
    assert len(world.fingerprint("SLOW-")) == 4
    world.assert_invariants()


@pytest.fixture
def zombie_rule():
    from entrypoints.deploying import _zombie

    return _zombie()


def test_the_zombie_rule_crashes_a_run_after_three_missed_heartbeats(zombie_rule):
    """Its definition, as it is registered; the seconds until Prefect acts were measured on a running server."""
    from tasks.runtime.settings import HEARTBEAT_SECONDS

    assert zombie_rule.trigger.within == timedelta(seconds=3 * HEARTBEAT_SECONDS)
    assert HEARTBEAT_SECONDS == 30
    assert zombie_rule.trigger.expect >= {"prefect.flow-run.heartbeat", "prefect.flow-run.Completed"}
    assert [str(action.state) for action in zombie_rule.actions] == ["StateType.CRASHED"]
