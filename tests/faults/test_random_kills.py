"""Random kills, by seed: whatever the schedule, after the last replay Odoo's orders equal those of an undisturbed run."""

import random

from tests.faults import scenarios

SEED = 20261121
ROUNDS = 10


def test_after_random_kills_the_orders_equal_those_of_an_undisturbed_run(world, tmp_path):
    expected = scenarios.calm(world)
    record = tmp_path / "seams.txt"
    world.drop("measure.csv", world.orders("MEASURE-"))
    assert world.run(record=str(record))["status"] == 0
    seams = len(record.read_text().splitlines())
    assert seams >= 50
    dice = random.Random(SEED)
    prefixes, killed = [], 0
    for number in range(ROUNDS):
        prefixes.append(f"R{number}-")
        world.drop(f"random{number}.csv", world.orders(prefixes[-1]))
        world.let_leases_run_out()
        killed += world.run(kill_after=dice.randint(1, seams))["status"] == -9
    assert killed >= ROUNDS * 0.7, "most rounds ended by a kill"
    world.finish()
    assert {prefix: world.fingerprint(prefix) for prefix in prefixes} == dict.fromkeys(prefixes, expected)
    world.assert_invariants()
