"""Each field has one owner, the write port writes by that table alone, and says whose a field is when it refuses."""

from __future__ import annotations

from collections import Counter

import pytest

from connectors.odoo import ownership as port
from connectors.odoo import references
from connectors.odoo.bots import BOTS
from domain.rules.ownership import METHODS, TABLE, owner_of, page, writable


def test_each_field_stands_in_one_line() -> None:
    places = Counter((row.model, field) for row in TABLE for field in row.fields)
    assert [place for place, count in places.items() if count > 1] == []
    assert all(row.why.endswith(".") for row in TABLE)


def test_the_port_writes_what_the_table_says_and_nothing_else() -> None:
    assert writable() == port.FIELDS
    assert set(port.FIELDS) <= set(BOTS)
    for role, models in port.FIELDS.items():
        for model, fields in models.items():
            owned = {field for row in TABLE if row.model == model and role in row.writers for field in row.fields}
            assert fields == owned
            port.check_fields(role, model, sorted(fields - {"order_line", "move_ids"}))


@pytest.mark.parametrize("row", [row for row in TABLE if not row.writers], ids=lambda row: row.fields[0])
def test_a_field_of_another_owner_is_refused_with_a_finding(row: object) -> None:
    known = next(one for one in TABLE if one is row)
    for role in METHODS:
        for field in known.fields:
            with pytest.raises(port.NotOurs, match="may not write") as caught:
                port.check_fields(role, known.model, [field])
            assert caught.value.finding.code == "OW-WRITE-001"
            assert known.owner in caught.value.finding.message


def test_a_column_of_a_line_is_refused_by_the_lines_owner() -> None:
    with pytest.raises(port.NotOurs, match="Taxes come from product") as caught:
        port.check_fields("sales", "sale.order", ["order_line/product_id/.id", "order_line/tax_ids/.id"])
    assert caught.value.finding.value == "order_line/tax_ids/.id"


def test_a_field_that_the_table_does_not_know_is_refused_too() -> None:
    assert owner_of("sale.order", "x_studio_margin") is None
    with pytest.raises(port.NotOurs, match="no line of the table"):
        port.check_fields("sales", "sale.order", ["x_studio_margin"])


def test_a_method_outside_the_list_is_refused_with_its_number() -> None:
    port.check_method("sales", "sale.order", "action_confirm")
    with pytest.raises(port.NotOurs, match="may not call unlink") as caught:
        port.check_method("sales", "sale.order", "unlink")
    assert caught.value.finding.code == "OW-CALL-001"


def test_an_address_is_made_and_never_written_again() -> None:
    port.check_fields("addresses", "res.partner", ["id", "parent_id/.id", "street"])
    port.check_made_once("addresses", "res.partner", creates_only=True)
    port.check_made_once("sales", "sale.order", creates_only=False)
    with pytest.raises(port.NotOurs, match="makes, and never writes") as caught:
        port.check_made_once("addresses", "res.partner", creates_only=False)
    assert caught.value.finding.code == "OW-WRITE-001"
    for role in ("sales", "reader"):
        with pytest.raises(port.NotOurs):
            port.check_fields(role, "res.partner", ["street"])


def test_the_reader_writes_nothing_at_all() -> None:
    assert port.FIELDS["reader"] == {}
    assert METHODS["reader"] == {}


def test_what_the_mirror_reads_of_master_data_has_an_owner_and_no_writer() -> None:
    read = {kind: references.KIND_FIELDS[kind] for kind in ("customer", "product", "pricelist_entry")}
    models = {"customer": "res.partner", "product": "product.product", "pricelist_entry": "product.pricelist.item"}
    told = {field for row in TABLE if set(row.writers) <= {"addresses"} for field in row.fields}
    apart = {"product_tmpl_id", "complete_name", "country_code", "company_id", "currency_id", "list_price"}
    for kind, fields in read.items():
        assert set(fields) - told - apart == set(), models[kind]


def test_the_page_shows_every_field_of_every_document() -> None:
    text = page("made\n")
    assert [field for row in TABLE for field in row.fields if f"`{field}`" not in text] == []
    for document in ("Order", "Order line", "Customer", "Product", "Price"):
        assert f"## {document}\n" in text
