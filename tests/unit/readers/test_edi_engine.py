"""A further message costs a function and its line: envelopes, counts and damage are the engine's."""

from __future__ import annotations

from dataclasses import replace

from connectors.edi.edifact_spec import EDIFACT
from connectors.edi.engine import EdiReader
from connectors.edi.spec import X12
from connectors.formats.edifact_messages import EdifactMessage
from connectors.formats.reading import Taken
from connectors.formats.x12_sets import TransactionSet
from connectors.ports import Raw, Reading
from domain.profile import PartnerProfile
from tests.unit.readers import edifact_made, x12_made
from tests.unit.readers.made import a_profile, codes


def change_of(message: TransactionSet, profile: PartnerProfile) -> Taken:
    """The smallest reader: the number only."""
    assert profile.partner == "acme"
    return Taken(number=next(one.at(3) for one in message.segments if one.tag == "BCH"), line_count=1)


def changed_order(message: EdifactMessage, profile: PartnerProfile) -> Taken:
    assert profile.partner == "acme"
    return Taken(number=next(one.at(2) for one in message.segments if one.tag == "BGM"))


def test_an_x12_set_more_is_a_function_and_a_line() -> None:
    reader = EdiReader(replace(X12._syntax, readers={**X12._syntax.readers, "860": change_of}))
    change = ["ST*860*0002", "BCH*04*SA*PO-1001***20261103", "SE*9*0002"]
    text = x12_made.interchange(x12_made.an_850(), change)
    found = [one for one in reader.read(Raw.of("o.edi", text.encode()), a_profile("x12")) if isinstance(one, Reading)]
    assert [(one.number, one.envelope["set"], codes(one)) for one in found] == [
        ("PO-1001", "850", []),
        ("PO-1001", "860", ["ED-SET-002"]),
    ]


def test_an_edifact_message_more_is_a_function_and_a_line() -> None:
    reader = EdiReader(replace(EDIFACT._syntax, readers={**EDIFACT._syntax.readers, "ORDCHG": changed_order}))
    change = ["UNH+2+ORDCHG:D:96A:UN", "BGM+230+PO-1+4", "UNT+3+2"]
    text = edifact_made.interchange(edifact_made.an_order(), change)
    raw = Raw.of("o.edi", text.encode())
    found = [one for one in reader.read(raw, a_profile("edifact")) if isinstance(one, Reading)]
    assert [(one.number, one.envelope["set"], codes(one)) for one in found] == [
        ("PO-1", "ORDERS", []),
        ("PO-1", "ORDCHG", []),
    ]
