"""A partner's acknowledgement, of either syntax, made into its canonical document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from connectors.formats.canonical import told
from connectors.formats.messages import Message, S
from connectors.formats.reading import Taken
from domain.documents.acknowledgement import ACKNOWLEDGEMENT_TYPE, AcknowledgedSet, FunctionalAcknowledgement, Standing
from domain.documents.envelope import BusinessKey
from domain.profile import PartnerProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was read of one."""

    kind: Literal["997", "999", "CONTRL"]
    functional: str = ""
    control: str
    standing: Standing
    sets: tuple[AcknowledgedSet, ...]
    envelope: tuple[str, ...]
    """Parts of its envelope that make it unlike others of the same partner."""
    named: str
    """What it should name, in words."""


def acknowledged(message: Message[S], said: Said, profile: PartnerProfile) -> Taken:
    """The document; none, with a finding, where it does not say what it acknowledges."""
    if not said.control:
        found = told(profile, "AK-ACK-004", value=message.control, kind=said.kind, what=said.named)
        return Taken(findings=(found,), number=message.control)
    number = ".".join((said.functional or said.kind, said.control))
    own = ".".join(message.envelope.get(part, "") for part in said.envelope)
    key = BusinessKey(
        source_id=profile.source_id,
        company=profile.company,
        partner=profile.partner,
        type=ACKNOWLEDGEMENT_TYPE,
        number=f"{number}@{own}",
    )
    document = FunctionalAcknowledgement(
        key=key,
        number=number,
        kind=said.kind,
        functional=said.functional,
        control=said.control,
        standing=said.standing,
        sets=said.sets,
        source_rows=(message.segments[0].number, message.last),
    )
    return Taken(document=document, number=number)
