"""A table looked at without a partner: its headings, some rows, and whether a profile's columns are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from connectors.files.columns import NO_COLUMNS, missing, names_of, places
from connectors.files.csv_source import CsvSource
from connectors.files.fixed_source import FixedSource, between_blanks
from connectors.files.heading import LOOKED_AT, heading_of, no_lines
from connectors.files.json_source import JsonSource
from connectors.files.parquet_source import ParquetSource
from connectors.files.problem import Unreadable
from connectors.files.propose import proposal
from connectors.files.propose_pair import Half, pair_of
from connectors.files.row_table import RowTable
from connectors.files.trimmed import TrimmedTable, trimmed
from connectors.files.wide_source import unfolded
from connectors.files.xlsx_source import XlsxSource
from connectors.formats.text import marked_encoding
from connectors.pairing import half_of
from connectors.ports import Raw
from domain.findings import Finding
from domain.mapping import HEAD_FIELDS, LINE_FIELDS, TableMapping
from domain.profile import Limits, PartnerProfile

SAMPLE_ROWS = 300
ENCODINGS = ("cp1252", "cp1250", "iso-8859-2")
"""Of one byte a letter, tried in this order on a text that is not UTF-8."""
ONE_BYTE = frozenset({"cp1252", "latin-1"})
"""What ``auto`` takes a text for that is not UTF-8."""
FOUND_BY_AUTO = frozenset({*ONE_BYTE, "utf-8", "utf-8-sig", "utf-16", "utf-32"})
"""Need not stand in a profile."""
READ_BYTES = 65_536
"""By so many bytes an encoding is told."""
LETTERS_MORE = 2
"""So many different letters more must an encoding give to be proposed instead of the first."""


def fits(raw: Raw, form: str, profile: PartnerProfile) -> bool:
    """Whether the file has all columns that the profile's mapping names."""
    mapping = profile.mapping
    if mapping is None or mapping.layout == "two_files":
        return False
    if mapping.layout == "records":
        return form in {"csv", "fixed", "xlsx"}
    try:
        header = _source(raw, form, mapping, profile.limits).header
    except Unreadable:
        return False
    fields = (*HEAD_FIELDS, *LINE_FIELDS)
    return not missing(mapping, fields, places(mapping, fields, header))


def half_profile(raw: Raw, form: str, profiles: Sequence[PartnerProfile]) -> tuple[PartnerProfile, str] | None:
    """The profile of two files of which this is one by its name and columns, and which one is missing."""
    for profile in profiles:
        mapping = profile.mapping
        if mapping is None or mapping.layout != "two_files" or profile.format != form:
            continue
        half = half_of(raw.name, mapping.head)
        if half is not None and not _lacking(raw, form, profile, half[0]):
            return profile, "line" if half[0] == "head" else "head"
    return None


def pair_profile(names: Sequence[str], profiles: Sequence[PartnerProfile]) -> PartnerProfile | None:
    """The profile of two files that an archive of these names holds one pair of."""
    for profile in profiles:
        mapping = profile.mapping
        if mapping is None or mapping.layout != "two_files":
            continue
        halves = [half for name in names if (half := half_of(PurePath(name).name, mapping.head))]
        if sorted(role for role, _ in halves) == ["head", "line"]:
            return profile
    return None


def nearest(raw: Raw, form: str, profiles: Sequence[PartnerProfile]) -> str:
    """Words on the profile that lacks the fewest columns, at most half of its own; empty: none is near."""
    lacking = [
        (len(absent), profile.channel, absent)
        for profile in profiles
        if profile.mapping is not None and profile.mapping.layout == "rows" and profile.format == form
        for absent in [_lacking(raw, form, profile)]
        if 2 * len(absent) <= len(profile.mapping.columns)
    ]
    if not lacking:
        return ""
    count, channel, absent = min(lacking)
    if not count:
        return f"; {channel} has its columns but reads nothing: 'lading inspect --channel {channel}' tells why"
    return f"; {channel} comes nearest, but the file has no column for {', '.join(absent)}"


def _lacking(raw: Raw, form: str, profile: PartnerProfile, half: str = "") -> list[str]:
    """Mapped fields whose column is not in the file; of a pair those of one half, and the column that joins both."""
    mapping = profile.mapping
    assert mapping is not None  # noqa: S101 - callers have looked
    fields = [*(HEAD_FIELDS if half != "line" else ()), *(LINE_FIELDS if half != "head" else ())]
    if half == "line":
        mapping = mapping.model_copy(update={"columns": {**mapping.columns, "number": mapping.head.join}})
        fields.append("number")
    try:
        header = _source(raw, form, mapping, profile.limits).header
    except Unreadable as problem:
        return [problem.finding.message]
    absent = missing(mapping, fields, places(mapping, fields, header))
    return [f"{field} ({' or '.join(names_of(mapping, field))})" for field in absent]


def proposed(raw: Raw, form: str, limits: Limits) -> tuple[dict[str, object] | None, Finding | None, list[str]]:
    """A proposal for a mapping, or the finding why there can be none; and the headings."""
    try:
        half = looked_at(raw, form, limits)
    except Unreadable as problem:
        return None, problem.finding, []
    found = proposal(half.header, half.rows)
    mapping = found["mapping"]
    merged = {**half.told, **mapping} if isinstance(mapping, dict) else mapping
    return {**found, "format": form, "mapping": merged}, None, list(half.header)


def proposed_pair(first: Raw, second: Raw, form: str, limits: Limits) -> dict[str, object] | None:
    """A proposal for heads and lines in two files; None: the two do not belong together."""
    try:
        found = pair_of(looked_at(first, form, limits), looked_at(second, form, limits))
    except Unreadable:
        return None
    return {"format": form, **found} if found else None


def looked_at(raw: Raw, form: str, limits: Limits) -> Half:
    """Heading and first rows of a table, and how it is written; raises Unreadable."""
    shape = _shaped(raw, form, limits)
    source = _source(raw, form, shape, limits)
    rows = source.sample(SAMPLE_ROWS)
    left_out = no_lines(source.header, rows) if form in {"csv", "xlsx"} else []
    if left_out:
        source = _source(raw, form, shape.model_copy(update={"leave_out": tuple(left_out)}), limits)
        rows = source.sample(SAMPLE_ROWS)
    told = _told_of(source) | {"skip_rows": shape.skip_rows, "header_rows": shape.header_rows, "leave_out": left_out}
    unsaid: dict[str, object] = {"skip_rows": 0, "header_rows": 1, "leave_out": []}
    kept = {name: value for name, value in told.items() if value != unsaid.get(name)}
    return Half(raw.name, source.header, rows, kept)


def _told_of(source: RowTable | ParquetSource) -> dict[str, object]:
    plain = source.table if isinstance(source, TrimmedTable) else source
    if isinstance(plain, CsvSource):
        found: dict[str, object] = {"delimiter": plain.dialect.delimiter}
        return found if plain.encoding in FOUND_BY_AUTO else found | {"encoding": plain.encoding}
    return {"sheet": plain.sheet} if isinstance(plain, XlsxSource) else {}


def _source(raw: Raw, form: str, mapping: TableMapping, limits: Limits) -> RowTable | ParquetSource:
    makers: dict[str, Callable[[], RowTable | ParquetSource]] = {
        "parquet": lambda: ParquetSource(raw, mapping),
        "xlsx": lambda: XlsxSource(raw, mapping),
        "json": lambda: JsonSource(raw, mapping, limits),
        "fixed": lambda: FixedSource(raw, mapping, limits),
        "csv": lambda: CsvSource(raw, mapping, limits),
    }
    made = makers[form]()
    return unfolded(raw, mapping, trimmed(raw, mapping, made)) if isinstance(made, RowTable) else made


def _shaped(raw: Raw, form: str, limits: Limits) -> TableMapping:
    """No columns; for fixed width those between the blanks that all of the first lines share."""
    if form == "fixed":
        head = raw.head()
        text = head.decode(marked_encoding(head) or "utf-8", "replace")
        lines = [line for line in text.splitlines()[:200] if line.strip()]
        return NO_COLUMNS.model_copy(
            update={"columns": {str(at): spec for at, spec in enumerate(between_blanks(lines))}}
        )
    if form not in {"csv", "xlsx"}:
        return NO_COLUMNS
    plain = NO_COLUMNS.model_copy(update={"header": False})
    source = _source(raw, form, plain, limits)
    update: dict[str, object] = {}
    if isinstance(source, CsvSource):
        update["delimiter"] = source.dialect.delimiter
        if source.encoding in ONE_BYTE:
            update["encoding"] = _likelier_encoding(raw.head(READ_BYTES))
    chunk = next(iter(source.chunks()), None) if isinstance(source, RowTable) else None
    rows = [(chunk.line_of(at), row) for at, row in enumerate(chunk.rows[:LOOKED_AT])] if chunk else []
    update["skip_rows"], update["header_rows"] = heading_of(rows)
    return NO_COLUMNS.model_copy(update=update)


def _likelier_encoding(head: bytes) -> str:
    """By letters: where one encoding has signs amid the words, another has the letters that were meant."""
    high = bytes(sorted({byte for byte in head if byte > 127}))  # noqa: PLR2004 - beyond ASCII
    letters = [sum(one.isalpha() for one in high.decode(name, "replace")) for name in ENCODINGS]
    best = letters.index(max(letters))
    return ENCODINGS[best if letters[best] >= letters[0] + LETTERS_MORE else 0]
