"""Promises: how many of a wanted quantity now, how many by when and from which receipt; and which will not be kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from domain.catalogue import finding
from domain.findings import Finding
from domain.promising.offers import Offer
from domain.promising.terms import Incoming, Source, Stock


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a promise."""

    quantity: Decimal
    """In the product's own unit."""
    on: date | None
    """By when it can be taken from our warehouse; None: nobody can say."""
    source: Source | None = None
    """The receipt that it waits for; None: it lies there, or nothing is known."""


def promised(wanted: Decimal, offer: Offer | None, today: date, *, taken: Decimal = Decimal(0)) -> tuple[Part, ...]:
    """Divide a wanted quantity over what is there and what is to come.

    Args:
        wanted: in the product's own unit, more than nothing.
        offer: the channel's offer of the SKU; None: nothing is known of its stock.
        today: the day of the promise.
        taken: units that were promised out of the same offer already.
    """
    parts: list[Part] = []
    left, before = wanted, taken
    steps: list[tuple[date, Decimal, Source | None]] = []
    if offer is not None:
        steps.append((today, Decimal(offer.now), None))
        steps += [(later.on, Decimal(later.units), later.source) for later in offer.later]
    for on, total, source in steps:
        units = min(left, total - before)
        if units > 0:
            parts.append(Part(units, on, source))
            left -= units
        before = max(before, total)
    if left > 0:
        parts.append(Part(left, None))
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Promise:
    """A part of a promise that was given with an order, as it is kept."""

    record_id: int
    document_id: int
    number: str
    """The order's, for people."""
    channel: str
    position: int
    sku: str
    warehouse: str
    quantity: Decimal
    on: date | None
    source: Source | None
    state: Literal["given", "in danger", "kept", "broken"] = "given"


def endangered(
    promises: Iterable[Promise], stocks: Mapping[str, Stock], slack_days: int = 0
) -> list[tuple[Promise, Finding]]:
    """Promises that wait for a receipt which now comes too late, or not at all; before the day is reached.

    Args:
        promises: those that wait for a receipt.
        stocks: by SKU, as last read.
        slack_days: what was added to a receipt's date when the promise was given.
    """
    found = []
    for promise in promises:
        stock = stocks.get(promise.sku)
        if stock is None or promise.source is None or promise.on is None:
            continue
        move = _receipt(stock.incoming, promise.source)
        trouble = _gone(promise) if move is None else _slipped(promise, move, slack_days)
        if trouble is not None:
            found.append((promise, trouble))
    return found


def _receipt(moves: Sequence[Incoming], source: Source) -> Incoming | None:
    return next((move for move in moves if str(move.record_id) == source.record), None)


def _slipped(promise: Promise, move: Incoming, slack_days: int) -> Finding | None:
    late = move.expected_on.toordinal() + slack_days - (promise.on or move.expected_on).toordinal()
    if late <= 0:
        return None
    return finding(
        "AV-LATE-001",
        path=f"lines[{promise.position}]",
        value=promise.sku,
        quantity=f"{promise.quantity.normalize():f}",
        promised=str(promise.on),
        now=str(move.expected_on),
        receipt=move.reference or str(move.record_id),
    )


def _gone(promise: Promise) -> Finding:
    return finding(
        "AV-LATE-002",
        path=f"lines[{promise.position}]",
        value=promise.sku,
        quantity=f"{promise.quantity.normalize():f}",
        promised=str(promise.on),
        receipt=promise.source.name if promise.source else "",
    )
