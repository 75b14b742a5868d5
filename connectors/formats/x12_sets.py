"""Transaction sets out of segments, with their envelopes, whatever is wrong with the counts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

from connectors.formats.x12 import Interchange, Segment, TransactionSet

FIRST_OF_SETS = {"BEG": "850", "BAK": "855", "BSN": "856", "BIG": "810", "BCH": "860", "BCA": "865"}
"""A set whose ST is damaged is known by its beginning segment."""


def transaction_sets(found: Iterator[Segment], claims: Interchange) -> Iterator[TransactionSet]:
    """The sets in order; ``claims`` is filled with what the envelopes say and what does not fit."""
    walk = _Walk(claims)
    for segment, following in pairwise(chain(found, (None,))):
        if segment is None:
            break
        done = walk.take(segment, following.tag if following else "")
        if done is not None:
            yield done
    last = walk.end()
    if last is not None:
        yield last


class _Walk:
    """Where in the envelopes we are."""

    def __init__(self, claims: Interchange) -> None:
        self.claims = claims
        self.envelope: dict[str, str] = {}
        self.open: TransactionSet | None = None
        self.groups = self.in_group = 0
        self.interchange_open = self.group_open = False

    def take(self, segment: Segment, following: str) -> TransactionSet | None:
        """Follow one segment; the set that it ended, if any."""
        kind = FIRST_OF_SETS.get(following)
        damaged = kind is not None and self.open is None and segment.tag not in {"ST", "GS", "ISA"}
        if segment.tag == "ST" or damaged:
            return self._start(segment, kind if damaged else None)
        if segment.tag == "TA1" and self.open is None:
            return self._acknowledgement(segment)
        step = {"ISA": self._isa, "SA": self._isa, "GS": self._gs, "SE": self._se, "GE": self._ge, "IEA": self._iea}
        if segment.tag in step:
            return step[segment.tag](segment)
        if self.open is not None:
            self._keep(self.open, segment)
        return None

    def _keep(self, within: TransactionSet, segment: Segment) -> None:
        within.count += 1
        within.last = segment.number
        if len(within.segments) < self.claims.most_segments or segment.tag == "SE":
            within.segments.append(segment)

    def end(self) -> TransactionSet | None:
        """The file's end."""
        if self.group_open:
            self.claims.fault("GE", "missing", str(self.in_group))
        if self.interchange_open:
            self.claims.fault("IEA", "missing", str(self.groups))
        return self._close()

    def _close(self) -> TransactionSet | None:
        done, self.open = self.open, None
        return done

    def _start(self, segment: Segment, damaged_kind: str | None) -> TransactionSet | None:
        done = self._close()
        kind = damaged_kind or segment.at(1)
        control = "" if damaged_kind else segment.at(2)
        envelope = {**self.envelope, "st_control": control}
        damaged = damaged_kind is not None
        self.open = TransactionSet(kind, control, [segment], envelope, damaged_start=damaged, last=segment.number)
        self.claims.sets += 1
        self.in_group += 1
        return done

    def _acknowledgement(self, segment: Segment) -> TransactionSet:
        """A TA1 stands alone in its interchange, without ST and SE."""
        envelope = {**self.envelope, "st_control": segment.at(1)}
        return TransactionSet(
            "TA1", segment.at(1), [segment], envelope, claimed_segments="1", closed=True, last=segment.number
        )

    def _isa(self, segment: Segment) -> TransactionSet | None:
        done = self._close()
        if self.interchange_open:
            self.claims.fault("IEA", "missing", str(self.groups))
        if segment.tag != "ISA":
            self.claims.fault("ISA", segment.tag, "ISA")
        self.envelope = {
            "sender": segment.at(6),
            "sender_qualifier": segment.at(5),
            "receiver": segment.at(8),
            "receiver_qualifier": segment.at(7),
            "isa_control": segment.at(13),
            "usage": segment.at(15),
        }
        self.interchange_open, self.groups = True, 0
        return done

    def _gs(self, segment: Segment) -> TransactionSet | None:
        done = self._close()
        if self.group_open:
            self.claims.fault("GE", "missing", str(self.in_group))
        self.envelope = {**self.envelope, "gs_control": segment.at(6), "version": segment.at(8)}
        self.group_open, self.in_group = True, 0
        self.groups += 1
        return done

    def _se(self, segment: Segment) -> TransactionSet | None:
        if self.open is None:
            return None
        self._keep(self.open, segment)
        self.open.claimed_segments, self.open.closed = segment.at(1), True
        if segment.at(2) != self.open.control and not self.open.damaged_start:
            self.claims.fault("SE02", segment.at(2), self.open.control)
        return self._close()

    def _ge(self, segment: Segment) -> TransactionSet | None:
        done = self._close()
        self._compare("GE01", segment.at(1), self.in_group)
        self._compare("GE02", segment.at(2), self.envelope.get("gs_control", ""))
        if segment.at(1).isascii() and segment.at(1).isdigit():
            self.claims.claimed_sets = (self.claims.claimed_sets or 0) + int(segment.at(1)[:9])
        self.group_open = False
        return done

    def _iea(self, segment: Segment) -> TransactionSet | None:
        done = self._close()
        self._compare("IEA01", segment.at(1), self.groups)
        self._compare("IEA02", segment.at(2), self.envelope.get("isa_control", ""))
        self.interchange_open = self.group_open = False
        return done

    def _compare(self, what: str, stated: str, found: int | str) -> None:
        if stated.lstrip("0") != str(found).lstrip("0"):
            self.claims.fault(what, stated, str(found))
