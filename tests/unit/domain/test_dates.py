"""Local times become moments; where clocks were changed the doubt is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.values.dates import zoned


@pytest.mark.parametrize(
    ("local", "moment", "doubt"),
    [
        (datetime(2026, 1, 15, 12, 0), "2026-01-15T11:00", ""),  # noqa: DTZ001 - local times are meant
        (datetime(2026, 7, 15, 12, 0), "2026-07-15T10:00", ""),  # noqa: DTZ001
        (datetime(2026, 3, 29, 2, 30), "2026-03-29T01:30", "gap"),  # noqa: DTZ001
        (datetime(2026, 10, 25, 2, 30), "2026-10-25T00:30", "fold"),  # noqa: DTZ001
        (datetime(2026, 3, 29, 3, 0), "2026-03-29T01:00", ""),  # noqa: DTZ001
    ],
)
def test_a_local_time_in_berlin_is_this_moment(local: datetime, moment: str, doubt: str) -> None:
    found = zoned(local, "Europe/Berlin")
    assert found.at.astimezone(UTC).isoformat(timespec="minutes").removesuffix("+00:00") == moment
    assert found.doubt == doubt


def test_a_time_that_has_a_zone_keeps_it() -> None:
    given_time = datetime(2026, 3, 29, 2, 30, tzinfo=UTC)
    assert zoned(given_time, "Europe/Berlin").at == given_time


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2060, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "Africa/Casablanca"]),
)
def test_a_time_without_doubt_reads_the_same_on_the_clock(local: datetime, zone: str) -> None:
    found = zoned(local, zone)
    if found.doubt != "gap":
        assert found.at.replace(tzinfo=None) == local
    assert found.at - found.at.astimezone(UTC) == timedelta(0)
