"""Signed webhooks: what waits to be sent, and how it goes wrong: dropped, twice, late, out of order, given up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from infra.simulators.shopify.shapes import API_VERSION

MOST_FAILURES = 8
"""After so many failed tries in a row a subscription is deleted, as in the real shop."""
Post = Callable[[bytes, dict[str, str]], int]
"""Sends a body with its headers; the status that came back, 0 where none did."""


@dataclass(frozen=True, slots=True)
class Event:
    """One webhook, as it will be sent however often."""

    topic: str
    body: bytes
    webhook_id: str
    triggered_at: str
    about: str = ""
    """The order's global id."""


@dataclass
class Outbox:
    """Webhooks of one shop to one address."""

    shop: str
    secret: str
    waiting: list[Event] = field(default_factory=list)
    sent: list[tuple[Event, int]] = field(default_factory=list)
    failures: int = 0
    subscribed: bool = True

    def add(self, topic: str, content: dict[str, Any], about: str, wish: str = "") -> None:
        """Let a webhook wait; a ``wish`` in the order's note drops it, doubles it, or lets others overtake it."""
        if not self.subscribed or "sim:drop" in wish:
            return
        body = json.dumps(content, separators=(",", ":")).encode()
        event = Event(topic, body, str(uuid.uuid4()), datetime.now(UTC).isoformat(), about)
        self.waiting.insert(0, event) if "sim:early" in wish else self.waiting.append(event)
        if "sim:twice" in wish:
            self.waiting.append(event)

    def headers(self, event: Event) -> dict[str, str]:
        """As Shopify sends them; the signature is over the raw body."""
        mac = hmac.new(self.secret.encode(), event.body, hashlib.sha256).digest()
        return {
            "Content-Type": "application/json",
            "X-Shopify-Topic": event.topic,
            "X-Shopify-Hmac-Sha256": base64.b64encode(mac).decode(),
            "X-Shopify-Shop-Domain": self.shop,
            "X-Shopify-API-Version": API_VERSION,
            "X-Shopify-Webhook-Id": event.webhook_id,
            "X-Shopify-Event-Id": event.webhook_id[::-1],
            "X-Shopify-Triggered-At": event.triggered_at,
        }

    def deliver(self, post: Post) -> int:
        """Send what waits, once each; what fails waits on. Gives the number that were taken."""
        taken, again = 0, []
        events, self.waiting = self.waiting, []
        for event in events:
            if not self.subscribed:
                break
            status = post(event.body, self.headers(event))
            self.sent.append((event, status))
            if 200 <= status < 300:  # noqa: PLR2004 - success
                taken, self.failures = taken + 1, 0
                continue
            self.failures += 1
            again.append(event)
            self.subscribed = self.failures < MOST_FAILURES
        self.waiting = [*again, *self.waiting] if self.subscribed else []
        return taken
