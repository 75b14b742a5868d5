"""Clocks that differ, go back, or have no such hour (F21, F22): order comes from sequences, each order is in one day."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from domain.signing import HEADERS, sign
from entrypoints.receiving import hooks
from ledger.intake import Arrival, accept
from tests.integration.receiver.conftest import SECRETS
from tests.integration.receiver.taken import SCHEME, a_line, channel
from tests.unit.readers.made import HEADING

TEN = 600.0


@pytest.fixture
def line(house):
    channel(house, "rows", "csv", number_reuse="never")
    for name, zone in (("kiritimati", "Pacific/Kiritimati"), ("berlin", "Europe/Berlin")):
        channel(house, name, "csv", timezone=zone)
    with a_line(house) as made:
        yield made


def row(number, day="2026-11-02", quantity=2):
    return f"{HEADING}{number},{day},C-1,A-1,Anvil,{quantity},Stk,10\n"


class Skewed(datetime):
    """The application's clock, so many seconds off."""

    off = 0.0

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + timedelta(seconds=cls.off)


@pytest.fixture
def clock(monkeypatch):
    """Sets the receiver's clocks, not PostgreSQL's."""
    real = time.time

    def by(seconds):
        monkeypatch.setattr(Skewed, "off", seconds)
        monkeypatch.setattr(hooks, "datetime", Skewed)
        monkeypatch.setattr(hooks.time, "time", lambda: real() + seconds)

    return by


def pushed(line, number, stamp):
    body = row(number).encode()
    headers = sign(SCHEME, SECRETS["edi"], body, names=HEADERS[SCHEME], message_id=number, stamp=str(int(stamp)))
    return line.client.post("/hooks/rows", content=body, headers=headers)


def test_the_window_of_signatures_goes_by_our_clock_either_way(line, clock):
    now = time.time()
    for skew, stamp, status in (
        (TEN, now, 401), (-TEN, now, 401), (TEN, now + TEN, 202), (-TEN, now - TEN, 202), (280.0, now, 202), (-280.0, now, 202),
    ):  # fmt: skip
        clock(skew)
        answer = pushed(line, f"PO{skew:g}-{status}", stamp)
        assert answer.status_code == status, (skew, answer.text)
        if status == 401:
            assert answer.json()["code"] == "RC-SIGN-003"


def test_a_clock_that_goes_back_changes_neither_turn_nor_lease_nor_count(line, clock):
    skews = [0.0, TEN, -TEN, -3600.0, 3600.0, 0.0]
    for place, skew in enumerate(skews):
        clock(skew)
        assert pushed(line, f"PO-{place}", time.time()).status_code == 202
        assert pushed(line, f"PO-{place}", time.time()).status_code == 202
    clock(0.0)
    line.read("rows")
    assert [number for number, *_ in line.documents()] == [f"PO-{place}" for place in range(len(skews))]
    assert line.states() == ["captured"] * len(skews), "sent again at another hour is still the same message"
    batch = line.house.claim("rows", line.house.limits(), "a test")
    with line.house.ledger.open() as book:
        assert [one.number for one in book.documents.in_batch(batch, ["captured"])] == [f"PO-{n}" for n in range(6)]
    assert line.house.claim("rows", line.house.limits(), "another") is None, "the lease goes by PostgreSQL's clock"
    assert line.house.renew(batch)
    assert line.balanced()


MOMENTS = [
    datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC),  # Berlin has no 02:30
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # and 02:30 twice
    datetime(2026, 10, 24, 22, 30, tzinfo=UTC), datetime(2026, 10, 25, 23, 30, tzinfo=UTC),  # a day of 25 hours
    datetime(2026, 12, 31, 10, 0, tzinfo=UTC), datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),  # 2027 elsewhere
    datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 2, 29, 12, tzinfo=UTC),
]  # fmt: skip


def test_each_order_is_in_exactly_one_daily_proof(line):
    """The day is that of receipt in UTC, of 24 hours each, wherever the partner is and whatever it calls the day."""
    for place, moment in enumerate(MOMENTS):
        for name in ("berlin", "kiritimati"):
            arrival = Arrival(f"{name}-orders", name, name, f"{name}-{place}", "csv", moment, f"{name}-{place}", 100)
            accept(line.house.ledger, line.house.archive, arrival, row(f"PO-{place}", moment.date()).encode())
    for name in ("berlin", "kiritimati"):
        line.read(name)
    with line.house.ledger.open() as book:
        proof = book.reconcile()
    assert proof.balanced
    days = Counter(moment.date() for moment in MOMENTS)
    for name in ("berlin", "kiritimati"):
        found = {day: one.captured.documents for (known, day), one in proof.by_channel_and_day.items() if known == name}
        assert found == dict(days)
    assert sum(one.captured.documents for one in proof.by_channel_and_day.values()) == proof.total.captured.documents
    money = sum((one.captured.money["EUR"] for one in proof.by_channel_and_day.values()), Decimal(0))
    assert money == proof.total.captured.money["EUR"] == 20 * 2 * len(MOMENTS)


def test_hours_that_are_not_there_or_twice_are_one_moment_each_and_the_same_again(line):
    """02:30 of a spring night does not exist in Berlin, 02:30 of an autumn night is there twice: each is read one way."""
    hours = ["2026-03-29 02:30", "2026-10-25 02:30", "2026-03-29 03:30", "2026-10-25 01:30"]
    text = HEADING + "".join(f"PO-{n},{hour},C-1,A-1,Anvil,2,Stk,10\n" for n, hour in enumerate(hours))
    line.take(text, text + "\n", channel="berlin")
    assert line.states() == ["captured"] * 4 + ["duplicate"] * 4
    found = line.rows(
        "SELECT number, ordered_at AT TIME ZONE 'UTC' FROM documents WHERE state = 'captured' ORDER BY id"
    )
    moments = dict(found)
    assert moments["PO-0"] == datetime(2026, 3, 29, 1, 30)  # noqa: DTZ001 - UTC without saying so
    assert moments["PO-1"] == datetime(2026, 10, 25, 0, 30)  # noqa: DTZ001
    assert len(line.rows("SELECT DISTINCT (received_at AT TIME ZONE 'UTC')::date FROM deliveries")) == 1


def test_a_local_date_at_the_end_of_the_world_is_the_partners_own(line):
    line.take(row("PO-1", "2026-12-31"), channel="kiritimati")
    ((moment,),) = line.rows("SELECT ordered_at AT TIME ZONE 'Pacific/Kiritimati' FROM documents")
    assert moment.date() == date(2026, 12, 31)
