"""Every expectation catches a fault that nothing else catches, on real Great Expectations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.catalogue import CATALOGUE
from domain.findings import Severity
from expectations.gate import GateResult, Waiver, run_gate
from expectations.suite import Expect, Level
from tests.builders import a_profile, codes_of
from tests.integration.expectations.planted import CASES, SINGLE_FAULTS, SUITES, Planted

EXPECTATIONS = {one.code: one for suite in SUITES for one in suite.expectations}


def _run(planted: Planted, *waivers: Waiver) -> GateResult:
    return run_gate(planted.suite, planted.frame, population=planted.population, waivers=waivers)


def _failing(result: GateResult) -> set[str]:
    return {row.code for row in result.table if row.failed}


def test_every_expectation_has_a_planted_fault_and_a_number_of_its_own() -> None:
    assert set(CASES) == set(EXPECTATIONS)
    assert len(EXPECTATIONS) == sum(len(suite.expectations) for suite in SUITES)
    assert set(EXPECTATIONS) == {code for code in CATALOGUE if code.startswith("GT-")}


@pytest.mark.parametrize("code", [code for code, one in EXPECTATIONS.items() if one.level is Level.ROW])
def test_a_bad_document_is_caught_by_exactly_one_expectation(code: str) -> None:
    result = _run(CASES[code]())
    assert _failing(result) == {code}
    (findings,) = result.bad.values()
    assert {found.code for found in findings} == {code}
    assert not result.stops
    assert not result.passed
    assert all(found.message and found.next_step for found in findings)
    assert all(found.path for found in findings) or code == "GT-TR-001"


@pytest.mark.parametrize("code", [code for code, one in EXPECTATIONS.items() if one.level is Level.BATCH])
def test_systemic_trouble_is_caught_by_exactly_one_expectation(code: str) -> None:
    result = _run(CASES[code]())
    assert [found.code for found in result.stops] == [code]
    assert result.stops[0].next_step
    assert _failing(result) - {code} <= {one.code for one in EXPECTATIONS.values() if one.level is Level.ROW}


@pytest.mark.parametrize("code", [code for code, one in EXPECTATIONS.items() if one.level is Level.WARN])
def test_what_is_only_noted_stops_nothing(code: str) -> None:
    result = _run(CASES[code]())
    assert _failing(result) == {code}
    assert [(found.code, found.severity) for found in result.warnings] == [(code, Severity.WARN)]
    assert result.passed


@pytest.mark.parametrize("code", SINGLE_FAULTS)
def test_no_rule_repeats_what_the_extract_gate_checks(code: str) -> None:
    assert codes_of(SINGLE_FAULTS[code], profile=a_profile(dates={"past_days": 0})) == []


@pytest.mark.parametrize("code", CASES)
def test_a_named_persons_waiver_lets_it_through_and_is_shown(code: str) -> None:
    expires = datetime.now(UTC) + timedelta(days=1)
    waiver = Waiver(code, approver="A. Meier", reason="agreed with the partner", expires=expires)
    result = _run(CASES[code](), waiver)
    assert not result.stops
    assert code not in {found.code for findings in result.bad.values() for found in findings}
    assert {found.code: found.severity for found in result.warnings}[code] is Severity.WARN
    (row,) = [row for row in result.table if row.code == code]
    assert "A. Meier" in row.waived_by


def test_a_waiver_that_has_expired_waives_nothing() -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    waiver = Waiver("GT-EX-101", approver="A. Meier", reason="agreed", expires=past)
    assert [found.code for found in _run(CASES["GT-EX-101"](), waiver).stops] == ["GT-EX-101"]


def test_every_expectation_is_of_great_expectations_own_making() -> None:
    from great_expectations import expectations as kinds

    assert all(hasattr(kinds, f"Expect{one.kind}") for one in EXPECTATIONS.values())


def test_an_expectation_that_cannot_be_judged_is_a_mistake_of_ours_and_says_so() -> None:
    from domain.errors import Misconfigured
    from expectations.engine import judge

    planted = CASES["GT-EX-001"]()
    wrong = Expect("GT-EX-999", "ColumnValuesToBeBetween", "number", "a text is a number", {"max_value": 3})
    with pytest.raises(Misconfigured, match="GT-EX-999"):
        judge(planted.frame, [wrong])
