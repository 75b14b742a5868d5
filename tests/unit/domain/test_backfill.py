"""Chunks, and the hash over all that a plan says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from domain.backfill import Difference, PlanFile, PlanHead, Planned, chunk_days, chunk_of, chunk_span, kept, plan_hash
from domain.catalogue import finding
from domain.profile import Backfill

HEAD = PlanHead(
    "shop",
    "order-to-cash",
    "draft",
    date(2011, 1, 5),
    date(2011, 1, 20),
    "week",
    1,
    "odoo:x",
    (PlanFile("a", "", "00", 1),),
)
ONE = Planned(0, 1, "id", "hash", "PO-1", date(2011, 1, 5), "create", "GBP", Decimal("10.50"), 2)


@pytest.mark.parametrize(
    ("chunking", "day", "number", "span"),
    [
        ("day", date(2011, 1, 6), 1, (date(2011, 1, 6), date(2011, 1, 6))),
        ("week", date(2011, 1, 9), 0, (date(2011, 1, 5), date(2011, 1, 9))),
        ("week", date(2011, 1, 10), 1, (date(2011, 1, 10), date(2011, 1, 16))),
        ("week", date(2011, 1, 20), 2, (date(2011, 1, 17), date(2011, 1, 20))),
        ("10", date(2011, 1, 15), 1, (date(2011, 1, 15), date(2011, 1, 20))),
    ],
)
def test_days_fall_into_chunks_within_the_plan(chunking: str, day: date, number: int, span: tuple[date, date]) -> None:
    head = replace(HEAD, chunking=chunking)
    assert chunk_of(day, head) == number
    assert chunk_span(number, head) == span


@pytest.mark.parametrize("chunking", ["0", "-1", "month", "9999", ""])
def test_what_is_no_chunk_is_refused(chunking: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - int()'s own words or ours
        chunk_days(chunking)


@pytest.mark.parametrize(
    "other",
    [
        replace(ONE, action="update"),
        replace(ONE, amount=Decimal("10.51")),
        replace(ONE, content_hash="other"),
        replace(ONE, resolved_hash="other"),
        replace(ONE, record_id=7),
        replace(ONE, record_seen=datetime(2026, 1, 1, tzinfo=UTC)),
        replace(ONE, differences=(Difference("total", "1", "2"),)),
        replace(ONE, findings=(finding("ID-KEY-001", value="x", when="then"),)),
    ],
)
def test_whatever_a_plan_says_is_in_its_hash(other: Planned) -> None:
    assert plan_hash(HEAD, [ONE]) != plan_hash(HEAD, [other])
    assert plan_hash(replace(HEAD, posted_as="history"), [ONE]) != plan_hash(HEAD, [ONE])


def test_what_is_only_another_way_of_writing_is_not() -> None:
    seen = datetime(2026, 1, 1, 12, tzinfo=UTC)
    here = replace(ONE, record_seen=seen)
    there = replace(ONE, record_seen=seen.astimezone(timezone(timedelta(hours=2))), amount=Decimal("10.5"))
    assert plan_hash(HEAD, [here]) == plan_hash(HEAD, [there])


def test_what_is_found_when_it_is_applied_does_not_alter_the_plan() -> None:
    moved = replace(ONE, state="refused", findings=(finding("BF-MOVE-002", value="x", moved="it is gone"),))
    assert plan_hash(HEAD, [moved]) == plan_hash(HEAD, [ONE])


def test_of_many_findings_the_first_few_kinds_are_kept_the_weighty_before_warnings() -> None:
    warned = finding("ID-KEY-001", value="x", when="then")
    held = [finding("BF-DIFF-001", value=str(number), why="so") for number in range(9)]
    assert [one.code for one in kept([warned, *held])] == ["BF-DIFF-001", "ID-KEY-001"]


def test_a_profile_says_it_by_the_word_as() -> None:
    assert Backfill.model_validate({"as": "history"}).posted_as == "history"
    assert Backfill().posted_as == "draft"
