"""F18, F29: half-uploaded, renamed, repeated and contradicting files."""

from tests.faults import people, scenarios
from tests.faults.world import CHANNEL

DELIVERIES = "SELECT name, state FROM deliveries WHERE name LIKE %(like)s ORDER BY id"


def inbox(world):
    folder = world.home / "channels" / "in"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_a_half_uploaded_file_waits_until_it_is_whole(world):
    expected = scenarios.calm(world)
    world.drop("whole.csv", world.orders("HALF-"))
    content = (inbox(world) / "whole.csv").read_bytes()
    (inbox(world) / "whole.csv").unlink()
    (inbox(world) / "upload.csv.part").write_bytes(content[: len(content) // 2])
    (inbox(world) / ".upload.csv").write_bytes(content[: len(content) // 2])
    assert world.run()["status"] == 0
    assert world.ledger_rows(DELIVERIES, like="%upload%") == []
    (inbox(world) / ".upload.csv").unlink()
    (inbox(world) / "upload.csv.part").write_bytes(content)
    (inbox(world) / "upload.csv.part").rename(inbox(world) / "upload.csv")
    world.finish()
    assert world.ledger_rows(DELIVERIES, like="%upload%") == [("upload.csv", "split")]
    assert world.fingerprint("HALF-") == expected


def test_a_file_that_grows_is_not_taken_before_it_rests(world):
    patient = (world.home / "partners" / "faults.yaml").read_text().replace("settle_seconds: 0", "settle_seconds: 60")
    eager = (world.home / "partners" / "faults.yaml").read_text()
    (world.home / "partners" / "faults.yaml").write_text(patient)
    try:
        world.drop("growing.csv", world.orders("GROW-"))
        assert world.run()["status"] == 0
        assert world.ledger_rows(DELIVERIES, like="growing%") == []
    finally:
        (world.home / "partners" / "faults.yaml").write_text(eager)
    world.finish()
    assert world.ledger_rows(DELIVERIES, like="growing%") == [("growing.csv", "split")]
    assert len(world.fingerprint("GROW-")) == 4


def test_a_file_replaced_while_it_is_read_is_taken_whole_or_not_at_all(world):
    """The sender renames other bytes over the name between the registration and the move."""
    world.drop("moving.csv", world.orders("OLD-"))
    with people.paused(world, "commit", "ledger.intake.register.after"):
        world.drop("moving.csv", world.orders("NEW-"))
    world.finish()
    assert len(world.fingerprint("OLD-")) == len(world.fingerprint("NEW-")) == 4
    assert world.ledger_rows(DELIVERIES, like="moving%") == [("moving.csv", "split")] * 2


def test_a_file_renamed_while_it_is_read_counts_once(world):
    world.drop("first name.csv", world.orders("RENAMED-"))
    with people.paused(world, "commit", "ledger.intake.register.after"):
        (inbox(world) / "first name.csv").rename(inbox(world) / "second name.csv")
    world.finish()
    assert len(world.fingerprint("RENAMED-")) == 4
    assert world.ledger_rows(DELIVERIES, like="% name.csv") == [
        ("first name.csv", "split"),
        ("second name.csv", "duplicate"),
    ]


def test_a_file_that_cannot_be_moved_away_does_not_stand_in_the_way_of_the_others(world):
    """The place of an older file is taken, and its name is too long for another."""
    name = "n" * 251 + ".csv"
    for prefix in ("LONG-", "LONGER-"):
        world.drop("aside.csv", world.orders(prefix))
        (inbox(world) / "aside.csv").rename(inbox(world) / name)
        ended = world.run()
    world.drop("after it.csv", world.orders("NEXT-"))
    ended = world.run()
    assert ended["status"] == 70
    assert "could not be taken" in ended["trouble"], "told, once nothing else is left to do"
    (inbox(world) / name).rename(inbox(world) / "shorter.csv")
    world.finish()
    assert [len(world.fingerprint(prefix)) for prefix in ("LONG-", "LONGER-", "NEXT-")] == [4, 4, 4]


def test_the_same_name_with_other_bytes_is_another_delivery_and_the_same_bytes_are_a_duplicate(world):
    world.drop("name.csv", world.orders("A-"))
    world.finish()
    world.drop("name.csv", world.orders("B-"))
    world.drop("other name.csv", world.orders("A-"))
    world.finish()
    assert len(world.fingerprint("A-")) == len(world.fingerprint("B-")) == 4
    assert world.ledger_rows(DELIVERIES, like="%name.csv")[-3:] == [
        ("name.csv", "split"),
        ("name.csv", "split"),
        ("other name.csv", "duplicate"),
    ]


def test_the_same_number_with_other_content_is_a_conflict_that_shows_both_and_changes_nothing(world):
    world.drop("first.csv", rows := world.orders("CONFLICT-"))
    world.finish()
    before = world.fingerprint("CONFLICT-")
    changed = [(*row[:4], "9", *row[5:]) if row[0] == "CONFLICT-2" else row for row in rows]
    world.drop("second.csv", changed)
    world.finish()
    assert world.fingerprint("CONFLICT-") == before
    assert [row[1] for row in before] == ["sale"] * 4
    states = world.ledger_rows(
        "SELECT state, count(*) FROM documents WHERE number LIKE 'CONFLICT-%%' GROUP BY 1 ORDER BY 1"
    )
    assert states == [("done", 4), ("duplicate", 3), ("exception", 1)]
    with world.ledger.open() as book:
        (shown,) = book.exceptions.list(["number:CONFLICT-2"])
        (first, second) = [one for thread in book.trace("CONFLICT-2") for one in thread.documents]
        rows = book.documents.get([first.id, second.id])
    assert shown.code == "ID-KEY-002"
    assert shown.channel == CHANNEL
    assert {row.state for row in rows} == {"done", "exception"}
    assert rows[0].payload != rows[1].payload, "both versions can be read"
    world.assert_invariants()
