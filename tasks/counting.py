"""Figures of Odoo, read so that it is known which of our orders on their way stand in them already.

An order is confirmed in Odoo a moment before the ledger knows. So it is looked which orders are confirmed before the
figure is read, and again after it: what was confirmed before stands in it, what is not confirmed after does not, and
where one was confirmed in between all is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from domain.check_facts import CreditFact, StockFact
from ledger.book import Book
from ledger.commitments import Claim
from tasks.runtime.resources import Resources

_TRIES = 3
"""Then what is not sure counts twice: rather one order too many before a person than one too many in Odoo."""
Fact = TypeVar("Fact", CreditFact, StockFact)
Claims = Callable[[Book, datetime], Sequence[Claim]]


def read_counted(house: Resources, claims: Claims, read: Callable[[datetime], Sequence[Fact]]) -> list[Fact]:
    """Facts of one kind, each with the documents that stand in it.

    Args:
        house: ledger and Odoo.
        claims: those on what the facts are about: held, or taken since a moment.
        read: asks Odoo, and writes down the moment.

    Raises:
        TryAgain: Odoo or the ledger could not be asked.
        Misconfigured: Odoo may not be asked.
    """
    for attempt in range(_TRIES):
        with house.ledger.open() as book:
            began = book.commitments.now()
            before = claims(book, began)
        standing = _standing(house, before)
        facts = read(began)
        with house.ledger.open() as book:
            after = claims(book, began)
        left = [one for one in after if one.document_id not in standing]
        if attempt == _TRIES - 1 or not (_written_meanwhile(left) or _standing(house, left)):
            break
    return [fact.model_copy(update={"counted": tuple(sorted(standing))}) for fact in facts]


def _standing(house: Resources, claims: Sequence[Claim]) -> set[int]:
    """Documents whose orders are confirmed in Odoo."""
    records = {one.record_id: one.document_id for one in claims if one.record_id is not None}
    confirmed = house.figures.confirmed(sorted(records)) if records else set()
    return {records[number] for number in confirmed}


def _written_meanwhile(claims: Sequence[Claim]) -> bool:
    """A change, of which Odoo shows only its order, was written while the figure was read."""
    return any(one.record_id is None and one.taken_at is not None for one in claims)
