"""A traced story reads as one: what each document is, whom it waits for, and where that is decided."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from entrypoints.telling import lines_of

AT = datetime(2026, 3, 2, 14, 5, 6, 7000, tzinfo=UTC)


def story(**changes):
    one = {
        "number": "PO-1", "purpose": "original", "partner": "granby", "channel": "edi", "state": "held", "total": "456",
        "currency": "USD", "lines": 1, "external_id": "x", "events": [], "findings": [], "waived": [], "waits": None,
        "odoo": {"record": "", "url": ""}, "runs": [],
    }  # fmt: skip
    return list(lines_of({"documents": [one | changes], "deliveries": []}))


@pytest.mark.parametrize(
    ("purpose", "head"),
    [
        ("original", "PO-1 of granby (edi): held, 456.00 USD, 1 line"),
        ("change", "PO-1, a change, of granby (edi): held, 456.00 USD, 1 line"),
        ("cancel", "PO-1, a cancellation, of granby (edi): held"),
    ],
)
def test_the_head_says_what_it_is(purpose, head):
    assert story(purpose=purpose)[0] == head


@pytest.mark.parametrize(
    ("waits", "said"),
    [
        ({"for": "sales", "kind": "held", "exception": 7, "since": AT},
         "  Waits since 2026-03-02 14:05 for sales: lading approvals show 7"),
        ({"for": "master-data", "kind": "exception", "exception": 8, "since": AT},
         "  Waits since 2026-03-02 14:05 for master-data: lading exceptions show 8"),
        ({"for": "its order, which is held", "kind": "parked", "exception": None, "since": AT},
         "  Waits since 2026-03-02 14:05 for its order, which is held"),
    ],
)  # fmt: skip
def test_it_says_whom_or_what_it_waits_for(waits, said):
    assert said in story(waits=waits)


def test_what_was_let_pass_says_so_and_asks_nobody_for_anything():
    found = {"code": "SO-PRICE-001", "path": "lines[1]", "message": "19 is not 25.", "next_step": "Sales decides."}
    assert "      Sales decides." in story(findings=[found])
    told = story(findings=[found], waived=["SO-PRICE-001"])
    assert "  SO-PRICE-001 lines[1]: 19 is not 25. Let pass." in told
    assert "      Sales decides." not in told
