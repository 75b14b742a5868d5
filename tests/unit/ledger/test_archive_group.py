"""Many contents at once: each synced before it has its name, each folder after; cut anywhere, nothing half is there."""

from __future__ import annotations

import hashlib
import os
import resource
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain import seams
from domain.errors import Misconfigured, StopTheRun
from ledger.archive import Archive

CONTENTS = [b"number %d" % number for number in range(40)]


def names(folder: Path) -> set[str]:
    """Contents under their names."""
    return {path.name for path in folder.glob("??/??/*")}


def test_all_are_there_under_their_hashes_in_the_order_that_was_given(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    found = archive.put_many([*CONTENTS, CONTENTS[3]])
    assert found == [hashlib.sha256(one).hexdigest() for one in [*CONTENTS, CONTENTS[3]]]
    assert [archive.read(digest) for digest in found[:40]] == CONTENTS
    assert archive.put_many(CONTENTS) == found[:40]
    assert list((tmp_path / "incoming").iterdir()) == []
    assert archive.path(found[0]).stat().st_mode & 0o777 == 0o440
    assert archive.put_many([]) == []


def test_each_is_synced_before_it_has_its_name_and_every_folder_on_the_way_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def seen(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().relative_to(tmp_path).as_posix())
        real(descriptor)

    placed_after: list[int] = []
    seams.install(lambda _, name: placed_after.append(len(synced)) if name.endswith("put_many.before") else None)
    monkeypatch.setattr(os, "fsync", seen)
    try:
        archive = Archive(tmp_path)
        found = archive.put_many(CONTENTS[:3])
        before, after = synced[: placed_after[0]], set(synced[placed_after[0] :])
        assert {name.partition("/")[2].partition(".")[0] for name in before} == set(found)
        leaves = {f"{digest[:2]}/{digest[2:4]}" for digest in found}
        assert after == leaves | {digest[:2] for digest in found} | {"."}
        synced.clear()
        Archive(tmp_path).put_many(CONTENTS[:3])
        assert set(synced) == after, "another process may not have come to the folders yet"
        synced.clear()
        archive.put_many(CONTENTS[:3])
        assert set(synced) == leaves
    finally:
        seams.install(None)


def test_cut_before_the_names_nothing_is_stored_and_the_same_again_stores_it(tmp_path: Path) -> None:
    def cut(_: str, name: str) -> None:
        if name == "ledger.archive.put_many.before":
            raise KeyboardInterrupt

    archive = Archive(tmp_path)
    seams.install(cut)
    try:
        with pytest.raises(KeyboardInterrupt):
            archive.put_many(CONTENTS)
    finally:
        seams.install(None)
    assert names(tmp_path) == set()
    stored = archive.put_many(CONTENTS)
    assert names(tmp_path) == set(stored)


def test_many_groups_of_the_same_and_of_other_contents_at_once(tmp_path: Path) -> None:
    archives = [Archive(tmp_path) for _ in range(3)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda turn: archives[turn % 3].put_many(CONTENTS[turn:] + CONTENTS[:turn]), range(24)))
    assert len(names(tmp_path)) == len(CONTENTS)
    assert [archives[0].read(hashlib.sha256(one).hexdigest()) for one in CONTENTS] == CONTENTS
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_full_disk_stores_none_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """The kernel refuses files over 1,000 bytes, as a quota would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(StopTheRun, match="disk is full"):
            Archive(tmp_path).put_many([b"small", b"x" * 2_000, b"small, too"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(tmp_path) == set()
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_folder_that_is_none_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured, match="cannot be written"):
        Archive(tmp_path / "file").put_many(CONTENTS)
