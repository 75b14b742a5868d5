"""Every document of the EDI corpus through ``lading inspect``; without the corpus these tests are skipped."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from entrypoints.cli import app
from tests.contract.readers.corpus import EDI, PAGE, Result, page, results

needs_corpus = pytest.mark.skipif(not EDI.is_dir(), reason=f"NOT TESTED: the corpus {EDI} is not there")

ORDERS = {
    "edifact/EdiFabric__EDIFACT_CorruptUnb.txt": [("128576", 1, "48"), ("128576", 1, "48")],
    "edifact/EdiFabric__EDIFACT_CorruptUnh.txt": [("128576", 1, "48"), ("128576", 1, "48")],
    "edifact/EdiFabric__EDIFACT_DuplicateGroup.txt": [("128576", 1, "48"), ("128576", 1, "48")],
    "edifact/EdiFabric__EDIFACT_DuplicateInterchange.txt": [("128576", 1, "48"), ("128576", 1, "48")],
    "edifact/EdiFabric__EDIFACT_DuplicateMessage.txt": [("128576", 1, "48"), ("128576", 1, "48")],
    "edifact/EdiFabric__EDIFACT_MixedTransactions.txt": [("128576", 1, "48")],
    "edifact/EdiFabric__EDIFACT_MixedTransactionsNoEnvelopes.txt": [("128576", 1, "48")],
    "edifact/EdiFabric__EDIFACT_PurchaseOrder.txt": [("128576", 1, "48")],
    "edifact/EdiFabric__EDIFACT_PurchaseOrderCSV.txt": [("128576", 3, "67")],
    "edifact/EdiFabric__EDIFACT_PurchaseOrderCustom1.txt": [("128576", 1, "48")],
    "edifact/EdiFabric__EDIFACT_PurchaseOrderCustom2.txt": [("128576", 1, "48")],
    "edifact/EdiFabric__EDIFACT_PurchaseOrderInvalid.txt": [("128576", 1, "48")],
    "edifact/EdiFabric__EDIFACT_PurchaseOrderModified.txt": [("128576", 1, "48")],
    "edifact/EdiFabric__EDIFACT_PurchaseOrderMultiLine.txt": [("128576", 3, "144")],
    "edifact/EdiFabric__EDIFACT_PurchaseOrders.txt": [("128576", 1, "48"), ("128576", 1, "48")],
    "edifact/OCA__Retail_EDIFACT_ORDERS_sample1.txt": [("1AA1TEST", 3, "9")],
    "edifact/OCA__Retail_EDIFACT_ORDERS_sample2.txt": [("1AA1TEST", 3, "9")],
    "edifact/OCA__test_orders_-_no_PRI_segments.txt": [("COM-004017", 3, "13")],
    "edifact/OCA__test_orders_-_no_ean_in_LIN_segments.txt": [("467819", 5, "162")],
}
"""What a person finds in every EDIFACT order of the corpus; those of X12 stand in test_real_files.py."""

TREES = {
    "json/Shopify__rest_order.json": [("#1001", 3, "3")],
    "ubl/phax__BII03_Order_example_01.xml": [("34", 2, "135")],
    "ubl/phax__CENBII-Order-maximal.xml": [("PM10405461", 2, "20")],
    "ubl/phax__UBL-Order-2.0-Example-International.xml": [("AEG012345", 1, "100")],
    "ubl/phax__UBL-Order-2.0-Example.xml": [("AEG012345", 1, "100")],
    "ubl/phax__UBL-Order-2.1-Example.xml": [("34", 2, "135")],
}
"""What a person finds in every UBL and JSON order of the corpus."""
READ = {"ORDERS", "ORDCHG", "850", "860", "997", "999", "CONTRL"}
"""Kinds that are read."""
WITHOUT_NUMBER = "ubl/phax__CENBII-Order-minimal.xml"
"""Its ID is empty: an order that nobody can name is refused, and says so."""


@pytest.fixture(scope="module")
def corpus() -> list[Result]:
    return list(results())


@needs_corpus
def test_the_corpus_is_whole(corpus: list[Result]) -> None:
    assert len(corpus) >= 106
    assert not [one.name for one in corpus if one.kinds == ("",)]


@needs_corpus
def test_every_edifact_order_has_the_lines_and_quantities_that_a_person_finds(corpus: list[Result]) -> None:
    found = {}
    for one in corpus:
        documents = one.answer["documents"]
        assert isinstance(documents, list)
        if one.name.startswith("edifact/") and documents:
            found[one.name] = [
                (order["number"], len(order["lines"]), f"{sum(Decimal(line['quantity']) for line in order['lines']):f}")
                for order in documents
                if order["type"] == "sales_order"
            ]
    assert {name: orders for name, orders in found.items() if orders} == ORDERS


@needs_corpus
def test_every_order_document_is_read(corpus: list[Result]) -> None:
    unread = [one.name for one in corpus if one.holds_an_order and not one.read]
    assert unread == [WITHOUT_NUMBER]
    nameless = next(one for one in corpus if one.name == WITHOUT_NUMBER)
    assert "UB-HEAD-001" in nameless.codes


@needs_corpus
def test_what_is_refused_is_named_by_what_the_corpus_list_says_it_is(corpus: list[Result]) -> None:
    wrong = []
    for one in (one for one in corpus if one.name.startswith(("edifact/", "x12/"))):
        said = " ".join(one.reasons())
        others = [kind for kind in one.kinds if kind not in {*READ, "?", "785"}]
        if not all(f" {kind} (" in said for kind in others) or "unknown to us" in said:
            wrong.append((one.name, one.kinds, said))
    assert wrong == []


@needs_corpus
def test_the_command_answers_each_with_its_exit(corpus: list[Result]) -> None:
    seen = set()
    for one in corpus:
        done = CliRunner().invoke(app, ["inspect", str(EDI / one.name), "--json"])
        assert done.exit_code == (0 if one.read else 1), one.name
        assert json.loads(done.stdout)["finding_counts"] == one.codes, one.name
        seen.add(done.exit_code)
    assert seen == {0, 1}


@needs_corpus
def test_the_page_tells_what_the_readers_do() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.contract.readers.corpus"


@needs_corpus
def test_every_ubl_and_json_order_has_the_lines_and_quantities_that_a_person_finds(corpus: list[Result]) -> None:
    found = {}
    for one in corpus:
        documents = one.answer["documents"]
        assert isinstance(documents, list)
        if one.name.startswith(("ubl/", "json/")) and documents:
            found[one.name] = [
                (order["number"], len(order["lines"]), f"{sum(Decimal(line['quantity']) for line in order['lines']):f}")
                for order in documents
                if order["type"] == "sales_order"
            ]
    assert {name: orders for name, orders in found.items() if orders} == TREES


@needs_corpus
def test_a_ubl_document_that_is_no_order_is_named_by_what_it_is(corpus: list[Result]) -> None:
    read = {"Order", "OrderChange", "OrderCancellation"}
    others = [one for one in corpus if one.name.startswith("ubl/") and not read & set(one.kinds)]
    assert len(others) >= 41
    for one in others:
        assert set(one.codes) == {"UB-DOC-001"}, one.name
        assert f"a UBL {one.kinds[0]} (" in one.reasons()[0], one.name


@needs_corpus
def test_a_json_document_that_is_no_order_says_what_it_calls_itself(corpus: list[Result]) -> None:
    others = [one for one in corpus if one.name.startswith("json/") and not one.read]
    assert len(others) >= 29
    assert [one.name for one in others if not set(one.codes) <= {"FI-FILE-005", "FI-FILE-006"}] == []
    assert [one.name for one in others if "a JSON document (" not in one.reasons()[0]] == []
