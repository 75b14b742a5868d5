"""Every expectation of planning's gates catches a fault that nothing else catches, on real Great Expectations."""

from __future__ import annotations

import pytest

from domain.catalogue import CATALOGUE
from domain.findings import Severity
from domain.planning.plan_frames import ASIDE
from expectations.planning import forecast, plan
from expectations.planning import snapshot as snapshots
from expectations.suite import Level
from tests.unit.planning.gates.planted import CASES, forecast_judged, judged, plan_judged, sound

EXPECTATIONS = {
    one.code: one
    for suites in (snapshots.SUITES, forecast.SUITES, plan.SUITES)
    for suite in suites
    for one in suite.expectations
}


def _failing(found):
    return {row.code for row in found.result.table if row.failed}


def test_every_expectation_has_a_planted_fault_and_a_number_of_its_own():
    assert set(CASES) == set(EXPECTATIONS)
    assert set(EXPECTATIONS) == {code for code in CATALOGUE if code.startswith(("PL-SNAP-", "PL-FORE-", "PL-PLAN-"))}


@pytest.mark.parametrize("sound_one", [lambda: judged(sound()), forecast_judged, plan_judged])
def test_what_is_sound_passes(sound_one):
    found = sound_one()
    assert _failing(found) == set()
    assert found.result.passed
    assert found.aside.is_empty()


@pytest.mark.parametrize("code", [code for code, one in EXPECTATIONS.items() if one.level is Level.ROW])
def test_a_bad_row_is_caught_by_exactly_one_expectation(code):
    found = CASES[code]()
    assert _failing(found) == {code}
    assert not found.result.stops
    told, silent = (found.told, found.aside) if CATALOGUE[code].severity is Severity.WARN else (found.aside, found.told)
    assert silent.is_empty()
    assert told.columns == ASIDE.empty().columns
    assert set(told["code"]) == {code}
    assert "MUG" in set(told["sku"])
    assert set(told["place"]) == {"WH"}
    assert set(told["owner"]) <= {"master-data", "planning", "purchasing", "integration"}
    assert all(told["says"])
    assert all(told["next_step"])


@pytest.mark.parametrize("code", [code for code, one in EXPECTATIONS.items() if one.level is Level.BATCH])
def test_systemic_trouble_is_caught_by_exactly_one_expectation(code):
    found = CASES[code]()
    assert [one.code for one in found.result.stops] == [code]
    assert found.result.stops[0].next_step
    assert {one for one in _failing(found) if EXPECTATIONS[one].level is Level.BATCH} == {code}


def test_what_extraction_says_of_a_price_line_sets_no_line_aside():
    found = plan_judged(aside=[{"sku": "MUG", "place": "", "code": "PL-UNIT-001", "gate": "extract"}])
    assert _failing(found) == set()
