"""Projects and promotions: what will not come again."""

from __future__ import annotations

import pytest

from tests.unit.planning.cleaning.samples import a_profile, by_week, cleaned, item, rows_of, sold, steady, week


def test_one_line_far_above_the_usual_one_is_replaced_by_it():
    history = [*steady(30), sold(week(12, 2), 505, largest=500.0, lines=2)]
    found = cleaned(history)
    assert by_week(found)[12] == pytest.approx(25.0)
    (row,) = rows_of(found, "project")
    assert (row["day"], row["before"], row["after"]) == (week(12, 2), 505.0, 15.0)
    assert row["why"] == "One line of 500, where 10 is usual: a project."


def test_below_the_factor_it_stays():
    history = [*steady(30), sold(week(12, 2), 75)]
    assert by_week(cleaned(history))[12] == 85.0
    assert by_week(cleaned(history, profile=a_profile(cleaning={"project_factor": 5.0})))[12] == 20.0


def test_many_lines_of_one_day_are_no_project():
    history = [*steady(30), sold(week(12, 2), 500, largest=12.0, lines=45)]
    assert not rows_of(cleaned(history), "project")


def test_large_lines_that_come_again_are_demand():
    history = [*steady(30), *(sold(week(ago, 2), 500) for ago in (3, 11, 19))]
    assert not rows_of(cleaned(history), "project")


def test_two_in_a_row_are_a_new_level():
    assert not rows_of(cleaned([*steady(60, until=2), sold(week(1), 500), sold(week(0), 500)]), "project")


def test_a_lumpy_item_keeps_its_lumps():
    sizes = [1, 40, 3, 90, 2, 15, 1, 60, 5, 25] * 3
    history = [sold(week(ago), size) for ago, size in enumerate(sizes)]
    assert not rows_of(cleaned([*history, sold(week(35), 300)]), "project")


@pytest.mark.parametrize("cleaning", [{"projects": False}, {"switched_off": ("project:MUG",)}])
def test_projects_can_be_switched_off(cleaning):
    history = [*steady(30), sold(week(12, 2), 500)]
    found = cleaned(history, profile=a_profile(cleaning=cleaning))
    assert by_week(found)[12] == 510.0
    assert rows_of(found, "project")[0]["why"].startswith("Switched off, else 10.")


def _promoted(**more):
    window = (week(6), week(5, 6), more.pop("target", "Kit"))
    return a_profile(cleaning={"promotions": (window,), "projects": False} | more)


LIFTED = [*steady(40, until=7), sold(week(6), 60), sold(week(5), 20), *steady(5)]


@pytest.mark.parametrize("target", ["MUG", "Kit"])
def test_a_window_is_brought_to_what_the_weeks_before_it_sold(target):
    found = cleaned(LIFTED, profile=_promoted(target=target))
    weeks = by_week(found)
    assert weeks[6] + weeks[5] == pytest.approx(20.0)
    assert weeks[6] == pytest.approx(15.0)
    assert weeks[7] == weeks[4] == 10.0
    assert rows_of(found, "promotion")[0]["why"] == (
        f"Promotion {week(6)} to {week(5, 6)}: 80 were asked for in it, 20 are usual."
    )


def test_a_window_without_lift_stays_as_it_was():
    assert not rows_of(cleaned(steady(40), profile=_promoted()), "promotion")


def test_what_follows_an_earlier_window_is_compared_with_usual_days():
    profile = a_profile(cleaning={"promotions": ((week(2), week(2, 6), "MUG"), (week(3), week(3, 6), "MUG"))})
    history = [*steady(40, until=4), sold(week(3), 40), sold(week(2), 40), *steady(2)]
    assert by_week(cleaned(history, profile=profile))[2] == pytest.approx(10.0)


def test_a_slow_mover_keeps_the_rate_of_a_year():
    history = [sold(week(50), 10), sold(week(30), 10), sold(week(20), 10), sold(week(6), 10)]
    found = cleaned(history, profile=_promoted())
    assert by_week(found)[6] == pytest.approx(30 / (44 * 7) * 14)


def test_a_window_of_something_that_never_sold_before_is_left_out():
    history = [*steady(20, sku="BOWL"), sold(week(6), 60)]
    found = cleaned(history, [item(), item("BOWL", category="Table")], profile=_promoted())
    assert rows_of(found, "promotion")[0]["why"].endswith("60 were asked for in it, 0 are usual.")


def test_others_are_not_touched_and_windows_can_be_switched_off():
    other = [one | {"sku": "BOWL"} for one in LIFTED]
    items = [item(), item("BOWL", category="Table")]
    found = cleaned([*LIFTED, *other], items, profile=_promoted())
    assert by_week(found, "BOWL")[6] == 60.0
    assert by_week(cleaned(LIFTED, profile=_promoted(switched_off=("promotion",))))[6] == 60.0
