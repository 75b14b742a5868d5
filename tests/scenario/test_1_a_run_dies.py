"""F06: the consumer is killed in a run that Prefect shows. What Prefect makes of it, ``test_9`` asks later."""

from __future__ import annotations

from tests.scenario.prefect_house import PrefectHouse, eventually_done


def test_the_next_run_goes_on_where_the_killed_one_stood(in_sight: PrefectHouse) -> None:
    in_sight.world.drop("dead.csv", in_sight.world.orders("DEAD-", 5))
    in_sight.work_until_killed()
    states = in_sight.world.ledger_rows("SELECT DISTINCT state FROM documents WHERE number LIKE 'DEAD-%%'")
    assert states == [("verified",)]
    [dead] = in_sight.runs()
    assert dead["state_type"] == "RUNNING"
    with in_sight.working():
        eventually_done(in_sight, "DEAD-", 5)
    assert [row[1] for row in in_sight.world.fingerprint("DEAD-")] == ["sale"] * 5
    in_sight.world.assert_invariants()
