"""Envelopes of a delivery: control numbers judged, a 997 or CONTRL for each; theirs matched to what we sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from connectors.answers import examined
from connectors.edi.examine import Examined
from connectors.edi.out_x12 import FUNCTIONAL
from connectors.formats.canonical import told
from connectors.ports import Raw, Reading
from domain.control_numbers import number_of
from domain.documents.acknowledgement import ACKNOWLEDGEMENT_TYPE, FunctionalAcknowledgement
from domain.findings import Finding
from domain.profile import PartnerProfile
from domain.rules import decide
from domain.work import Batch
from ledger.book import Book
from ledger.interchanges import InterchangeIn, InterchangeRow
from ledger.publications import Publication
from ledger.values import DeliveryRow, DocumentRow, Move
from tasks.answering import Due, record, send_waiting
from tasks.obligations import met
from tasks.runtime.resources import Resources

_CONTROLS = ("isa_control", "unb_control")


@dataclass(slots=True)
class Seen:
    """What was seen of a delivery's envelopes."""

    profile: PartnerProfile
    found: Examined
    rows: Sequence[InterchangeRow]
    _told: set[str] = field(default_factory=set)

    def findings(self, reading: Reading) -> tuple[Finding, ...]:
        """What the control number of its interchange says: a repeat to each document, else to the first."""
        if not self.profile.answers.numbers_checked:
            return ()
        control = next((reading.envelope[name] for name in _CONTROLS if reading.envelope.get(name)), "")
        row = next((one for one in self.rows if one.control == control), None)
        if row is None or (control in self._told and row.judged != "repeat"):
            return ()
        self._told.add(control)
        return tuple(_of_number(self.profile, row))


def _of_number(profile: PartnerProfile, row: InterchangeRow) -> Sequence[Finding]:
    sender = row.sender.partition(":")[2]
    if row.judged == "repeat":
        before = f"delivery:{row.repeats}"
        return [told(profile, "AK-NUM-002", value=row.control, sender=sender, before=before)]
    if row.judged == "gap" and row.missing is not None:
        first, last = row.missing
        missing = str(first) if first == last else f"{first} to {last}"
        return [told(profile, "AK-NUM-001", value=row.control, sender=sender, missing=missing)]
    if row.judged in {"back", "restart"}:
        return [told(profile, "AK-NUM-003", value=row.control, sender=sender, last=row.expected_after)]
    return []


def look(house: Resources, batch: Batch, delivery: DeliveryRow, raw: Raw) -> Seen | None:
    """Look at the envelopes and keep their numbers, once; None: nothing is asked of them, or it came by a backfill."""
    profile = house.profile(batch.channel)
    spec = profile.answers
    if delivery.plan_id is not None or not (spec.any() or spec.numbers_checked):
        return None
    found = examined(raw, profile)
    if found is None:
        return None
    ins = [InterchangeIn(one.place, one.sender, one.receiver, one.control, one.test) for one in found.interchanges]
    with house.ledger.open() as book:
        book.deliveries.owned(batch, delivery.id)
        rows = book.interchanges.take(batch.channel, delivery.id, ins, most=spec.last_number)
        book.commit("tasks.acknowledging.look")
    return Seen(profile, found, rows)


def acknowledge(house: Resources, book: Book, batch: Batch, delivery: DeliveryRow, seen: Seen | None) -> None:
    """Record the acknowledgements of a delivery, in the transaction that ends its splitting."""
    if seen is None:
        return
    dues = list(_of_envelopes(delivery, seen))
    dues += [
        Due(
            purpose="acknowledgement",
            answer=one,
            subject=one.control,
            key=f"delivery:{delivery.id}:{one.place}:{place}:acknowledgement",
            delivery_id=delivery.id,
        )
        for place, one in enumerate(seen.found.acknowledgements if seen.profile.answers.acknowledge else (), start=1)
    ]
    record(house, book, batch, dues)


def _of_envelopes(delivery: DeliveryRow, seen: Seen) -> Iterator[Due]:
    """A TA1 for each interchange that gets one."""
    wanted = seen.profile.answers.x12.interchange
    repeats = {row.place for row in seen.rows if row.judged == "repeat"}
    for one in seen.found.interchanges if wanted != "never" else ():
        said = one.envelope
        if said is not None and one.place in repeats and said.trouble is None:
            said = said.model_copy(update={"trouble": "repeat", "standing": "noted"})
        if said is not None and (one.asks or said.trouble is not None or wanted == "always"):
            yield Due(
                purpose="interchange",
                answer=said,
                subject=one.control,
                key=f"delivery:{delivery.id}:{one.place}:interchange",
                delivery_id=delivery.id,
            )


def end_capture(house: Resources, batch: Batch) -> None:
    """Send what is recorded for the channel, also by a run that died, and match what they acknowledged.

    Raises:
        LeaseLost: another run has the batch's work.
        TryAgain, Misconfigured: the place of outcomes can't be written; it is sent later.
    """
    send_waiting(house, batch.channel, seconds=0.0)
    settle(house, batch)


def settle(house: Resources, batch: Batch) -> int:
    """Match the batch's acknowledgements of theirs to what we sent; each ends here. Returns how many.

    Raises:
        LeaseLost: another run has the batch's work.
    """
    profile = house.profile(batch.channel)
    if profile.format not in {"x12", "edifact"}:
        return 0
    with house.ledger.open() as book:
        rows = [row for row in book.documents.in_batch(batch, ["captured"]) if row.type == ACKNOWLEDGEMENT_TYPE]
        if not rows:
            return 0
        book.publications.fence(batch)
        moved = book.documents.move_many(batch, [_settled(book, batch, profile, row) for row in rows])
        book.commit("tasks.acknowledging.settle")
    return len(moved)


def _settled(book: Book, batch: Batch, profile: PartnerProfile, row: DocumentRow) -> Move:
    said = FunctionalAcknowledgement.model_validate_json(row.payload)
    for kind in profile.obligations:
        met(book, [row.id], kind, "nothing is owed for an acknowledgement")
    one = _named(book, batch, profile, said)
    if one is None:
        what = f"{said.functional or 'interchange'} {said.control}"
        found = told(profile, "AK-ACK-001", value=said.number, kind=said.kind, what=what)
        return Move(row.id, _after((*row.findings, found), row), findings=(*row.findings, found))
    refused = said.standing == "rejected"
    faults = "; ".join(said.faults()[:5]) or "no reason given"
    data: dict[str, object] = {"by": said.number, "standing": said.standing, "faults": list(said.faults()[:50])}
    book.publications.settle(batch.owner, one, row.id, refused=refused, said=data)
    if said.standing == "accepted":
        return Move(row.id, "done", note=f"{one.kind} {one.subject} acknowledged")
    code = "AK-ACK-002" if refused else "AK-ACK-003"
    number = one.group_number if said.kind != "CONTRL" else one.interchange_number
    found = told(profile, code, value=number, kind=one.kind, subject=one.subject, faults=faults)
    return Move(row.id, _after((found,), row), findings=(*row.findings, found))


def _after(findings: Sequence[Finding], row: DocumentRow) -> str:
    """Done, or a person's; nothing of it could be refused to the partner."""
    to = decide(findings, row.waived)
    return "done" if to == "checked" else "exception" if to == "refused" else to


def _named(book: Book, batch: Batch, profile: PartnerProfile, said: FunctionalAcknowledgement) -> Publication | None:
    number = number_of(said.control)
    if number is None:
        return None
    level: Literal["group", "interchange"] = "interchange" if said.kind == "CONTRL" else "group"
    kinds = (
        ["ORDRSP", "INVRPT", "CONTRL"]
        if said.kind == "CONTRL"
        else [kind for kind, functional in FUNCTIONAL.items() if functional == said.functional]
    )
    return book.publications.named(batch.channel, profile.partner, kinds, level=level, number=number)
