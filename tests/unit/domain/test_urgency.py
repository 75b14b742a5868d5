"""Which order goes first: the channel's priority, sharpened by the day on which it is wanted."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.urgency import PRIORITIES, URGENT, priority_of
from tests.unit.readers.made import a_profile

LATE_EVENING = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
"""In Berlin it is the third already."""


@pytest.mark.parametrize(
    ("days", "due", "urgent"),
    [
        (None, date(2026, 3, 2), False),
        (0, None, False),
        (0, date(2026, 3, 3), True),
        (0, date(2026, 3, 4), False),
        (1, date(2026, 3, 4), True),
        (1, date(2026, 3, 5), False),
        (1, date(2026, 2, 1), True),
    ],
)
def test_what_is_wanted_within_the_profiles_days_by_the_partners_own_calendar_is_urgent(
    days: int | None, due: date | None, urgent: bool
) -> None:
    found = priority_of(a_profile(urgent_days=days), due, LATE_EVENING)
    assert found == (URGENT if urgent else PRIORITIES["standard"])


def test_urgency_raises_bulk_work_and_never_lowers_critical_work() -> None:
    assert priority_of(a_profile(priority="bulk", urgent_days=1), date(2026, 3, 3), LATE_EVENING) == URGENT
    assert priority_of(a_profile(priority="bulk", urgent_days=1), date(2026, 4, 3), LATE_EVENING) == 1000
    assert priority_of(a_profile(priority="critical", urgent_days=0), date(2026, 4, 3), LATE_EVENING) == 10
