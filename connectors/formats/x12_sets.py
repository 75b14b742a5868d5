"""Transaction sets out of X12 segments, with their envelopes, whatever is wrong with the counts."""

from __future__ import annotations

from connectors.formats.messages import Envelopes, Message
from connectors.formats.x12 import Segment

FIRST_OF_SETS = {"BEG": "850", "BAK": "855", "BSN": "856", "BIG": "810", "BCH": "860", "BCA": "865"}
"""A set whose ST is damaged is known by its beginning segment."""
TransactionSet = Message[Segment]


class X12Envelopes(Envelopes[Segment]):
    """ISA to IEA, GS to GE, ST to SE; a TA1 stands alone."""

    GROUP_END, INTERCHANGE_END = "GE", "IEA"

    def take(self, segment: Segment, following: Segment | None) -> TransactionSet | None:
        """As ``Envelopes.take``."""
        kind = FIRST_OF_SETS.get(following.tag) if following else None
        if segment.tag == "ST":
            return self._start(segment, segment.at(1), segment.at(2))
        if kind is not None and self.open is None and segment.tag not in {"GS", "ISA"}:
            return self._start(segment, kind, "", damaged=True)
        if segment.tag == "TA1" and self.open is None:
            return self._acknowledgement(segment)
        step = {"ISA": self._isa, "SA": self._isa, "GS": self._gs, "SE": self._se, "GE": self._ge, "IEA": self._iea}
        if segment.tag in step:
            return step[segment.tag](segment)
        self.keep(segment)
        return None

    def _start(self, segment: Segment, kind: str, control: str, *, damaged: bool = False) -> TransactionSet | None:
        envelope = {**self.envelope, "st_control": control}
        return self.begin(Message(kind, control, [segment], envelope, damaged_start=damaged, last=segment.number))

    def _acknowledgement(self, segment: Segment) -> TransactionSet:
        """A TA1 stands alone in its interchange, without ST and SE."""
        control = segment.at(1)
        envelope = {**self.envelope, "st_control": control}
        return Message("TA1", control, [segment], envelope, claimed_segments="1", closed=True, last=segment.number)

    def _isa(self, segment: Segment) -> TransactionSet | None:
        done = self.begin_interchange(
            {
                "sender": segment.at(6),
                "sender_qualifier": segment.at(5),
                "receiver": segment.at(8),
                "receiver_qualifier": segment.at(7),
                "isa_control": segment.at(13),
                "usage": segment.at(15),
            }
        )
        if segment.tag != "ISA":
            self.claims.fault("ISA", segment.tag, "ISA")
        return done

    def _gs(self, segment: Segment) -> TransactionSet | None:
        return self.begin_group({"gs_control": segment.at(6), "version": segment.at(8)})

    def _se(self, segment: Segment) -> TransactionSet | None:
        return self.finish(segment, "SE02")

    def _ge(self, segment: Segment) -> TransactionSet | None:
        return self.end_group(segment, "GE01", ("GE02", self.envelope.get("gs_control", "")))

    def _iea(self, segment: Segment) -> TransactionSet | None:
        return self.end_interchange(segment, "IEA01", ("IEA02", self.envelope.get("isa_control", "")))
