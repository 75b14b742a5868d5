"""A flood of orders stops its channel and no other until a named person waives it, a silence is told (F50)."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy

from domain.errors import StopTheRun
from entrypoints.doctoring import _silences
from tasks.gates import extract_gate
from tasks.volume import silence
from tests.integration.receiver.taken import a_line, channel
from tests.unit.readers.made import HEADING


@pytest.fixture
def line(house):
    for name in ("flooded", "calm"):
        channel(house, name, "csv")
    with a_line(house) as made:
        yield made


def rows(count, begin=0, price="10"):
    skus = ("A-1", "B-2", "C-3")
    return HEADING + "".join(
        f"PO-{n},2026-11-02,C-1,{skus[n % 3]},Anvil,2,Stk,{price}\n" for n in range(begin, begin + count)
    )


@pytest.fixture
def committed(line):
    """Changes the ledger as time would."""

    def run(sql, **values):
        with line.house.ledger.open() as book:
            book._connection.execute(sqlalchemy.text(sql), values)
            book.commit("test.changed")

    return run


def gate(line, name):
    batch = line.house.claim(name, line.house.limits().model_copy(update={"documents": 5000, "lines": 20000}), "a test")
    outcome = extract_gate.fn(line.house, batch)
    line.house.give_back(batch)
    return outcome


MORE = """
UPDATE delivery_totals SET documents = :count WHERE delivery_id =
    (SELECT max(id) FROM deliveries WHERE channel = :channel AND duplicate_of IS NULL)
"""
BACK = "UPDATE deliveries SET registered_at = registered_at - make_interval(days => :days)"


def test_fifty_times_the_busiest_day_stops_the_channel_and_no_other(line, committed):
    line.take(rows(3), channel="flooded")
    line.take(rows(3), channel="calm")
    committed(BACK, days=3)
    line.take(rows(3, begin=10), channel="flooded")
    line.take(rows(3, begin=10), channel="calm")
    committed(MORE, channel="flooded", count=1001)
    committed(MORE, channel="calm", count=1000)
    stopped = gate(line, "flooded").stop
    assert isinstance(stopped, StopTheRun)
    assert "had 1001 orders in the last 24 hours; its busiest day of two weeks had 3" in str(stopped)
    assert gate(line, "calm").stop is None
    assert line.house.claim("flooded", line.house.limits(), "another") is None, "the circuit gives no work"
    assert line.rows("SELECT DISTINCT state FROM documents WHERE channel = 'flooded'") == [("captured",)]
    for expires, stops in ((timedelta(seconds=-1), True), (timedelta(hours=8), False)):
        with line.house.ledger.open() as book:
            book.circuits.close("flooded", by="Ada", reason="a campaign")
            book.circuits.waive(
                "flooded", "GT-VO-001", by="Ada", reason="a campaign", until=datetime.now(UTC) + expires
            )
            book.commit("test.waive")
        committed("UPDATE threads SET available_at = now()")
        assert isinstance(gate(line, "flooded").stop, StopTheRun) == stops
    assert line.rows("SELECT DISTINCT state FROM documents WHERE channel = 'flooded'") == [("read",)]


def test_a_channels_first_day_and_repeated_deliveries_are_no_flood(line, committed):
    line.take(rows(2), channel="calm")
    committed(MORE, channel="calm", count=1500)
    assert gate(line, "calm").stop is None
    line.house.volume_seen_at.clear()
    committed(BACK, days=1)
    for _ in range(3):
        line.take(rows(2), channel="calm")
    line.take(rows(2, begin=9000), channel="calm")
    assert gate(line, "calm").stop is None


def test_prices_of_zero_all_at_once_stop_the_channel(line):
    line.take(rows(30, price="0"), channel="flooded")
    assert "GT-EX-105" in str(gate(line, "flooded").stop)


@pytest.mark.parametrize(
    ("days", "usual"),
    [
        ({0: 9, 7: 100, 14: 120}, 100), ({0: 10, 7: 100, 14: 120}, None), ({7: 10, 14: 10}, 10), ({7: 9, 14: 500}, None),
        ({0: 1, 1: 400, 7: 400}, None), ({}, None),
    ],
)  # fmt: skip
def test_a_tenth_of_the_same_days_before_is_a_silence(days, usual):
    assert silence(days) == usual


def test_doctor_tells_a_silence(line, committed, house):
    for begin in (0, 50):
        line.take(rows(12, begin=begin), channel="calm")
        committed(BACK, days=7)
    found = list(_silences(house.settings))
    assert [(one.name, one.ok) for one in found] == [("orders of calm", False)]
    assert "0 orders in the last 24 hours; one and two weeks ago at least 12" in found[0].what
    line.take(rows(12, begin=90), channel="calm")
    assert list(_silences(house.settings)) == []
