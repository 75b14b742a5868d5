"""Messages out of EDIFACT segments, with their envelopes, whatever is wrong with the counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, pairwise

from connectors.formats.edifact import Segment, is_tag

KINDS = {
    **dict.fromkeys(("105", "220", "221", "222", "224", "225", "226", "227", "228"), "ORDERS"),
    "230": "ORDCHG",
    "231": "ORDRSP",
    "351": "DESADV",
    "380": "INVOIC",
    "381": "INVOIC",
}
"""A message whose UNH is damaged is known by its document code (BGM 1001)."""
MOST_FAULTS = 10
_STARTS = {"UNH", "UIH"}


@dataclass(slots=True)
class Message:
    """From UNH to UNT, with what stands around it."""

    kind: str
    control: str
    version: str
    """Version and release of the message type: D.96A."""
    segments: list[Segment]
    envelope: dict[str, str]
    claimed_segments: str = ""
    closed: bool = False
    damaged_start: bool = False
    count: int = 1
    """Segments found, also those beyond the most that are kept."""
    last: int = 1
    """Number of the last segment."""


@dataclass(slots=True)
class Claims:
    """What the envelopes of a file claim, filled while its messages are read."""

    most_segments: int
    """Segments of one message that are kept."""
    claimed_messages: int | None = None
    """Sum of UNE and UNZ counts."""
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    """(what, stated, found) of envelopes that do not fit; the first of them."""

    def fault(self, what: str, stated: str, found: str) -> None:
        """Note one; beyond the most they are not kept."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append((what, stated, found))


def messages(found: Iterator[Segment], claims: Claims) -> Iterator[Message]:
    """The messages in order; ``claims`` is filled with what the envelopes say and what does not fit."""
    walk = _Walk(claims)
    for segment, following in pairwise(chain(found, (None,))):
        if segment is None:
            break
        done = walk.take(segment, following)
        if done is not None:
            yield done
    last = walk.end()
    if last is not None:
        yield last


class _Walk:
    """Where in the envelopes we are."""

    def __init__(self, claims: Claims) -> None:
        self.claims = claims
        self.envelope: dict[str, str] = {}
        self.open: Message | None = None
        self.groups = self.in_group = self.in_interchange = 0
        self.interchange_open = self.group_open = False

    def take(self, segment: Segment, following: Segment | None) -> Message | None:
        """Follow one segment; the message that it ended, if any."""
        if segment.tag in _STARTS:
            return self._start(segment)
        step = {
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
            self.open.count += 1
            self.open.last = segment.number
            if len(self.open.segments) < self.claims.most_segments:
                self.open.segments.append(segment)
        elif following is not None and following.tag == "BGM":
            return self._damaged(segment, following)
        elif segment.tag == "BGM":
            return self._damaged(segment, segment)
        return None

    def end(self) -> Message | None:
        """The file's end."""
        if self.group_open:
            self.claims.fault("UNE", "missing", str(self.in_group))
        if self.interchange_open:
            self.claims.fault("UNZ", "missing", str(self.groups or self.in_interchange))
        return self._close()

    def _close(self) -> Message | None:
        done, self.open = self.open, None
        return done

    def _counted(self) -> None:
        self.in_group += 1
        self.in_interchange += 1

    def _start(self, segment: Segment) -> Message | None:
        done = self._close()
        interactive = segment.tag == "UIH"
        control = segment.at(2) if interactive else segment.at(1)
        at = 1 if interactive else 2
        kind = segment.at(at) or self.envelope.get("group", "")
        version = ".".join(part for part in (segment.at(at, 2), segment.at(at, 3)) if part)
        version = version or self.envelope.get("group_version", "")
        association = {"association": segment.at(at, 5)} if segment.at(at, 5) else {}
        envelope = {**self.envelope, "unh_control": control, "version": version, **association}
        self.open = Message(kind.upper(), control, version, [segment], envelope, last=segment.number)
        self._counted()
        return done

    def _damaged(self, segment: Segment, beginning: Segment) -> Message | None:
        done = self._close()
        kind = KINDS.get(beginning.at(1), "")
        kept = [segment] if segment is not beginning else [Segment("", (), segment.number), segment]
        self.open = Message(
            kind,
            "",
            "",
            kept,
            {**self.envelope, "version": ""},
            damaged_start=True,
            count=len(kept),
            last=segment.number,
        )
        self._counted()
        return done

    def _unb(self, segment: Segment) -> Message | None:
        done = self._close()
        if self.interchange_open:
            self.claims.fault("UNZ", "missing", str(self.groups or self.in_interchange))
        if not is_tag(segment.tag):
            self.claims.fault("UNB", segment.tag, "UNB")
        self.envelope = {
            "syntax": ":".join(segment.element(1)),
            "sender": segment.at(2),
            "sender_qualifier": segment.at(2, 2),
            "receiver": segment.at(3),
            "receiver_qualifier": segment.at(3, 2),
            "unb_control": segment.at(5),
            "usage": segment.at(11),
        }
        self.interchange_open, self.group_open = True, False
        self.groups = self.in_group = self.in_interchange = 0
        return done

    def _ung(self, segment: Segment) -> Message | None:
        done = self._close()
        if self.group_open:
            self.claims.fault("UNE", "missing", str(self.in_group))
        version = ".".join(part for part in segment.element(7)[:2] if part)
        more = {"group": segment.at(1), "ung_control": segment.at(5), "group_version": version}
        self.envelope = {**self.envelope, **more}
        self.group_open, self.in_group = True, 0
        self.groups += 1
        return done

    def _unt(self, segment: Segment) -> Message | None:
        if self.open is None:
            return None
        self.open.count += 1
        self.open.last = segment.number
        self.open.segments.append(segment)
        self.open.claimed_segments, self.open.closed = segment.at(1), True
        if segment.at(2) != self.open.control and not self.open.damaged_start:
            self.claims.fault("UNT 0062", segment.at(2), self.open.control)
        return self._close()

    def _une(self, segment: Segment) -> Message | None:
        done = self._close()
        self._compare("UNE 0060", segment.at(1), self.in_group)
        self._compare("UNE 0048", segment.at(2), self.envelope.get("ung_control", ""))
        self._claim(segment.at(1))
        self.group_open = False
        return done

    def _unz(self, segment: Segment) -> Message | None:
        done = self._close()
        if self.group_open:
            self.claims.fault("UNE", "missing", str(self.in_group))
        self._compare("UNZ 0036", segment.at(1), self.groups or self.in_interchange)
        self._compare("UNZ 0020", segment.at(2), self.envelope.get("unb_control", ""))
        if not self.groups:
            self._claim(segment.at(1))
        self.interchange_open = self.group_open = False
        return done

    def _claim(self, stated: str) -> None:
        if stated.isascii() and stated.isdigit():
            self.claims.claimed_messages = (self.claims.claimed_messages or 0) + int(stated[:9])

    def _compare(self, what: str, stated: str, found: int | str) -> None:
        if stated.lstrip("0") != str(found).lstrip("0"):
            self.claims.fault(what, stated, str(found))
