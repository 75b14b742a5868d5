"""What becomes of a shop's orders when they are read, and that nothing odd about them is passed over."""

from datetime import UTC, datetime
from decimal import Decimal

import orjson
import pytest

from connectors.masking import masked_delivery
from connectors.ports import Raw
from connectors.shopify.pulling import pulled
from domain.documents.sales_order_change import ChangeKey
from infra.simulators.shopify.shapes import order_body, refund_body
from infra.simulators.shopify.shop import Shop
from tests.shopping import STARTED, TWO, Counter, Sold, Terms, codes, profile, read, sold


def lines_of(reading):
    return [(line.sku, str(line.quantity), str(line.unit_price)) for line in reading.document.lines]


def test_an_order_is_read_with_its_number_customer_lines_and_total():
    reading = read(sold())
    order = reading.document
    assert (order.number, order.currency, order.ordered_at) == ("#89001", "USD", STARTED)
    assert order.key.number == "450789001"
    assert lines_of(reading) == [("BOLT-M8", "2", "79.5"), ("NUT-M8", "10", "0.35")]
    assert order.stated_total == Decimal("162.5")
    assert order.total() == order.stated_total
    assert order.ship_to.address == ("62 Quay Street", "04101 Portland", "ME")
    assert order.ship_to.country == "US"
    assert reading.stamp == STARTED
    assert codes(reading) == []


def test_who_the_customer_is_says_the_profile():
    assert read(sold()).document.customer.code == ""
    assert read(sold(), profile({"customer_by": "customer"})).document.customer.code == "701"
    by_company = profile({"customer_by": "company"})
    assert read(sold(company_location=77), by_company).document.customer.code == "77"


def test_a_discount_that_cannot_be_shared_evenly_makes_two_lines_exact_to_the_cent():
    reading = read(sold(Sold("A", 3, "10.00", discount="10.00")))
    assert lines_of(reading) == [("A", "1", "6.66"), ("A", "2", "6.67")]
    assert reading.document.total() == Decimal(20) == reading.document.stated_total
    assert [line.partner_line[-2:] for line in reading.document.lines] == ["01", ".2"]
    assert codes(reading) == ["SH-LINE-003"]


def test_a_discount_that_can_be_shared_stays_one_line():
    assert lines_of(read(sold(Sold("A", 4, "10.00", discount="10.00")))) == [("A", "4", "7.5")]


@pytest.mark.parametrize(
    ("how", "code", "price", "total"),
    [("net", "SH-TAX-001", "100", "200"), ("keep", None, "119", None), ("hold", "SH-TAX-002", "119", None)],
)
def test_prices_that_hold_taxes(how, code, price, total):
    body = sold(Sold("A", 2, "119.00"), taxes_included=True, tax_rate="0.19")
    reading = read(body, profile({"gross_prices": how}))
    assert lines_of(reading) == [("A", "2", price)]
    assert codes(reading) == ([code] if code else [])
    assert reading.document.stated_total == (Decimal(total) if total else None)


def test_both_currencies_of_an_order():
    body = sold(Sold("A", 1, "100.00"), presentment="EUR", rate="0.9")
    shop, theirs = read(body), read(body, profile({"money": "presentment"}))
    assert (shop.document.currency, lines_of(shop)) == ("USD", [("A", "1", "100")])
    assert (theirs.document.currency, lines_of(theirs)) == ("EUR", [("A", "1", "90")])
    assert codes(shop) == codes(theirs) == ["SH-CUR-001"]


def test_shipping_is_a_line_of_its_own_product():
    reading = read(sold(shipping="7.90"))
    assert lines_of(reading)[-1] == ("SHIP", "1", "7.9")
    assert reading.document.stated_total == Decimal("170.4") == reading.document.total()
    without = read(sold(shipping="7.90"), profile({"shipping_sku": ""}))
    assert (len(without.document.lines), codes(without)) == (2, ["SH-SHIP-001"])


@pytest.mark.parametrize(
    ("terms", "code", "severity"),
    [
        ({"test": True}, "SH-HEAD-001", "reject"),
        ({"source": "pos"}, "SH-HEAD-002", "hold"),
        ({"financial": "PENDING"}, "SH-HEAD-003", "warn"),
        ({"tip": "3.00"}, "SH-HEAD-004", "hold"),
    ],
)
def test_what_is_odd_about_a_head_is_said(terms, code, severity):
    (found,) = read(sold(**terms)).findings
    assert (found.code, found.severity) == (code, severity)
    assert found.next_step


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (Sold(None, 1, "5.00", "Engraving", variant=None), "SH-LINE-001"),
        (Sold("GIFT", 1, "50.00", gift_card=True), "SH-LINE-002"),
    ],
)
def test_what_is_odd_about_a_line_is_said(line, code):
    assert codes(read(sold(line))) == [code]


def test_a_line_without_a_sku_is_known_by_its_variant():
    reading = read(sold(Sold(None, 1, "5.00")))
    assert (reading.document.lines[0].partner_sku, codes(reading)) == ("45078900101", [])


def test_fewer_pieces_than_ordered_that_can_be_fulfilled():
    body = sold(Sold("A", 3, "1.00"))
    body["line_items"][0]["fulfillable_quantity"] = 1
    assert codes(read(body)) == ["SH-LINE-004"]


def test_what_was_delivered_already_waits_for_a_person():
    assert codes(read(sold() | {"fulfillment_status": "fulfilled"})) == ["SH-HEAD-005"]


def test_an_edit_is_the_same_order_at_a_later_moment_and_a_change_of_it():
    shop = Shop(started=STARTED)
    order = shop.sell(*TWO)
    first = read(order_body(order))
    shop.edit(order, {"BOLT-M8": 1}, add=[Sold("NEW", 4, "2.00")])
    later = read(order_body(order), topic="orders/updated")
    assert later.key == first.key
    assert later.stamp > first.stamp
    assert lines_of(later) == [("BOLT-M8", "1", "79.5"), ("NUT-M8", "10", "0.35"), ("NEW", "4", "2")]
    change = later.as_change
    assert isinstance(change.key, ChangeKey)
    assert change.change.complete == later.document.model_copy(update={"source_rows": ()})
    assert change.change.changed_at == change.ordered_at == later.stamp


def test_a_payment_is_no_other_content():
    shop = Shop(started=STARTED)
    order = shop.sell(*TWO, terms=Terms(financial="PENDING"))
    before = read(order_body(order))
    shop.pay(order)
    after = read(order_body(order))
    assert before.content_hash == after.content_hash
    assert before.stamp < after.stamp


def test_a_cancellation_is_the_same_however_often_and_wherever_it_is_said():
    counter = Counter()
    order = counter.shop.sell(*TWO)
    counter.shop.cancel(order)
    said = read(order_body(order), topic="orders/cancelled")
    counter.shop.pay(order)
    again = read(order_body(order), topic="orders/updated")
    asked = pulled(counter.client, order["id"])
    hashes = {one.content_hash for one in (said, again, read(asked.content))}
    assert (len(hashes), said.key, said.change.purpose) == (1, again.key, "cancel")
    assert said.change.reason == "customer"


def test_an_order_of_which_nothing_is_left_is_cancelled():
    shop = Shop(started=STARTED)
    order = shop.sell(Sold("A", 2, "5.00"))
    shop.edit(order, {"A": 0})
    assert read(order_body(order)).change.purpose == "cancel"


def test_a_deleted_order_is_cancelled_by_its_number():
    reading = read({"id": 450789001}, topic="orders/delete")
    assert (reading.change.purpose, reading.key.number) == ("cancel", "450789001")


def test_pieces_that_came_back_are_no_change_and_pieces_never_sent_are():
    shop = Shop(started=STARTED)
    order = shop.sell(Sold("A", 5, "5.00"))
    first = read(order_body(order))
    shop.refund(order, "A", 2, "RETURN")
    assert lines_of(read(order_body(order))) == lines_of(first)
    shop.refund(order, "A", 1, "CANCEL")
    assert lines_of(read(order_body(order))) == [("A", "4", "5")]


def test_a_refund_waits_for_finance():
    shop = Shop(started=STARTED)
    order = shop.sell(Sold("A", 5, "5.00"))
    shop.refund(order, "A", 2)
    reading = read(refund_body(order, order["refunds"][0]), topic="refunds/create")
    (found,) = reading.findings
    assert (reading.payload, found.code, found.owner) == (None, "SH-REFUND-001", "finance")
    assert "450789001" in found.message


@pytest.mark.parametrize(
    "terms",
    [
        {},
        {"shipping": "7.90", "tip": "2.00", "note": "Ring twice", "po_number": "PO-7"},
        {"presentment": "EUR", "rate": "0.91"},
        {"taxes_included": True, "tax_rate": "0.19"},
        {"company_location": 77, "financial": "PENDING", "test": True, "source": "pos"},
    ],
)
def test_a_webhook_and_the_answer_of_the_api_are_one_content(terms):
    counter = Counter()
    lines = (*TWO, Sold(None, 1, "3.00"), Sold("C", 3, "10.00", discount="10.00"))
    order = counter.shop.sell(*lines, terms=Terms(**terms))
    known = profile({"gross_prices": "net", "customer_by": "customer"})
    by_hook = read(order_body(order), known)
    by_pull = read(pulled(counter.client, order["id"]).content, known)
    assert by_hook.document is not None
    assert by_hook.payload == by_pull.payload
    assert (by_hook.content_hash, by_hook.stamp, by_hook.key) == (by_pull.content_hash, by_pull.stamp, by_pull.key)
    assert by_hook.as_change.payload == by_pull.as_change.payload
    assert codes(by_hook) == codes(by_pull)


def test_an_edited_and_partly_returned_order_is_one_content_too():
    counter = Counter()
    order = counter.shop.sell(*TWO)
    counter.shop.edit(order, {"NUT-M8": 7}, add=[Sold("NEW", 2, "9.99", discount="0.99")])
    counter.shop.refund(order, "BOLT-M8", 1)
    assert read(order_body(order)).payload == read(pulled(counter.client, order["id"]).content).payload


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [
        ("currency", None, "currency"),
        ("name", 7.5, "name"),
        ("name", "", "name"),
        ("created_at", "yesterday", "created_at"),
        ("line_items", {"a": 1}, "line_items"),
        ("customer", "Ada", "customer"),
        ("taxes_included", "yes", "taxes_included"),
        ("financial_status", "quantum_paid", "financial_status"),
        ("fulfillment_status", "teleported", "fulfillment_status"),
    ],
)
def test_a_field_that_drifted_is_named_and_nothing_is_guessed(name, value, place):
    body = sold() | {name: value} | ({"processed_at": None} if name == "created_at" else {})
    reading = read(body)
    if (name, value) == ("name", 7.5):
        assert reading.payload is not None, "a number is a text of its digits"
        return
    assert reading.payload is None
    assert [(one.code, one.path) for one in reading.findings] == [("SH-FORM-001", place)]


@pytest.mark.parametrize(
    ("name", "value"), [("quantity", "many"), ("quantity", None), ("price_set", {"shop_money": 3})]
)
def test_a_line_that_drifted_is_named(name, value):
    body = sold()
    body["line_items"][1][name] = value
    (found,) = read(body).findings
    assert found.code == "SH-FORM-001"
    assert found.path.startswith("line_items[2].")


def test_new_fields_of_the_shop_are_no_reason_to_stop():
    assert codes(read(sold() | {"tomorrow": {"a": 1}, "sky": "blue"})) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "SH-FILE-001"),
        (b"[1]", "SH-FILE-001"),
        (b"", "SH-FILE-001"),
        (b'{"order_edit": {"id": 1}}', "SH-FILE-002"),
        (b'{"id": 1}', "SH-FILE-002"),
        (b'{"id": 1, "id": 2, "line_items": []}', "SH-FILE-001"),
        (b'{"name": "\\ud800", "line_items": []}', "SH-FILE-001"),
    ],
)
def test_what_is_no_order_says_so(content, code):
    reading = read(content)
    assert (reading.payload, codes(reading)[0]) == (None, code)


def test_a_number_that_javascript_rounded_is_told_and_the_global_id_taken():
    body = sold() | {"id": 450789000}
    reading = read(body)
    assert (reading.key.number, codes(reading)) == ("450789001", ["SH-HEAD-006"])


def test_another_shop_and_another_version():
    other = read(sold(), shop_domain="evil.myshopify.com")
    assert (other.payload, codes(other)) == (None, ["SH-SHOP-001"])
    old = read(sold(), api_version="2025-01")
    assert (old.payload is not None, codes(old)) == (True, ["SH-VERSION-001"])


def test_several_orders_of_an_answer_are_read_apart():
    from connectors import read_documents

    raw = Raw("page", orjson.dumps({"orders": [sold(), {"id": 5}, sold(note="x")]}))
    found = list(read_documents(raw, profile()))
    assert [(one.ordinal, one.payload is None) for one in found] == [(1, False), (2, True), (3, False)]


def test_a_masked_body_is_read_alike_and_names_nobody():
    body = orjson.dumps(sold(note="Leave it with Bob", shipping="5.00"))
    known = profile()
    reading = read(body)
    suffix, kept = masked_delivery(Raw("x", body), known, reading.number, reading.document.source_rows)
    again = read(kept)
    assert suffix == "json"
    assert not any(word in kept for word in (b"Ada", b"Moss", b"Quay", b"Portland", b"Bob", b"example.com"))
    assert (again.number, lines_of(again), codes(again)) == (reading.number, lines_of(reading), codes(reading))


def test_moments_are_compared_in_one_zone():
    body = sold()
    assert body["updated_at"].endswith("-05:00")
    assert read(body).stamp == datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_two_moments():
    """The end of summer time in New York: half past one, and half past one again (F22)."""
    body = sold()
    first = read(body | {"processed_at": "2026-11-01T01:30:00-04:00"}).document.ordered_at
    second = read(body | {"processed_at": "2026-11-01T01:30:00-05:00"}).document.ordered_at
    assert (second - first).total_seconds() == 3600
    assert codes(read(body | {"processed_at": "2026-03-08T02:30:00"})) == ["SH-FORM-001"], (
        "a time without a zone is none"
    )
