"""Questions and orders over REST that mean to be more than values (F47, F48): typed, named by a list, compared whole."""

import json

from tests.integration.portal.conftest import an_order, work
from tests.integration.receiver.test_injection import KINDS, TEXTS


def test_a_number_is_compared_whole(ada, bob, house):
    for number in ("PO-1", "PO-2", "%"):
        assert ada.submit(an_order(number), number).status_code == 202
    assert bob.submit(an_order("PO-9"), "k").status_code == 202
    for text in TEXTS:
        found = ada.get("/orders", number=text)
        assert found.status_code in {200, 422}, text
        if found.status_code == 200:
            assert [one["number"] for one in found.json()["orders"]] == (["%"] if text == "%" else []), text


ASKED = [
    {"number": ["PO-1", "PO-2"]}, {"domain": "[('id','!=',0)]"}, {"fields": "password"}, {"number[$ne]": "x"},
    {"customer": "C-B"}, {"customer": "'|'"}, {"limit": "1;DROP TABLE documents"}, {"cursor": "' OR 1=1"},
    {"cursor": "%"}, {"partner_id.user_ids.password": "x"}, {"number": "a\x00b"},
]  # fmt: skip


def test_what_is_asked_beside_the_description_gives_nobody_more(ada, bob):
    assert bob.submit(an_order("PO-9"), "k").status_code == 202
    for asked in ASKED:
        answer = ada.get("/orders", **asked)
        assert answer.status_code in {200, 403, 404, 422}, asked
        assert "PO-9" not in answer.text
        if answer.status_code == 200:
            assert answer.json()["orders"] == []
        else:
            assert answer.json()["code"].startswith("PO-")


def test_codes_are_found_whole_and_never_as_patterns_or_paths_of_fields(stocked, ada):
    codes = [text for text in TEXTS if text.isprintable()]
    for start in range(0, len(codes), 20):
        told = ada.get("/prices", sku=codes[start : start + 20])
        assert told.status_code in {200, 422}
        if told.status_code == 200:
            assert not any(one["known"] for one in told.json()["prices"])
    assert ada.get("/prices", sku="A-1").json()["prices"][0]["known"]
    for text in ("%", "_", "C-_", "'|'", "INV/2026/0001' OR '1'='1"):
        answer = ada.get("/invoices", number=text)
        assert answer.status_code in {200, 422}
        if answer.status_code == 200:
            assert "INV/2026/0002" not in answer.text


def test_another_kind_of_value_is_refused_by_its_place(ada):
    for place in ("number", "note", "customer", "lines"):
        for at, value in enumerate(KINDS):
            answer = ada.ask(
                "POST", "/orders", content=_json(an_order(**{place: value})),
                headers={"Content-Type": "application/json", "Idempotency-Key": f"{place}-{at}"},
            )  # fmt: skip
            if answer.status_code == 202:
                assert (place, value) == ("customer", None) or place == "note", "a zero in a note is the gate's matter"
                continue
            assert (answer.status_code, answer.json()["code"]) in {(422, "PO-BODY-002"), (403, "PO-CUST-001")}, value
            assert "Traceback" not in answer.text


def _json(order):
    return json.dumps(order).encode()


def test_dotted_names_and_names_of_python_are_no_fields(ada):
    for name in ("partner_id.user_ids.password", "__class__", "state", "company_id", "constructor"):
        assert ada.submit(an_order(**{name: "x"})).status_code == 422
        line = {"sku": "A-1", "quantity": "2", name: "x"}
        assert ada.submit(an_order(lines=[line])).status_code == 422


def test_texts_of_orders_are_texts(ada, house):
    taken = 0
    for place, text in enumerate(TEXTS):
        line = {"sku": text[:60], "quantity": "2", "description": text}
        answer = ada.submit(an_order(f"{text[:60]}#{place}", note=text, lines=[line]), f"k-{place}")
        assert answer.status_code in {202, 422}, text
        taken += answer.status_code == 202
    assert taken >= len(TEXTS) - 5
    work(house, {})
    found = ada.get("/orders", limit=50).json()["orders"]
    assert len(found) == taken
    with house.ledger.open() as book:
        assert book.reconcile().balanced
