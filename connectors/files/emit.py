"""Complete documents, as typed rows, become Readings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import starmap
from operator import mul

import polars as pl

from connectors.files.as_json import documents_json, lines_json, zoned_text
from connectors.files.columns import MANY
from connectors.files.row_findings import row_findings
from connectors.files.sources import HEAD_ALONE, LINE_ALONE
from connectors.formats.canonical import business_key, content_hash, told
from connectors.ports import Reading
from domain.alike import alike_hash_of
from domain.findings import Finding
from domain.mapping import HEAD_FIELDS, PRODUCT_FIELDS
from domain.profile import PartnerProfile

_DECIDING = ("customer.code", "customer.gln", "ship_to.code", "ship_to.gln", "currency")
"""Head fields of which a second value may mean a second document."""


@dataclass(slots=True)
class Emitter:
    """Turns sorted rows of complete documents into Readings; counts the ordinals."""

    profile: PartnerProfile
    fields: tuple[str, ...]
    """Canonical fields that the frames have."""
    ordinal: int = 0

    def emit(self, rows: pl.DataFrame) -> Iterator[Reading]:
        """Readings of ``rows``, which are sorted by ``_last`` (the document's last row), then ``_row``."""
        if rows.is_empty():
            return
        rows = rows.with_columns(pl.int_range(1, pl.len() + 1).over("_last").alias("_position"))
        said = row_findings(rows, self.profile)
        for last, finding in self._varying(rows):
            said.setdefault(last, []).append(finding)
        table = self._documents(rows)
        for row in table.iter_rows(named=True):
            self.ordinal += 1
            yield self._reading(row, said.get(row["_last"], []))

    def _documents(self, rows: pl.DataFrame) -> pl.DataFrame:
        heads = [name for name in HEAD_FIELDS if name in self.fields and name != "number"]
        product = [pl.col(name) for name in (*PRODUCT_FIELDS, "line.description") if name in self.fields]
        products = pl.coalesce(pl.when(column != "").then(column) for column in product).fill_null("")
        priced = "line.unit_price" in self.fields
        prepared = rows.with_columns(
            lines_json(self.fields).alias("_line"),
            products.alias("_product"),
            (pl.col("line.unit") if "line.unit" in self.fields else pl.lit("")).alias("_unit"),
            (pl.col("line.unit_price") if priced else pl.lit(None, pl.String)).alias("_price"),
        )
        due = [name for name in ("requested_date", "line.requested_date") if name in self.fields]
        grouped = prepared.group_by("_last", maintain_order=True).agg(
            pl.col("number").first(),
            *[_first(name, rows.schema[name]) for name in heads],
            pl.col("_line").str.join(",").alias("_lines"),
            pl.col("_product").alias("_products"),
            pl.col("_unit").alias("_units"),
            pl.col("line.quantity").alias("_quantities"),
            pl.col("_price").alias("_prices"),
            pl.col("_row").first().alias("_first"),
            pl.col("_row").last().alias("_final"),
            pl.col("_kind").max(),
            pl.col("_count").first(),
            *[pl.col(name).min().alias(f"_due_{at}") for at, name in enumerate(due)],
        )
        return self._with_payload(grouped, len(due))

    def _with_payload(self, grouped: pl.DataFrame, dues: int) -> pl.DataFrame:
        dated = "ordered_at" in self.fields
        year = self.profile.number_reuse == "year" and dated
        currency = pl.col("currency").str.to_uppercase() if "currency" in self.fields else pl.lit("")
        purpose = pl.col("purpose").str.to_lowercase() if "purpose" in self.fields else pl.lit("")
        due = pl.min_horizontal(f"_due_{at}" for at in range(dues)) if dues else pl.lit(None, pl.Date)
        ready = grouped.with_columns(
            (zoned_text(pl.col("ordered_at")) if dated else pl.lit(None, pl.String)).alias("_ordered"),
            pl.when(currency == "").then(pl.lit(self.profile.currency)).otherwise(currency).alias("_currency"),
            pl.when(purpose == "").then(pl.lit("original")).otherwise(purpose).alias("_purpose"),
            (pl.col("ordered_at").dt.year().cast(pl.String).fill_null("") if year else pl.lit("")).alias("_period"),
            due.alias("_due"),
        )
        wanted = (
            "_last",
            "number",
            "_products",
            "_units",
            "_quantities",
            "_prices",
            "_first",
            "_final",
            "_kind",
            "_count",
            "_currency",
            "_purpose",
            "_due",
        )
        named = [
            name for name in ("ordered_at", "customer.code", "customer.name", "customer.gln") if name in self.fields
        ]
        return ready.select(*wanted, *named, documents_json(self.fields, self.profile).alias("_payload"))

    def _reading(self, row: dict[str, object], findings: list[Finding]) -> Reading:
        payload = str(row["_payload"]).encode()
        number, currency = str(row["number"]), str(row["_currency"])
        quantities = _decimals(row["_quantities"])
        prices = _decimals(row["_prices"])
        count, oversized = len(quantities), int(str(row["_count"])) > self.profile.limits.lines_per_document
        if oversized:  # most of its rows were left out
            count, payload = int(str(row["_count"])), payload + f" of {row['_count']} lines".encode()
        findings = [*findings, *self._whole(number, count, row["_kind"])]
        pairs = ((q, p) for q, p in zip(quantities, prices, strict=True) if q is not None and p is not None)
        known = [q for q in quantities if q is not None]
        readable = len(known) == count and count <= self.profile.limits.lines_per_document and not row["_kind"]
        ordered = row.get("ordered_at")
        moment = ordered if isinstance(ordered, datetime) else None
        due = row["_due"]
        customer = next((str(row[n]) for n in ("customer.code", "customer.gln", "customer.name") if row.get(n)), "")
        like = zip(_texts(row["_products"]), (q or Decimal(0) for q in quantities), _texts(row["_units"]), strict=True)
        return Reading(
            ordinal=self.ordinal,
            payload=payload if readable else None,
            findings=tuple(findings),
            number=number,
            key=business_key(self.profile, number, str(row["_purpose"]), moment),
            content_hash=content_hash(payload),
            alike_hash=alike_hash_of(self.profile.partner, customer, like),
            line_count=count if row["_kind"] != HEAD_ALONE else 0,
            quantity=sum(known, Decimal(0)),
            total=sum(starmap(mul, pairs), Decimal(0)),
            currency=currency,
            ordered_at=moment,
            due=due if isinstance(due, date) else None,
            excerpt=f"rows {row['_first']} to {row['_final']}"
            if row["_first"] != row["_final"]
            else f"row {row['_first']}",
        )

    def _whole(self, number: str, count: int, kind: object) -> Iterator[Finding]:
        limit = self.profile.limits.lines_per_document
        if count > limit:
            yield told(
                self.profile, "FI-FILE-004", value=number, what="Document", size=f"{count:,} lines", limit=f"{limit:,}"
            )
        if kind == LINE_ALONE:
            yield told(self.profile, "FI-HEAD-007", value=number)
        if kind == HEAD_ALONE:
            yield told(self.profile, "FI-HEAD-008", value=number)

    def _varying(self, rows: pl.DataFrame) -> Iterator[tuple[int, Finding]]:
        """Head fields that are not the same on all rows of a document."""
        names = [name for name in HEAD_FIELDS if name in self.fields and name != "number" and name not in MANY]
        if not names or rows.height == 1:
            return
        counted = rows.group_by("_last").agg(pl.col(name).n_unique() for name in names)
        for name in names:
            several = counted.filter(pl.col(name) > 1).select("_last")
            if several.is_empty():
                continue
            values = pl.col(name).drop_nulls()
            values = values.filter(values != "") if rows.schema[name] == pl.String else values
            values = values.unique(maintain_order=True).head(2)
            mixed = rows.join(several, on="_last", how="semi", maintain_order="left")
            grouped = mixed.group_by("_last", maintain_order=True).agg(pl.col("number").first(), values.alias("values"))
            code = "FI-HEAD-004" if name in _DECIDING else "FI-HEAD-003"
            for last, number, found in grouped.filter(pl.col("values").list.len() > 1).iter_rows():
                words = {"number": number, "field": name, "other": found[1]}
                yield last, told(self.profile, code, path=name, value=found[0], **words)


def _first(name: str, kind: pl.DataType) -> pl.Expr:
    """The first row's value that is not empty."""
    column = pl.col(name)
    if kind == pl.String:
        return (
            pl.when(column.first() != "")
            .then(column.first())
            .otherwise(column.filter(column != "").first().fill_null(""))
        )
    return column.first() if isinstance(kind, pl.List) else column.drop_nulls().first()


def _decimals(texts: object) -> list[Decimal | None]:
    return [None if text is None else Decimal(text) for text in texts] if isinstance(texts, list) else []


def _texts(texts: object) -> list[str]:
    return texts if isinstance(texts, list) else []
