"""Systemic trouble stops a channel before anything is posted; it goes on when a named person has said so."""

from datetime import UTC, datetime, timedelta

from entrypoints.setting_aside import set_aside
from tests.faults import people, scenarios

CLAIMS = "SELECT count(*) FROM claims"


def close(world):
    """Somebody has looked at the file, and lets what it lacks be overlooked for a while."""
    with world.ledger.open() as book:
        (circuit,) = book.circuits.list()
        until = datetime.now(UTC) + timedelta(minutes=10)
        book.circuits.waive("faults", circuit.finding.code, by="Ada", reason="samples, free of charge", until=until)
        assert book.circuits.close("faults", by="Ada", reason="the sender has been told")
        book.commit("tests.close")


def test_a_file_that_is_wrong_as_a_whole_posts_nothing_and_nothing_is_claimed_until_somebody_closes(world):
    expected = scenarios.calm(world)
    scenarios.systemic(world)
    (before,) = world.ledger_rows(CLAIMS)
    world.drop("good.csv", world.orders("GOOD-"))
    world.let_leases_run_out()
    assert world.run()["status"] == 0
    assert world.ledger_rows(CLAIMS) == [before], "a channel whose circuit is open gives no work"
    assert world.fingerprint("GOOD-") == []
    close(world)
    world.finish()
    assert world.fingerprint("GOOD-") == expected
    assert world.fingerprint("SYS-") == []
    stand = {stands for stands, _ in people.documents(world, "SYS-").values()}
    assert stand <= {"held", "rejected", "exception"}, "what the gate overlooked, each order's own rules do not"
    world.assert_invariants()


def test_what_stopped_a_channel_is_set_aside_document_by_document_and_the_others_go_on(world):
    expected = scenarios.calm(world, "CALM2-")
    rows = [(*row[:2], "", *row[3:]) for row in world.orders("AWAY-", count=20)]
    world.drop("away.csv", rows)
    world.run()
    world.drop("next.csv", world.orders("NEXT-"))
    with world.ledger.open() as book:
        (circuit,) = book.circuits.list()
        assert set_aside(book, circuit, circuit.finding, by="Ada", reason="asked the sender") == 20
        assert book.circuits.close("faults", by="Ada", reason="asked the sender")
        book.commit("tests.aside")
    world.finish()
    assert world.fingerprint("NEXT-") == expected
    assert {stands for stands, _ in people.documents(world, "AWAY-").values()} == {"exception"}
    [(who, note)] = world.ledger_rows(
        "SELECT DISTINCT a.actor, a.data ->> 'note' FROM audit a JOIN documents d ON d.id = a.document_id"
        " WHERE d.number LIKE 'AWAY-%%' AND a.data ->> 'to' = 'exception'"
    )
    assert who == "Ada"
    assert "asked the sender" in note
    world.assert_invariants()


def test_a_run_killed_while_the_circuit_opens_posts_nothing_either(world):
    rows = [(*row[:2], "", *row[3:]) for row in world.orders("CUT-", count=20)]
    world.drop("nobody.csv", rows)
    for when in ("before", "after"):
        assert world.run(kill=["commit", f"tasks.gate.circuit.{when}", 1])["status"] == -9
        world.let_leases_run_out()
    (claims,) = world.ledger_rows(CLAIMS)
    assert world.run()["status"] == 0
    assert world.ledger_rows(CLAIMS) == [claims]
    assert world.fingerprint("CUT-") == []
    assert len(people.documents(world, "CUT-")) == 20
    with world.ledger.open() as book:
        assert book.circuits.is_open("faults")
        assert book.reconcile().balanced
