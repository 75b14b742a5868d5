"""Files from a folder: stable ones only, moved only when asked, outcomes whole or not at all."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from connectors.transports.folder import FolderInbox
from connectors.transports.port import Waiting
from domain import seams
from domain.errors import Misconfigured, TryAgain
from entrypoints.doctoring import _inbox
from tasks.runtime.settings import Settings
from tests.unit.readers.made import a_profile

TWO_FILES = {
    "layout": "two_files",
    "head": {"join": "No", "pattern": "*_head.csv", "line_pattern": "*_lines.csv"},
    "columns": {"line.partner_sku": "Item", "line.quantity": "Qty"},
}


def an_inbox(root: Path, **transport: object) -> FolderInbox:
    fields = {"inbox": "acme/in", "outcomes": "acme/out", "patterns": ["*.csv"], **transport}
    inbox = FolderInbox.of(root, a_profile(transport=fields))
    inbox.prepare()
    return inbox


def ready(inbox: FolderInbox, later: float = 10.0, settle: float = 1.0) -> list[Waiting]:
    return inbox.ready(time.time() + later, settle)


def test_a_file_waits_until_it_has_not_changed_for_the_settle_time(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    (inbox.inbox / "a.csv").write_text("x")
    now = time.time()
    assert inbox.ready(now, 5.0) == []
    assert [one.name for one in inbox.ready(now + 6, 5.0)] == ["a.csv"]


def test_an_old_date_set_by_a_copy_does_not_make_a_fresh_file_look_stable(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    path = inbox.inbox / "a.csv"
    path.write_text("x")
    os.utime(path, (1_000_000, 1_000_000))
    assert inbox.ready(time.time(), 5.0) == []


def test_a_date_that_a_sender_set_ahead_keeps_no_file_waiting(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    path = inbox.inbox / "a.csv"
    path.write_text("x")
    os.utime(path, (time.time() + 86_400, time.time() + 86_400))
    assert inbox.ready(time.time(), 5.0) == []
    assert len(inbox.ready(time.time() + 6, 5.0)) == 1


def test_a_change_that_our_clock_has_not_reached_waits(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    (inbox.inbox / "a.csv").write_text("x")
    assert inbox.ready(time.time() - 60, 0.0) == []


@pytest.mark.parametrize(
    "name", [".a.csv", "~a.csv", "a.csv.part", "a.csv.tmp", "a.csv~", "a.csv.filepart", "a.txt", "A.CSV.SWP"]
)
def test_hidden_unfinished_and_other_files_are_left_alone(tmp_path: Path, name: str) -> None:
    inbox = an_inbox(tmp_path)
    (inbox.inbox / name).write_text("x")
    (inbox.inbox / "sub.csv").mkdir()
    (inbox.inbox / "link.csv").symlink_to(inbox.inbox / name)
    assert ready(inbox) == []


def test_older_files_come_first_and_patterns_know_no_case(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    for age, name in ((50, "b.csv"), (90, "C.CSV"), (10, "a.csv")):
        (inbox.inbox / name).write_text(name)
        os.utime(inbox.inbox / name, (time.time() - age, time.time() - age))
    assert [one.name for one in ready(inbox)] == ["C.CSV", "b.csv", "a.csv"]


def test_the_same_file_keeps_its_pickup_key_and_the_same_bytes_dropped_again_get_another(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    path = inbox.inbox / "a.csv"
    path.write_text("x")
    first, again = ready(inbox)[0], ready(inbox)[0]
    path.unlink()
    path.write_text("x")
    os.utime(path, (time.time() - 5, time.time() - 5))
    second = ready(inbox)[0]
    assert first.stamp == again.stamp != second.stamp
    assert inbox.raw(second).sha256 == "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"


def test_a_file_that_changes_while_it_is_read_is_left_for_later(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    path = inbox.inbox / "a.csv"
    path.write_text("x")
    waiting = ready(inbox)[0]
    path.write_text("xy")
    with pytest.raises(TryAgain, match="changed while it was read"):
        inbox.raw(waiting)
    path.unlink()
    with pytest.raises(TryAgain, match="went away"):
        inbox.raw(waiting)


def test_what_was_registered_is_put_away_once_and_again_after_a_crash(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    (inbox.inbox / "a.csv").write_text("x")
    waiting = ready(inbox)[0]
    inbox.put_away(waiting)
    inbox.put_away(waiting)
    assert (inbox.archived / "a.csv").read_text() == "x"
    assert ready(inbox) == []


def test_a_name_that_is_taken_in_the_archive_overwrites_nothing(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    for content in ("one", "two"):
        (inbox.inbox / "a.csv").write_text(content)
        inbox.put_away(ready(inbox)[0])
    assert sorted(path.read_text() for path in inbox.archived.iterdir()) == ["one", "two"]


def test_a_file_dropped_anew_under_the_same_name_is_not_put_away_for_the_old_one(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    path = inbox.inbox / "a.csv"
    path.write_text("one")
    waiting = ready(inbox)[0]
    path.unlink()
    path.write_text("two")
    inbox.put_away(waiting)
    assert path.read_text() == "two"


def test_a_pair_waits_for_its_other_half_and_moves_together(tmp_path: Path) -> None:
    profile = a_profile(mapping=TWO_FILES)
    inbox = FolderInbox.of(tmp_path, profile)
    inbox.prepare()
    (inbox.inbox / "o1_head.csv").write_text("No\n1\n")
    (inbox.inbox / "o2_lines.csv").write_text("No,Item,Qty\n")
    assert ready(inbox) == []
    (inbox.inbox / "o1_lines.csv").write_text("No,Item,Qty\n1,A,2\n")
    waiting = ready(inbox)
    assert [(one.name, len(one.files)) for one in waiting] == [("o1.pair.zip", 2)]
    assert inbox.raw(waiting[0]).sha256 == inbox.raw(waiting[0]).sha256
    inbox.put_away(waiting[0])
    assert sorted(path.name for path in inbox.archived.iterdir()) == ["o1_head.csv", "o1_lines.csv"]
    assert [path.name for path in inbox.inbox.iterdir() if path.is_file()] == ["o2_lines.csv"]


def test_what_waits_for_its_sender_is_told_with_the_reason_the_oldest_first(tmp_path: Path) -> None:
    inbox = FolderInbox.of(
        tmp_path, a_profile(mapping=TWO_FILES, transport={"inbox": "acme/in", "patterns": ["*.csv"]})
    )
    inbox.prepare()
    for age, name in enumerate(
        ("o1_head.csv", "o2_head.csv", "o2_lines.csv", "notes.csv", "o3_lines.csv.part", "a.txt")
    ):
        (inbox.inbox / name).write_text("x")
        os.utime(inbox.inbox / name, (1_000_000 - age, 1_000_000 - age))
    assert [(one.name, one.why) for one in inbox.left_there()] == [
        ("o3_lines.csv.part", "its name says that it is not whole yet"),
        ("notes.csv", "no pattern of the profile says which half of a pair it is"),
        ("o1_head.csv", "its other half (*_lines.csv) is not there"),
    ]


def test_doctor_names_what_has_waited_for_its_sender_too_long(tmp_path: Path) -> None:
    profile = a_profile(transport={"inbox": "acme/in", "patterns": ["*.csv"]})
    inbox = FolderInbox.of(tmp_path, profile)
    inbox.prepare()
    for number in range(7):
        (inbox.inbox / f"old{number}.csv.part").write_text("x")
        os.utime(inbox.inbox / f"old{number}.csv.part", (time.time() - 7200 + number,) * 2)
    (inbox.inbox / "fresh.csv.part").write_text("x")
    said = list(_inbox(Settings(home=tmp_path, channels=tmp_path), "acme", profile))
    assert [one.ok for one in said] == [False] * 6
    assert said[0].what.startswith("old0.csv.part has been there for 2.0 hours and is not taken: its name says")
    assert said[-1].what == "and 2 more files like these"
    for path in inbox.inbox.glob("old*"):
        path.unlink()
    assert [one.ok for one in _inbox(Settings(home=tmp_path, channels=tmp_path), "acme", profile)] == [True]


def test_a_zip_is_a_pair_that_the_partner_packed(tmp_path: Path) -> None:
    transport = {"inbox": "acme/in", "patterns": ["*.csv", "*.zip"]}
    inbox = FolderInbox.of(tmp_path, a_profile(mapping=TWO_FILES, transport=transport))
    inbox.prepare()
    for name in ("o1_head.csv", "o1_lines.csv", "o2.zip", "o3_head.csv"):
        (inbox.inbox / name).write_bytes(b"x")
    assert sorted((one.name, len(one.files)) for one in ready(inbox)) == [("o1.pair.zip", 2), ("o2.zip", 1)]


def test_an_outcome_is_written_whole_under_its_name_and_the_same_again_changes_nothing(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    path = inbox.write_outcome("po-1.json", b"{}")
    before = path.stat()
    assert inbox.write_outcome("po-1.json", b"{}").stat().st_mtime_ns == before.st_mtime_ns
    inbox.write_outcome("po-1.json", b"[]")
    assert path.read_bytes() == b"[]"
    assert [one.name for one in path.parent.iterdir()] == ["po-1.json"]


@pytest.mark.parametrize("name", ["../po.json", "/etc/po.json", "", ".po", "a/b"])
def test_an_outcome_never_leaves_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(Misconfigured):
        an_inbox(tmp_path).write_outcome(name, b"{}")


def test_a_crash_before_the_rename_leaves_no_outcome_and_one_after_it_a_whole_one(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    passed: list[str] = []

    def stop(kind: str, name: str) -> None:
        passed.append(f"{kind} {name}")
        if name == "folder.outcome.before":
            raise KeyboardInterrupt

    seams.install(stop)
    try:
        with pytest.raises(KeyboardInterrupt):
            inbox.write_outcome("po-1.json", b"{}")
    finally:
        seams.install(None)
    assert passed == ["rename folder.outcome.before"]
    assert inbox.outcomes is not None
    assert not (inbox.outcomes / "po-1.json").exists()
    assert inbox.write_outcome("po-1.json", b"{}").read_bytes() == b"{}"
    assert [one.name for one in inbox.outcomes.iterdir()] == ["po-1.json"]


def test_missing_folders_are_told_in_words(tmp_path: Path) -> None:
    inbox = FolderInbox.of(tmp_path, a_profile())
    assert len(inbox.mistakes()) == 1
    assert "acme/in is missing" in inbox.mistakes()[0]
    inbox.prepare()
    assert inbox.mistakes() == []


def test_an_inbox_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "acme").write_text("a file where a folder belongs")
    with pytest.raises(Misconfigured, match="lading doctor"):
        FolderInbox.of(tmp_path, a_profile()).prepare()


def test_an_inbox_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    inbox.archived.rmdir()
    inbox.inbox.rmdir()
    assert ready(inbox) == []
    inbox.inbox.write_text("a file where a folder belongs")
    with pytest.raises(TryAgain, match=r"transport\.inbox"):
        ready(inbox)
