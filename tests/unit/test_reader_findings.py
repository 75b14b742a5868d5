"""What a reader said of a document stays with it when the rules run, whatever the format."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from domain.catalogue import entry, finding
from domain.findings import Severity
from ledger.values import DocumentRow
from tasks.rules import _known
from tests.unit.readers.made import a_profile, readings
from tests.unit.readers.test_ubl import BERLIN, CHARGE, an_order


def _row(*findings: object) -> DocumentRow:
    return cast("DocumentRow", SimpleNamespace(id=1, findings=findings))


def test_a_charge_of_a_ubl_order_still_holds_it_after_the_rules() -> None:
    found = readings(an_order(head=BERLIN + CHARGE.format("3")), a_profile("ubl"), "order.xml")[0]
    assert found.payload is not None
    assert [(one.code, one.severity) for one in _known(_row(*found.findings), {})] == [("UB-HEAD-004", Severity.HOLD)]


@pytest.mark.parametrize(
    "code", ["AR-FILE-006", "ED-HEAD-006", "FI-HEAD-003", "UB-LINE-007", "SH-FORM-001", "SO-LINE-002"]
)
def test_what_readers_said_stays_and_what_the_rules_said_before_is_said_anew(code: str) -> None:
    words: dict[str, Any] = dict.fromkeys(entry(code).words(), "y")
    said = finding(code, value="x", **words)
    assert [one.code for one in _known(_row(said), {})] == ([] if code.startswith("SO-") else [code])
