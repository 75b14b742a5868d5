"""Orders of the portal as canonical ones: whose they are, what is told of old prices, and what is the same again."""

import json
from datetime import UTC, datetime
from decimal import Decimal

from connectors import read_documents, reader
from connectors.portal.envelope import wrapped
from connectors.ports import Raw
from tests.unit.readers.made import a_profile

RECEIVED = datetime(2026, 11, 21, 8, tzinfo=UTC)
ORDER = {
    "number": "PO-1",
    "ordered_at": "2026-11-20T17:00:00+01:00",
    "lines": [{"sku": "A-1", "quantity": "2.5", "unit": "EA", "unit_price": 12.1, "line_number": "10"}],
}


def profile(**place):
    return a_profile("portal", transport={"kind": "portal", "portal": place})


def read(order, customer="C-1", key="k", received=RECEIVED, **place):
    content = wrapped(customer, key, json.dumps(order).encode())
    (found,) = read_documents(Raw.of("PO-1", content, received), profile(**place))
    return found


def test_the_customer_is_the_one_of_the_key_whatever_the_order_says():
    found = read({**ORDER, "customer": "C-2"})
    assert found.document.customer.code == "C-1"
    assert found.document.key.partner == "C-1"
    assert found.document.lines[0].unit_price == Decimal("12.1")
    assert found.document.lines[0].partner_line == "10"


def test_two_customers_may_use_one_number():
    assert read(ORDER).key != read(ORDER, customer="C-2").key


def test_an_order_without_a_time_was_ordered_when_it_came_and_is_the_same_when_it_comes_again():
    silent = {name: value for name, value in ORDER.items() if name != "ordered_at"}
    first, later = read(silent), read(silent, key="other", received=RECEIVED.replace(hour=20))
    assert first.document.ordered_at == RECEIVED
    assert first.document.ordered_at != later.document.ordered_at
    assert first.content_hash == later.content_hash
    assert first.content_hash != read({**silent, "note": "x"}).content_hash
    assert read(ORDER).content_hash != read({**ORDER, "ordered_at": "2026-11-20T17:00:01+01:00"}).content_hash


def test_prices_that_were_old_when_the_order_was_made_are_told_however_late_it_comes():
    old = {**ORDER, "priced_at": "2026-11-16T09:00:00Z"}
    (told,) = read(old).findings
    assert (told.code, told.path, told.severity) == ("PO-PRICE-001", "priced_at", "warn")
    assert "103 hours" in told.message
    assert read(old, stale_price_hours=200).findings == ()
    assert read({**ORDER, "priced_at": "2026-11-20T09:00:00Z"}, received=RECEIVED.replace(year=2027)).findings == ()
    unpriced = {**old, "lines": [{"sku": "A-1", "quantity": 1}]}
    assert read(unpriced).findings == ()


def test_what_is_no_order_of_the_portal_is_told():
    for content in (b"{}", b"[]", b'{"lading_portal":"2","order":{}}', wrapped("C", "k", b'{"number": "x"}')):
        (found,) = read_documents(Raw.of("x", content), profile())
        assert (found.payload, found.findings[0].code) == (None, "PO-DOC-001")


def test_it_is_known_by_its_mark():
    head = wrapped("C", "k", b"{}")
    assert reader("portal").identify(head, "x") is not None
    assert reader("portal").identify(b'{"order": 1}', "x") is None
