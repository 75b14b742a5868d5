"""Files of a backfill: as they would come in, never a half-written one, a pair as one delivery."""

from __future__ import annotations

import os
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from connectors.transports.folder import FolderInbox
from domain.mapping import HeadRecord
from domain.transport import Transport
from ledger.archive import Archive
from tasks.backfill.planning import _waiting
from tasks.backfill.reading import archived
from tasks.runtime.resources import Resources

PAIR = HeadRecord(pattern="*_head.csv", line_pattern="*_lines.csv", join="Order")


def a_house(tmp_path: Path, pair: HeadRecord | None = None) -> tuple[Resources, FolderInbox]:
    inbox = FolderInbox(tmp_path, Transport(inbox="in"), pair)
    inbox.prepare()
    settings = SimpleNamespace(settle_seconds=1.0)
    house = SimpleNamespace(inbox=lambda _channel: inbox, settings=settings, archive=Archive(tmp_path / "archive"))
    return cast("Resources", house), inbox


def put(inbox: FolderInbox, name: str) -> None:
    path = inbox.inbox / name
    path.write_text(name)
    os.utime(path, (1_000_000, 1_000_000))


def test_what_is_half_written_is_in_no_plan(tmp_path: Path) -> None:
    house, inbox = a_house(tmp_path)
    for name in ("a.csv", "b.csv.part", ".c.csv", "d.csv.tmp"):
        put(inbox, name)
    assert _waiting(house, "acme") == []
    time.sleep(1.1)
    found = _waiting(house, "acme")
    assert [(one.name, one.size) for one in found] == [("a.csv", 5)]
    assert house.archive.read(found[0].sha256) == b"a.csv"
    assert (inbox.inbox / "a.csv").exists()


def test_two_files_of_a_delivery_are_one(tmp_path: Path) -> None:
    house, inbox = a_house(tmp_path, PAIR)
    for name in ("o1_head.csv", "o1_lines.csv", "o2_head.csv"):
        put(inbox, name)
    named = archived(house.archive, sorted(inbox.inbox.glob("*.csv")), PAIR)
    assert [one.name for one in named] == ["o2_head.csv", "o1.pair.zip"]
    time.sleep(1.1)
    waiting = _waiting(house, "acme")
    assert [one.sha256 for one in waiting] == [named[1].sha256]
    with house.archive.local(waiting[0].sha256) as content, zipfile.ZipFile(content) as pair:
        assert sorted(pair.namelist()) == ["o1_head.csv", "o1_lines.csv"]
