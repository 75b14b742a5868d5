"""Many messages by one commit: each once, whatever comes with it; what came before costs no write."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import StopTheRun
from ledger.archive import Archive
from ledger.intake import Arrival, accept_many
from tests.integration.ledger.orders import Clerk


class CountedArchive(Archive):
    """Counts what is written."""

    written = 0

    def put_many(self, contents: Sequence[bytes]) -> list[str]:
        self.written += len(contents)
        return super().put_many(contents)


def message(key: str | None, content: bytes = b"{}") -> tuple[Arrival, bytes]:
    return Arrival("shop", "shop", "acme", str(key), "json", datetime.now(UTC), pickup_key=key), content


@pytest.fixture
def archive(tmp_path: Path) -> CountedArchive:
    return CountedArchive(tmp_path / "archive")


def test_answers_have_the_order_of_the_messages_and_copies_are_written_once(
    clerk: Clerk, archive: CountedArchive
) -> None:
    sent = [message(f"m-{n % 3}", b"%d" % (n % 3)) for n in range(9)]
    found = accept_many(clerk.ledger, archive, sent)
    assert [one.id for one in found] == [one.id for one in found[:3]] * 3
    assert (archive.written, clerk.sql("SELECT count(*) FROM deliveries")) == (3, [(3,)])
    again = accept_many(clerk.ledger, archive, [*sent, message("m-9", b"9")])
    assert [one.id for one in again[:9]] == [one.id for one in found]
    assert again[9].created
    assert archive.written == 4


def test_messages_of_one_commit_are_claimed_as_they_came(clerk: Clerk, archive: CountedArchive) -> None:
    found = accept_many(clerk.ledger, archive, [message(f"m-{n}", b"%d" % n) for n in range(12)])
    claimed = [clerk.claim("shop") for _ in found]
    assert [batch.delivery for batch in claimed if batch] == [str(one.id) for one in found]


def test_messages_without_a_key_are_told_apart_by_their_bytes_only(clerk: Clerk, archive: CountedArchive) -> None:
    found = accept_many(clerk.ledger, archive, [message(None, b"a"), message(None, b"b"), message(None, b"a")])
    assert [one.state for one in found] == ["captured", "captured", "duplicate"]
    assert found[2].duplicate_of == found[0].id


def test_the_same_bytes_under_two_keys_are_a_delivery_and_its_duplicate(clerk: Clerk, archive: CountedArchive) -> None:
    first, second = accept_many(clerk.ledger, archive, [message("m-1", b"a"), message("m-2", b"a")])
    assert (first.state, second.state, second.duplicate_of) == ("captured", "duplicate", first.id)


def test_many_groups_at_once_with_the_same_messages_agree(clerk: Clerk, archive: CountedArchive) -> None:
    sent = [message(f"m-{n}", b"%d" % n) for n in range(20)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda turn: accept_many(clerk.ledger, archive, sent[turn:] + sent[:turn]), range(16)))
    told = [{sent[(turn + n) % 20][0].name: one.id for n, one in enumerate(some)} for turn, some in enumerate(answers)]
    assert all(one == told[0] for one in told)
    assert clerk.sql("SELECT count(*) FROM deliveries") == [(20,)]


def test_nothing_is_registered_when_the_archive_is_full(
    clerk: Clerk, archive: CountedArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> list[str]:
        raise StopTheRun("The archive's disk is full; nothing was acknowledged.")

    monkeypatch.setattr(archive, "put_many", full)
    with pytest.raises(StopTheRun):
        accept_many(clerk.ledger, archive, [message("m-1"), message("m-2", b"2")])
    assert clerk.sql("SELECT count(*) FROM deliveries") == [(0,)]
