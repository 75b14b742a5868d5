"""Who orders beside Lading in the simulated quarter: buffers sized and replayed, and a peer that cannot be had."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from benchmarks import quarter_peers
from benchmarks.peer_odoo import Missing
from benchmarks.quarter_buffers import Buffer, buffer, supply_variability
from benchmarks.quarter_demand import BY_NAME, HISTORY_DAYS, Item, Quarter
from benchmarks.quarter_replica import by_buffers, by_rules, replayed

DAYS = 28


def _quarter(supplier: str, by_day: np.ndarray) -> Quarter:
    return Quarter((Item("Q-000", 4.0, BY_NAME[supplier]),), by_day[None, :].astype(np.int64), date(2026, 3, 2), DAYS)


def _steady(units: int = 2) -> np.ndarray:
    return np.full(HISTORY_DAYS + DAYS, units)


def test_zones_are_those_of_the_addon():
    """Worked by hand from the formulas of ``stock.buffer``: yellow and green by lead and use, red with both factors."""
    one = Buffer(usage=2.0, lead_days=10, lead="medium", varies="high", cycle_days=0, extra_days=0, minimum=6)
    assert one.red == pytest.approx(2 * 10 * 0.5 * (1 + 0.75))
    assert one.yellow == pytest.approx(one.red + 2 * 10)
    assert one.green == pytest.approx(one.yellow + 10), "lead x use x factor is more than the minimum"
    assert replace(one, minimum=30).green == pytest.approx(one.yellow + 30)
    assert replace(one, cycle_days=7).green == pytest.approx(one.yellow + 14)
    assert replace(one, extra_days=3.5).yellow == pytest.approx(2 * 13.5 * (0.5 * 1.75 + 1), abs=0.01), "to two places"


def test_nothing_is_ordered_at_the_top_of_yellow_and_up_to_green_below_it():
    one = Buffer(usage=1.0, lead_days=3, lead="short", varies="low", cycle_days=0, extra_days=0, minimum=1)
    assert one.asks(one.yellow) == 0
    assert one.asks(one.yellow - 1) == 4, "green is 2.25 above yellow, and a unit has no parts"
    assert replace(one, minimum=12).asks(one.yellow - 0.01) == 13


def test_a_user_sizes_by_what_was_known_then_and_by_the_supplier():
    changed = _steady()
    changed[HISTORY_DAYS:] = 50
    sized = buffer(_quarter("S4", changed), 0)
    assert sized == Buffer(2.0, 10, "medium", "low", 3.5, 1.75, 6)
    assert buffer(_quarter("S4", changed), 0, 14).usage > 2
    assert [supply_variability(BY_NAME[name]) for name in ("S1", "S3", "S5")] == ["low", "medium", "high"]
    waves = np.tile(np.repeat([0, 0, 8], 7), HISTORY_DAYS)[: HISTORY_DAYS + DAYS]
    assert buffer(_quarter("S1", waves), 0).varies == "high"


def test_the_replica_serves_a_steady_demand_whole_and_more_red_is_more_stock():
    demand = _quarter("S1", _steady())
    kinds = [by_rules(demand), *(by_buffers(demand, red) for red in (1.0, 3.0))]
    rules, usual, more = (replayed(demand, DAYS, one) for one in kinds)
    assert (rules.units, usual.units, more.units) == (1, 1, 1)
    assert more.stock > usual.stock


def test_a_peer_that_cannot_be_had_leaves_the_quarter_to_the_others(monkeypatch, capsys):
    @contextmanager
    def no_yard(_stack):
        reason = "no package index"
        raise Missing(reason)
        yield

    kind = quarter_peers.KINDS["ddmrp"]
    monkeypatch.setattr(quarter_peers, "KINDS", {"ddmrp": replace(kind, yard=no_yard)})
    with quarter_peers.peers(None, _quarter("S1", _steady()), ["ddmrp"]) as found:
        assert (found.there, found.worlds, found.missing) == ({}, [], ["OCA ddmrp, in Odoo"])
    assert "no package index" in capsys.readouterr().err
