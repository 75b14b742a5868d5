"""Canonical JSON of many documents at once: the same bytes as ``SalesOrder.model_dump_json()``, without the models.

A test holds both to each other; the order of the fields here is that of ``domain.documents``.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from domain.profile import PartnerProfile

_LINE = (
    "partner_line",
    "sku",
    "partner_sku",
    "gtin",
    "description",
    "quantity",
    "unit",
    "unit_price",
    "requested_date",
)
_NULLABLE = ("quantity", "unit_price", "requested_date")
_PARTY = ("code", "gln", "name")


def lines_json(fields: Collection[str]) -> pl.Expr:
    """JSON of one line a row; needs ``_position``. ``fields``: those that the frame has."""
    parts = [pl.col("_position").alias("position")]
    for name in _LINE:
        field = f"line.{name}"
        if field in fields:
            column = pl.col(field)
            parts.append((column.cast(pl.String) if name == "requested_date" else column).alias(name))
        else:
            parts.append(pl.lit(None if name in _NULLABLE else "", pl.String).alias(name))
    return pl.struct(parts).struct.json_encode()


def documents_json(fields: Collection[str], profile: PartnerProfile) -> pl.Expr:
    """JSON of one document a row; needs ``_lines`` (JSON texts joined by commas), ``_first`` and ``_final`` rows."""
    before = pl.struct(
        pl.lit("1").alias("schema_version"),
        pl.lit("sales_order").alias("type"),
        _key(profile).alias("key"),
        pl.col("number"),
        _party("customer", fields).alias("customer"),
        _ship_to(fields).alias("ship_to"),
        pl.col("_ordered").alias("ordered_at"),
        _or_null("requested_date", fields).cast(pl.String).alias("requested_date"),
        pl.col("_currency").alias("currency"),
    ).struct.json_encode()
    after = pl.struct(
        _text_or_null("stated_total", fields).alias("stated_total"),
        _text_or_null("stated_line_count", fields).cast(pl.Int64, strict=False).alias("stated_line_count"),
        (pl.col("note") if "note" in fields else pl.lit("")).alias("note"),
        pl.concat_list("_first", "_final").alias("source_rows"),
    ).struct.json_encode()
    return pl.concat_str(
        before.str.strip_suffix("}"), pl.lit(',"lines":['), pl.col("_lines"), pl.lit("],"), after.str.strip_prefix("{")
    )


def zoned_text(moment: pl.Expr) -> pl.Expr:
    """A zoned time as pydantic writes it: seconds, microseconds only if there are any, Z for UTC."""
    whole = pl.when(moment.dt.microsecond() == 0).then(moment.dt.to_string("%Y-%m-%dT%H:%M:%S%:z"))
    return whole.otherwise(moment.dt.to_string("%Y-%m-%dT%H:%M:%S%.6f%:z")).str.replace(r"\+00:00$", "Z")


def _key(profile: PartnerProfile) -> pl.Expr:
    return pl.struct(
        pl.lit(profile.source_id).alias("source_id"),
        pl.lit(profile.company).alias("company"),
        pl.lit(profile.partner).alias("partner"),
        pl.lit("sales_order").alias("type"),
        pl.col("number"),
        pl.col("_purpose").alias("purpose"),
        pl.col("_period").alias("reuse_period"),
    )


def _party(role: str, fields: Collection[str]) -> pl.Expr:
    def text(name: str) -> pl.Expr:
        field = f"{role}.{name}"
        return (pl.col(field) if field in fields else pl.lit("")).alias(name)

    address = f"{role}.address"
    lines = pl.col(address) if address in fields else pl.lit([], dtype=pl.List(pl.String))
    return pl.struct(*[text(name) for name in _PARTY], lines.alias("address"), text("country"))


def _ship_to(fields: Collection[str]) -> pl.Expr:
    named = [f"ship_to.{name}" for name in (*_PARTY, "country") if f"ship_to.{name}" in fields]
    if not named:
        return pl.lit(None, pl.Null)
    return pl.when(pl.any_horizontal(pl.col(name) != "" for name in named)).then(_party("ship_to", fields))


def _or_null(field: str, fields: Collection[str]) -> pl.Expr:
    return pl.col(field) if field in fields else pl.lit(None, pl.String)


def _text_or_null(field: str, fields: Collection[str]) -> pl.Expr:
    """A text that no row of the document states is null, not empty."""
    return pl.when(pl.col(field) != "").then(pl.col(field)) if field in fields else pl.lit(None, pl.String)
