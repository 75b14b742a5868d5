"""What the archive keeps of an order from the portal: the bytes as they came, and whose they are."""

from __future__ import annotations

import json
from dataclasses import dataclass

from connectors.portal.strict_json import NotJson, read_json

_MARK = "lading_portal"
_VERSION = "1"
BEGINS = f'{{"{_MARK}":"{_VERSION}",'.encode()


@dataclass(frozen=True, slots=True)
class Envelope:
    """An order with what its key said about it."""

    customer: str
    idempotency_key: str
    order: object
    """As JSON has it."""


def wrapped(customer: str, idempotency_key: str, order: bytes) -> bytes:
    """The bytes to archive: the same for the same order sent again. ``order`` is JSON as it came."""
    who = json.dumps({_MARK: _VERSION, "customer": customer, "idempotency_key": idempotency_key}, separators=(",", ":"))
    return who[:-1].encode() + b',"order":' + order + b"}"


def unwrapped(content: bytes) -> Envelope:
    """The envelope.

    Raises:
        NotJson: it is none.
    """
    found = read_json(content)
    if not isinstance(found, dict) or found.get(_MARK) != _VERSION:
        raise NotJson("it is no envelope of the portal")
    return Envelope(str(found.get("customer", "")), str(found.get("idempotency_key", "")), found.get("order"))
