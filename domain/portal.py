"""The portal section of a transport, who a key stands for, and the ids that orders get. Pure."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from domain.documents.submitted_change import Asks
from domain.frozen import Frozen

_ID_CHARS = 26
_BEGINS: dict[Asks, str] = {"change": "c_", "cancel": "x_"}
ORDERS, CHANGES = "portal", "portal-change"
"""How deliveries of this interface are marked: orders, and changes and cancellations of them."""
PICKUP = "portal "
"""Beginning of the pick-up key of what came this way."""


class PortalPlace(Frozen):
    """How a channel takes orders over REST: ``/api/v1`` of ``lading receive``, with keys by customer."""

    largest_bytes: int = Field(
        default=2_097_152, ge=1024, le=67_108_864, description="A larger request is refused before it is read whole."
    )
    requests_per_minute: int = Field(
        default=1200, ge=1, le=1_000_000, description="How many requests a key may make; more get 429."
    )
    burst: int = Field(default=200, ge=1, le=100_000, description="How many of these may come at once.")
    stale_price_hours: int = Field(
        default=72,
        ge=0,
        le=8760,
        description="Prices that were read longer ago than this when the order was made are told (PO-PRICE-001).",
    )


@dataclass(frozen=True, slots=True)
class PortalKey:
    """A key, without its secret."""

    id: str
    channel: str
    customers: tuple[str, ...]
    """Our customer numbers that it stands for: one, or those of a field seller."""
    label: str
    made_by: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str
    secret_hash: bytes

    def live(self, now: datetime) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def secret_hash(secret: str) -> bytes:
    """What is kept of a secret of 256 random bits: nobody guesses one, so it needs no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def order_id(source_id: str, customer: str, idempotency_key: str) -> str:
    """The public id of an order: the same for the same key of the same customer, and it says nothing else."""
    return "o_" + _digest(source_id, customer, idempotency_key)


def change_id(source_id: str, customer: str, idempotency_key: str, asks: Asks) -> str:
    """The public id of a change or cancellation, alike; a key may have been used for an order, too."""
    return _BEGINS[asks] + _digest(source_id, customer, idempotency_key, asks)


def asked(public_id: str) -> Asks:
    """What somebody wants whose wish has that id."""
    return "cancel" if public_id.startswith(_BEGINS["cancel"]) else "change"


def _digest(*parts: str) -> str:
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest).decode().lower()[:_ID_CHARS]


def pickup_key(public_id: str) -> str:
    """The pick-up key under which the ledger knows an order of the portal."""
    return PICKUP + public_id
