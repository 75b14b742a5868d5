"""Documents of which every line is of a regular kind: judged by the head and a few lines, the others counted in bulk.

The few are the first line of each finding that a kind of line has: a plan keeps the first finding of each number. What
comes out is the same as when each line is mapped and judged by itself (a test holds both to each other), and costs a
tenth. A document with anything else is left to the whole way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.facts import OrderFacts
from domain.findings import Finding
from domain.frozen import built
from domain.matching import matcher
from domain.profile import PartnerProfile
from domain.resolve import resolve, resolved_json, resolved_line, terms_of
from domain.rules import apply_severities, run_rules
from domain.rules.sales_order_lines import REPEATED, repeated
from expectations.odoo_rows import SCHEMA, head_lacks
from expectations.suite import KEY
from tasks.backfill.kinds import KEY as KIND
from tasks.backfill.kinds import PRICE_DECIMALS, Example, Kinds, terms_text

_LINES, _SECOND, _AFTER = b',"lines":[', b'},{"position":2,', b'],"stated_total":'
_WHOLE = r"^[1-9][0-9]{0,6}$"
_PRICE = r"^[0-9]{1,7}(\.[0-9]{1,4})?$"
_CONTROL = r"[\x00-\x1f\x7f]"
_MOST = 1e17
"""Smallest units of money that a document may come to: sums stay within 64 bits."""


@dataclass(frozen=True, slots=True)
class Short:
    """What became of one document."""

    amount: Decimal
    """Untaxed total of what would be posted."""
    resolved_hash: str
    """As ``guard.planned_hash`` of what would be posted."""
    findings: tuple[Finding, ...]
    """Of the rules, with the profile's severities."""


def short_order(payload: bytes) -> SalesOrder | None:
    """The head and first line of a document's canonical JSON; None: it says something about all of its lines."""
    begins, ends = payload.find(_LINES), payload.rfind(_AFTER)
    if begins < 0 or ends < begins:
        return None
    second = payload.find(_SECOND, begins, ends)
    order = SalesOrder.model_validate_json(payload if second < 0 else payload[: second + 1] + payload[ends:])
    return order if order.stated_total is None and order.stated_line_count is None else None


def simple_documents(lines: pl.DataFrame) -> set[int]:
    """Documents (their number in ``lines``) whose lines have nothing that is told apart from a simple line's."""
    price = pl.col("unit_price")
    simple = (
        pl.col("quantity").str.contains(_WHOLE)
        & price.str.contains(_PRICE)
        & pl.col("requested_date").is_null()
        & ~pl.col("description").str.contains(_CONTROL)
        & (pl.col("position") == pl.int_range(1, pl.len() + 1).over("document"))
        & pl.all_horizontal(pl.col(name).is_not_null() for name in KIND if name != "terms")
    )
    found = lines.group_by("document").agg(simple.fill_null(value=False).all().alias("simple"))
    return set(found.filter("simple")["document"])


@dataclass(slots=True)
class ShortForms:
    """Short documents of one batch, judged."""

    found: dict[int, Short]
    """By the document's number."""
    rows: pl.DataFrame
    """Their lines, as the gate before posting looks at them."""

    def gate_rows(self, wanted: Collection[int]) -> pl.DataFrame:
        """The rows of some documents."""
        return self.rows.filter(pl.col("document").is_in(list(wanted)))


def judge_short(lines: pl.DataFrame, orders: Mapping[int, SalesOrder], facts: OrderFacts, kinds: Kinds) -> ShortForms:
    """Judge the documents of ``orders`` (short ones, by number) as far as all of their lines are of regular kinds."""
    profile = kinds.profile
    examples: dict[str, Example] = {}
    heads: dict[int, Example] = {}
    terms: list[str] = []
    for number, order in orders.items():
        resolved = resolve(order, facts, profile)
        head = heads[number] = Example(order, resolved, terms_of(order, matcher(facts, profile), facts))
        terms.append(terms_text(head.terms, order.currency))
        examples.setdefault(terms[-1], head)
    if not heads:
        return ShortForms({}, pl.DataFrame(schema=SCHEMA))
    named = pl.DataFrame(
        {"document": list(heads), "terms": terms}, {"document": lines.schema["document"], "terms": pl.String}
    )
    theirs = lines.join(named, on="document", how="inner", maintain_order="left")
    known = kinds.joined(theirs, examples, facts)
    counted = _counted(known.filter(pl.col("regular").all().over("document")))
    documents = _summed(counted)
    telling = _telling(counted)
    found = {}
    for row in documents.iter_rows(named=True):
        number = row["document"]
        found[number] = _short(heads[number], row, telling.get(number, ()), facts, profile)
    return ShortForms(found, _gate_rows(counted, documents, heads))


def _telling(lines: pl.DataFrame) -> dict[int, list[SalesOrderLine]]:
    """By document: for each finding that its kinds of lines have, the first line that has it."""
    said = lines.filter(pl.col("codes").list.len() > 0).with_row_index("at")
    first = (
        said.select("document", "at", "codes").explode("codes").group_by("document", "codes").agg(pl.col("at").min())
    )
    found: dict[int, list[SalesOrderLine]] = {}
    names = ("position", "sku", "partner_sku", "gtin", "description", "unit", "quantity", "unit_price")
    told = said.join(first.select("at").unique(), on="at", how="semi", maintain_order="left").select("document", *names)
    for row in told.iter_rows(named=True):
        number = row.pop("document")
        numbers = {name: Decimal(row.pop(name)) for name in ("quantity", "unit_price")}
        line = built(SalesOrderLine, partner_line="", requested_date=None, **row, **numbers)
        found.setdefault(number, []).append(line)
    return found


def _counted(lines: pl.DataFrame) -> pl.DataFrame:
    """Each line's amount in the currency's smallest unit, rounded half up, and as what would be posted: JSON."""
    step = pl.lit(10**PRICE_DECIMALS) // pl.col("minor")
    exact = pl.col("quantity").cast(pl.Int64) * pl.col("price_units")
    counted = lines.with_columns(((exact + step // 2) // step).alias("amount"))
    text = counted.with_columns(_money("amount").alias("subtotal"))
    said = pl.col("description").str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)
    parts = (
        pl.lit('{"position":'), pl.col("position").cast(pl.String), "before", said, "between", "quantity", "after",
        "subtotal", pl.lit('"}'),
    )  # fmt: skip
    return text.with_columns(pl.concat_str(parts).alias("json"))


def _money(column: str) -> pl.Expr:
    """Smallest units as a decimal number with all of the currency's digits."""
    amount, minor = pl.col(column), pl.col("minor")
    whole = (amount // minor).cast(pl.String)
    part = (amount % minor).cast(pl.String).str.zfill(pl.col("digits"))
    return pl.when(minor == 1).then(whole).otherwise(pl.concat_str(whole, pl.lit("."), part))


def _summed(lines: pl.DataFrame) -> pl.DataFrame:
    """A row a document; those whose amounts do not follow again from quantity and price are left out."""
    exact = pl.col("quantity").cast(pl.Float64) * pl.col("unit_price").cast(pl.Float64)
    off = (exact * pl.col("minor") - pl.col("amount")).abs()
    fits = off <= 0.5 + exact * pl.col("minor") * 1e-14  # half a unit, and what a float cannot tell
    summed = lines.group_by("document", maintain_order=True).agg(
        pl.col("json").str.join(","),
        pl.col("amount").sum(),
        pl.col("amount").cast(pl.Float64).sum().alias("about"),
        pl.col("digits").first(),
        pl.col("minor").first(),
        pl.col("ours").is_duplicated().any().alias("repeats"),
        pl.col("ours"),
        fits.all().alias("fits"),
    )
    kept = summed.filter(pl.col("fits") & (pl.col("about") < _MOST))
    return kept.with_columns(pl.when("repeats").then("ours").alias("ours"), _money("amount").alias("total"))


def _short(
    head: Example,
    row: Mapping[str, object],
    telling: Sequence[SalesOrderLine],
    facts: OrderFacts,
    profile: PartnerProfile,
) -> Short:
    order, resolved = head.order, head.resolved
    if telling:
        order = order.model_copy(update={"lines": tuple(telling)})
        resolved = resolved.model_copy(update={"lines": tuple(resolved_line(line, head.terms) for line in telling)})
    findings = [one for one in run_rules(order, resolved, facts, profile) if one.code != REPEATED]
    if row["repeats"]:
        skus = row["ours"]
        assert isinstance(skus, list)  # noqa: S101 - as selected
        findings += apply_severities(repeated((sku, place) for place, sku in enumerate(skus, 1)), profile)
    return Short(Decimal(str(row["total"])), _hash(head, str(row["json"]), str(row["total"])), tuple(findings))


def _hash(head: Example, lines: str, total: str) -> str:
    """Of the order as it would be posted: the head's JSON with all lines and their sum."""
    text = resolved_json(head.resolved)
    begins = text.index(_LINES) + len(_LINES)
    digest = hashlib.sha256(text[:begins])
    digest.update(f'{lines}],"untaxed_total":"{total}","source_label":""}}'.encode())
    return digest.hexdigest()


def _gate_rows(lines: pl.DataFrame, documents: pl.DataFrame, heads: Mapping[int, Example]) -> pl.DataFrame:
    numbers: Sequence[int] = documents["document"].to_list()
    resolved = [heads[number].resolved for number in numbers]
    moments = [one.ordered_at.isoformat() if one.ordered_at else None for one in resolved]
    known = pl.DataFrame(
        [documents["document"], documents["total"]],
    ).with_columns(
        pl.Series("head_lacks", [head_lacks(one) for one in resolved], pl.String),
        pl.Series(KEY, [one.external_id for one in resolved], pl.String),
        pl.Series("ordered_at", moments, pl.String),
    )
    return lines.drop(KEY, "ordered_at").join(known, on="document", maintain_order="left").select(
        KEY, pl.col("document").cast(pl.Int64), "head_lacks", "ordered_at", "total",
        pl.col("total").alias("lines_total"), pl.lit(0.0).alias("total_difference"), "position", "line_lacks",
        pl.col("quantity").cast(pl.Float64), pl.lit(0, pl.Int64).alias("decimals"), "price", "discount", "subtotal",
        pl.col("subtotal").alias("computed"), pl.lit(0.0).alias("subtotal_difference"), "price_ratio", "taxes_unknown",
    )  # fmt: skip
