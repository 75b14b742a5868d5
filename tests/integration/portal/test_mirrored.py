"""Invoices on their way from Odoo into the mirror: cut at every commit, paid, set back to draft, and looked at in vain."""

from datetime import UTC, datetime

import pytest

from domain import seams
from tasks.portal_mirror import refresh_invoices

NOW = "2026-11-21 10:00:00"


class Books:
    """As much of Odoo as the reading asks."""

    def __init__(self):
        self.asked = []
        self.rows = {number: self.invoice(number) for number in (1, 2)}

    def invoice(self, number, **changes):
        values = {
            "id": number, "name": f"INV/{number}", "move_type": "out_invoice", "state": "posted", "payment_state": "not_paid",
            "invoice_date": "2026-11-01", "invoice_date_due": False, "amount_untaxed": 100, "amount_tax": 19,
            "amount_total": 119, "amount_residual": 119, "currency_id": 1, "partner_id": 100, "commercial_partner_id": 100,
            "company_id": 1, "invoice_origin": False, "ref": False, "write_date": NOW,
        }  # fmt: skip
        return {**values, **changes}

    def search_read(self, model, domain, _fields, **_):
        if model == "res.currency":
            return [{"id": 1, "name": "EUR"}]
        self.asked.append(domain)
        after = domain[-1][2]
        return [row for number, row in sorted(self.rows.items()) if number > after]


@pytest.fixture
def books(stocked, monkeypatch):
    made = Books()
    monkeypatch.setattr(type(stocked), "odoo", lambda *_: made)
    with stocked.ledger.open() as book:
        book.mirror.drop_missing("odoo:mirrored", "invoice", [])
        book.mirror.refresh("odoo:mirrored", "invoice", [], "")
        book.commit("test.empty")
    return made


def numbers(ada):
    return [(one["number"], one["state"]) for one in ada.get("/invoices").json()["invoices"]]


@pytest.mark.parametrize("place", ["page.before", "page.after", "cursor.before", "cursor.after"])
def test_a_reading_that_was_cut_is_made_good_by_the_next(stocked, books, ada, place):
    class Cut(Exception):
        pass

    def cut(_, name):
        if name == f"tasks.portal_mirror.{place}":
            raise Cut

    seams.install(cut)
    try:
        with pytest.raises(Cut):
            refresh_invoices(stocked)
    finally:
        seams.install(None)
    refresh_invoices(stocked)
    assert numbers(ada) == [("INV/2", "open"), ("INV/1", "open")]


def test_what_is_paid_or_set_back_follows(stocked, books, ada):
    refresh_invoices(stocked)
    assert ("write_date", ">=", "2026-11-21 09:45:00") not in books.asked[0]
    books.rows[1] = books.invoice(1, payment_state="paid", amount_residual=0)
    books.rows[2] = books.invoice(2, state="draft")
    refresh_invoices(stocked)
    assert ("write_date", ">=", "2026-11-21 09:45:00") in books.asked[-1]
    assert numbers(ada) == [("INV/1", "paid")]
    assert ada.get("/invoices/INV/2").status_code == 404


def test_a_look_in_vain_makes_the_answer_younger(stocked, books, ada):
    refresh_invoices(stocked)
    first = datetime.fromisoformat(ada.get("/invoices").json()["as_of"])
    books.rows = {}
    refresh_invoices(stocked)
    assert first < datetime.fromisoformat(ada.get("/invoices").json()["as_of"]) <= datetime.now(UTC)
    assert len(numbers(ada)) == 2
