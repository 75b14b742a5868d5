"""A table looked at without a partner: its headings, some rows, and whether a profile's columns are there."""

from __future__ import annotations

from itertools import islice

from connectors.files.columns import missing, places
from connectors.files.csv_source import CsvSource
from connectors.files.parquet_source import ParquetSource
from connectors.files.problem import Unreadable
from connectors.files.propose import proposal
from connectors.ports import Raw
from domain.findings import Finding
from domain.mapping import HEAD_FIELDS, LINE_FIELDS, TableMapping
from domain.profile import Limits, PartnerProfile

SAMPLE_ROWS = 300
_ANY = TableMapping.model_construct(
    **{
        **{name: field.get_default(call_default_factory=True) for name, field in TableMapping.model_fields.items()},
        "columns": {},
    }
)
"""No columns at all: for looking at a file whose mapping nobody knows yet."""


def fits(raw: Raw, form: str, profile: PartnerProfile) -> bool:
    """Whether the file has all columns that the profile's mapping names."""
    mapping = profile.mapping
    if mapping is None or mapping.layout == "two_files":
        return False
    if mapping.layout == "records":
        return form == "csv"
    try:
        header = _source(raw, form, mapping, profile.limits).header
    except Unreadable:
        return False
    fields = (*HEAD_FIELDS, *LINE_FIELDS)
    return not missing(mapping, fields, places(mapping, fields, header))


def proposed(raw: Raw, form: str, limits: Limits) -> tuple[dict[str, object] | None, Finding | None, list[str]]:
    """A proposal for a mapping, or the finding why there can be none; and the headings."""
    try:
        source = _source(raw, form, _ANY, limits)
        rows = _sample(source)
    except Unreadable as problem:
        return None, problem.finding, []
    found = proposal(source.header, rows)
    shape = (
        {"delimiter": source.dialect.delimiter, "encoding": source.encoding} if isinstance(source, CsvSource) else {}
    )
    mapping = found["mapping"]
    merged = {**shape, **mapping} if isinstance(mapping, dict) else mapping
    return {"format": form, "mapping": merged, "missing": found["missing"]}, None, source.header


def _source(raw: Raw, form: str, mapping: TableMapping, limits: Limits) -> CsvSource | ParquetSource:
    return ParquetSource(raw, mapping) if form == "parquet" else CsvSource(raw, mapping, limits)


def _sample(source: CsvSource | ParquetSource) -> list[list[str]]:
    if isinstance(source, ParquetSource):
        return source.sample(SAMPLE_ROWS)
    width = source.width()
    found = (row for chunk in source.chunks() for row in chunk.rows if any(row))
    return [(row + [""] * width)[:width] for row in islice(found, SAMPLE_ROWS)]
