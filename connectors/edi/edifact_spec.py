"""Reader of EDIFACT: purchase orders (ORDERS) become sales orders, other messages are recognised and told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from connectors.edi.edifact_codes import MESSAGES
from connectors.edi.edifact_order import OrdersMessage
from connectors.edi.limits import LARGEST_BYTES, MOST_STRAYS, most_segments
from connectors.edi.reading import Place, order_reading, unreadable, with_findings
from connectors.formats.canonical import told
from connectors.formats.edifact import LONGEST_SEGMENT, TOO_LONG, Segments, is_tag, looks_like_edifact
from connectors.formats.edifact_messages import Claims, Message, messages
from connectors.formats.edifact_text import Text, decoded
from connectors.ports import Identified, Raw, Reading, Trailer
from domain.findings import Finding
from domain.profile import PartnerProfile

ORDERS = "ORDERS"
SEEN = 200
"""Segments of the first message that are looked at to recognise a file."""
_MISSING = {"UNE", "UNZ"}


class _EdifactReader:
    name = "edifact"

    def identify(self, head: bytes, name: str) -> Identified | None:  # noqa: ARG002 - the protocol's hint is not needed
        """A UNA, an envelope (perhaps a damaged one), or a bare message."""
        text = decoded(head)
        if not looks_like_edifact(text.text):
            return None
        first = next(messages(iter(Segments(text.text)), Claims(SEEN)), None)
        if first is None:
            return Identified("edifact")
        sender = first.envelope.get("sender", "")
        detail = f"{first.kind or '?'} from {sender}" if sender else first.kind
        association = first.envelope.get("association", "")
        return Identified(
            "edifact", version=first.version, detail=f"{detail} ({association})" if association else detail
        )

    def read(self, raw: Raw, profile: PartnerProfile) -> Iterator[Reading | Trailer]:
        """As ``connectors.ports.Reader.read``."""
        limit = min(profile.limits.file_bytes, LARGEST_BYTES)
        if raw.size > limit:
            words = {"what": "The file", "size": f"{raw.size:,} bytes", "limit": f"{limit:,}"}
            yield unreadable(told(profile, "FI-FILE-004", value=raw.name, **words))
            return
        text = decoded(raw.read())
        if not looks_like_edifact(text.text):
            empty = not text.text.strip("\ufeff \t\r\n\x00")
            why = "it is empty" if empty else "it does not begin with UNA, UNB, UNG or UNH"
            yield unreadable(told(profile, "ED-ENV-001", value=raw.name, format="EDIFACT", why=why))
            return
        yield from _readings(text, raw.name, profile)


def _readings(text: Text, name: str, profile: PartnerProfile) -> Iterator[Reading | Trailer]:
    """One message behind, so that what the envelopes' ends say can be told with the last document."""
    claims = Claims(most_segments(profile))
    segments = Segments(text.text)
    waiting: Reading | None = None
    limit = profile.limits.documents
    for ordinal, message in enumerate(messages(iter(segments), claims), start=1):
        if waiting is not None:
            yield waiting
        if ordinal > limit:
            words = {"what": "The file", "size": f"more than {limit:,} documents", "limit": f"{limit:,}"}
            yield unreadable(told(profile, "FI-FILE-004", value=name, **words), ordinal=ordinal)
            return
        waiting = _reading(ordinal, message, profile, segments.marks.decimal)
        if ordinal == 1:
            waiting = with_findings(waiting, tuple(_text_findings(text, profile)))
    faults = [*segments.faults, *claims.faults]
    said = tuple(_envelope_finding(fault, profile) for fault in faults)
    if waiting is None:
        yield unreadable(told(profile, "FI-FILE-008", value=name), *said)
    else:
        yield with_findings(waiting, said)
    yield Trailer(documents=claims.claimed_messages)


def _text_findings(text: Text, profile: PartnerProfile) -> Iterator[Finding]:
    if text.clash:
        yield told(profile, "ED-ENV-006", value=text.stated, found=text.encoding)


def _envelope_finding(fault: tuple[str, str, str], profile: PartnerProfile) -> Finding:
    what, stated, found = fault
    code = "ED-ENV-002" if what == "UNB" else "ED-ENV-004" if what in _MISSING else "ED-ENV-003"
    if what == "UNZ" and stated != "missing":
        code = "ED-ENV-003"
    return told(profile, code, path=what, value=stated, what=what, stated=stated or "nothing", found=found)


def _reading(ordinal: int, message: Message, profile: PartnerProfile, decimal: str) -> Reading:
    findings = list(_message_findings(message, profile))
    excerpt = f"UNH {message.control}, segments {message.segments[0].number} to {message.last}"
    place = Place(ordinal, excerpt, {**message.envelope, "set": message.kind or "?"}, _segments_hash(message))
    if message.kind != ORDERS:
        name = MESSAGES.get(message.kind, "unknown to us")
        findings.insert(0, told(profile, "ED-SET-001", value=message.kind or "?", what="Message", name=name))
        return Reading(
            ordinal=ordinal,
            findings=tuple(findings),
            content_hash=place.segments_hash,
            excerpt=excerpt,
            envelope=place.envelope,
        )
    reader = OrdersMessage(profile, decimal)
    document = reader.read(message)
    whole = message.closed and not any(one.code == "FI-FILE-004" for one in findings)
    return order_reading(place, document, reader, findings, complete=whole)


def _message_findings(message: Message, profile: PartnerProfile) -> Iterator[Finding]:
    if message.damaged_start:
        yield told(profile, "ED-SET-004", value=message.segments[0].tag, start="UNH")
    if "sender" not in message.envelope:
        yield told(profile, "ED-ENV-002", what="UNB", stated="missing", found="an interchange header")
    elif message.envelope.get("usage") == "1":
        yield told(profile, "ED-ENV-005", value="1", what="UNB 0035")
    if not message.closed:
        yield told(profile, "ED-SET-003", value=message.control, what="Message", end="UNT", found=message.count)
    elif message.claimed_segments.lstrip("0") != str(message.count):
        stated = message.claimed_segments
        words = {"what": "UNT 0074", "stated": stated or "nothing", "found": message.count}
        yield told(profile, "ED-SET-002", path="UNT", value=stated, **words)
    yield from _sizes(message, profile)
    strays = (one for one in message.segments if not is_tag(one.tag) and one.tag != TOO_LONG)
    for at, segment in enumerate(strays):
        if message.damaged_start and segment is message.segments[0]:
            continue
        if at >= MOST_STRAYS:
            return
        text = "+".join((segment.tag, *(":".join(parts) for parts in segment.elements)))
        yield told(profile, "ED-SET-005", value=text, number=segment.number)


def _sizes(message: Message, profile: PartnerProfile) -> Iterator[Finding]:
    kept = most_segments(profile)
    if message.count > len(message.segments):
        words = {"what": "Message", "size": f"{message.count:,} segments", "limit": f"{kept:,}"}
        yield told(profile, "FI-FILE-004", value=message.control, **words)
    long = next((one for one in message.segments if one.tag == TOO_LONG), None)
    if long is not None:
        words = {"what": f"Segment {long.number}", "size": f"{long.at(1)} characters", "limit": f"{LONGEST_SEGMENT:,}"}
        yield told(profile, "FI-FILE-004", value=message.control, **words)


def _segments_hash(message: Message) -> str:
    digest = hashlib.sha256()
    for one in message.segments:
        text = "\x1f".join((one.tag, *("\x1d".join(parts) for parts in one.elements)))
        digest.update((text + "\x1e").encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


EDIFACT = _EdifactReader()
