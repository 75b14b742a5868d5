"""Prices, invoices and availability out of the mirror: each customer's own, with their age, and never from Odoo."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy

from domain.promising.terms import Incoming, Quant, Stock
from entrypoints.portal import availability
from tests.integration.portal.conftest import Asker, mirror


def code(answer):
    return answer.status_code, answer.json()["code"]


def test_each_customer_has_its_own_price(stocked, ada, bob):
    for asker, price, off in ((ada, "18", "10"), (bob, "16", "20")):
        answer = asker.get("/prices", sku="A-1")
        (told,) = answer.json()["prices"]
        assert answer.status_code == 200
        assert (told["known"], told["unit_price"], told["list_price"]) == (True, price, "20")
        assert (told["discount_percent"], told["currency"], told["unit"]) == (off, "EUR", "Units")


def test_packs_quantities_and_unknown_codes(stocked, ada):
    told = ada.get("/prices", sku=["A-1", "OLD", "B-9", "A-1"], unit="CS", quantity="2").json()
    case, old, strange = told["prices"]
    assert (case["unit_price"], case["unit"], case["quantity"]) == ("216", "Case", "2")
    assert [one["known"] for one in (old, strange)] == [False, False]
    assert {old["says"], strange["says"]} == {"We do not sell this code."}
    (unknown,) = ada.get("/prices", sku="A-1", unit="BARREL").json()["prices"]
    assert (unknown["known"], unknown["says"]) == (False, "We do not sell it in this unit.")


def test_a_price_follows_the_mirror_when_it_is_read_anew(stocked, ada):
    assert ada.get("/prices", sku="A-1").json()["prices"][0]["unit_price"] == "18"
    with stocked.ledger.open() as book:
        book._connection.execute(
            sqlalchemy.text(
                "UPDATE mirror_records SET data = replace(convert_from(data, 'UTF8'), '\"percent\":\"10\"',"
                " '\"percent\":\"50\"')::bytea WHERE kind = 'pricelist_entry'"
            )
        )
        book._connection.execute(sqlalchemy.text("UPDATE mirror_cursors SET at = now() + interval '1 second'"))
        book.commit("test.reread")
    assert ada.get("/prices", sku="A-1").json()["prices"][0]["unit_price"] == "10"


def test_answers_say_how_old_they_are(stocked, ada):
    with stocked.ledger.open() as book:
        book._connection.execute(sqlalchemy.text("UPDATE mirror_cursors SET at = now() - interval '90 seconds'"))
        book.commit("test.old")
    for path, params in (("/prices", {"sku": "A-1"}), ("/invoices", {})):
        answer = ada.get(path, **params)
        assert 89 <= int(answer.headers["age"]) <= 95
        assert answer.json()["age_seconds"] == int(answer.headers["age"])
        assert datetime.fromisoformat(answer.json()["as_of"]) < datetime.now(UTC)


def test_nothing_was_ever_read(ada):
    told = ada.get("/prices", sku="A-1").json()
    assert (told["as_of"], told["age_seconds"], told["prices"][0]["known"]) == (None, None, False)
    assert ada.get("/invoices").json() == {"as_of": None, "age_seconds": None, "invoices": [], "next": None}
    (told,) = ada.get("/availability", sku="A-1").json()["products"]
    assert (told["known"], told["available"]) == (False, None)


def test_how_many_now_and_how_many_by_when(stocked, ada, rep):
    day = datetime.now(UTC).date() + timedelta(days=5)
    there = Quant(record_id=1, warehouse="WH", location="WH/Stock", quantity="11", reserved="2")
    coming = Incoming(
        record_id=2, warehouse="WH", expected_on=day, quantity="20", reference="WH/IN/1", origin="P1 of Acme"
    )
    stock = Stock(record_id=7, sku="A-1", read_at=datetime.now(UTC), quants=(there,), incoming=(coming,))
    mirror(stocked.ledger, "stock", (stock, (("sku", "A-1"),)))
    answer = ada.get("/availability", sku=["A-1", "NOPE"], quantity="30")
    known, strange = answer.json()["products"]
    assert (known["known"], known["available"], strange["known"]) == (True, "8", False)
    assert known["later"] == [{"on": str(day), "available": "28"}]
    assert known["wanted"] == [
        {"quantity": "9", "on": str(datetime.now(UTC).date())},
        {"quantity": "20", "on": str(day)},
        {"quantity": "1", "on": None},
    ]
    assert "Acme" not in answer.text
    assert int(answer.headers["age"]) < 60
    assert rep.get("/availability", sku="A-1").json()["products"][0]["known"] is False


def test_invoices_are_each_customers_own(stocked, ada, bob, client, people):
    def numbers(asker):
        return [one["number"][-1] for one in asker.get("/invoices").json()["invoices"]]

    branch = Asker(client, people.key("branch", "C-C"))
    assert (numbers(ada), numbers(bob), numbers(branch)) == (["4", "1"], ["3", "2"], ["3"])
    assert ada.get("/invoices/INV/2026/0001").json()["invoice"]["total"] == "119"
    assert code(ada.get("/invoices/INV/2026/0002")) == (404, "PO-FIND-001")
    assert code(branch.get("/invoices/INV/2026/0002")) == (404, "PO-FIND-001")
    assert code(ada.get("/invoices/INV/2026/9999")) == (404, "PO-FIND-001")


def test_invoices_come_in_pages(stocked, ada):
    first = ada.get("/invoices", limit=1).json()
    second = ada.get("/invoices", limit=1, cursor=first["next"]).json()
    assert [one["invoices"][0]["number"][-1] for one in (first, second)] == ["4", "1"]
    assert second["next"] is None
    assert code(ada.get("/invoices", cursor="!")) == (404, "PO-FIND-001")


def test_a_field_seller_asks_for_one_of_theirs(stocked, rep):
    assert code(rep.get("/prices", sku="A-1")) == (422, "PO-CUST-002")
    assert rep.get("/prices", sku="A-1", customer="C-A").json()["prices"][0]["unit_price"] == "18"
    assert code(rep.get("/prices", sku="A-1", customer="C-B")) == (403, "PO-CUST-001")
    assert code(rep.get("/invoices", customer="C-B")) == (403, "PO-CUST-001")
    assert len(rep.get("/invoices").json()["invoices"]) == 3


@pytest.mark.parametrize("path", ["/prices", "/availability"])
def test_questions_that_are_none(stocked, ada, path):
    assert code(ada.get(path)) == (422, "PO-ASK-001")
    assert code(ada.get(path, sku=["A"] * 51)) == (422, "PO-ASK-001")
    assert code(ada.get(path, sku="A", quantity="-1")) == (422, "PO-ASK-001")
    assert code(ada.get(path, sku="A", strange="1")) == (422, "PO-ASK-001")


def test_the_portal_needs_no_odoo(stocked, ada, monkeypatch):
    def called(*_, **__):
        raise AssertionError("the portal asked Odoo")

    monkeypatch.setattr(type(stocked), "odoo", called)
    for path in ("/prices?sku=A-1", "/availability?sku=A-1", "/invoices", "/orders"):
        assert ada.ask("GET", path).status_code == 200
    assert availability.today() == datetime.now(UTC).date()
