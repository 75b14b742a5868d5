"""An interchange of a partner looked at for its acknowledgement: what was in it, what went on, what is wrong where.

Whether a set went on is the reader's word (``Reading.payload``); what is wrong with it is seen here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, Literal

from connectors.edi.limits import LARGEST_BYTES
from connectors.formats.messages import S
from connectors.ports import Raw, Reader, Reading
from domain.documents.acknowledgement import (
    Acknowledgement,
    EnvelopeTrouble,
    GroupAnswer,
    InterchangeAnswer,
    SegmentFault,
    SetAnswer,
    SetTrouble,
)
from domain.documents.outgoing import Address
from domain.profile import PartnerProfile

MOST_FAULTS = 50
"""Segments of one set that are told."""
SetKey = tuple[str, str, str]
"""Control numbers of interchange, group and set."""


@dataclass(slots=True)
class MessageSeen(Generic[S]):
    """A set: its kind, control number and segments, and what its end says."""

    kind: str
    control: str
    version: tuple[str, ...]
    segments: list[S]
    closed: bool = False
    claimed: str = ""
    end_control: str = ""


@dataclass(slots=True)
class GroupSeen(Generic[S]):
    """A functional group; EDIFACT's messages without one stand in a group without a name."""

    functional: str = ""
    control: str = ""
    version: str = ""
    sets: list[MessageSeen[S]] = field(default_factory=list)
    closed: bool = False
    claimed: str = ""
    end_control: str = ""
    named: bool = True


@dataclass(slots=True)
class InterchangeSeen(Generic[S]):
    """An interchange as its envelope has it."""

    sender: Address | None
    receiver: Address | None
    control: str
    test: bool
    groups: list[GroupSeen[S]] = field(default_factory=list)
    closed: bool = False
    claimed: str = ""
    end_control: str = ""
    made: tuple[str, str] = ("", "")
    """Its date and time, as stated; looked at in X12."""
    asks: bool = False
    """Whether it asks for an acknowledgement of its envelope (ISA14)."""
    answers: bool = False
    """Whether it is such an acknowledgement itself (TA1)."""


@dataclass(frozen=True, slots=True)
class Received:
    """An interchange, for what is known of control numbers."""

    place: int
    sender: Address
    receiver: Address
    control: str
    test: bool
    asks: bool = False
    envelope: InterchangeAnswer | None = None
    """What is to be said of its envelope, but for repeated numbers; None: nothing (EDIFACT; a TA1 of theirs)."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in one delivery."""

    interchanges: tuple[Received, ...]
    acknowledgements: tuple[Acknowledgement, ...]
    """One a functional group in X12, one an interchange in EDIFACT; none for acknowledgements of theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look(Generic[S]):
    """What a syntax knows: how a file falls into interchanges, and what is wrong with a set."""

    interchanges: Callable[[bytes, PartnerProfile], Iterator[InterchangeSeen[S]]]
    faults: Callable[[MessageSeen[S]], Iterator[SegmentFault]]
    key: Callable[[Mapping[str, str]], SetKey]
    """Control numbers out of a Reading's envelope."""
    acknowledged: Callable[[Iterable[Acknowledgement]], Iterable[Acknowledgement]]
    """One for each group, or one for the whole."""
    syntax: Literal["x12", "edifact"]
    own: frozenset[str]
    """Kinds that are acknowledgements themselves, and get none."""
    envelope: Callable[[InterchangeSeen[S], Sequence[Acknowledgement]], InterchangeAnswer | None] | None = None
    """What is said of an interchange's envelope, given the answers to its groups; None: the syntax has none."""


def examined(raw: Raw, profile: PartnerProfile, reader: Reader, look: Look[S]) -> Examined:
    """Look at a whole delivery; nothing where it is larger than a file of this syntax may be, or has no envelope."""
    if raw.size > min(profile.limits.file_bytes, LARGEST_BYTES):
        return Examined((), ())
    went = _went_on(reader, raw, profile, look)
    supported = _kinds(reader)
    received: list[Received] = []
    answers: list[Acknowledgement] = []
    for place, seen in enumerate(look.interchanges(raw.read(), profile), start=1):
        if seen.sender is not None and seen.receiver is not None and seen.control:
            one = Received(place, seen.sender, seen.receiver, seen.control, seen.test, seen.asks)
            made = list(_answers(seen, one, _Judge(look, went, supported, profile)))
            received.append(replace(one, envelope=look.envelope(seen, made) if look.envelope else None))
            answers += made
    return Examined(tuple(received), tuple(look.acknowledged(answers)))


def _kinds(reader: Reader) -> frozenset[str]:
    found: frozenset[str] = getattr(reader, "kinds", frozenset())
    return found


def _went_on(reader: Reader, raw: Raw, profile: PartnerProfile, look: Look[S]) -> dict[SetKey, list[bool]]:
    found: dict[SetKey, list[bool]] = {}
    for one in reader.read(raw, profile):
        if isinstance(one, Reading) and one.envelope:
            found.setdefault(look.key(one.envelope), []).append(one.payload is not None)
    return found


def _answers(seen: InterchangeSeen[S], received: Received, judge: _Judge[S]) -> Iterator[Acknowledgement]:
    for group in seen.groups:
        if all(one.kind in judge.look.own for one in group.sets):
            continue
        yield Acknowledgement(
            syntax=judge.look.syntax,
            place=received.place,
            sender=received.sender,
            receiver=received.receiver,
            control=received.control,
            test=received.test,
            groups=(judge.group(seen.control, group),),
            troubles=tuple(ends_wrong(seen)),
        )


def ends_wrong(seen: InterchangeSeen[S]) -> Iterator[EnvelopeTrouble]:
    """What is wrong with an interchange's end."""
    return _ends(seen, _held(seen))


def _held(seen: InterchangeSeen[S]) -> int:
    """What the interchange's end counts: groups, or messages where there are none."""
    return sum(1 if group.named else len(group.sets) for group in seen.groups)


def _ends(seen: InterchangeSeen[S] | GroupSeen[S], held: int) -> Iterator[EnvelopeTrouble]:
    if not seen.closed:
        yield "no_end"
        return
    if seen.end_control.lstrip("0") != seen.control.lstrip("0"):
        yield "control"
    if (seen.claimed.lstrip("0") or seen.claimed[:1]) != str(held):
        yield "count"


@dataclass(frozen=True, slots=True)
class _Judge(Generic[S]):
    look: Look[S]
    went: Mapping[SetKey, list[bool]]
    supported: frozenset[str]
    profile: PartnerProfile

    def group(self, interchange: str, group: GroupSeen[S]) -> GroupAnswer:
        """The answer to one group."""
        sets = tuple(self._set(interchange, group, one) for one in group.sets)
        claimed = int(group.claimed[:9]) if group.claimed.isascii() and group.claimed.isdigit() else None
        troubles = tuple(_ends(group, len(sets))) if group.named else ()
        return GroupAnswer(
            functional=group.functional,
            control=group.control,
            version=group.version,
            claimed=claimed,
            sets=sets,
            troubles=troubles,
        )

    def _set(self, interchange: str, group: GroupSeen[S], one: MessageSeen[S]) -> SetAnswer:
        known = self.went.get((interchange, group.control, one.control), [])
        went_on = known.pop(0) if known else False
        troubles = list(_set_troubles(one))
        faults: list[SegmentFault] = []
        if self.supported and one.kind not in self.supported:
            troubles, went_on = ["not_supported"], False
        elif self.profile.answers.examine == "elements" or not went_on:
            faults = [fault for fault, _ in zip(self.look.faults(one), range(MOST_FAULTS), strict=False)]
        if faults or (not went_on and not troubles):
            troubles.append("segments")
        standing = "rejected" if not went_on else "noted" if troubles else "accepted"
        return SetAnswer.model_validate(
            {"kind": one.kind, "control": one.control, "version": one.version, "standing": standing,
             "troubles": tuple(troubles), "segments": tuple(faults)}
        )  # fmt: skip


def _set_troubles(one: MessageSeen[S]) -> Iterator[SetTrouble]:
    if not one.closed:
        yield "no_end"
        return
    if one.end_control.lstrip("0") != one.control.lstrip("0"):
        yield "control"
    if one.claimed.lstrip("0") != str(len(one.segments)):
        yield "count"
