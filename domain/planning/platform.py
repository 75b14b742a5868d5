"""An external planning platform: what is taken from it, and what of its forecast is believed. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from domain.catalogue import finding
from domain.findings import Finding
from domain.planning.exchange import Kind
from domain.planning.frames import PLACE, SKU
from domain.planning.plan_frames import DEMAND
from domain.planning.table import DAY, NUMBER, TEXT, Column, Table

_KEY = ["sku", "place"]
_TINY = 1e-6

FORECASTS = Table("forecasts", "Demand over lead time and review, by the platform.", ("sku", "place", "level"), (
    SKU, PLACE,
    Column("level", NUMBER, "Probability that the value covers the demand; 0: the expectation."),
    Column("value", NUMBER, "Units."),
))  # fmt: skip
POLICIES = Table("policies", "Levels of stock, as the platform wants them.", ("sku", "place"), (
    SKU, PLACE,
    Column("reorder_point", NUMBER, "Order when the position is below it."),
    Column("order_up_to", NUMBER, "Order up to this position."),
))  # fmt: skip
RECOMMENDATIONS = Table("recommendations", "Lines that the platform would order.", ("kind", "sku", "place", "origin"), (
    SKU, PLACE,
    Column("kind", TEXT, "purchase or transfer.", "purchase"),
    Column("origin", TEXT, "Supplier, or the place it comes from.", ""),
    Column("quantity", NUMBER, "In the item's unit."),
    Column("due_on", DAY, "Wanted on."),
))  # fmt: skip
TAKEN: Mapping[Kind, Table] = {"forecasts": FORECASTS, "policies": POLICIES, "recommendations": RECOMMENDATIONS}


def merged(own: pl.DataFrame, theirs: pl.DataFrame, factor: float) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """The platform's forecast where it is sane, our own elsewhere, and what is to be said.

    A sku-place is taken from the platform when its expectation lies within ``factor`` of ours, in both directions,
    its values are numbers of 0 or more and do not fall with the level. What it does not know stays ours; what only it
    knows is left out.

    Args:
        own: DEMAND by our own engine.
        theirs: FORECASTS.
        factor: how far from ours is no longer believed.
    """
    sound, findings = _sound(theirs.unique(["sku", "place", "level"], keep="last", maintain_order=True))
    ours, known = _expected(own), _expected(sound)
    both = ours.join(known, on=_KEY, suffix="_theirs")
    ratio = (pl.col("mean_theirs") + _TINY) / (pl.col("mean") + _TINY)
    believed = both.filter(ratio.is_between(1 / factor, factor) | ((pl.col("mean") + pl.col("mean_theirs")) < 1))
    off = both.join(believed, on=_KEY, how="anti")
    findings += [
        finding(
            "PL-PLATFORM-001", value=sku, path=place, theirs=round(theirs_mean, 2), ours=round(mean, 2), factor=factor
        )
        for sku, place, mean, theirs_mean in off.sort(_KEY).iter_rows()
    ]
    strangers = known.join(ours, on=_KEY, how="anti").sort(_KEY)
    findings += [finding("PL-PLATFORM-002", value=sku, path=place) for sku, place, _ in strangers.iter_rows()]
    lacking = ours.join(known, on=_KEY, how="anti").join(theirs.select(_KEY).unique(), on=_KEY, how="anti")
    if lacking.height:
        findings.append(finding("PL-PLATFORM-003", value=str(lacking.height), first=str(lacking.sort(_KEY)["sku"][0])))
    taken = sound.join(believed, on=_KEY, how="semi")
    rest = own.join(believed, on=_KEY, how="anti")
    return DEMAND.checked(pl.concat([rest, taken.select(rest.columns)])).sort(DEMAND.key), tuple(findings)


def _expected(frame: pl.DataFrame) -> pl.DataFrame:
    """sku, place, mean: the expectation, or the median where that is not given."""
    rows = frame.filter(pl.col("level").is_in([0.0, 0.5])).sort("level")
    return rows.group_by(_KEY, maintain_order=True).agg(mean=pl.col("value").first())


def _sound(theirs: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """Without sku-places whose values cannot be quantiles."""
    rising = pl.col("value").filter(pl.col("level") > 0).diff().fill_null(0.0).ge(-_TINY).all()
    good = pl.col("value").is_finite().all() & pl.col("value").ge(0).all() & pl.col("level").is_between(0, 1).all()
    judged = theirs.sort("sku", "place", "level").group_by(_KEY, maintain_order=True).agg(
        well=(good & rising).fill_null(value=False) & pl.col("level").is_in([0.0, 0.5]).any()
    )  # fmt: skip
    bad = judged.filter(~pl.col("well"))
    findings = [finding("PL-PLATFORM-004", value=sku, path=place) for sku, place, _ in bad.iter_rows()]
    return theirs.join(bad, on=_KEY, how="anti"), findings
