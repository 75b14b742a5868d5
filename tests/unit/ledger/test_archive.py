"""The archive keeps bytes under their hash, and gives back those bytes or none."""

from __future__ import annotations

import errno
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain import seams
from domain.errors import Misconfigured, Refused, StopTheRun
from ledger.archive import Archive


def test_content_is_given_back_by_its_hash_from_bytes_and_from_a_file(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    source = tmp_path / "orders.csv"
    source.write_bytes(b"sku;qty\n" * 300_000)
    for content in (b"", b"one order", source):
        raw = content if isinstance(content, bytes) else content.read_bytes()
        digest = archive.put(content)
        assert digest == hashlib.sha256(raw).hexdigest()
        assert archive.read(digest) == raw
        assert archive.has(digest)


def test_a_hundred_writers_of_the_same_and_of_other_content_leave_each_content_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with ThreadPoolExecutor(32) as pool:
        digests = list(pool.map(lambda n: archive.put(b"content %d" % (n % 4) * 1000), range(100)))
    assert len(set(digests)) == 4
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == sorted(set(digests))


def test_it_is_on_disk_before_its_name_is_and_the_folder_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passed: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        passed.append("folder" if Path(f"/proc/self/fd/{descriptor}").is_dir() else "file")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    seams.install(lambda _, name: passed.append(name))
    try:
        Archive(tmp_path).put(b"content")
    finally:
        seams.install(None)
    assert passed[:2] == ["file", "ledger.archive.put.before"]
    assert set(passed[2:-1]) == {"folder"}
    assert passed[-1] == "ledger.archive.put.after"


def test_a_write_cut_before_the_rename_leaves_no_content_under_its_name(tmp_path: Path) -> None:
    def cut(_: str, name: str) -> None:
        if name.endswith(".before"):
            raise KeyboardInterrupt

    archive = Archive(tmp_path)
    seams.install(cut)
    try:
        with pytest.raises(KeyboardInterrupt):
            archive.put(b"content")
    finally:
        seams.install(None)
    assert not archive.has(hashlib.sha256(b"content").hexdigest())
    assert archive.read(archive.put(b"content")) == b"content"


def test_altered_content_is_never_given_out(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    digest = archive.put(b"ten pieces")
    archive.path(digest).chmod(0o640)
    archive.path(digest).write_bytes(b"99 pieces!")
    with pytest.raises(StopTheRun, match=r"was altered.*Restore the file"):
        archive.read(digest)


def test_missing_content_stops_the_run_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(StopTheRun, match=r"No such file.*Restore"):
        Archive(tmp_path).read("0" * 64)


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "0" * 63, "", "0" * 62 + "/x"])
def test_a_name_that_is_no_hash_leads_nowhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused):
        Archive(tmp_path).has(name)


@pytest.mark.parametrize(
    ("number", "kind", "says"),
    [(errno.ENOSPC, StopTheRun, "disk is full"), (errno.EACCES, Misconfigured, "cannot be written")],
)
def test_a_full_disk_and_a_folder_without_rights_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[Exception], says: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(kind, match=says):
        Archive(tmp_path).put(b"content")
    monkeypatch.undo()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        Archive(tmp_path / "archive").put(tmp_path / "gone.csv")
