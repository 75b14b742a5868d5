"""Watches of stock: it ends, it is left out, there is too much of it, nobody wants it."""

from __future__ import annotations

import polars as pl

from domain.planning.snapshot import Snapshot
from domain.planning.sourcing import KEY
from domain.planning.watching.telling import number, text, told

_NAMED = 5
"""Documents that are named; of the others the number is told."""
_LOST_SHARE = 0.2
"""Of the cost, where no margin is known."""


def stock_ends(snapshot: Snapshot, needs: pl.DataFrame) -> pl.DataFrame:
    """PL-WATCH-001: stock ends before what is ordered now can be there; urgent where a confirmed order is hit."""
    facts = needs.filter(pl.col("stock_out_on") < pl.col("due_on")).join(
        snapshot.items.select("sku", "cost", "price"), on="sku", how="left", maintain_order="left"
    )
    facts = facts.join(_hit(snapshot, facts), on=KEY, how="left", maintain_order="left")
    margin = pl.when(pl.col("price") > pl.col("cost")).then(pl.col("price") - pl.col("cost"))
    days = (pl.col("due_on") - pl.col("stock_out_on")).dt.total_days().clip(0)
    missing = pl.col("demand_day") * days + pl.col("waiting").fill_null(0.0)
    words = {"ends": text("stock_out_on"), "due": text("due_on"), "hit": text("hit", "no confirmed order is hit")}
    money = missing * margin.otherwise(pl.col("cost") * _LOST_SHARE)
    return told("PL-WATCH-001", facts, words, money=money, urgent=pl.col("hit").is_not_null())


def _hit(snapshot: Snapshot, facts: pl.DataFrame) -> pl.DataFrame:
    """Confirmed orders that stock will not serve, by their days: those beyond what lies and comes by then."""
    coming = snapshot.supply.filter(pl.col("quantity") > 0).select(*KEY, "due_on", got="quantity", order=pl.lit(0))
    asked = snapshot.open_demand.filter(pl.col("quantity") > 0).select(
        *KEY, "due_on", "document", "line_id", "customer", asked="quantity", order=pl.lit(1)
    )
    lying = facts.select(*KEY, got="on_hand", order=pl.lit(-1))
    events = pl.concat([lying, coming, asked], how="diagonal").join(facts.select(KEY), on=KEY, how="semi")
    events = events.with_columns(pl.col("due_on").fill_null(snapshot.today)).with_columns(
        pl.when(pl.col("order") < 0).then(pl.lit(None, dtype=pl.Date)).otherwise("due_on").alias("due_on"),
        pl.col("got", "asked").fill_null(0.0),
    )
    ordered = events.sort(*KEY, "due_on", "order", "document", "line_id", nulls_last=False)
    left = (pl.col("got") - pl.col("asked")).cum_sum().over(KEY)
    short = ordered.with_columns(left=left).filter((pl.col("order") == 1) & (pl.col("left") < 0))
    whose = pl.when(pl.col("customer").fill_null("") != "").then(pl.lit(" of ") + pl.col("customer"))
    each = pl.col("document") + whose.otherwise(pl.lit(""))
    named = short.group_by(KEY, maintain_order=True).agg(
        waiting=pl.min_horizontal(pl.col("asked"), -pl.col("left")).sum(),
        documents=each.unique(maintain_order=True).head(_NAMED).str.join(", "),
        more=each.n_unique().cast(pl.Int64) - _NAMED,
    )
    rest = pl.when(pl.col("more") > 0).then(pl.format(" and {} more", pl.col("more"))).otherwise(pl.lit(""))
    return named.select(*KEY, "waiting", hit=pl.lit("hit: ") + pl.col("documents") + rest)


def left_out(lines: pl.DataFrame) -> pl.DataFrame:
    """PL-WATCH-002: needed lines with quantity 0, and the last rule that took something from them."""
    reason = pl.col("why").str.extract(r'.*"says":"((?:[^"\\]|\\.)*)"', 1)
    facts = lines.filter((pl.col("quantity") <= 0) & (pl.col("need") > 0))
    words = {"need": number("need"), "reason": text(reason, "")}
    return told("PL-WATCH-002", facts, words, money=pl.col("stock_out_cost"), urgent=None)


def too_much(snapshot: Snapshot, needs: pl.DataFrame) -> pl.DataFrame:
    """PL-WATCH-003 (excess) and PL-WATCH-004 (obsolete: nothing is expected at all)."""
    facts = needs.join(snapshot.items.select("sku", "cost"), on="sku", how="left", maintain_order="left")
    dead = facts.filter((pl.col("demand_day") <= 0) & (pl.col("on_hand") > 0))
    much = facts.filter((pl.col("demand_day") > 0) & (pl.col("excess") > 0))
    return pl.concat([
        told("PL-WATCH-003", much, {"units": number("excess")}, money=pl.col("excess") * pl.col("cost")),
        told("PL-WATCH-004", dead, {"units": number("on_hand")}, money=pl.col("on_hand") * pl.col("cost")),
    ])  # fmt: skip
