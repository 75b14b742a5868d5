"""Stock of the simulated shop: set only as long as nobody else has changed it since it was read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from infra.simulators.shopify.orders import gid

_SKU = re.compile(r'sku:"((?:[^"\\]|\\.)*)"')


class Stock:
    """Quantities by item and location, and the idempotency keys that were used."""

    def __init__(self) -> None:
        """Nothing is stocked."""
        self._items: dict[str, str] = {}
        self.levels: dict[tuple[str, str], int] = {}
        self.answers: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
        self.writes = 0

    def keep(self, sku: str, location: str, quantity: int) -> str:
        """Stock an item at a location; its global id."""
        item = self._items.setdefault(sku, gid("InventoryItem", 900 + len(self._items)))
        self.levels[item, location] = quantity
        return item

    def found(self, query: str = "", **_: object) -> list[dict[str, Any]]:
        """Items whose SKU begins so: the shop's search is by words, not exact."""
        wanted = [one.replace("\\", "") for one in _SKU.findall(query)]
        return [
            self._item(sku, item)
            for sku, item in sorted(self._items.items())
            if not wanted or any(sku.startswith(one) for one in wanted)
        ]

    def _item(self, sku: str, item: str) -> dict[str, Any]:
        def level(locationId: str) -> dict[str, Any] | None:  # noqa: N803 - the API's own name
            if (item, locationId) not in self.levels:
                return None
            quantity = self.levels[item, locationId]
            one = {"__typename": "InventoryQuantity", "name": "available", "quantity": quantity}
            quantities: Callable[..., list[dict[str, Any]]] = lambda names: [one] if "available" in names else []  # noqa: E731
            return {"__typename": "InventoryLevel", "quantities": quantities}

        return {"__typename": "InventoryItem", "id": item, "sku": sku, "inventoryLevel": level}

    def set_quantities(self, input: dict[str, Any], key: str = "") -> dict[str, Any]:  # noqa: A002 - the API's own name
        """Compare and set: all of them or none; the same key again gives the first answer again."""
        if key in self.answers:
            first, answer = self.answers[key]
            return answer if first == input else _refused("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", None)
        answer = self._set(input)
        self.answers[key] = (input, answer)
        return answer

    def _set(self, wanted: dict[str, Any]) -> dict[str, Any]:
        for place, one in enumerate(wanted["quantities"]):
            at = (one["inventoryItemId"], one["locationId"])
            where = ["input", "quantities", str(place)]
            if at not in self.levels:
                return _refused("ITEM_NOT_STOCKED_AT_LOCATION", where)
            if one["quantity"] < 0:
                return _refused("INVALID_QUANTITY_NEGATIVE", where)
            if one.get("changeFromQuantity") is not None and one["changeFromQuantity"] != self.levels[at]:
                return _refused("CHANGE_FROM_QUANTITY_STALE", where)
        for one in wanted["quantities"]:
            self.levels[one["inventoryItemId"], one["locationId"]] = one["quantity"]
        self.writes += 1
        group = {"__typename": "InventoryAdjustmentGroup", "id": gid("InventoryAdjustmentGroup", self.writes)}
        return {"__typename": "InventorySetQuantitiesPayload", "inventoryAdjustmentGroup": group, "userErrors": []}


def _refused(code: str, where: list[str] | None) -> dict[str, Any]:
    words = code.replace("_", " ").lower()
    error = {"__typename": "InventorySetQuantitiesUserError", "code": code, "field": where, "message": words}
    return {"__typename": "InventorySetQuantitiesPayload", "inventoryAdjustmentGroup": None, "userErrors": [error]}
