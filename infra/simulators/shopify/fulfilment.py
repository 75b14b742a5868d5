"""Fulfilment orders of the simulated shop: what is left to send, and what was sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from infra.simulators.shopify.orders import gid

_OPEN = ("OPEN", "IN_PROGRESS")


def resized(order: dict[str, Any], item: dict[str, Any], wanted: int) -> None:
    """A line has so many pieces now; what was sent of it stays sent."""
    sent = item["currentQuantity"] - item["unfulfilledQuantity"]
    item["currentQuantity"], item["unfulfilledQuantity"] = wanted, max(wanted - sent, 0)
    for place in order["fulfillmentOrders"]:
        for line in place["lineItems"]:
            if line["lineItem"] is item:
                line["remainingQuantity"] = item["unfulfilledQuantity"]


def add_line(order: dict[str, Any], item: dict[str, Any]) -> None:
    """A line that was added is to be sent, too."""
    number = int(item["id"].rpartition("/")[2])
    line = {
        "__typename": "FulfillmentOrderLineItem",
        "id": gid("FulfillmentOrderLineItem", number),
        "remainingQuantity": item["quantity"],
        "lineItem": item,
    }
    order["fulfillmentOrders"][0]["lineItems"].append(line)


def cancel_places(order: dict[str, Any]) -> None:
    """Of a cancelled order nothing more is sent."""
    for place in order["fulfillmentOrders"]:
        if place["status"] != "CLOSED":
            place["status"] = "CANCELLED"
        for line in place["lineItems"]:
            line["remainingQuantity"] = 0


def fulfilled(
    orders: Iterable[dict[str, Any]], asked: dict[str, Any], number: str
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Do what ``fulfillmentCreate`` asks, all of it or nothing; the order that it changed, and the answer."""
    found = [_place(orders, one["fulfillmentOrderId"]) for one in asked["lineItemsByFulfillmentOrder"]]
    wanted = [one.get("fulfillmentOrderLineItems") for one in asked["lineItemsByFulfillmentOrder"]]
    counts = [_counts(place, some) for (_, place), some in zip(found, wanted, strict=True)]
    order = found[0][0] if found else None
    if order is None or not all(counts) or any(other is not order for other, _ in found):
        error = {"__typename": "UserError", "field": ["fulfillment"], "message": "not fulfillable as asked"}
        return None, {"__typename": "FulfillmentCreatePayload", "fulfillment": None, "userErrors": [error]}
    lines = [line for (_, place), some in zip(found, counts, strict=True) for line in _taken(place or {}, some)]
    left = sum(line["remainingQuantity"] for place in order["fulfillmentOrders"] for line in place["lineItems"])
    order["displayFulfillmentStatus"] = "PARTIALLY_FULFILLED" if left else "FULFILLED"
    tracking = asked.get("trackingInfo")
    info = {"__typename": "FulfillmentTrackingInfo", "number": (tracking or {}).get("number")}
    made = {
        "__typename": "Fulfillment",
        "id": number,
        "status": "SUCCESS",
        "trackingInfo": [info] if tracking else [],
        "fulfillmentLineItems": lines,
    }
    order["fulfillments"].append(made)
    return order, {"__typename": "FulfillmentCreatePayload", "fulfillment": made, "userErrors": []}


def _place(orders: Iterable[dict[str, Any]], named: str) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    for order in orders:
        for place in order["fulfillmentOrders"]:
            if place["id"] == named:
                return order, place
    return None, None


def _counts(place: dict[str, Any] | None, wanted: list[dict[str, Any]] | None) -> dict[str, int]:
    """Pieces by line; empty: not so many are open there. Nobody names lines: all that is left."""
    if place is None or place["status"] not in _OPEN:
        return {}
    left = {line["id"]: line["remainingQuantity"] for line in place["lineItems"]}
    asked = left if wanted is None else {one["id"]: one["quantity"] for one in wanted}
    fits = all(0 < many <= left.get(line, 0) for line, many in asked.items() if wanted is not None or many)
    return {line: many for line, many in asked.items() if many} if fits else {}


def _taken(place: dict[str, Any], counts: dict[str, int]) -> list[dict[str, Any]]:
    taken = []
    for line in place["lineItems"]:
        many = counts.get(line["id"], 0)
        if many:
            line["remainingQuantity"] -= many
            line["lineItem"]["unfulfilledQuantity"] -= many
            named = gid("FulfillmentLineItem", int(line["id"].rpartition("/")[2]))
            taken.append(
                {"__typename": "FulfillmentLineItem", "id": named, "quantity": many, "lineItem": line["lineItem"]}
            )
    left = sum(line["remainingQuantity"] for line in place["lineItems"])
    place["status"] = "IN_PROGRESS" if left else "CLOSED"
    return taken
