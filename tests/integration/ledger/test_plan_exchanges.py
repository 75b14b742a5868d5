"""What a planning platform was given and delivered: each part once, and who came first counts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.planning.exchange import Part, newest_whole
from ledger.book import Book, Ledger
from ledger.plans import PlanIn

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def plan(ledger: Ledger) -> int:
    with ledger.open() as book:
        number = book.plans.begin(PlanIn(profile="house", kind="nightly", today=date(2026, 3, 2), made_by="lading"))
        book.commit("tests.plan")
    return number


def deliver(book: Book, plan: int, sha: str, *, part: int = 1, parts: int = 1) -> str:
    return book.plan_exchanges.deliver(plan, Part("forecasts", 1, part, parts, sha, NOW), f"{sha}.csv")


def test_the_same_bytes_again_are_known_and_other_bytes_a_conflict(ledger: Ledger, plan: int) -> None:
    with ledger.open() as book:
        told = [deliver(book, plan, sha) for sha in ("one", "one", "two", "two")]
        rows = book.plan_exchanges.deliveries(plan)
    assert told == ["taken", "", "conflict", ""]
    assert [(row.sha256, row.state) for row in rows] == [("one", "taken"), ("two", "conflict")]


def test_parts_make_a_version_whole(ledger: Ledger, plan: int) -> None:
    with ledger.open() as book:
        deliver(book, plan, "a", part=1, parts=2)
        deliver(book, plan, "b", part=2, parts=2)
        found = newest_whole([row.taken for row in book.plan_exchanges.deliveries(plan)], "forecasts")
    assert [one.sha256 for one in found] == ["a", "b"]


def test_waiting_ends_once_and_a_late_delivery_reopens_it_once(ledger: Ledger, plan: int) -> None:
    with ledger.open() as book:
        exchanges = book.plan_exchanges
        assert [exchanges.asked(plan), exchanges.asked(plan)] == [True, False]
        assert [one.plan_id for one in exchanges.of(profile="house", verdicts=[""])] == [plan]
        assert [exchanges.end(plan, "late", "own"), exchanges.end(plan, "use")] == [True, False]
        assert [exchanges.end(plan, "again"), exchanges.end(plan, "again")] == [True, False]
        (found,) = exchanges.of(plan=plan)
    assert found.verdict == "again"
    assert found.ended_at is not None
