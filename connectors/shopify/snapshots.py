"""What one body is: the order as it is now, its cancellation, its deletion, a refund, or nothing that is read.

An order comes as a snapshot with an edit stamp (``Reading.stamp``). The ledger takes the first snapshot as the order;
a later one with other content is the change that ``Reading.as_change`` holds; an older one changes nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from connectors.formats.canonical import content_hash, told
from connectors.formats.reading import unreadable
from connectors.ports import Reading
from connectors.shopify.graph import graph_order
from connectors.shopify.order import OrderMaker, order_key_of
from connectors.shopify.rest import id_of, rest_order
from connectors.shopify.wire import Fields, ShopOrder
from domain.alike import alike_hash
from domain.documents.sales_order import SalesOrder
from domain.documents.sales_order_change import SalesOrderChange
from domain.findings import Finding
from domain.keys import change_key
from domain.profile import PartnerProfile

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One body and what its headers say."""

    head: Fields
    topic: str
    row: int
    heading: tuple[Finding, ...]

    @property
    def rows(self) -> tuple[int, ...]:
        """Where it stands in its delivery."""
        return (self.row,)


def order_readings(snapshot: Snapshot, profile: PartnerProfile) -> Reading:
    """The one reading of a body."""
    value = snapshot.head.value
    if "line_items" in value or "lineItems" in value:
        return _order(snapshot, profile)
    if "refund_line_items" in value or snapshot.topic.startswith("refunds/"):
        return _refund(snapshot, profile)
    if snapshot.topic == "orders/delete" and value.get("id") is not None:
        return _deleted(snapshot, profile)
    what = snapshot.topic or ", ".join(sorted(map(str, value))[:5]) or "an empty object"
    return unreadable(*snapshot.heading, told(profile, "SH-FILE-002", value=what), excerpt=f"record {snapshot.row}")


def _order(snapshot: Snapshot, profile: PartnerProfile) -> Reading:
    head = snapshot.head
    shop = graph_order(head) if "lineItems" in head.value else rest_order(head)
    limit = profile.limits.lines_per_document
    findings = [
        *snapshot.heading,
        *(told(profile, "SH-FORM-001", path=at, value=at) for at in dict.fromkeys(head.wrong)),
    ]
    if len(shop.lines) > limit:
        size = f"{len(shop.lines):,} lines"
        findings.append(told(profile, "FI-FILE-004", value=shop.name, what="Document", size=size, limit=f"{limit:,}"))
    if head.wrong or len(shop.lines) > limit:
        return unreadable(*findings, excerpt=f"record {snapshot.row}, order {shop.name}")
    stated, true = head.text("id"), shop.id
    if "line_items" in head.value and stated != true:
        findings.append(told(profile, "SH-HEAD-006", path="id", value=stated, true=true))
    maker = OrderMaker(profile, shop=shop)
    order = maker.made(snapshot.rows)
    findings += maker.findings
    if shop.cancelled_at is not None:
        return _cancel(snapshot, order, shop.cancelled_at, (shop.cancel_reason, cancel_version(shop.cancelled_at)))
    if not order.lines:
        return _cancel(snapshot, order, shop.updated_at, ("nothing is left of the order", "nothing left"))
    return _snapshot(snapshot, order, shop, tuple(findings))


def _snapshot(snapshot: Snapshot, order: SalesOrder, shop: ShopOrder, findings: tuple[Finding, ...]) -> Reading:
    payload = order.model_dump_json().encode()
    stamp = shop.updated_at
    change = None if stamp is None else _change(order, stamp)
    return Reading(
        ordinal=1,
        payload=payload,
        findings=findings,
        number=order.number,
        key=order.key,
        content_hash=content_hash(payload),
        alike_hash=alike_hash(order),
        line_count=len(order.lines),
        quantity=sum((line.quantity for line in order.lines), _ZERO),
        total=order.total(),
        currency=order.currency,
        ordered_at=order.ordered_at,
        excerpt=f"record {snapshot.row}, order {order.number}",
        envelope=_envelope(snapshot, shop.id),
        stamp=stamp,
        as_change=None if change is None else _change_reading(snapshot, change, findings),
    )


def _change(order: SalesOrder, stamp: datetime) -> SalesOrderChange:
    version = stamp.isoformat()
    return SalesOrderChange(
        key=change_key(order.key, "change", version),
        number=order.number,
        purpose="change",
        version=version,
        changed_at=stamp,
        currency=order.currency,
        complete=order.model_copy(update={"source_rows": ()}),
        stated_total=order.stated_total,
        source_rows=order.source_rows,
    )


def cancel_version(at: datetime) -> str:
    """Which cancellation it is: an order is cancelled once, however many snapshots say so."""
    return at.isoformat()


def _cancel(snapshot: Snapshot, order: SalesOrder, at: datetime | None, said: tuple[str, str]) -> Reading:
    reason, version = said
    change = SalesOrderChange(
        key=change_key(order.key, "cancel", version),
        number=order.number,
        purpose="cancel",
        changed_at=at if version != "nothing left" else None,
        reason=reason,
        currency=order.currency,
        source_rows=snapshot.rows,
    )
    return _change_reading(snapshot, change, snapshot.heading)


def _deleted(snapshot: Snapshot, profile: PartnerProfile) -> Reading:
    number = id_of(snapshot.head)
    change = SalesOrderChange(
        key=change_key(order_key_of(profile, number), "cancel", "deleted"),
        number=number,
        purpose="cancel",
        reason="the order was deleted in the shop",
        source_rows=snapshot.rows,
    )
    return _change_reading(snapshot, change, snapshot.heading)


def _change_reading(snapshot: Snapshot, change: SalesOrderChange, findings: tuple[Finding, ...]) -> Reading:
    payload = change.model_dump_json().encode()
    return Reading(
        ordinal=1,
        payload=payload,
        findings=findings,
        number=change.number,
        key=change.key,
        content_hash=content_hash(payload),
        line_count=change.line_count(),
        quantity=change.quantity(),
        total=change.total(),
        currency=change.currency,
        ordered_at=change.changed_at,
        excerpt=f"record {snapshot.row}, {change.purpose} of {change.number}",
        envelope=_envelope(snapshot, change.key.number),
    )


def _refund(snapshot: Snapshot, profile: PartnerProfile) -> Reading:
    """Money went back: no document of this flow yet, but nobody may miss it."""
    head = snapshot.head
    number = head.text("order_id")
    lines = list(head.objects("refund_line_items"))
    kinds = ", ".join(sorted({line.text("restock_type") or "unknown" for line in lines})) or "no lines"
    found = told(
        profile, "SH-REFUND-001", path="refund", value=id_of(head), order=number, lines=len(lines), kinds=kinds
    )
    return unreadable(*snapshot.heading, found, excerpt=f"record {snapshot.row}, refund of order {number}")


def _envelope(snapshot: Snapshot, number: str) -> dict[str, str]:
    return {key: value for key, value in (("topic", snapshot.topic), ("order", number)) if value}
