"""When an order counts and when its goods are there."""

from datetime import UTC, date, datetime, time

import pytest

from domain.planning.order_days import order_days
from tests.unit.planning.plan_world import profile, snapshot

WORKDAYS = (1, 2, 3, 4, 5)
MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


def days(today=MONDAY, hour=6, supplier=None, **settings):
    own = profile(working_days=WORKDAYS, suppliers={"ACME": supplier or {}}, **settings)
    seen = datetime(today.year, today.month, today.day, hour, tzinfo=UTC)
    return order_days(snapshot(seen, today), own, "ACME")


def test_after_the_cut_off_the_next_day_counts_in_the_companys_zone():
    assert days(hour=14, order_until=time(15)).start == MONDAY
    assert days(hour=16, order_until=time(15)).start == date(2026, 3, 3)
    assert days(hour=14, order_until=time(15), timezone="Europe/Berlin").start == MONDAY
    assert days(hour=15, order_until=time(15), timezone="Europe/Berlin").start == date(2026, 3, 3)
    assert days(hour=10, supplier={"order_until": time(9)}).start == date(2026, 3, 3)


def test_orders_go_out_on_days_that_both_work():
    some = days(FRIDAY, supplier={"order_weekdays": [5]}, holidays=[FRIDAY])
    assert some.first_from(some.start) == date(2026, 3, 13)
    assert days(date(2026, 3, 7)).first_from(date(2026, 3, 7)) == date(2026, 3, 9)


def test_a_supplier_that_takes_no_orders_is_asked_today():
    assert days(supplier={"order_weekdays": [6]}).first_from(MONDAY) == MONDAY


def test_goods_come_on_a_day_on_which_we_receive():
    assert days().due(MONDAY, 5) == date(2026, 3, 9)
    assert days(holidays=[date(2026, 3, 9)]).due(MONDAY, 5) == date(2026, 3, 10)


@pytest.mark.parametrize(("lead", "due"), [(2, "2026-03-04"), (4, "2026-03-13"), (7, "2026-03-16")])
def test_closed_days_are_no_lead_time(lead, due):
    """Closed from Thursday 5th to Wednesday 11th: 3 open days before."""
    shut = days(supplier={"closed": [["2026-03-05", "2026-03-11"]]})
    assert str(shut.due(MONDAY, lead)) == due
    assert shut.first_from(date(2026, 3, 5)) == date(2026, 3, 12)
