"""Answers of the fields that were asked for, out of plain dictionaries, and what a query costs."""

from __future__ import annotations

import base64
from typing import Any

from infra.simulators.shopify.language import Field, bound

CONNECTIONS = frozenset(
    {
        "orders",
        "lineItems",
        "shippingLines",
        "refundLineItems",
        "fulfillmentOrders",
        "fulfillmentLineItems",
        "inventoryItems",
    }
)
"""Fields whose value is a list in the state and a connection of pages in an answer."""
MUTATION_COST = 10


class NoField(ValueError):
    """A field that the type does not have."""


def answered(state: Any, fields: tuple[Field, ...], variables: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """The state, with the fields that were asked for and no others.

    Raises:
        NoField: one is asked for that is not there.
    """
    if state is None or not fields:
        return state
    if isinstance(state, list):
        return [answered(one, fields, variables) for one in state]
    found: dict[str, Any] = {}
    for one in fields:
        if one.on:
            if state.get("__typename") == one.on:
                found |= answered(state, one.fields, variables)
            continue
        found[one.alias] = _field(state, one, variables)
    return found


def _field(state: dict[str, Any], one: Field, variables: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    if one.name not in state:
        raise NoField(f"Field '{one.name}' doesn't exist on type '{state.get('__typename', 'Object')}'")
    value = state[one.name]
    arguments = bound(one.arguments, variables)
    if callable(value):
        value = value(**arguments)
    if one.name in CONNECTIONS:
        return answered(page(value, arguments.get("first"), arguments.get("after")), one.fields, variables)
    if isinstance(value, list) and isinstance(arguments.get("first"), int):
        value = value[: arguments["first"]]
    return answered(value, one.fields, variables)


def page(nodes: list[dict[str, Any]], first: int | None, after: str | None) -> dict[str, Any]:
    """A page of a connection; the cursor names the last node and stays good when others come."""
    keys = [_key(node) for node in nodes]
    start = 0
    if after:
        last = base64.b64decode(after).decode()
        later = [place for place, key in enumerate(keys) if key > last]
        start = (keys.index(last) + 1) if last in keys else (later[0] if later else len(keys))
    some = nodes[start : start + (first or 50)]
    end = base64.b64encode(_key(some[-1]).encode()).decode() if some else None
    more = start + len(some) < len(nodes)
    return {
        "__typename": "Connection",
        "nodes": some,
        "pageInfo": {"__typename": "PageInfo", "hasNextPage": more, "endCursor": end},
    }


def _key(node: dict[str, Any]) -> str:
    return f"{node.get('__sort', '')}|{node.get('id', '')}"


def estimated(fields: tuple[Field, ...], variables: dict[str, Any], *, mutation: bool = False) -> int:
    """Points of a query before it runs: an object one, a connection two and its nodes, a mutation ten."""
    total = 0
    for one in fields:
        inner = estimated(one.fields, variables) if one.fields else 0
        if one.on:
            total += inner
        elif one.name in CONNECTIONS:
            first = bound(one.arguments, variables).get("first") or 50
            nodes = next((part for part in one.fields if part.name == "nodes"), None)
            each = 1 + (estimated(nodes.fields, variables) if nodes else 0)
            total += 2 + first * each
        elif one.fields and one.name not in {"nodes", "pageInfo", "userErrors"}:
            total += 1 + inner
    return total + (MUTATION_COST if mutation else 0)


def spent(answer: Any) -> int:  # noqa: ANN401 - JSON
    """Points of what was answered: its objects."""
    if isinstance(answer, list):
        return sum(spent(one) for one in answer)
    if isinstance(answer, dict):
        return 1 + sum(spent(one) for one in answer.values())
    return 0
