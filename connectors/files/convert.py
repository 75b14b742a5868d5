"""Raw cells to canonical values, a column at a time: codes, exact decimals, zoned dates.

Numbers stay text in their canonical form (``"2.5"``): never a float. Where a cell can't be read, the canonical
column is null and ``<field>!`` keeps the cell.
"""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl

from connectors.files.columns import MANY
from connectors.files.sources import MARKS
from domain.mapping import COUNTING_FIELDS, DATE_FIELDS, HEAD_FIELDS, LINE_FIELDS, TableMapping

YEARS = (1900, 2999)
FIELDS = (*HEAD_FIELDS, *LINE_FIELDS)
PLAIN_NUMBER = r"^([+-]?)0*([0-9]{1,18})(?:\.([0-9]{0,20}?)0*)?$"
"""Sign, whole part without leading zeros, decimals without trailing zeros."""


def present(frame: pl.DataFrame, mapping: TableMapping) -> tuple[str, ...]:
    """Fields that the frame has a column for, or the mapping a constant."""
    constants = {str(key) for key in mapping.constants}
    return tuple(field for field in FIELDS if field in frame.columns or field in constants)


def converted(frame: pl.DataFrame, mapping: TableMapping, zone: str) -> pl.DataFrame:
    """The fields present, canonical, with the marks; ``zone`` is that of dates which state none."""
    fields = present(frame, mapping)
    marks = [pl.col(name) for name in MARKS]
    typed = frame.select(*[_cell(frame, field, mapping) for field in fields], _nul(frame), *marks)
    texts = [field for field in fields if field in DATE_FIELDS and typed.schema[field] == pl.String]
    counting = [field for field in fields if field in COUNTING_FIELDS]
    dated = [field for field in fields if field in DATE_FIELDS]
    return typed.with_columns(
        *[_number(pl.col(field), mapping).alias(field) for field in counting],
        *[_date(typed, field, zone).alias(field) for field in dated if field not in texts],
        *[_parsed_texts(typed[field], field, mapping, zone) for field in texts],
        *[pl.col(field).cast(pl.String).alias(f"{field}!") for field in (*counting, *dated)],
    ).with_columns(
        pl.when(pl.col(field).is_null() & (pl.col(f"{field}!") != "")).then(pl.col(f"{field}!")).alias(f"{field}!")
        for field in (*counting, *dated)
    )


def _nul(frame: pl.DataFrame) -> pl.Expr:
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    if not texts:
        return pl.lit(value=False).alias("_nul")
    return pl.any_horizontal(pl.col(name).str.contains("\x00", literal=True) for name in texts).alias("_nul")


def _cell(frame: pl.DataFrame, field: str, mapping: TableMapping) -> pl.Expr:
    """Trimmed text with codes and constants applied; typed dates stay as they are."""
    constant = {str(key): value for key, value in mapping.constants.items()}.get(field, "")
    if field not in frame.columns:
        filled = pl.lit(constant)
        return (pl.concat_list(filled) if field in MANY else filled).alias(field)
    if field in MANY:
        parts = [name for name in frame.columns if name.split("#")[0] == field]
        joined = pl.concat_list(_text(frame, name, mapping) for name in parts)
        return joined.list.eval(pl.element().filter(pl.element() != "")).alias(field)
    parts = [name for name in frame.columns if name.split("#")[0] == field]
    if len(parts) > 1:
        return (
            pl.concat_str([_text(frame, name, mapping) for name in parts], separator=" ").str.strip_chars().alias(field)
        )
    if field in DATE_FIELDS and frame.schema[field].is_temporal():
        return pl.col(field)
    text = _text(frame, field, mapping)
    table = {str(key): value for key, value in mapping.codes.items()}.get(field)
    if table:
        text = text.replace(list(table), list(table.values()))
    return (pl.when(text == "").then(pl.lit(constant)).otherwise(text) if constant else text).alias(field)


def _text(frame: pl.DataFrame, name: str, mapping: TableMapping) -> pl.Expr:
    kind, column = frame.schema[name], pl.col(name)
    if kind.is_float():
        text = _float_text(frame, name)
        decimal = mapping.decimal if name in COUNTING_FIELDS else "."
        text = text.str.replace(".", decimal, literal=True) if decimal != "." else text
    elif kind == pl.String:
        text = column.str.replace_all("\x00", "", literal=True)
    else:
        text = column.cast(pl.String, strict=False)
    text = text.fill_null("").str.strip_chars()
    return pl.when(text.is_in(mapping.empty)).then(pl.lit("")).otherwise(text) if mapping.empty else text


def _float_text(frame: pl.DataFrame, name: str) -> pl.Expr:
    """The shortest decimal that is that float: 2.55, 3, 100000 (never 1e5)."""
    plain = pl.col(name).cast(pl.String).str.strip_suffix(".0")
    if not frame[name].cast(pl.String).str.contains("e", literal=True).any():
        return plain
    return pl.col(name).map_elements(lambda value: format(Decimal(repr(value)), "f"), return_dtype=pl.String)


def _number(text: pl.Expr, mapping: TableMapping) -> pl.Expr:
    """Canonical decimal text; null where the text is no plain number (other digits, exponents, marks astray)."""
    text = text.str.replace(r"^([0-9].*|)-$", "-${1}").str.replace(r"^\(([0-9].*)\)$", "-${1}")
    if mapping.marks:
        for mark in mapping.marks:
            text = text.str.replace(re.escape(mark), "").str.strip_chars()
    if mapping.thousands:
        mark = r"[ \x{a0}\x{202f}]" if mapping.thousands == " " else re.escape(mapping.thousands)
        grouped = text.str.contains(rf"^[+-]?[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+(?:{re.escape(mapping.decimal)}[0-9]*)?$")
        text = pl.when(grouped).then(text.str.replace_all(mark, "")).otherwise(text)
    if mapping.decimal == ",":
        pointed = text.str.contains(".", literal=True)
        text = pl.when(pointed).then(None).otherwise(text.str.replace(",", ".", literal=True))
    text = text.str.replace(r"^([+-]?)\.([0-9])", "${1}0.${2}")
    plain = text.str.replace(PLAIN_NUMBER, "${1}${2}.${3}").str.strip_suffix(".").str.strip_prefix("+")
    canonical = pl.when(plain.is_in(["-0"])).then(pl.lit("0")).otherwise(plain)
    return pl.when(text.str.contains(PLAIN_NUMBER)).then(canonical)


def _date(typed: pl.DataFrame, field: str, zone: str) -> pl.Expr:
    """A typed column as a zoned time for ``ordered_at``, a day for the others."""
    kind = typed.schema[field]
    if isinstance(kind, pl.Datetime):
        column = pl.col(field).dt.cast_time_unit("us")
        moment = column.dt.convert_time_zone(zone) if kind.time_zone else localised(column, zone)
    else:
        moment = localised(pl.col(field).cast(pl.Datetime("us")), zone)
    return _sane(moment, field)


def _parsed_texts(texts: pl.Series, field: str, mapping: TableMapping, zone: str) -> pl.Series:
    """The same of texts; null where no format fits. A date is parsed once, however many rows carry it."""
    once = texts.unique()
    moment = pl.coalesce(_sane(_parsed(pl.col("text"), form, zone), field) for form in mapping.date_formats)
    known = pl.DataFrame({"text": once}).select("text", moment.alias(field))
    return pl.DataFrame({"text": texts}).join(known, on="text", how="left", maintain_order="left")[field]


def _sane(moment: pl.Expr, field: str) -> pl.Expr:
    """Years that trade knows, so that a year of two digits is left to the format that says so."""
    known = pl.when(moment.dt.year().is_between(*YEARS)).then(moment)
    return known if field == "ordered_at" else known.dt.date()


def _parsed(text: pl.Expr, form: str, zone: str) -> pl.Expr:
    form = form.replace(".%f", "%.f")  # strptime's fraction of a second, as Polars spells it
    if form == "excel":
        days = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        sane = pl.when(days.is_between(1, 2_958_465)).then(days)
        seconds = (sane * 86_400).round(0).cast(pl.Int64)
        return localised(pl.datetime(1899, 12, 30, time_unit="us") + pl.duration(seconds=seconds), zone)
    if "%z" in form:
        stated = text.str.replace("Z$", "+00:00").str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC")
        return stated.dt.convert_time_zone(zone)
    if any(part in form for part in ("%H", "%I", "%T", "%R")):
        return localised(text.str.to_datetime(form, strict=False, time_unit="us"), zone)
    return localised(text.str.to_date(form, strict=False).cast(pl.Datetime("us")), zone)


def localised(naive: pl.Expr, zone: str) -> pl.Expr:
    """Local time in ``zone``: the earlier of two at the end of summer time, an hour later in the gap at its start."""
    if zone == "UTC":
        return naive.dt.replace_time_zone("UTC")
    hour = pl.duration(hours=1)
    straight = naive.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    shifted = (naive - hour).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null") + hour
    return pl.coalesce(straight, shifted)
