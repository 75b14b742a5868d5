"""The obligation clock: set going when documents come in or are confirmed, stopped when the answer leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from domain.obligations import Event, owed
from domain.profile import PartnerProfile
from ledger.book import Book
from ledger.values import DeliveryRow, DocumentRow, RegisteredDocument
from tasks.runtime.resources import Resources


def start_received(
    book: Book, profile: PartnerProfile, delivery: DeliveryRow, registered: Iterable[RegisteredDocument]
) -> None:
    """What is owed for documents that came in, from the moment their delivery did; in the transaction of registering.

    A backfill's documents were answered long ago, and one that was registered before has its clock.
    """
    if profile.obligations and delivery.plan_id is None:
        fresh = [(one.id, delivery.received_at, one.outcome == "duplicate") for one in registered if _new(one)]
        book.obligations.start(owed(profile.obligations, "received", fresh))


def _new(one: RegisteredDocument) -> bool:
    return one.outcome != "known"


def start(book: Book, profile: PartnerProfile, event: Event, document_ids: Iterable[int]) -> None:
    """What is owed from now on because of an event after receipt: confirmed, shipped; in its transaction."""
    if profile.obligations:
        now = datetime.now(UTC)
        book.obligations.start(owed(profile.obligations, event, [(number, now, False) for number in document_ids]))


def start_confirmed(house: Resources, channel: str, documents: Iterable[DocumentRow]) -> None:
    """What is owed once orders are confirmed; called before they are done, so that no run that dies forgets it."""
    profile = house.profile(channel)
    ids = [row.id for row in documents if row.state == "confirmed" and row.plan_id is None]
    if ids and any(clock.after == "confirmed" for clock in profile.obligations.values()):
        with house.ledger.open() as book:
            start(book, profile, "confirmed", ids)
            book.commit("tasks.obligations.confirmed")


def met(book: Book, document_ids: Sequence[int], kind: str, by: str) -> set[int]:
    """The hook of whatever publishes: an answer of this kind to these documents has left.

    Call it in the transaction that records the publication as sent.

    Args:
        book: that transaction.
        document_ids: the documents that it answers.
        kind: 997, 855, CONTRL and so on.
        by: the publication's key or the interchange's number.

    Returns:
        Documents that had such an obligation open.
    """
    return book.obligations.met(document_ids, kind, by)
