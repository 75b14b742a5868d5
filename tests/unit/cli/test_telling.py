"""A traced story reads as one: what each document is, whom it waits for, and where that is decided."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from domain.catalogue import finding
from domain.documents.resolved_order import ResolvedOrder
from domain.resolve import resolved_json
from entrypoints.telling import lines_of
from ledger.tracing import _number
from tasks.publish import _body

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


def test_the_command_in_the_note_on_an_order_is_one_that_finds_it():
    """The note names the document by its number in the ledger: ``document:12``, as ``ledger.tracing`` reads it."""
    resolved = ResolvedOrder(
        external_id="x", number="PO-1", customer_code="C", currency="USD", ordered_at=None, lines=(),
        untaxed_total=Decimal(0), source_label="granby, a.edi",
    )  # fmt: skip
    found = (finding("SO-LINE-004", value="A"), finding("SO-LINE-004", value="B"))
    row = SimpleNamespace(
        id=12, type="sales_order", resolved=resolved_json(resolved), findings=found, number="PO-1", external_id="x"
    )
    body = _body(row)
    command = body.partition("lading trace ")[2].split(".")[0]
    assert _number(command, "document:") == 12
    assert ".." not in body
    assert ".;" not in body
