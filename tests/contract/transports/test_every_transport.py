"""What holds over a folder, a real SFTP server and a real S3 server: F17, F18, outcomes, trouble."""

from __future__ import annotations

import pytest
import yaml

from domain.errors import Misconfigured
from tasks.capture import capture
from tasks.intake import collect
from tasks.runtime.resources import Resources
from tests.contract.transports import places
from tests.contract.transports.swift_server import ACCESS, SECRET
from tests.unit.readers.made import HEADING

ROW = "PO-{},2026-11-20,C-1,SKU-1,Bolt,2,EA,3.50\n"


def order(number):
    return (HEADING + ROW.format(number)).encode()


@pytest.fixture
def house(place, tmp_path, ledger_url):
    partners = tmp_path / "partners"
    partners.mkdir()
    made = places.profile(place).model_dump(mode="json", exclude_defaults=True)
    (partners / "acme.yaml").write_text(yaml.safe_dump(made))
    return Resources(places.settings(place, ledger_url=ledger_url, partners=partners, settle_seconds=0))


def deliveries(house):
    with house.ledger.open() as book:
        found = [book.deliveries.get(number) for number in range(1, 20) if _there(book, number)]
    return [(one.name, one.state) for one in found]


def _there(book, number):
    try:
        book.deliveries.get(number)
    except KeyError:
        return False
    return True


def test_a_file_is_archived_registered_and_moved(place, house):
    place.drop("one.csv", order(1))
    assert collect(house, "acme") == 1
    assert deliveries(house) == [("one.csv", "captured")]
    assert (place.names("in"), place.names("seen")) == ([], ["one.csv"])
    assert place.content("seen", "one.csv") == order(1)
    assert collect(house, "acme") == 0


def test_the_same_name_with_other_bytes_is_new_and_the_same_bytes_under_another_name_a_duplicate(place, house):
    place.drop("name.csv", order(1))
    collect(house, "acme")
    place.drop("name.csv", order(2))
    collect(house, "acme")
    place.drop("other.csv", order(1))
    collect(house, "acme")
    assert deliveries(house) == [("name.csv", "captured"), ("name.csv", "captured"), ("other.csv", "duplicate")]
    assert place.names("in") == []
    seen = place.names("seen")
    assert len(seen) == 3
    assert sorted(place.content("seen", name) for name in seen) == [order(1), order(1), order(2)], "none overwritten"


def test_a_file_that_can_not_be_moved_is_not_taken_twice(place, house, monkeypatch):
    place.drop("stuck.csv", order(1))
    inbox = house.inbox("acme")

    def refused(self, waiting):
        raise Misconfigured("no rights")

    monkeypatch.setattr(type(inbox), "put_away", refused)
    for _ in range(3):
        assert isinstance(places.trouble_of(lambda: collect(house, "acme")), Misconfigured)
    assert deliveries(house) == [("stuck.csv", "captured")]
    monkeypatch.undo()
    collect(house, "acme")
    assert deliveries(house) == [("stuck.csv", "captured")]
    assert place.names("in") == []


@pytest.mark.parametrize("name", ["a.csv.part", "a.csv.tmp", "a.csv.filepart", ".a.csv", "~a.csv", "a.txt"])
def test_names_of_what_is_not_whole_and_names_nobody_asked_for_wait(place, name):
    inbox = places.inbox(place)
    place.drop(name, b"half")
    assert inbox.ready(2e9, 0) == []


def test_what_changed_after_it_was_seen_is_not_taken_and_what_changed_after_it_was_read_is_not_moved(place):
    inbox = places.inbox(place)
    place.drop("a.csv", b"first")
    (seen,) = inbox.ready(2e9, 0)
    place.drop("a.csv", b"second one")
    with pytest.raises(places.LadingError) as raised, inbox.fetch(seen):
        pass
    assert type(raised.value).__name__ == "Unsettled"
    (again,) = inbox.ready(2e9, 0)
    with inbox.fetch(again) as fetched:
        assert fetched.raw.read() == b"second one"
    place.drop("a.csv", b"and a third")
    inbox.put_away(again)
    assert place.content("in", "a.csv") == b"and a third"


def test_other_bytes_have_another_key_and_the_same_file_the_same(place):
    inbox = places.inbox(place)
    keys = []
    for content in (b"one", b"one", b"two"):
        if content == b"two" or not keys:
            place.drop("a.csv", content)
        (waiting,) = inbox.ready(2e9, 0)
        with inbox.fetch(waiting) as fetched:
            keys.append(fetched.pickup_key)
    assert keys[0] == keys[1] != keys[2]


def test_both_halves_of_a_pair_are_one_delivery(place):
    head = {"join": "No", "pattern": "*_head.csv", "line_pattern": "*_lines.csv"}
    columns = {"line.partner_sku": "Item", "line.quantity": "Qty"}
    inbox = places.inbox(place, mapping={"layout": "two_files", "head": head, "columns": columns})
    place.drop("o1_head.csv", b"No\n1\n")
    place.drop("o2_lines.csv.part", b"No")
    assert inbox.ready(2e9, 0) == []
    assert {one.name: one.why for one in inbox.left_there()} == {
        "o1_head.csv": "its other half (*_lines.csv) is not there",
        "o2_lines.csv.part": "its name says that it is not whole yet",
    }
    place.drop("o1_lines.csv", b"No,Item,Qty\n1,A,2\n")
    (waiting,) = inbox.ready(2e9, 0)
    assert (waiting.name, set(waiting.files)) == ("o1.pair.zip", {"o1_head.csv", "o1_lines.csv"})
    with inbox.fetch(waiting) as fetched:
        assert fetched.raw.head(2) == b"PK"
    inbox.put_away(waiting)
    inbox.put_away(waiting)
    assert place.names("seen") == ["o1_head.csv", "o1_lines.csv"]
    assert [one.name for one in inbox.left_there()] == ["o2_lines.csv.part"]


def test_an_outcome_is_whole_and_the_same_again_changes_nothing(place):
    inbox = places.inbox(place)
    for content in (b"x" * 100_000, b"x" * 100_000, b"other"):
        inbox.write_outcome("PO-1.done.json", content)
        assert place.names("out") == ["PO-1.done.json"], "nothing half written beside it"
        assert place.content("out", "PO-1.done.json") == content
    for name in ("", "../x.json", ".hidden"):
        assert isinstance(places.trouble_of(lambda name=name: inbox.write_outcome(name, b"x")), Misconfigured)


def test_an_empty_place_gives_nothing_and_the_doctor_finds_nothing_wrong(place):
    inbox = places.inbox(place)
    assert (place.names("in"), place.names("out")) == ([], [])
    assert inbox.ready(2e9, 0) == []
    assert inbox.mistakes() == []


def test_documents_are_read_from_an_archive_in_a_bucket(s3_place, tmp_path, ledger_url):
    partners = tmp_path / "partners"
    partners.mkdir()
    made = places.profile(s3_place).model_dump(mode="json", exclude_defaults=True)
    (partners / "acme.yaml").write_text(yaml.safe_dump(made))
    known = {"s3_endpoint": s3_place.server.endpoint, "s3_access_key": ACCESS, "s3_secret_key": SECRET}
    known |= {"archive": f"s3://{s3_place.bucket}/raw", "ledger_url": ledger_url, "partners": partners}
    house = Resources(places.settings(s3_place, **known))
    s3_place.drop("one.csv", order(1) + ROW.format(2).encode())
    assert collect(house, "acme") == 1
    batch = house.claim("acme", house.limits(), house.owner)
    assert batch is not None
    assert capture.fn(house, batch).passed == 2
    assert [path.name for path in (tmp_path / "incoming").iterdir()] == [], "no copy is left behind"
