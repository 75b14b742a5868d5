"""X12 997 and 999: what a partner says of a functional group of ours."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.edi.acknowledging import Said, acknowledged
from connectors.formats.reading import Taken
from connectors.formats.x12 import Segment
from connectors.formats.x12_sets import TransactionSet
from domain.documents.acknowledgement import AcknowledgedSet, Standing
from domain.profile import PartnerProfile

STANDINGS: dict[str, Standing] = {"A": "accepted", "E": "noted", "P": "rejected", "R": "rejected"}
"""AK501 and AK901; others (M, W, X: security) are refusals too. P: some set of the group was refused."""


def read_997(transaction: TransactionSet, profile: PartnerProfile) -> Taken:
    """The acknowledgement of one transaction set, by the group that it names."""
    first = next((one for one in transaction.segments if one.tag == "AK1"), None)
    last = next((one for one in transaction.segments if one.tag == "AK9"), None)
    sets = tuple(_sets(transaction.segments))
    of_sets: Standing = "rejected" if any(one.standing == "rejected" for one in sets) else "accepted"
    said = Said(
        kind="999" if transaction.kind == "999" else "997",
        functional=first.at(1) if first else "",
        control=first.at(2) if first else "",
        standing=STANDINGS.get(last.at(1), "rejected") if last else of_sets,
        sets=sets,
        envelope=("isa_control", "gs_control", "st_control"),
        named="group (AK102)",
    )
    return acknowledged(transaction, said, profile)


def _sets(segments: Iterable[Segment]) -> Iterable[AcknowledgedSet]:
    kind = control = place = ""
    faults: list[str] = []
    for segment in segments:
        if segment.tag == "AK2":
            kind, control, place, faults = segment.at(1), segment.at(2), "", []
        elif segment.tag in {"AK3", "IK3"}:
            place = f"{segment.at(1)}, segment {segment.at(2)}"
            faults += [f"{place}: error {segment.at(4)}"] if segment.at(4) not in {"", "8"} else []
        elif segment.tag in {"AK4", "IK4"}:
            value = f" ({segment.at(4)})" if segment.at(4) else ""
            faults.append(f"{place}, element {segment.at(1)}: error {segment.at(3)}{value}")
        elif segment.tag in {"AK5", "IK5"} and kind:
            codes = [code for code in segment.elements[1:] if code]
            faults += [f"set error {code}" for code in codes if not faults]
            standing = STANDINGS.get(segment.at(1), "rejected")
            yield AcknowledgedSet(kind=kind, control=control, standing=standing, faults=tuple(faults))
            kind = ""
