"""Tell of any file, without a partner: format, version, parties, documents, findings, verdict."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path

from connectors import identify, read_documents
from connectors.files.shapes import known_shapes
from connectors.formats.foreign import foreign
from connectors.formats.numbers import plain_decimal
from connectors.ports import Raw, Reading, Trailer
from connectors.unpack import packed, unpacked
from domain.catalogue import finding
from domain.documents.sales_order import SalesOrder
from domain.facts import OrderFacts
from domain.findings import Finding
from domain.profile import TABLE_FORMATS, Limits, PartnerProfile
from domain.resolve import resolve
from domain.rules import run_rules
from domain.transport import Transport

READ = "X12, EDIFACT, UBL, JSON, Excel, fixed width, CSV or Parquet"
TRIED = 300
"""Documents of a table that a profile is tried on."""
JUDGED = 1000
"""Documents that rules look at; those after them are read and counted."""
MOST_FINDINGS = 200
WITHOUT_FACTS = frozenset(
    (
        *("SO-HEAD-001", "SO-PARTY-001", "SO-CUR-001", "SO-CUR-002", "SO-DATE-001", "SO-DATE-005"),
        *("SO-TOTAL-001", "SO-TOTAL-002", "SO-RET-001"),
        *("SO-LINE-001", "SO-LINE-005", "SO-LINE-011"),
    )
)
"""Numbers of rules that need no master data: they can be told of a file alone."""
_SOME_DAY = date(2000, 1, 1)


@dataclass(slots=True)
class _Answer:
    """What is gathered about one file."""

    limit: int
    documents: list[dict[str, object]] = field(default_factory=list)
    findings: list[dict[str, object]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    money: dict[str, Decimal] = field(default_factory=dict)
    parties: dict[str, dict[str, object]] = field(default_factory=dict)
    lines: int = 0
    quantity: Decimal = Decimal(0)
    read: int = 0
    unread: int = 0
    envelope: dict[str, str] = field(default_factory=dict)
    trailer: dict[str, object] | None = None

    def take(self, part: Reading | Trailer, profile: PartnerProfile) -> None:
        """Add one reading."""
        if isinstance(part, Trailer):
            self.trailer = {"documents": part.documents} if part.documents is not None else None
            return
        self.lines += part.line_count
        self.quantity += part.quantity
        self.envelope = self.envelope or part.envelope
        for found in part.findings:
            self.say(found, part.number)
        if part.payload is None:
            self.unread += 1
            return
        self.read += 1
        self.money[part.currency] = self.money.get(part.currency, Decimal(0)) + part.total
        if self.read <= max(JUDGED, self.limit):
            self._judge(part.payload, profile)

    def _judge(self, payload: bytes, profile: PartnerProfile) -> None:
        shown = json.loads(payload)
        if len(self.documents) < self.limit:
            self.documents.append(shown)
        order = SalesOrder.model_validate_json(payload)
        for found in _rule_findings(order, profile):
            self.say(found, order.number)
        for role, party in (("customer", order.customer), ("ship_to", order.ship_to)):
            if party is not None and (party.code or party.gln or party.name):
                self.parties.setdefault(
                    f"{role}\x1f{party.code}\x1f{party.gln}\x1f{party.name}", {"role": role, **shown[role]}
                )

    def say(self, found: Finding, document: str = "") -> None:
        """Add one finding; beyond the most that are shown it is only counted."""
        self.counts[found.code] += 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append({"document": document, **found.model_dump(mode="json")})


def inspect_file(path: Path, profiles: Sequence[PartnerProfile] = (), limit: int = 20) -> dict[str, object]:
    """What a file is and what comes out of it, ready for JSON.

    Args:
        path: any file.
        profiles: tried on tables; the one that reads most documents is taken.
        limit: documents that are shown; all are counted.
    """
    try:
        raw = Raw.of(path.name, path)
        head = raw.head()
    except OSError as error:
        why = error.strerror or "it can't be opened"
        return _refused(_Facts(path.name), finding("FI-FILE-001", value=path.name, format="file", why=why))
    facts = _Facts(raw.name, raw.size, raw.sha256)
    if not head.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        return _refused(facts, finding("FI-FILE-001", value=raw.name, format="file", why="it is empty"))
    if packed(raw):
        return _packed(facts, raw, profiles, limit)
    answer = _Answer(limit)
    return _looked(facts, raw, profiles, answer)


def _looked(facts: _Facts, raw: Raw, profiles: Sequence[PartnerProfile], answer: _Answer) -> dict[str, object]:
    """One file that is not packed."""
    head = raw.head()
    known = foreign(head)
    if known is not None:
        facts.format, facts.version = known.format, known.version
        return _refused(facts, finding("FI-FILE-005", value=raw.name, format=known.name), answer)
    found = identify(raw)
    if found is None:
        profile = _best(raw, "fixed", profiles)
        if profile is not None:
            facts.format = "fixed"
            return _answered(facts, raw, profile, answer)
        return _refused(facts, finding("FI-FILE-001", value=raw.name, format=READ, why="no format fits"), answer)
    facts.format, facts.version, facts.detail = found[1].format, found[1].version, found[1].detail
    if facts.format not in TABLE_FORMATS:
        return _answered(facts, raw, neutral_profile(facts.format), answer)
    profile = _best(raw, facts.format, profiles) or _best(raw, facts.format, known_shapes())
    return _answered(facts, raw, profile, answer) if profile else _with_proposal(facts, raw, answer)


def _packed(facts: _Facts, raw: Raw, profiles: Sequence[PartnerProfile], limit: int) -> dict[str, object]:
    """Each file of an archive by itself, then all of them together."""
    answer, count = _Answer(limit), 0
    shown: dict[str, object] = {}
    for member in unpacked(raw, neutral_profile("x12")):
        count += 1
        if isinstance(member, Finding):
            answer.unread += 1
            answer.say(member)
            continue
        inner = _Facts(member.name)
        last = _looked(inner, member, profiles, answer)
        if not shown or (answer.read and not shown.get("profile")):
            shown = {name: last[name] for name in ("format", "version", "profile", "columns", "proposal")}
    facts.detail = f"{packed(raw)} archive of {count} {'file' if count == 1 else 'files'}"
    facts.format = packed(raw).upper()
    return {**_finished(facts, answer), **shown}


@dataclass(slots=True)
class _Facts:
    """What is known of the file itself."""

    file: str
    size: int = 0
    sha256: str = ""
    format: str = "unknown"
    version: str = ""
    detail: str = ""

    def as_dict(self) -> dict[str, object]:
        return {
            "file": self.file,
            "size": self.size,
            "sha256": self.sha256,
            "format": self.format,
            "version": self.version,
            "detail": self.detail,
        }


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


def _answered(facts: _Facts, raw: Raw, profile: PartnerProfile, answer: _Answer) -> dict[str, object]:
    for part in _parts(raw, profile):
        answer.take(part, profile)
    named = "" if profile.source_id == "inspect" else profile.channel
    return _finished(facts, answer, profile=named)


def _parts(raw: Raw, profile: PartnerProfile) -> Iterator[Reading | Trailer]:
    return read_documents(raw, profile)


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
        sample = [part for part in islice(_parts(raw, tried), TRIED) if isinstance(part, Reading)]
        score = (
            sum(part.payload is not None for part in sample) / max(len(sample), 1),
            sum(not part.findings for part in sample) / max(len(sample), 1),
        )
        if score > best_score and score[0] > 0:
            best, best_score = tried, score
    return best


def _with_proposal(facts: _Facts, raw: Raw, answer: _Answer) -> dict[str, object]:
    from connectors.files.json_source import told_kind
    from connectors.files.look import proposed

    proposal, problem, header = proposed(raw, facts.format, Limits())
    if proposal is None or problem is not None:
        return _refused(
            facts, problem or finding("FI-FILE-001", value=raw.name, format=facts.format, why="no row is in it"), answer
        )
    kind = f"a JSON document ({told_kind(raw)})" if facts.format == "json" else ""
    if kind and {"number", "line.quantity"} & set(_missing(proposal)):
        return _refused(facts, finding("FI-FILE-005", value=raw.name, format=kind), answer)
    lacking = ", ".join(_missing(proposal))
    words = f"a mapping is proposed, without a column for {lacking}" if lacking else "a whole mapping is proposed"
    words = f"it is {kind}, {words}" if kind else words
    refused = _refused(facts, finding("FI-FILE-006", value=raw.name, proposal=words), answer)
    return {**refused, "columns": header, "proposal": proposal}


def _missing(proposal: dict[str, object]) -> list[str]:
    missing = proposal["missing"]
    return [str(name) for name in missing] if isinstance(missing, list) else []


def _refused(facts: _Facts, found: Finding, answer: _Answer | None = None) -> dict[str, object]:
    answer = answer or _Answer(0)
    answer.say(found)
    return _finished(facts, answer)


def _finished(facts: _Facts, answer: _Answer, profile: str = "") -> dict[str, object]:
    return {
        **facts.as_dict(),
        "verdict": "read" if answer.read else "refused",
        "profile": profile or None,
        "parties": list(answer.parties.values())[:50],
        "counts": {
            "documents": answer.read,
            "unreadable": answer.unread,
            "lines": answer.lines,
            "quantity": plain_decimal(f"{answer.quantity:f}"),
            "total": {currency: plain_decimal(f"{total:f}") for currency, total in sorted(answer.money.items())},
        },
        "documents": answer.documents,
        "findings": answer.findings,
        "finding_counts": dict(answer.counts.most_common()),
        "envelope": answer.envelope,
        "trailer": answer.trailer,
        "columns": [],
        "proposal": None,
    }


def _rule_findings(order: SalesOrder, profile: PartnerProfile) -> Iterator[Finding]:
    """What rules say that need no master data; the day is the order's own."""
    today = order.ordered_at.date() if order.ordered_at else _SOME_DAY
    facts = OrderFacts.of(today=today)
    said = run_rules(order, resolve(order, facts, profile), facts, profile)
    return (found for found in said if found.code in WITHOUT_FACTS)
