"""A gate stops a channel before anything is posted; a named person lets it go on; other channels never notice."""

import pytest

from tests.faults.world import CHANNEL, PROFILE

JUMPED = 100


def states(world, prefix):
    found = world.ledger_rows(
        "SELECT state, count(*) FROM documents WHERE number LIKE %(p)s GROUP BY 1", p=f"{prefix}%"
    )
    return dict(found)


def posted(world, prefix):
    return world.odoo_rows("SELECT count(*) FROM sale_order WHERE client_order_ref LIKE %(p)s", p=f"{prefix}%")[0][0]


def stopped(world):
    with world.ledger.open() as book:
        return {one.channel: one.finding.code for one in book.circuits.list()}


def dear(world, prefix):
    """Twenty orders whose decimal sign went astray."""
    return [(*row[:-1], f"{float(row[-1]) * JUMPED:.2f}") for row in world.orders(prefix, count=20, lines=1)]


def let_go_on(world, *, waive):
    with world.ledger.open() as book:
        if waive:
            until = world.ledger_rows("SELECT clock_timestamp() + interval '1 hour'")[0][0]
            book.circuits.waive(CHANNEL, "GT-EX-103", by="Mia", reason="new price list", until=until)
        assert book.circuits.close(CHANNEL, "Mia", "new price list")
        book.commit("tests.close")


@pytest.fixture(scope="module")
def jumped(world):
    """A channel that knows its usual prices, and a file in which all of them jumped; killed while it was stopped."""
    (world.home / "partners" / "calm.yaml").write_text(
        PROFILE.replace("faults", "calm").replace("inbox: in", "inbox: calm-in")
    )
    world.drop("usual.csv", world.orders("USUAL-", count=20, lines=1))
    world.finish()
    world.drop("dear.csv", dear(world, "DEAR-"))
    killed = world.run(kill=["commit", "tasks.gate.circuit.before", 1])
    assert killed["status"] == -9, killed["trouble"]
    assert stopped(world) == {}
    world.let_leases_run_out()
    return world.run()


def test_prices_that_all_jumped_stop_the_channel_and_nothing_of_it_is_posted(world, jumped):
    assert "StopTheRun" in jumped["trouble"]
    assert "GT-EX-103" in jumped["trouble"]
    assert f"lading circuits close {CHANNEL}" in jumped["trouble"]
    assert stopped(world) == {CHANNEL: "GT-EX-103"}
    assert states(world, "DEAR-") == {"captured": 20}
    assert posted(world, "DEAR-") == 0
    again = world.run()
    assert again["status"] == 0, "nothing is claimed while the circuit is open"
    assert states(world, "DEAR-") == {"captured": 20}


@pytest.mark.usefixtures("jumped")
def test_other_channels_go_on(world):
    inbox = world.home / "channels" / "calm-in"
    inbox.mkdir(parents=True)
    world.drop("other.csv", world.orders("OTHER-", count=2))
    (world.home / "channels" / "in" / "other.csv").rename(inbox / "other.csv")
    ended = world.run(channel="calm")
    assert ended["status"] == 0, ended["trouble"]
    assert states(world, "OTHER-") == {"done": 2}
    assert stopped(world) == {CHANNEL: "GT-EX-103"}


@pytest.mark.usefixtures("jumped")
def test_closing_alone_judges_again_and_a_waiver_lets_it_go_on_to_the_rules(world):
    let_go_on(world, waive=False)
    assert "GT-EX-103" in world.run()["trouble"]
    assert stopped(world) == {CHANNEL: "GT-EX-103"}
    let_go_on(world, waive=True)
    world.finish()
    assert stopped(world) == {}
    assert states(world, "DEAR-") == {"held": 20}, "each by itself is still far from our price"
    assert posted(world, "DEAR-") == 0
    world.assert_invariants()
