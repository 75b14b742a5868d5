"""What a shop's orders are since a moment: a cheap look by id and edit stamp, then each wanted order as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from connectors.shopify.client import ShopClient, TooDear
from connectors.shopify.queries import LOOK, MORE_LINES, ORDER
from connectors.shopify.wire import number_of
from domain.errors import StopTheRun, TryAgain

LINES_AT_ONCE = 50
MOST_PAGES = 500
"""Of one look: at 100 orders a page more than any shop edits in a day."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One order, as a look shows it."""

    gid: str
    updated_at: datetime
    cancelled_at: datetime | None

    @property
    def number(self) -> str:
        """The order's number, as in its webhooks."""
        return number_of(self.gid)


@dataclass(frozen=True, slots=True)
class Pulled:
    """One order as the API gives it, its pages of lines joined."""

    number: str
    name: str
    content: bytes


def pages(client: ShopClient, since: datetime, page: int) -> Iterator[list[Seen]]:
    """Orders edited since then, the longest ago first, page by page.

    Raises:
        StopTheRun: the shop's paging goes round in circles, or its form has changed.
        And as ``ShopClient.ask``.
    """
    after: str | None = None
    cursors: set[str] = set()
    wanted = f"updated_at:>='{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'"
    for _ in range(MOST_PAGES):
        try:
            answer = client.ask(LOOK, first=page, after=after, query=wanted)
        except TooDear:
            if page == 1:
                raise
            page = max(page // 2, 1)
            continue
        many = _object(answer, "orders", client)
        yield [_seen(node, client) for node in _list(many, "nodes", client)]
        after = _next_page(many, cursors, client)
        if after is None:
            return
    raise TryAgain(f"The shop {client.shop} has more edited orders than one look takes; the next goes on.")


def pulled(client: ShopClient, gid: str) -> Pulled | None:
    """One order as a whole; None: it is gone.

    Raises:
        As ``pages``.
    """
    answer = client.ask(ORDER, id=gid, lines=LINES_AT_ONCE)
    order = answer.get("order")
    if order is None:
        return None
    if not isinstance(order, dict):
        raise _drifted(client, "order is no object")
    _join_lines(client, gid, order)
    content = orjson.dumps({"data": {"order": order}}, option=orjson.OPT_SORT_KEYS)
    return Pulled(number_of(gid), str(order.get("name") or ""), content)


def _join_lines(client: ShopClient, gid: str, order: dict[str, Any]) -> None:
    lines = _object(order, "lineItems", client)
    nodes = _list(lines, "nodes", client)
    cursors: set[str] = set()
    while (after := _next_page(lines, cursors, client)) is not None:
        more = client.ask(MORE_LINES, id=gid, after=after, lines=LINES_AT_ONCE)
        lines = _object(_object(more, "order", client), "lineItems", client)
        nodes += _list(lines, "nodes", client)
    order["lineItems"] = {"nodes": nodes}


def _next_page(many: dict[str, Any], cursors: set[str], client: ShopClient) -> str | None:
    """The cursor of the next page; None: this was the last."""
    info = _object(many, "pageInfo", client)
    more = info.get("hasNextPage")
    if not isinstance(more, bool):
        raise _drifted(client, "hasNextPage is no truth value")
    if not more:
        return None
    after = str(info.get("endCursor") or "")
    if not after or after in cursors:
        raise _drifted(client, "its pages go round in circles")
    cursors.add(after)
    return after


def _seen(node: object, client: ShopClient) -> Seen:
    if isinstance(node, dict) and number_of(str(node.get("id"))):
        stamp, cancelled = _moment(node.get("updatedAt")), _moment(node.get("cancelledAt"))
        if stamp is not None and (cancelled is not None or node.get("cancelledAt") is None):
            return Seen(str(node["id"]), stamp, cancelled)
    raise _drifted(client, "an order has no id, no edit stamp, or another kind of date")


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _object(value: dict[str, Any], name: str, client: ShopClient) -> dict[str, Any]:
    found = value.get(name)
    if not isinstance(found, dict):
        raise _drifted(client, f"{name} is no object")
    return found


def _list(value: dict[str, Any], name: str, client: ShopClient) -> list[Any]:
    found = value.get(name)
    if not isinstance(found, list):
        raise _drifted(client, f"{name} is no list")
    return found


def _drifted(client: ShopClient, why: str) -> StopTheRun:
    step = "Integration compares the shop's answers with the pinned API version; webhooks are taken meanwhile."
    return StopTheRun(f"The answers of the shop {client.shop} are not of the pinned form: {why}.", next_step=step)
