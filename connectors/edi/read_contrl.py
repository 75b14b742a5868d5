"""EDIFACT CONTRL: what a partner says of an interchange of ours."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.edi.acknowledging import Said, acknowledged
from connectors.formats.edifact import Segment
from connectors.formats.edifact_messages import EdifactMessage
from connectors.formats.reading import Taken
from domain.documents.acknowledgement import AcknowledgedSet, Standing
from domain.profile import PartnerProfile

REFUSED = {"3", "4", "6"}
"""0083: rejected, wholly or in part."""


def read_contrl(message: EdifactMessage, profile: PartnerProfile) -> Taken:
    """The acknowledgement of one message, by the interchange that it names."""
    first = next((one for one in message.segments if one.tag == "UCI"), None)
    sets = tuple(_messages(message.segments))
    said = Said(
        kind="CONTRL",
        control=first.at(1) if first else "",
        standing=_standing(first, sets),
        sets=sets,
        envelope=("unb_control", "unh_control"),
        named="interchange (UCI 0020)",
    )
    return acknowledged(message, said, profile)


def _standing(first: Segment | None, sets: tuple[AcknowledgedSet, ...]) -> Standing:
    if (first is not None and first.at(4) in REFUSED) or any(one.standing == "rejected" for one in sets):
        return "rejected"
    return "noted" if any(one.faults for one in sets) or (first is not None and first.at(5)) else "accepted"


def _messages(segments: Iterable[Segment]) -> Iterable[AcknowledgedSet]:
    head: Segment | None = None
    place, faults = "", list[str]()
    for segment in segments:
        if segment.tag == "UCM":
            if head is not None:
                yield _message(head, faults)
            head, place, faults = segment, "", []
            faults += [f"message: error {segment.at(4)}"] if segment.at(4) else []
        elif segment.tag == "UCS":
            place = f"segment {segment.at(1)}"
            faults += [f"{place}: error {segment.at(2)}"] if segment.at(2) else []
        elif segment.tag == "UCD":
            where = ".".join(part for part in segment.element(2)[:2] if part)
            faults.append(f"{place}, element {where}: error {segment.at(1)}")
    if head is not None:
        yield _message(head, faults)


def _message(head: Segment, faults: list[str]) -> AcknowledgedSet:
    standing: Standing = "rejected" if head.at(3) in REFUSED else "noted" if faults else "accepted"
    return AcknowledgedSet(kind=head.at(2), control=head.at(1), standing=standing, faults=tuple(faults))
