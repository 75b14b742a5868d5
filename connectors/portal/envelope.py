"""What the archive keeps of an order or change from the portal: the bytes as they came, and whose they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from connectors.portal.strict_json import NotJson, read_json

_MARK = "lading_portal"
_VERSION = "1"
BEGINS = f'{{"{_MARK}":"{_VERSION}",'.encode()


@dataclass(frozen=True, slots=True)
class Envelope:
    """An order with what its key said about it; or a change of one."""

    customer: str
    idempotency_key: str
    order: object
    """As JSON has it; None: it is a change."""
    asks: str = ""
    """change or cancel; empty: it is an order."""
    number: str = ""
    """Of the order that is changed."""
    ordered_at: object = None
    """When that order was made; None: not known."""
    change: object = None
    """As JSON has it."""


def wrapped(customer: str, idempotency_key: str, order: bytes) -> bytes:
    """The bytes to archive: the same for the same order sent again. ``order`` is JSON as it came."""
    who = json.dumps({_MARK: _VERSION, "customer": customer, "idempotency_key": idempotency_key}, separators=(",", ":"))
    return who[:-1].encode() + b',"order":' + order + b"}"


def wrapped_change(
    customer: str, idempotency_key: str, order: tuple[str, str, datetime | None], change: bytes
) -> bytes:
    """The same for a change. ``order``: what is asked (change, cancel), the order's number, and when it was made."""
    asks, number, ordered_at = order
    who = {
        _MARK: _VERSION,
        "customer": customer,
        "idempotency_key": idempotency_key,
        "asks": asks,
        "number": number,
        "ordered_at": ordered_at.isoformat() if ordered_at else None,
    }
    return json.dumps(who, separators=(",", ":"))[:-1].encode() + b',"change":' + change + b"}"


def unwrapped(content: bytes) -> Envelope:
    """The envelope.

    Raises:
        NotJson: it is none.
    """
    found = read_json(content)
    if not isinstance(found, dict) or found.get(_MARK) != _VERSION:
        raise NotJson("it is no envelope of the portal")
    return Envelope(
        customer=str(found.get("customer", "")),
        idempotency_key=str(found.get("idempotency_key", "")),
        order=found.get("order"),
        asks=str(found.get("asks", "")),
        number=str(found.get("number", "")),
        ordered_at=found.get("ordered_at"),
        change=found.get("change"),
    )
