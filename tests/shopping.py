"""A simulated shop and a line to it, in one process: what the tests of the Shopify channel begin with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson

from connectors import read_documents
from connectors.ports import Raw, Reading
from connectors.shopify.client import ShopClient
from connectors.shopify.throttle import Bucket
from domain.profile import PartnerProfile
from infra.simulators.shopify.api import Api
from infra.simulators.shopify.orders import Sold, Terms
from infra.simulators.shopify.shapes import API_VERSION, order_body
from infra.simulators.shopify.shop import Shop
from tests.unit.readers.made import a_profile

STARTED = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
LOCATION = "gid://shopify/Location/655441491"
DOMAIN = "simulated.myshopify.com"
TWO = (Sold("BOLT-M8", 2, "79.50"), Sold("NUT-M8", 10, "0.35"))


@dataclass
class Clock:
    """Time that passes only when somebody waits."""

    now: float = 1000.0
    waits: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if seconds:
            self.waits.append(seconds)


@dataclass
class Counter:
    """A shop, its API and a line to it."""

    clock: Clock = field(default_factory=Clock)
    shop: Shop = field(default_factory=lambda: Shop(started=STARTED))

    def __post_init__(self) -> None:
        self.api = Api(self.shop, clock=self.clock)
        self.seen: list[dict[str, str]] = []

    @property
    def client(self) -> ShopClient:
        return self.line(self.shop.token)

    def line(self, token: str) -> ShopClient:
        """A client by that token."""
        return ShopClient(
            f"https://{DOMAIN}",
            token,
            DOMAIN,
            bucket=Bucket(clock=self.clock),
            sleep=self.clock.sleep,
            transport=httpx.MockTransport(self._answered),
        )

    def _answered(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith(f"/{API_VERSION}/graphql.json"):
            return httpx.Response(404, json={"errors": "Not Found"})
        if self.api.faults and self.api.faults[0] in {"timeout", "away"}:
            kind = self.api.faults.popleft()
            raise httpx.ReadTimeout("late") if kind == "timeout" else httpx.ConnectError("away")
        answer = self.api.answer(json.loads(request.content), request.headers.get("x-shopify-access-token", ""))
        if answer.cut:
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
        if isinstance(answer.body, str):
            return httpx.Response(answer.status, text=answer.body, headers=answer.headers)
        return httpx.Response(answer.status, json=answer.body, headers=answer.headers)


def profile(shopify: Mapping[str, object] | None = None, **changes: object) -> PartnerProfile:
    """A shop's profile; ``shopify`` changes its section."""
    section = {"shop": DOMAIN, "shipping_sku": "SHIP", "locations": {"WH": LOCATION}, **(shopify or {})}
    fields: dict[str, Any] = {
        "channel": "webshop",
        "source_id": "webshop-orders",
        "partner": "webshop",
        "currency": "USD",
        "house_account": "C-9999",
        "transport": {"kind": "webhook", "webhook": {"signature": "shopify", "secrets": ["webshop"]}},
        "shopify": section,
    }
    return a_profile("shopify", **(fields | changes))


def read(body: object, known: PartnerProfile | None = None, **headers: str) -> Reading:
    """The one reading of a body; header names with underscores: ``topic`` is X-Shopify-Topic."""
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    kept = {f"x-shopify-{name.replace('_', '-')}": value for name, value in headers.items()}
    raw = Raw("a webhook", content, headers=kept)
    (found,) = read_documents(raw, known or profile())
    assert isinstance(found, Reading)
    return found


def sold(*lines: Sold, **terms: Any) -> dict[str, Any]:
    """The body of an order just sold; without lines that of ``TWO``."""
    order = Shop(started=STARTED).sell(*(lines or TWO), terms=Terms(**terms))
    return order_body(order)


def codes(reading: Reading) -> list[str]:
    """Codes of what was found."""
    return [one.code for one in reading.findings]


__all__ = ["LOCATION", "STARTED", "TWO", "Clock", "Counter", "Sold", "Terms", "codes", "profile", "read", "sold"]
