"""The simulated shop: orders, stock, fulfilments, and what the API's fields and mutations do with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from infra.simulators.shopify.events import Outbox
from infra.simulators.shopify.fulfilment import add_line, cancel_places, fulfilled, resized
from infra.simulators.shopify.orders import Sold, Terms, gid, line_item, new_order, stamp, summed
from infra.simulators.shopify.shapes import order_body, refund_body
from infra.simulators.shopify.stock import Stock

_SINCE = re.compile(r"updated_at:>='([^']+)'")
_CREATE, _UPDATED, _CANCELLED, _REFUND = "orders/create", "orders/updated", "orders/cancelled", "refunds/create"


@dataclass
class Shop:
    """One shop with its state; every edit has a later second than the one before it."""

    domain: str = "simulated.myshopify.com"
    secret: str = "simulated-secret"  # noqa: S105 - of a simulator
    token: str = "simulated-token"  # noqa: S105 - of a simulator
    started: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __post_init__(self) -> None:
        """An empty shop."""
        self.outbox = Outbox(self.domain, self.secret)
        self.stock = Stock()
        self.orders: dict[str, dict[str, Any]] = {}
        self._numbers = count(450_789_001)
        self._others = count(1)
        self._ticks = count(0)

    def now(self) -> datetime:
        """The shop's clock: real when it was started, a second later with each thing that happens."""
        return self.started + timedelta(seconds=next(self._ticks))

    def later(self, seconds: int) -> None:
        """The clock goes on at so many seconds after the start, however much has happened by now."""
        self._ticks = count(seconds)

    def sell(self, *lines: Sold, terms: Terms | None = None) -> dict[str, Any]:
        """A customer checks out."""
        order = new_order(next(self._numbers), lines, terms or Terms(), self.now())
        self.orders[order["id"]] = order
        self._tell(_CREATE, order)
        return order

    def edit(
        self,
        order: dict[str, Any],
        quantities: dict[str, int] | None = None,
        *,
        add: Sequence[Sold] = (),
        note: str | None = None,
    ) -> None:
        """Staff change an order: ``quantities`` by SKU; 0 takes a line off, which stays with nothing left of it."""
        for item in order["lineItems"]:
            wanted = (quantities or {}).get(item["sku"])
            if wanted is not None:
                item["quantity"] = max(item["quantity"], wanted)
                resized(order, item, wanted)
        for sold in add:
            number = int(order["id"].rpartition("/")[2]) * 100 + len(order["lineItems"]) + 1
            order["lineItems"].append(line_item(number, sold, order["__terms"]))
            add_line(order, order["lineItems"][-1])
        if note is not None:
            order["note"] = note
        self._touch(order)

    def pay(self, order: dict[str, Any]) -> None:
        """Something happens to the order that changes nothing of what is to be delivered."""
        order["displayFinancialStatus"] = "PAID"
        self._touch(order)

    def cancel(self, order: dict[str, Any], reason: str = "CUSTOMER") -> None:
        """The order is cancelled: two webhooks with the very same bytes."""
        if order["cancelledAt"] is not None:
            return
        moment = self.now()
        order["cancelledAt"], order["cancelReason"], order["updatedAt"] = stamp(moment), reason, stamp(moment)
        for item in order["lineItems"]:
            item["currentQuantity"] = item["unfulfilledQuantity"] = 0
        cancel_places(order)
        summed(order)
        self._tell(_CANCELLED, order)
        self._tell(_UPDATED, order)

    def hold(self, order: dict[str, Any], status: str = "ON_HOLD") -> None:
        """Staff hold the order's fulfilment, or open it again (``OPEN``)."""
        for place in order["fulfillmentOrders"]:
            place["status"] = status

    def refund(self, order: dict[str, Any], sku: str, quantity: int, restock: str = "RETURN") -> None:
        """Money goes back for pieces that came back (RETURN) or were not sent yet (CANCEL)."""
        item = next(one for one in order["lineItems"] if one["sku"] == sku)
        item["currentQuantity"] -= quantity
        line = {"__typename": "RefundLineItem", "quantity": quantity, "restockType": restock, "lineItem": item}
        number = gid("Refund", next(self._others))
        refund = {"__typename": "Refund", "id": number, "refundLineItems": [line]}
        order["refunds"].append(refund)
        self._touch(order)
        self.outbox.add(_REFUND, refund_body(order, refund), order["id"], order["note"] or "")

    def _touch(self, order: dict[str, Any]) -> None:
        order["updatedAt"] = stamp(self.now())
        summed(order)
        self._tell(_UPDATED, order)

    def _tell(self, topic: str, order: dict[str, Any]) -> None:
        self.outbox.add(topic, order_body(order), order["id"], order["note"] or "")

    def root(self) -> dict[str, Any]:
        """The fields of queries and mutations."""
        fields: dict[str, Callable[..., Any]] = {
            "orders": self._orders,
            "order": self._order,
            "inventoryItems": self.stock.found,
            "inventorySetQuantities": self.stock.set_quantities,
            "fulfillmentCreate": self._fulfil,
            "orderCancel": self._cancel,
        }
        return {"__typename": "QueryRoot", **fields}

    def _orders(self, query: str = "", **_: object) -> list[dict[str, Any]]:
        since = _SINCE.search(query)
        wanted = datetime.fromisoformat(since[1]) if since else datetime.min.replace(tzinfo=UTC)
        some = [one for one in self.orders.values() if datetime.fromisoformat(one["updatedAt"]) >= wanted]
        for one in some:
            one["__sort"] = one["updatedAt"]
        return sorted(some, key=lambda one: (one["updatedAt"], one["id"]))

    def _order(self, id: str) -> dict[str, Any] | None:  # noqa: A002 - the API's own name
        return self.orders.get(id)

    def _cancel(self, *, orderId: str, reason: str, **_: object) -> dict[str, Any]:  # noqa: N803 - the API's own name
        order = self.orders.get(orderId)
        if order is None:
            error = {
                "__typename": "OrderCancelUserError",
                "code": "NOT_FOUND",
                "field": None,
                "message": "Order not found",
            }
            return {"__typename": "OrderCancelPayload", "job": None, "orderCancelUserErrors": [error]}
        if order["cancelledAt"] is not None:
            error = {
                "__typename": "OrderCancelUserError",
                "code": "INVALID",
                "field": None,
                "message": "already cancelled",
            }
            return {"__typename": "OrderCancelPayload", "job": None, "orderCancelUserErrors": [error]}
        self.cancel(order, reason)
        job = {"__typename": "Job", "id": gid("Job", next(self._others)), "done": False}
        return {"__typename": "OrderCancelPayload", "job": job, "orderCancelUserErrors": []}

    def _fulfil(self, fulfillment: dict[str, Any], **_: object) -> dict[str, Any]:
        order, answer = fulfilled(self.orders.values(), fulfillment, gid("Fulfillment", next(self._others)))
        if order is not None:
            self._touch(order)
        return answer
