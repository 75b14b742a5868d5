"""Messages out of EDIFACT segments, with their envelopes, whatever is wrong with the counts."""

from __future__ import annotations

from connectors.formats.edifact import Segment, is_tag
from connectors.formats.messages import Envelopes, Message

KINDS = {
    **dict.fromkeys(("105", "220", "221", "222", "224", "225", "226", "227", "228"), "ORDERS"),
    "230": "ORDCHG",
    "231": "ORDRSP",
    "351": "DESADV",
    "380": "INVOIC",
    "381": "INVOIC",
}
"""A message whose UNH is damaged is known by its document code (BGM 1001)."""
EdifactMessage = Message[Segment]


class EdifactEnvelopes(Envelopes[Segment]):
    """UNB to UNZ, UNG to UNE, UNH to UNT, and their interactive kin; a UNB with a letter lost is one."""

    GROUP_END, INTERCHANGE_END = "UNE", "UNZ"

    def take(self, segment: Segment, following: Segment | None) -> EdifactMessage | None:
        """As ``Envelopes.take``."""
        step = {
            "UNH": self._start,
            "UIH": self._start,
            "UNB": self._unb,
            "UIB": self._unb,
            "NB": self._unb,
            "UB": self._unb,
            "UN": self._unb,
            "UNG": self._ung,
            "UNT": self._unt,
            "UIT": self._unt,
            "UNE": self._une,
            "UNZ": self._unz,
            "UIZ": self._unz,
        }.get(segment.tag)
        if step is not None:
            return step(segment)
        if self.open is not None:
            self.keep(segment)
        elif following is not None and following.tag == "BGM":
            return self._damaged([segment], following)
        elif segment.tag == "BGM":
            return self._damaged([Segment("", (), segment.number), segment], segment)
        return None

    def held(self) -> int:
        """Groups, or messages where there are none."""
        return self.groups or self.in_interchange

    def _start(self, segment: Segment) -> EdifactMessage | None:
        interactive = segment.tag == "UIH"
        control = segment.at(2) if interactive else segment.at(1)
        at = 1 if interactive else 2
        kind = segment.at(at) or self.envelope.get("group", "")
        version = ".".join(part for part in (segment.at(at, 2), segment.at(at, 3)) if part)
        version = version or self.envelope.get("group_version", "")
        association = {"association": segment.at(at, 5)} if segment.at(at, 5) else {}
        envelope = {**self.envelope, "unh_control": control, "version": version, **association}
        return self.begin(Message(kind.upper(), control, [segment], envelope, last=segment.number))

    def _damaged(self, kept: list[Segment], beginning: Segment) -> EdifactMessage | None:
        kind, envelope = KINDS.get(beginning.at(1), ""), {**self.envelope, "version": ""}
        last = kept[-1].number
        return self.begin(Message(kind, "", kept, envelope, damaged_start=True, count=len(kept), last=last))

    def _unb(self, segment: Segment) -> EdifactMessage | None:
        done = self.begin_interchange(
            {
                "syntax": ":".join(segment.element(1)),
                "sender": segment.at(2),
                "sender_qualifier": segment.at(2, 2),
                "receiver": segment.at(3),
                "receiver_qualifier": segment.at(3, 2),
                "unb_control": segment.at(5),
                "usage": segment.at(11),
            }
        )
        if not is_tag(segment.tag):
            self.claims.fault("UNB", segment.tag, "UNB")
        return done

    def _ung(self, segment: Segment) -> EdifactMessage | None:
        version = ".".join(part for part in segment.element(7)[:2] if part)
        return self.begin_group({"group": segment.at(1), "ung_control": segment.at(5), "group_version": version})

    def _unt(self, segment: Segment) -> EdifactMessage | None:
        return self.finish(segment, "UNT 0062")

    def _une(self, segment: Segment) -> EdifactMessage | None:
        return self.end_group(segment, "UNE 0060", ("UNE 0048", self.envelope.get("ung_control", "")))

    def _unz(self, segment: Segment) -> EdifactMessage | None:
        if not self.groups:
            self.claim(segment.at(1))
        return self.end_interchange(segment, "UNZ 0036", ("UNZ 0020", self.envelope.get("unb_control", "")))
