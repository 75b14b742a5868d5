"""The heaviest finding decides; what a person has waived no longer counts; causes group what one repair cures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue import CATALOGUE
from domain.cause import cause, heaviest
from domain.findings import Finding, Severity
from domain.rules import apply_severities, decide
from tests.builders import a_line, a_profile, an_order, findings_of

SEVERITIES = st.sampled_from(list(Severity))


def _found(severity: Severity, code: str = "SO-LINE-002", value: str = "") -> Finding:
    return Finding(code=code, severity=severity, message="m", next_step="n", value=value)


@pytest.mark.parametrize(
    ("severities", "decision"),
    [
        ([], "checked"),
        (["warn", "warn"], "checked"),
        (["warn", "hold"], "held"),
        (["hold", "exception"], "exception"),
        (["exception", "hold", "reject", "warn"], "refused"),
    ],
)
def test_the_heaviest_decides(severities: list[str], decision: str) -> None:
    assert decide([_found(Severity(one)) for one in severities]) == decision


@given(st.lists(SEVERITIES))
def test_the_order_of_findings_does_not_matter(severities: list[Severity]) -> None:
    found = [_found(one) for one in severities]
    assert decide(found) == decide(list(reversed(found)))


def test_a_waived_finding_no_longer_counts_and_others_still_do() -> None:
    found = [_found(Severity.HOLD, "SO-PRICE-001"), _found(Severity.HOLD, "SO-TOTAL-001")]
    assert decide(found, ["SO-PRICE-001"]) == "held"
    assert decide(found, ["SO-PRICE-001", "SO-TOTAL-001"]) == "checked"


def test_a_profile_changes_severities_of_any_family() -> None:
    found = [_found(Severity.EXCEPTION, "GT-EX-001"), _found(Severity.HOLD, "SO-TOTAL-001")]
    changed = apply_severities(found, a_profile(severities={"GT-EX-001": "warn"}))
    assert [one.severity for one in changed] == [Severity.WARN, Severity.HOLD]


def test_documents_with_the_same_unknown_product_have_the_same_cause() -> None:
    one = findings_of(an_order(a_line(1), a_line(2, sku="NEW")))
    two = findings_of(an_order(a_line(1, sku="NEW"), number="PO-2"))
    assert cause(one) == cause(two) == "SO-LINE-002 NEW"


def test_the_first_of_the_heaviest_is_the_cause() -> None:
    found = [_found(Severity.WARN, value="w"), _found(Severity.HOLD, value="a"), _found(Severity.HOLD, value="b")]
    assert cause(found) == "SO-LINE-002 a"
    assert heaviest([]) is None
    assert cause([]) == ""


def test_the_planted_faults_of_the_first_issue_each_have_a_number_of_their_own() -> None:
    planted = [
        "SO-LINE-002", "SO-LINE-003", "SO-LINE-005", "SO-PRICE-001", "SO-LINE-004", "SO-LINE-009", "SO-DATE-001",
        "ID-KEY-001", "ID-KEY-002", "SO-PARTY-003", "SO-CUR-002", "SO-TOTAL-001",
    ]  # fmt: skip
    assert len(set(planted) & set(CATALOGUE)) == 12
