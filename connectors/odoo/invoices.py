"""Posted invoices of Odoo for the ledger's mirror: those that changed, and those that are open, in pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from connectors.odoo.port import OdooPort, Record
from connectors.odoo.reference_records import ReferenceRecord
from connectors.odoo.references import OVERLAP
from connectors.odoo.rows import as_odoo_time, exact, from_odoo_time
from domain.documents.invoice import Invoice, PaymentState

_MODEL = "account.move"
_PAGE = 1000
_FIELDS = (
    "name", "move_type", "state", "payment_state", "invoice_date", "invoice_date_due", "amount_untaxed", "amount_tax",
    "amount_total", "amount_residual", "currency_id", "partner_id", "commercial_partner_id", "company_id",
    "invoice_origin", "ref", "write_date",
)  # fmt: skip
_SOLD = ("move_type", "in", ["out_invoice", "out_refund"])
_OPEN = ["not_paid", "partial", "in_payment"]
_CHANGED = ("write_date", "line_ids.write_date", "line_ids.matched_credit_ids.write_date")
"""Paths of dates that show a change. A payment writes no date on the invoice itself, but on what it is matched with."""
_STATES: Mapping[str, PaymentState] = {
    "not_paid": "open",
    "partial": "partly_paid",
    "in_payment": "in_payment",
    "paid": "paid",
    "reversed": "reversed",
}


class OdooInvoices:
    """Reads invoices; with the reader's key, which may look into the books and write nothing."""

    def __init__(self, port: OdooPort) -> None:
        """Nothing is asked yet."""
        self._port = port
        self._currencies: dict[int, str] = {}

    def changed(self, since: datetime | None = None) -> Iterator[list[ReferenceRecord]]:
        """Invoices that changed since then, and all open ones, in pages.

        Args:
            since: the newest write_date seen before; an overlap is added. None: all that are posted.

        Raises:
            TryAgain: Odoo could not be asked; ask again from the same ``since``.
        """
        last = 0
        while True:
            rows = self._port.search_read(
                _MODEL, [*_wanted(since), ("id", ">", last)], list(_FIELDS), order="id", limit=_PAGE
            )
            if not rows:
                return
            self._learn_currencies()
            yield [self._reference(row) for row in rows]
            last = rows[-1]["id"]

    def _learn_currencies(self) -> None:
        if not self._currencies:
            rows = self._port.search_read("res.currency", [], ["name"], context={"active_test": False})
            self._currencies = {row["id"]: row["name"] for row in rows}

    def _reference(self, row: Record) -> ReferenceRecord:
        made = invoice(row, self._currencies)
        codes = (
            ("house", str(made.house_id)),
            ("customer", str(made.customer_id)),
            ("number", made.number),
        )
        return ReferenceRecord(
            id=made.record_id,
            codes=codes,
            active=not made.cancelled,
            data=made.model_dump_json().encode(),
            write_date=from_odoo_time(row["write_date"]) or datetime.min.replace(tzinfo=UTC),
        )


def _wanted(since: datetime | None) -> list[object]:
    if since is None:
        return [_SOLD, ("state", "=", "posted")]
    moment = as_odoo_time(since - OVERLAP)
    dates = [(path, ">=", moment) for path in _CHANGED]
    still_open = ["&", ("state", "=", "posted"), ("payment_state", "in", _OPEN)]
    return [_SOLD, ("name", "not in", [False, "/"]), *["|"] * len(dates), *dates, *still_open]


def invoice(row: Record, currencies: Mapping[int, str]) -> Invoice:
    """One invoice as Odoo has it. One that was set back to draft after it was posted is cancelled to us."""
    return Invoice(
        record_id=row["id"],
        number=str(row["name"] or ""),
        kind="credit_note" if row["move_type"] == "out_refund" else "invoice",
        customer_id=row["partner_id"],
        house_id=row["commercial_partner_id"] or row["partner_id"],
        company_id=row["company_id"] or None,
        issued_on=row["invoice_date"] or None,
        due_on=row["invoice_date_due"] or None,
        currency=currencies.get(row["currency_id"], ""),
        untaxed=exact(row["amount_untaxed"]),
        tax=exact(row["amount_tax"]),
        total=exact(row["amount_total"]),
        residual=exact(row["amount_residual"]),
        state=_STATES.get(row["payment_state"], "open"),
        origin=str(row["invoice_origin"] or ""),
        reference=str(row["ref"] or ""),
        cancelled=row["state"] != "posted",
    )
