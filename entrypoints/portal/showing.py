"""An order for its customer's eyes, made of what the ledger has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from domain.changing import ordered
from domain.documents.resolved_order import ResolvedLine, ResolvedOrder
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.documents.sales_order_change import SalesOrderChange
from domain.findings import Finding
from domain.portal import asked, pickup_key
from domain.portal_words import change_reasons, change_says, change_standing, reasons, says, standing
from entrypoints.portal.answers import Change, OrderHead, OrderLine, OrderStatus, Reason, Waiting, now
from entrypoints.portal.changing import change_links
from entrypoints.portal.submitting import links
from ledger.portal import OrderContent, PortalChange, PortalOrder


def head(order: PortalOrder) -> OrderHead:
    """An order in a list."""
    where = standing(order.state, cancelled=order.cancelled)
    public = _public(order.pickup_key)
    first = order.first_pickup_key if where == "duplicate" else None
    return OrderHead(
        id=public,
        number=order.number,
        customer=order.customer,
        status=where,
        says=says(order.state, order.waits_for, (one.code for one in order.findings), cancelled=order.cancelled),
        our_reference=(order.record_name or None) if where in {"confirmed", "cancelled"} else None,
        received_at=order.received_at,
        ordered_at=order.ordered_at,
        changed_at=order.changed_at or order.received_at,
        waiting=_waiting(order, order.changed_at or order.received_at) if where == "waiting" else None,
        duplicate_of=links(_public(first)).self if first else None,
        links=links(public),
    )


def changed(change: PortalChange) -> Change:
    """A change or cancellation for its customer's eyes."""
    public, where = _public(change.pickup_key), change_standing(change.state)
    last = change.changed_at or change.received_at
    return Change(
        id=public,
        asks=asked(public),
        number=change.number,
        customer=change.customer,
        status=where,
        says=change_says(change.state),
        received_at=change.received_at,
        changed_at=last,
        waiting=_waiting(change, last) if where == "waiting" else None,
        reasons=_told(change_reasons(change.state, change.findings)),
        links=change_links(public, change.number),
    )


def status(order: PortalOrder, content: OrderContent | None, changes: Sequence[PortalChange]) -> OrderStatus:
    """An order with its lines as they stand, what happened to them, and what was wanted otherwise."""
    confirmed = standing(order.state) == "confirmed"
    said = _stands(content, confirmed=confirmed) if content and order.document_id else None
    ours = ResolvedOrder.model_validate_json(content.resolved) if content and content.resolved else None
    return OrderStatus(
        order=head(order),
        currency=order.currency or None,
        untaxed_total=plain(ours.untaxed_total) if ours and confirmed else None,
        requested_date=said.requested_date if said else None,
        reasons=_told(reasons(order.state, order.findings)),
        lines=_lines(said, ours, content, confirmed=confirmed),
        changes=tuple(changed(one) for one in changes),
        **now(),
    )


def _stands(content: OrderContent, *, confirmed: bool) -> SalesOrder:
    """The order with the changes that are done."""
    said = SalesOrder.model_validate_json(content.payload)
    changes = content.changes if confirmed else ()
    return ordered(said, [SalesOrderChange.model_validate_json(one) for one in changes]).order


def _told(findings: Sequence[Finding]) -> tuple[Reason, ...]:
    return tuple(Reason(code=one.code, path=one.path, message=one.message, next_step=one.next_step) for one in findings)


def _lines(
    said: SalesOrder | None, ours: ResolvedOrder | None, content: OrderContent | None, *, confirmed: bool
) -> tuple[OrderLine, ...]:
    known = {line.position: line for line in ours.lines} if ours else {}
    moved = content.moved if content else {}
    lines = said.lines if said else ()
    return tuple(
        _line(line, known.get(line.position), moved.get(line.position, {}), confirmed=confirmed) for line in lines
    )


def _line(line: SalesOrderLine, ours: ResolvedLine | None, moved: dict[str, Decimal], *, confirmed: bool) -> OrderLine:
    """Our price is told once the order is confirmed; until then what the customer wrote."""
    price = ours.price_unit if ours and confirmed else line.unit_price
    return OrderLine(
        position=line.position,
        line_number=line.partner_line,
        sku=(ours.sku if ours else "") or line.sku or line.partner_sku or line.gtin,
        quantity=plain(line.quantity),
        unit=line.unit or (ours.unit if ours else ""),
        unit_price=None if price is None else plain(price),
        discount_percent=plain(ours.discount) if ours and confirmed else "0",
        moved={kind: plain(quantity) for kind, quantity in moved.items()},
    )


def _waiting(one: PortalOrder | PortalChange, since: datetime) -> Waiting:
    return Waiting(since=one.waits_since or since, who="you" if one.waits_for == "partner" else "us")


def _public(key: str) -> str:
    return key.removeprefix(pickup_key(""))


def plain(number: Decimal) -> str:
    """A number as people write it: no exponent, no zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
