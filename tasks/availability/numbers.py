"""Numbers made anew: of the SKUs that are marked, or of all; only what says something new is published."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import orjson

from domain.availability import Policy, Standing, changed, shown_of
from domain.promising.offers import Offer, Offers
from domain.promising.terms import Hold, Stock, Term
from ledger.book import Book
from ledger.published import NumberIn
from tasks.availability.stock import KIND, stocks
from tasks.availability.watching import watch_promises
from tasks.runtime.resources import Resources

TAKEN_COUNTS = timedelta(days=1)
"""Reservations that Odoo took over longer ago than this stand in every reading of the stock."""
AT_ONCE = 5_000
"""SKUs made in one transaction."""


@dataclass(frozen=True, slots=True)
class Made:
    """What making numbers came to."""

    looked: int = 0
    """SKUs."""
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By channel the SKUs with a new number."""
    corrected: tuple[str, ...] = ()
    """SKUs among them for which a channel had been told another number; once for each channel."""
    endangered: int = 0
    """Orders whose promise is in danger."""


def make_marked(house: Resources) -> Made:
    """Make the numbers of marked SKUs and look at promises that wait for them; their marks go in the same transaction.

    Another process's turn: nothing.
    """
    policy = Policy.of(house.profiles.values())
    with house.ledger.open() as book:
        if not policy.rules or not book.published.my_turn():
            return Made()
        skus = book.published.take_marks(AT_ONCE)
        if not skus:
            return Made()
        found = stocks(book.mirror.found(house.odoo_target, KIND, "sku", skus))
        made = replace(_make(book, policy, found, today()), endangered=watch_promises(book, house, skus))
        book.commit("tasks.availability.marked")
    return made


def make_all(house: Resources) -> Made:
    """Make all numbers anew, some thousand SKUs a transaction."""
    policy = Policy.of(house.profiles.values())
    if not policy.rules:
        return Made()
    parts: list[Made] = []
    with _nothing_collected():
        with house.ledger.open() as book:
            found = stocks(book.mirror.all(house.odoo_target, KIND))
        for begin in range(0, len(found), AT_ONCE):
            with house.ledger.open() as book:
                book.published.wait_for_turn()
                parts.append(_make(book, policy, found[begin : begin + AT_ONCE], today()))
                book.commit("tasks.availability.all")
    return _together(parts)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Values without cycles by the hundred thousand: looking for cycles among them costs as much as making them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def today() -> date:
    """The day by which receipts are dated: UTC, as Odoo keeps them."""
    return datetime.now(UTC).date()


def _make(book: Book, policy: Policy, found: Sequence[Stock], day: date) -> Made:
    looked = [stock.sku for stock in found]
    holds = book.reservations.in_force(datetime.now(UTC) - TAKEN_COUNTS, looked)
    standing = book.published.standing(looked)
    new = new_numbers(policy.offers(day), policy, found, holds, standing)
    for channel, numbers in new.items():
        book.published.keep(channel, numbers)
    said = {channel: tuple(one.sku for one in numbers if one.said) for channel, numbers in new.items()}
    told = tuple(sku for channel, skus in said.items() for sku in skus if channel in standing.get(sku, {}))
    return Made(len(found), {channel: skus for channel, skus in said.items() if skus}, told)


def new_numbers(
    offers: Offers,
    policy: Policy,
    found: Iterable[Stock],
    holds: Mapping[str, Sequence[Hold]],
    standing: Mapping[str, Mapping[str, Standing]],
) -> dict[str, list[NumberIn]]:
    """By channel the numbers that say something new, with what they were made of. Pure."""
    new: dict[str, list[NumberIn]] = defaultdict(list)
    for stock in found:
        terms = policy.terms(stock, holds.get(stock.sku, ()))
        known = standing.get(stock.sku, {})
        fresh = changed(offers.of(stock.sku, terms, shown_of(known)), known)
        if fresh:
            told = orjson.Fragment(orjson.dumps(terms_told(terms)))
            for offer in fresh:
                new[offer.channel].append(_number(offer, stock, told, known.get(offer.channel)))
    return new


def _number(offer: Offer, stock: Stock, told: object, before: Standing | None) -> NumberIn:
    said = before is None or not before.same(offer)
    shown = before.shown() if before else {}
    exposed = {code: units for code, units in shown.items() if units > offer.split.get(code, 0)}
    return NumberIn(
        sku=offer.sku,
        number=offer.number,
        pack=offer.pack,
        terms={"terms": told, **offer_told(offer), "read_at": stock.read_at.isoformat()},
        split=offer.split,
        exposed=exposed if said or before is None else before.exposed,
        said=said,
    )


def terms_told(terms: Mapping[str, Sequence[Term]]) -> list[dict[str, object]]:
    """Terms as they are kept and shown: each with its warehouse and source record."""
    return [
        {
            "term": term.kind,
            "warehouse": code,
            "quantity": f"{term.quantity.normalize():f}",
            **({"on": term.on.isoformat()} if term.on else {}),
            "model": term.source.model,
            "record": term.source.record,
            "name": term.source.name,
        }
        for code, held in sorted(terms.items())
        for term in held
    ]


def offer_told(offer: Offer) -> dict[str, object]:
    """What an offer says besides its number."""
    return {
        "units_by_warehouse": dict(offer.split),
        "pack": offer.pack,
        "wanted": offer.wanted,
        "units": offer.units,
        "units_now": offer.now,
        "later": [
            {
                "on": one.on.isoformat(),
                "number": one.number,
                "units": one.units,
                "receipt": one.source.record,
                "name": one.source.name,
            }
            for one in offer.later
        ],
    }


def _together(parts: Sequence[Made]) -> Made:
    skus: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        for channel, some in part.changed.items():
            skus[channel] += some
    corrected = tuple(sku for part in parts for sku in part.corrected)
    looked = sum(part.looked for part in parts)
    return Made(looked, {channel: tuple(some) for channel, some in skus.items()}, corrected)
