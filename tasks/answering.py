"""Answers to partners: recorded with their bytes and numbers, committed, and only then put where they take them.

An answer has a deterministic key: after a crash or a replay the same bytes leave under the same numbers, or nothing
leaves because it has left. Control numbers are given in the transaction that records the answer, so that none is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog

from connectors.answers import KINDS, SUFFIXES, Answer, Purpose, write
from domain.documents.outgoing import Address, ControlNumbers, Outgoing
from domain.errors import LadingError
from domain.profile import PartnerProfile
from domain.work import Batch
from ledger.book import Book
from ledger.publications import Publication, PublicationIn
from ledger.values import AuditIn
from tasks.obligations import met
from tasks.runtime.resources import Resources

log = structlog.get_logger("lading.answers")

WAITED_SECONDS = 30.0
"""What was recorded so long ago and not sent belongs to a run that died."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An answer that is due."""

    purpose: Purpose
    answer: Answer
    subject: str
    """An order's number, an interchange's control number: for people and for the file's name."""
    key: str
    """What it answers, for ever."""
    delivery_id: int | None = None
    """The delivery whose envelope says how the partner addressed us."""
    document_id: int | None = None


def record(house: Resources, book: Book, batch: Batch, dues: Sequence[Due]) -> list[Publication]:
    """Record what is not recorded yet, under the batch's fence; the caller commits, then sends.

    Raises:
        LeaseLost: another run has the batch's work.
    """
    if not dues:
        return []
    book.publications.fence(batch)
    return record_unfenced(house, book, batch.channel, batch.owner, dues)


def record_unfenced(house: Resources, book: Book, channel: str, actor: str, dues: Sequence[Due]) -> list[Publication]:
    """As ``record``, for what belongs to no batch: a person's command."""
    profile = house.profile(channel)
    spec = profile.answers
    allocator = book.publications.allocator(channel, first=spec.first_number, most=spec.last_number)
    known = book.publications.by_key([due.key for due in dues])
    for due in dues:
        if due.key in known:
            continue
        places = addresses(book, profile, due.delivery_id)
        if places is None:
            said = {"kind": KINDS[profile.format][due.purpose], "why": "no address: name it in the profile's answers"}
            told = AuditIn(actor, "not answered", due.document_id, due.delivery_id, said)
            book.audit.append_many([told])
            continue
        one = _made(house, profile, due, places, allocator.next(grouped=due.purpose != "interchange"))
        book.publications.record(actor, one)
    allocator.keep()
    return list(book.publications.by_key([due.key for due in dues]).values())


def addresses(book: Book, profile: PartnerProfile, delivery_id: int | None) -> tuple[Address, Address, bool] | None:
    """We, they, and whether it is a test: by the profile, else as they addressed us; None: neither says."""
    spec, channel = profile.answers, profile.channel
    known = book.interchanges.addresses(channel, delivery_id) or book.interchanges.addresses(channel)
    ours = spec.ours or (known.receiver if known else None)
    theirs = spec.theirs or (known.sender if known else None)
    if theirs is None and profile.format == "ubl":
        theirs = Address(id=profile.partner, qualifier="")
    if ours is None or theirs is None:
        return None
    test = spec.test if spec.test is not None else bool(known and known.test)
    return ours, theirs, test


def _made(
    house: Resources,
    profile: PartnerProfile,
    due: Due,
    places: tuple[Address, Address, bool],
    numbers: ControlNumbers,
) -> PublicationIn:
    ours, theirs, test = places
    made_at = datetime.now(UTC).astimezone(ZoneInfo(profile.timezone)).replace(microsecond=0)
    out = Outgoing(ours=ours, theirs=theirs, numbers=numbers, made_at=made_at, test=test)
    content, kind = write(due.answer, profile, out), KINDS[profile.format][due.purpose]
    sha256 = house.archive.put(content)
    return PublicationIn(
        key=due.key,
        kind=kind,
        channel=profile.channel,
        partner=profile.partner,
        subject=due.subject,
        name=f"{safe(due.subject)}.{kind}.{sha256[:12]}.{SUFFIXES[profile.format]}",
        sha256=sha256,
        size=len(content),
        numbers=numbers,
        document_id=due.document_id,
        delivery_id=due.delivery_id if due.document_id is None else None,
    )


def send(house: Resources, channel: str, publications: Sequence[Publication]) -> int:
    """Put what is recorded where the partner takes it; twice is as once. Returns how many.

    Raises:
        TryAgain, Misconfigured: the place can't be written; nothing is lost, it is sent later.
    """
    waiting = [one for one in publications if one.state in {"recorded", "unknown"}]
    if not put(house, channel, waiting):
        return 0
    with house.ledger.open() as book:
        book.publications.sent([one.id for one in waiting])
        _stop_clocks(book, house.profile(channel), waiting)
        book.commit("tasks.answering.sent")
    return len(waiting)


def _stop_clocks(book: Book, profile: PartnerProfile, publications: Sequence[Publication]) -> None:
    """What was owed to the documents that these answer is met; an acknowledgement answers all of its delivery."""
    for one in publications if profile.obligations else ():
        documents = [one.document_id] if one.document_id is not None else []
        if one.delivery_id is not None:
            documents = book.publications.documents_of(one.delivery_id)
        met(book, documents, one.kind, one.key)


def put(house: Resources, channel: str, publications: Sequence[Publication]) -> int:
    """The very bytes, as files where the partner takes them; whole or not at all."""
    inbox = house.inbox(channel) if publications else None
    if inbox is None:
        return 0
    for one in publications:
        inbox.write_outcome(one.name, house.archive.read(one.sha256))
    return len(publications)


def send_waiting(house: Resources, channel: str, *, seconds: float = WAITED_SECONDS) -> int:
    """Send what a run recorded and did not come to send."""
    if channel not in house.profiles or not house.profile(channel).answers.any():
        return 0
    with house.ledger.open() as book:
        waiting = book.publications.waiting(channel, seconds=seconds)
    return send(house, channel, waiting)


def safe(text: str) -> str:
    """A partner's number as part of a file name: letters, digits, dash and underscore."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in text)[:60] or "document"


def send_left(house: Resources) -> None:
    """The consumer's chore: what runs recorded on any channel and did not come to send; each trouble is told."""
    for channel in sorted(house.profiles):
        try:
            send_waiting(house, channel)
        except LadingError as trouble:
            log.warning("answers-wait", channel=channel, trouble=str(trouble))
