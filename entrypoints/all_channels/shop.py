"""The simulated web shop of the demo: it sells, edits and cancels, and pushes what happened to the receiver."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

from infra.distributor.stories import Row, Story
from infra.simulators.shopify.api import Answer, Api
from infra.simulators.shopify.app import send_hooks
from infra.simulators.shopify.orders import Sold, Terms
from infra.simulators.shopify.shop import Shop

SECOND_ACT, THIRD_ACT = 10_000, 20_000
"""Seconds after the start: what Lading cancels meanwhile moves no stamp, so that a second run sends the same bytes."""
NOTES = {"webhook never came": "sim:drop", "sent twice": "sim:twice"}
OVERTAKES = {"edit overtakes its order", "cancellation overtakes its order"}


@dataclass
class GuardedApi(Api):
    """An API that shows no half of an act: it waits until the act's webhooks are sent."""

    lock: AbstractContextManager[Any] = field(default_factory=threading.RLock)

    def answer(self, body: dict[str, Any], token: str) -> Answer:
        """As ``Api.answer``."""
        with self.lock:
            return super().answer(body, token)


def opened(stories: Sequence[Story]) -> GuardedApi:
    """A shop without orders, at noon of the day of its first one."""
    return GuardedApi(Shop(started=datetime.combine(stories[0].ordered, time(12), UTC)))


@dataclass
class ShopActor:
    """Plays the shop's stories."""

    api: GuardedApi
    hooks: str
    stories: Sequence[Story]
    locations: Mapping[str, int]
    """Of companies in the shop, by our customer number."""
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)

    def first(self) -> None:
        """All orders; some are overtaken by what happens to them next."""
        self._act(self.stories, self._sell, 0)

    def second(self) -> None:
        """Edits, cancellations, payments."""
        self._act([one for one in self.stories if one.kind.name not in OVERTAKES], self._happen, SECOND_ACT)

    def _act(self, stories: Sequence[Story], act: Callable[[Story], None], at: int) -> None:
        with self.api.lock:
            self.api.shop.later(at)
            for story in stories:
                act(story)
            send_hooks(self.api, self.hooks)

    def left(self) -> int:
        """Webhooks that the receiver did not take."""
        return len(self.api.shop.outbox.waiting)

    def _sell(self, story: Story) -> None:
        shop, kind = self.api.shop, story.kind.name
        terms = Terms(
            note=NOTES.get(kind),
            test=kind == "test order",
            source="pos" if kind == "sold over the counter" else "web",
            company_location=self.locations.get(story.customer.code),
            financial="PENDING" if kind == "paid later" else "PAID",
        )
        before = len(shop.outbox.waiting)
        order = shop.sell(*(_sold(one) for one in story.rows), terms=terms)
        self.orders[story.number] = order
        if kind == "edit overtakes its order":
            self._edit(story)
        elif kind == "cancellation overtakes its order":
            shop.cancel(order)
        if kind in OVERTAKES:
            waiting = shop.outbox.waiting
            shop.outbox.waiting = [*waiting[:before], *reversed(waiting[before:])]

    def _happen(self, story: Story) -> None:
        order = self.orders[story.number]
        if story.kind.name == "changed":
            self._edit(story)
        elif story.kind.name == "cancelled":
            self.api.shop.cancel(order)
        elif story.kind.name == "paid later":
            self.api.shop.pay(order)

    def _edit(self, story: Story) -> None:
        wanted = {one.sku: one.quantity for one in story.changed}
        before = {one.sku for one in story.rows}
        quantities = {one.sku: wanted.get(one.sku, 0) for one in story.rows}
        added = [_sold(one) for one in story.changed if one.sku not in before]
        self.api.shop.edit(self.orders[story.number], quantities, add=added)


def _sold(row: Row) -> Sold:
    return Sold(row.sku, row.quantity, str(row.price))
