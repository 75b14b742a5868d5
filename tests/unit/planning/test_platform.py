"""An external platform: which of its deliveries counts, when a plan waits, and what of a forecast is believed."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from domain.planning.exchange import Part, newest_whole, waiting
from domain.planning.plan_frames import DEMAND
from domain.planning.platform import FORECASTS, merged

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def part(version, number=1, parts=1, kind="forecasts", sha="a"):
    return Part(kind, version, number, parts, f"{sha}{version}{number}", NOON)


def demand(table, **means):
    return table.of([
        {"sku": sku, "place": "WH", "level": level, "value": mean * factor}
        for sku, mean in means.items() for level, factor in ((0.0, 1.0), (0.5, 0.9), (0.95, 2.0))
    ])  # fmt: skip


def means(frame):
    return dict(frame.filter(level=0.0).select("sku", "value").rows())


def codes(findings):
    return [(one.code, one.value) for one in findings]


def test_a_later_version_replaces_an_earlier_one_once_it_is_whole():
    first = [part(1), part(2, 1, 2)]
    assert [one.version for one in newest_whole(first, "forecasts")] == [1]
    assert [one.part for one in newest_whole([*first, part(2, 2, 2)], "forecasts")] == [1, 2]


def test_a_version_of_which_a_part_lacks_does_not_count():
    assert newest_whole([part(1, 1, 2)], "forecasts") == ()
    assert newest_whole([part(1)], "policies") == ()


def test_what_came_first_under_a_number_counts():
    (found,) = newest_whole([part(1, sha="first"), part(1, sha="second")], "forecasts")
    assert found.sha256.startswith("first")


@pytest.mark.parametrize(("after", "parts", "verdict"), [
    (HOUR, [part(1)], "use"), (HOUR, [], "wait"), (3 * HOUR, [], "late"), (3 * HOUR, [part(1)], "use"),
])  # fmt: skip
def test_a_plan_waits_for_its_window_and_no_longer(after, parts, verdict):
    found = waiting(parts, ["forecasts"], asked_at=NOON, now=NOON + after, window=2 * HOUR)
    assert found.verdict == verdict
    assert (found.missing == ()) == (verdict == "use")


def test_a_sane_forecast_takes_the_place_of_ours():
    found, said = merged(demand(DEMAND, MUG=10.0, CUP=5.0), demand(FORECASTS, MUG=14.0, CUP=5.0), 3.0)
    assert means(found) == {"CUP": 5.0, "MUG": 14.0}
    assert said == ()


def test_what_lies_too_far_from_ours_is_told_and_not_used():
    found, said = merged(demand(DEMAND, MUG=10.0, CUP=5.0), demand(FORECASTS, MUG=31.0, CUP=1.6), 3.0)
    assert means(found) == {"CUP": 5.0, "MUG": 10.0}
    assert codes(said) == [("PL-PLATFORM-001", "CUP"), ("PL-PLATFORM-001", "MUG")]


def test_next_to_nothing_may_be_any_number_of_times_next_to_nothing():
    found, said = merged(demand(DEMAND, MUG=0.001), demand(FORECASTS, MUG=0.5), 3.0)
    assert (means(found), said) == ({"MUG": 0.5}, ())


def test_strangers_and_gaps_are_told():
    found, said = merged(demand(DEMAND, MUG=10.0, CUP=5.0), demand(FORECASTS, MUG=10.0, HAT=5.0), 3.0)
    assert means(found) == {"CUP": 5.0, "MUG": 10.0}
    assert codes(said) == [("PL-PLATFORM-002", "HAT"), ("PL-PLATFORM-003", "1")]


@pytest.mark.parametrize("values", [[10.0, 9.0, 8.0], [-1.0, 9.0, 18.0], [float("nan"), 9.0, 18.0]])
def test_values_that_are_no_quantiles_are_not_used(values):
    theirs = demand(FORECASTS, MUG=10.0).with_columns(value=pl.Series(values))
    found, said = merged(demand(DEMAND, MUG=10.0), theirs, 3.0)
    assert means(found) == {"MUG": 10.0}
    assert codes(said) == [("PL-PLATFORM-004", "MUG")]
