"""Reader of X12: purchase orders (850) become sales orders, other sets are recognised and told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice

from connectors.edi.codes import SETS
from connectors.edi.limits import LARGEST_BYTES, MOST_STRAYS, most_segments
from connectors.edi.order_850 import Order850, stray_segments
from connectors.edi.reading import Place, order_reading, unreadable, with_findings
from connectors.formats.canonical import told
from connectors.formats.x12 import (
    LONGEST_SEGMENT,
    TOO_LONG,
    Interchange,
    TransactionSet,
    decoded,
    looks_like_x12,
    segments,
    separators,
)
from connectors.formats.x12_sets import transaction_sets
from connectors.ports import Identified, Raw, Reading, Trailer
from domain.findings import Finding
from domain.profile import PartnerProfile

SEEN = 200
"""Segments of the first set that are looked at to recognise a file."""
_LOOSE = {"ISA": "ED-ENV-002", "GE": "ED-ENV-004", "IEA": "ED-ENV-004"}


class _X12Reader:
    name = "x12"

    def identify(self, head: bytes, name: str) -> Identified | None:  # noqa: ARG002 - the protocol's hint is not needed
        """An ISA (perhaps a damaged one), or a bare GS or ST."""
        text = decoded(head)
        if not looks_like_x12(text):
            return None
        claims = Interchange(SEEN)
        first = next(transaction_sets(segments(text), claims), None)
        if first is None:
            return Identified("x12")
        sender = first.envelope.get("sender", "")
        detail = f"{first.kind} from {sender}" if sender else first.kind
        return Identified("x12", version=first.envelope.get("version", ""), detail=detail)

    def read(self, raw: Raw, profile: PartnerProfile) -> Iterator[Reading | Trailer]:
        """As ``connectors.ports.Reader.read``."""
        limit = min(profile.limits.file_bytes, LARGEST_BYTES)
        if raw.size > limit:
            size = f"{raw.size:,} bytes"
            words = {"what": "The file", "size": size, "limit": f"{limit:,}"}
            yield unreadable(told(profile, "FI-FILE-004", value=raw.name, **words))
            return
        text = decoded(raw.read())
        why = _why_not(text)
        if why:
            yield unreadable(told(profile, "ED-ENV-001", value=raw.name, format="X12", why=why))
            return
        yield from _readings(text, raw.name, profile)


def _why_not(text: str) -> str:
    if not text.strip("\ufeff \t\r\n\x00"):
        return "it is empty"
    if not looks_like_x12(text):
        return "it does not begin with ISA, GS or ST"
    start = len(text) - len(text.lstrip("\ufeff \t\r\n\x00\xa0"))
    return "" if separators(text, start) else "it breaks off within ISA"


def _readings(text: str, name: str, profile: PartnerProfile) -> Iterator[Reading | Trailer]:
    """One set behind, so that what the envelopes' ends say can be told with the last document."""
    claims = Interchange(most_segments(profile))
    limit = profile.limits.documents
    waiting: Reading | None = None
    for ordinal, transaction in enumerate(transaction_sets(segments(text), claims), start=1):
        if waiting is not None:
            yield waiting
        if ordinal > limit:
            words = {"what": "The file", "size": f"more than {limit:,} documents", "limit": f"{limit:,}"}
            yield unreadable(told(profile, "FI-FILE-004", value=name, **words), ordinal=ordinal)
            return
        waiting = _reading(ordinal, transaction, profile)
    said = tuple(_envelope_finding(fault, profile) for fault in claims.faults)
    if waiting is None:
        yield unreadable(told(profile, "FI-FILE-008", value=name), *said)
    else:
        yield with_findings(waiting, said)
    yield Trailer(documents=claims.claimed_sets)


def _envelope_finding(fault: tuple[str, str, str], profile: PartnerProfile) -> Finding:
    what, stated, found = fault
    code = _LOOSE.get(what, "ED-ENV-003")
    if what in {"GE", "IEA"} and stated != "missing":
        code = "ED-ENV-003"
    return told(profile, code, path=what, value=stated, what=what, stated=stated or "nothing", found=found)


def _reading(ordinal: int, transaction: TransactionSet, profile: PartnerProfile) -> Reading:
    findings = list(_set_findings(transaction, profile))
    first, last = transaction.segments[0].number, transaction.last
    excerpt = f"ST {transaction.control}, segments {first} to {last}"
    if transaction.kind != "850":
        kind, name = transaction.kind or "?", SETS.get(transaction.kind, "unknown to us")
        findings.insert(0, told(profile, "ED-SET-001", value=kind, what="Transaction set", name=name))
        return Reading(
            ordinal=ordinal,
            findings=tuple(findings),
            content_hash=_segments_hash(transaction),
            excerpt=excerpt,
            envelope={**transaction.envelope, "set": kind},
        )
    reader = Order850(profile)
    document = reader.read(transaction)
    place = Place(ordinal, excerpt, {**transaction.envelope, "set": transaction.kind}, _segments_hash(transaction))
    whole = transaction.closed and not any(one.code == "FI-FILE-004" for one in findings)
    return order_reading(place, document, reader, findings, complete=whole)


def _set_findings(transaction: TransactionSet, profile: PartnerProfile) -> Iterator[Finding]:
    found = transaction.count
    if transaction.damaged_start:
        yield told(profile, "ED-SET-004", value=transaction.segments[0].tag, start="ST")
    if "sender" not in transaction.envelope:
        yield told(profile, "ED-ENV-002", what="ISA", stated="missing", found="an interchange header")
    elif transaction.envelope.get("usage") == "T":
        yield told(profile, "ED-ENV-005", value="T", what="ISA15")
    if not transaction.closed:
        yield told(profile, "ED-SET-003", value=transaction.control, what="Transaction set", end="SE", found=found)
    elif transaction.claimed_segments.lstrip("0") != str(found):
        yield told(
            profile,
            "ED-SET-002",
            path="SE01",
            what="SE01",
            value=transaction.claimed_segments,
            stated=transaction.claimed_segments or "nothing",
            found=found,
        )
    yield from islice(stray_segments(transaction, profile), MOST_STRAYS)
    yield from _sizes(transaction, profile)


def _sizes(transaction: TransactionSet, profile: PartnerProfile) -> Iterator[Finding]:
    kept = most_segments(profile)
    if transaction.count > len(transaction.segments):
        words = {"what": "Transaction set", "size": f"{transaction.count:,} segments", "limit": f"{kept:,}"}
        yield told(profile, "FI-FILE-004", value=transaction.control, **words)
    long = next((one for one in transaction.segments if one.tag == TOO_LONG), None)
    if long is not None:
        words = {"what": f"Segment {long.number}", "size": f"{long.at(1)} characters", "limit": f"{LONGEST_SEGMENT:,}"}
        yield told(profile, "FI-FILE-004", value=transaction.control, **words)


def _segments_hash(transaction: TransactionSet) -> str:
    digest = hashlib.sha256()
    for at, segment in enumerate(transaction.segments):
        text = "\x1f".join((segment.tag, *segment.elements))
        digest.update((("\x1e" if at else "") + text).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


X12 = _X12Reader()
