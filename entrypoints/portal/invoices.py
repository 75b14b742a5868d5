"""``/api/v1/invoices``: posted invoices and credit notes of the key's customers, as the mirror has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from domain.documents.invoice import Invoice, PaymentState
from domain.documents.master import Customer
from domain.frozen import Frozen
from entrypoints.portal.answers import Aged, aged, answered, cursor_of, row_of
from entrypoints.portal.description import problems
from entrypoints.portal.desk import Asking, Desk, OfCustomer
from entrypoints.portal.refusal import Refusal
from entrypoints.portal.showing import plain
from ledger.book import Book

router = APIRouter(prefix="/v1", tags=["invoices"])
_KIND = "invoice"


class InvoiceList(OfCustomer):
    """Which invoices."""

    cursor: str | None = Field(default=None, max_length=64, description="'next' of the page before.")
    limit: int = Field(default=50, ge=1, le=100, description="Invoices a page.")


class ShownInvoice(Frozen):
    """A posted invoice or credit note."""

    number: str
    kind: str = Field(description="invoice or credit_note.")
    issued_on: date | None
    due_on: date | None
    currency: str
    untaxed: str
    tax: str
    total: str
    open: str = Field(description="What is still to be paid.")
    state: PaymentState
    our_order: str = Field(description="Our number of the order.")
    your_reference: str


class InvoicePage(Aged):
    """Invoices, the newest first."""

    invoices: tuple[ShownInvoice, ...]
    next: str | None = Field(description="Cursor of the next page; null: this was the last.")


class OneInvoice(Aged):
    """One invoice."""

    invoice: ShownInvoice


@router.get(
    "/invoices",
    summary="Your invoices, the newest first",
    responses={200: {"model": InvoicePage}, **problems(401, 403, 404, 422, 429, 503)},
    response_class=Response,
)
def invoices(caller: Asking, asked: Annotated[InvoiceList, Query()]) -> Response:
    """What is made out to a customer, or, where the customer is a whole firm, to any of its branches."""
    customers = caller.customers(asked.customer)
    desk, before = caller.desk, row_of(asked.cursor)
    with desk.house.ledger.open() as book:
        as_of = _as_of(desk, book)
        found = _pages(desk, book, customers, (before, asked.limit + 1))
    shown = tuple(_shown(one) for one in found[: asked.limit])
    more = cursor_of(found[asked.limit - 1].record_id) if len(found) > asked.limit else None
    return answered(InvoicePage(invoices=shown, next=more, **aged(as_of)))


@router.get(
    "/invoices/{number:path}",
    summary="One invoice",
    responses={200: {"model": OneInvoice}, **problems(401, 403, 404, 422, 429, 503)},
    response_class=Response,
)
def invoice(
    caller: Asking,
    number: Annotated[str, Path(max_length=64, description="As it stands on the invoice.")],
) -> Response:
    """By its number, which may hold slashes."""
    desk = caller.desk
    target = desk.house.odoo_target
    with desk.house.ledger.open() as book:
        as_of = _as_of(desk, book)
        people = _people(desk, book, caller.key.customers)
        rows = book.portal.mirrored(target, _KIND, ("number", [number]), limit=10)
    found = [one for one in (Invoice.model_validate_json(data) for _, data in rows) if _is_theirs(one, people)]
    if not found:
        raise Refusal(404, "PO-FIND-001", what="invoice", value=number)
    return answered(OneInvoice(invoice=_shown(found[0]), **aged(as_of)))


def _as_of(desk: Desk, book: Book) -> datetime | None:
    return book.portal.read_at(desk.house.odoo_target).get(_KIND)


def _people(desk: Desk, book: Book, customers: Sequence[str]) -> list[Customer]:
    """The records that bear just these numbers."""
    rows = book.mirror.found(desk.house.odoo_target, "customer", "code", customers)
    found = [Customer.model_validate_json(row) for row in rows]
    return [one for one in found if one.code in customers]


def _is_theirs(one: Invoice, people: Sequence[Customer]) -> bool:
    """A branch sees what is made out to it; the firm itself also what is made out to its branches."""
    return any(
        one.customer_id == who.record_id or (who.parent_id is None and one.house_id == who.record_id) for who in people
    )


def _pages(desk: Desk, book: Book, customers: Sequence[str], part: tuple[int, int]) -> list[Invoice]:
    before, limit = part
    people = _people(desk, book, customers)
    target = desk.house.odoo_target
    houses = [str(one.record_id) for one in people if one.parent_id is None]
    branches = [str(one.record_id) for one in people if one.parent_id is not None]
    found: dict[int, bytes] = {}
    for code_kind, codes in (("house", houses), ("customer", branches)):
        if codes:
            found |= book.portal.mirrored(target, _KIND, (code_kind, codes), before=before, limit=limit)
    newest = sorted(found.items(), reverse=True)[:limit]
    return [Invoice.model_validate_json(data) for _, data in newest]


def _shown(one: Invoice) -> ShownInvoice:
    return ShownInvoice(
        number=one.number,
        kind=one.kind,
        issued_on=one.issued_on,
        due_on=one.due_on,
        currency=one.currency,
        untaxed=plain(one.untaxed),
        tax=plain(one.tax),
        total=plain(one.total),
        open=plain(one.residual),
        state=one.state,
        our_order=one.origin,
        your_reference=one.reference,
    )
