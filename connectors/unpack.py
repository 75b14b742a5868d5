"""Deliveries that come packed: each file of a zip or gzip is read as if it had come alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from connectors.formats.archive import FAULT_CODES, Member, members, packed_as
from connectors.formats.canonical import told
from connectors.ports import Raw, Reader, Reading, Trailer
from domain.findings import Finding
from domain.profile import PartnerProfile


def packed(raw: Raw, profile: PartnerProfile | None = None) -> str:
    """Zip or gzip; empty where the delivery is to be read as it is: a pair of files is an archive of both."""
    if profile is not None and profile.mapping is not None and profile.mapping.layout == "two_files":
        return ""
    return packed_as(raw.head(4096))


def unpacked(raw: Raw, profile: PartnerProfile) -> Iterator[Raw | Finding]:
    """Each file inside, or the finding why it is not opened. A file is only there until the next one is asked for."""
    form = packed(raw)
    empty = True
    with raw.open() as stream:
        for member in members(stream, form, raw.name, profile.limits.file_bytes):
            empty = False
            yield _told(raw, member, profile) if member.fault else _raw(raw, member)
    if empty:
        yield told(profile, "AR-FILE-007", value=raw.name)


def packed_documents(raw: Raw, profile: PartnerProfile, reader: Reader) -> Iterator[Reading | Trailer]:
    """The documents of all files inside, numbered through; what the files claim is added up."""
    last = 0
    claims: list[Trailer] = []
    for one in unpacked(raw, profile):
        first = last
        if isinstance(one, Finding):
            last += 1
            said = hashlib.sha256(f"{one.code}\x1f{one.value}".encode()).hexdigest()
            yield Reading(last, findings=(one,), excerpt=one.message, content_hash=said)
            continue
        inside = one.name.removeprefix(f"{raw.name}/")
        for part in reader.read(one, profile):
            if isinstance(part, Trailer):
                claims.append(part)
                continue
            last = first + part.ordinal
            yield replace(part, ordinal=last, excerpt=f"{inside}: {part.excerpt}")
    if claims:
        yield _sum(claims)


def _raw(raw: Raw, member: Member) -> Raw:
    return Raw(f"{raw.name}/{member.name}", member.content, received_at=raw.received_at)


def _told(raw: Raw, member: Member, profile: PartnerProfile) -> Finding:
    return told(profile, FAULT_CODES[member.fault], value=raw.name, member=member.name, why=member.why)


def _sum(claims: list[Trailer]) -> Trailer:
    """Counts that every file states, added up; one that a file leaves out can't be."""
    documents = [claim.documents for claim in claims]
    lines = [claim.lines for claim in claims]
    return Trailer(
        documents=None if None in documents else sum(one for one in documents if one is not None),
        lines=None if None in lines else sum(one for one in lines if one is not None),
    )
