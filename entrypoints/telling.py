"""A traced story as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

_WHAT = {"change": ", a change,", "cancel": ", a cancellation,"}
_CENT = -2


def lines_of(told: Mapping[str, Any]) -> Iterator[str]:
    """The story for a terminal."""
    if not told["documents"]:
        for delivery in told["deliveries"]:
            when = _at(delivery["received_at"])
            yield f"File {delivery['file']} ({delivery['channel']}): {delivery['state']}, received {when}"
            if delivery["duplicate_of"]:
                yield f"  the same bytes as delivery:{delivery['duplicate_of']}"
            yield f"  SHA-256 {delivery['sha256']}, {delivery['bytes']:,} bytes"
    for one in told["documents"]:
        yield from _document(one)


def _document(one: Mapping[str, Any]) -> Iterator[str]:
    what = _WHAT.get(one["purpose"], "")
    lines = "1 line" if one["lines"] == 1 else f"{one['lines']} lines"
    worth = "" if one["purpose"] == "cancel" else f", {_money(one['total'])} {one['currency']}, {lines}"
    yield f"{one['number']}{what} of {one['partner']} ({one['channel']}): {one['state']}{worth}"
    yield f"  external id {one['external_id'] or '-'}"
    for event in one["events"]:
        yield f"  {_at(event['at'])}  {event['what']}"
    for found in one["findings"]:
        let_pass = found["code"] in one["waived"]
        yield f"  {found['code']} {found['path']}: {found['message']}{' Let pass.' if let_pass else ''}"
        if not let_pass:
            yield f"      {found['next_step']}"
    yield from _waiting(one["waits"])
    if one["odoo"]["record"]:
        yield f"  Odoo: {one['odoo']['record']}  {one['odoo']['url']}"
    for run in one["runs"]:
        yield f"  Prefect: {run['name'] or run['id']}  {run['url']}"
    yield ""


def _waiting(waits: Mapping[str, Any] | None) -> Iterator[str]:
    """Whom or what it waits for, and where that is decided."""
    if waits is None:
        return
    since = f"since {_at(waits['since'])[:16]}"
    if waits["exception"] is None:
        yield f"  Waits {since} for {waits['for']}"
        return
    group = "approvals" if waits["kind"] == "held" else "exceptions"
    yield f"  Waits {since} for {waits['for']}: lading {group} show {waits['exception']}"


def _money(total: str) -> str:
    """With two decimals at least."""
    value = Decimal(total)
    exponent = value.as_tuple().exponent
    return f"{value:.2f}" if isinstance(exponent, int) and exponent > _CENT else f"{value:f}"


def _at(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S}.{when.microsecond // 1000:03d}"
