"""The demo's keys of the portal: made by the first run, kept for the next."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from domain.portal import PortalKey, secret_hash
from infra.files import read_json, write_json
from tasks.runtime.resources import Resources

_SECRET_BYTES = 32


def key_of(house: Resources, path: Path, channel: str, customers: Sequence[str]) -> str:
    """The secret of the channel's key, good for these customers; ``path`` keeps it, for this user's eyes only."""
    known = read_json(path)
    if channel in known:
        return str(known[channel])
    key_id = secrets.token_hex(4)
    secret = f"lk_{key_id}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    key = PortalKey(
        id=key_id, channel=channel, customers=tuple(customers), label="lading demo", made_by="lading demo",
        made_at=datetime.now(UTC), expires_at=None, revoked_at=None, revoked_by="", secret_hash=secret_hash(secret),
    )  # fmt: skip
    with house.ledger.open() as book:
        book.portal.add_key(key)
        book.commit("demo.portal.key")
    write_json(path, {**known, channel: secret})
    return secret
