"""Tell of any file, without a partner: format, version, parties, documents, findings, verdict."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from connectors import identify, read_documents
from connectors.files.shapes import known_shapes
from connectors.formats.archive import names_inside
from connectors.formats.foreign import foreign
from connectors.inspect_answer import Answer, Facts, finished, refused
from connectors.ports import Raw, Reading
from connectors.unpack import packed, unpacked
from domain.catalogue import finding
from domain.findings import Finding
from domain.profile import TABLE_FORMATS, Limits, PartnerProfile
from domain.transport import Transport

READ = "X12, EDIFACT, UBL, Shopify, JSON, Excel, fixed width, CSV or Parquet"
TRIED = 300
"""Documents of a table that a profile is tried on."""


def inspect_file(
    path: Path, profiles: Sequence[PartnerProfile] = (), limit: int = 20, *, only: PartnerProfile | None = None
) -> dict[str, object]:
    """What a file is and what comes out of it, ready for JSON.

    Args:
        path: any file.
        profiles: tried on tables; the one that reads most documents is taken.
        limit: documents that are shown; all are counted.
        only: read it by this profile, whether it fits or not.
    """
    try:
        raw = Raw.of(path.name, path)
        head = raw.head()
    except OSError as error:
        why = error.strerror or "it can't be opened"
        return refused(Facts(path.name), finding("FI-FILE-001", value=path.name, format="file", why=why))
    facts = Facts(raw.name, raw.size, raw.sha256)
    if not head.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        return refused(facts, finding("FI-FILE-001", value=raw.name, format="file", why="it is empty"))
    if only is not None:
        facts.format = only.format
        return answered(facts, raw, only, Answer(limit))
    if packed(raw):
        pair = _pair(raw, profiles)
        if pair is not None:
            facts.format, facts.detail = pair.format, "heads and lines in a zip archive"
            return answered(facts, raw, pair, Answer(limit))
        return _packed(facts, raw, profiles, limit)
    answer = Answer(limit)
    return _looked(facts, raw, profiles, answer)


def _pair(raw: Raw, profiles: Sequence[PartnerProfile]) -> PartnerProfile | None:
    """The profile whose pair of files the archive holds."""
    from connectors.files.look import pair_profile

    with raw.open() as stream:
        return pair_profile(names_inside(stream), profiles)


def _looked(facts: Facts, raw: Raw, profiles: Sequence[PartnerProfile], answer: Answer) -> dict[str, object]:
    """One file that is not packed."""
    head = raw.head()
    known = foreign(head)
    if known is not None:
        facts.format, facts.version = known.format, known.version
        return refused(facts, finding("FI-FILE-005", value=raw.name, format=known.name), answer)
    found = identify(raw)
    if found is None:
        profile = _best(raw, "fixed", profiles)
        if profile is not None:
            facts.format = "fixed"
            return answered(facts, raw, profile, answer)
        return refused(facts, finding("FI-FILE-001", value=raw.name, format=READ, why="no format fits"), answer)
    facts.format, facts.version, facts.detail = found[1].format, found[1].version, found[1].detail
    if facts.format not in TABLE_FORMATS:
        return answered(facts, raw, neutral_profile(facts.format), answer)
    profile = _best(raw, facts.format, profiles) or _best(raw, facts.format, known_shapes())
    return answered(facts, raw, profile, answer) if profile else _with_proposal(facts, raw, profiles, answer)


def _packed(facts: Facts, raw: Raw, profiles: Sequence[PartnerProfile], limit: int) -> dict[str, object]:
    """Each file of an archive by itself, then all of them together."""
    answer, count = Answer(limit), 0
    shown: dict[str, object] = {}
    for member in unpacked(raw, neutral_profile("x12")):
        count += 1
        if isinstance(member, Finding):
            answer.unread += 1
            answer.say(member)
            continue
        inner = Facts(member.name)
        last = _looked(inner, member, profiles, answer)
        if not shown or (answer.read and not shown.get("profile")):
            shown = {name: last[name] for name in ("format", "version", "profile", "columns", "proposal")}
    facts.detail = f"{packed(raw)} archive of {count} {'file' if count == 1 else 'files'}"
    facts.format = packed(raw).upper()
    return {**finished(facts, answer), **shown}


def neutral_profile(form: str) -> PartnerProfile:
    """A profile that says nothing: for looking at a file of an unknown partner."""
    return PartnerProfile.model_validate(
        {
            "partner": "unknown",
            "source_id": "inspect",
            "channel": "inspect",
            "format": form,
            "transport": Transport(inbox="-"),
        }
    )


def answered(facts: Facts, raw: Raw, profile: PartnerProfile, answer: Answer) -> dict[str, object]:
    """What one profile makes of a file."""
    for part in read_documents(raw, profile):
        answer.take(part, profile)
    named = "" if profile.source_id == "inspect" else profile.channel
    return finished(facts, answer, profile=named)


def _best(raw: Raw, form: str, profiles: Sequence[PartnerProfile]) -> PartnerProfile | None:
    """The profile that fits the table's columns and reads the most documents without trouble."""
    from connectors.files.look import fits

    best, best_score = None, (0.0, 0.0)
    for profile in profiles:
        if profile.mapping is None:
            continue
        fixed = profile.format == "fixed"
        if fixed != (form == "fixed") and not (fixed and form == "csv"):
            continue
        tried = profile.model_copy(update={"format": "fixed" if fixed else form})
        if not fits(raw, tried.format, tried):
            continue
        sample = [part for part in islice(read_documents(raw, tried), TRIED) if isinstance(part, Reading)]
        score = (
            sum(part.payload is not None for part in sample) / max(len(sample), 1),
            sum(not part.findings for part in sample) / max(len(sample), 1),
        )
        if score > best_score and score[0] > 0:
            best, best_score = tried, score
    return best


def _with_proposal(facts: Facts, raw: Raw, profiles: Sequence[PartnerProfile], answer: Answer) -> dict[str, object]:
    from connectors.files.json_source import told_kind
    from connectors.files.look import half_profile, nearest, proposed

    half = half_profile(raw, facts.format, profiles)
    if half is not None:
        found = finding("FI-FILE-009", value=raw.name, missing=half[1])
        return {**refused(facts, found, answer), "profile": half[0].channel}
    proposal, problem, header = proposed(raw, facts.format, Limits())
    if proposal is None or problem is not None:
        why = finding("FI-FILE-001", value=raw.name, format=facts.format, why="no row is in it")
        return refused(facts, problem or why, answer)
    kind = f"a JSON document ({told_kind(raw)})" if facts.format == "json" else ""
    if kind and {"number", "line.quantity"} & set(_missing(proposal)):
        return refused(facts, finding("FI-FILE-005", value=raw.name, format=kind), answer)
    words = told_proposal(proposal) + nearest(raw, facts.format, profiles)
    found = finding("FI-FILE-006", value=raw.name, proposal=f"it is {kind}, {words}" if kind else words)
    return {**refused(facts, found, answer), "columns": header, "proposal": proposal}


def told_proposal(proposal: dict[str, object]) -> str:
    """What is proposed, in a few words."""
    lacking = ", ".join(_missing(proposal))
    return f"a mapping is proposed, without a column for {lacking}" if lacking else "a whole mapping is proposed"


def _missing(proposal: dict[str, object]) -> list[str]:
    missing = proposal["missing"]
    return [str(name) for name in missing] if isinstance(missing, list) else []
