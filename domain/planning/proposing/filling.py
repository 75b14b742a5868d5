"""Orders filled up to the supplier's smallest value, and trucks to what they must carry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from domain.planning.profile import PlanningProfile
from domain.planning.profile_parts import SupplierTerms
from domain.planning.proposing.drafts import EPS, Drafts

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Basket:
    """What can be ordered from one supplier for one place: (n,) each."""

    quantity: Floats
    missing: Floats
    """Order-up-to level less position: below 0 where there is more."""
    a_day: Floats
    minimum: Floats
    pack: Floats
    most: Floats
    """0 where nothing may be added."""

    def with_days(self, days: int) -> Floats:
        """Quantities that bring every item up to its level and the demand of some days more.

        Those needed soonest come first: an item takes part from the day on which it would fall below its level (equal
        time supply: Silver, Pyke and Thomas 2017, chapter 10). Never less than before.
        """
        wanted = self.missing + self.a_day * days
        lot = np.maximum(wanted, self.minimum)
        lot = np.ceil(lot / self.pack - EPS) * self.pack
        fits = (wanted > EPS) & (self.a_day > 0) & (lot <= self.most + EPS)
        return np.maximum(self.quantity, np.where(fits, lot, 0.0))


def filled(drafts: Drafts, profile: PlanningProfile, *, urgent: pl.Expr) -> Drafts:
    """Orders of suppliers with a smallest value or a truck to fill.

    What lacks is filled up with what is needed soonest, up to ``fill_days`` more. Where that does not do, an order
    below the smallest value waits, unless something of it is urgent: then it stands, and says that it is too small.
    """
    for supplier, terms in sorted(profile.suppliers.items()):
        if terms.order_value_min <= 0 and not (terms.truck_volume and terms.truck_fill_min):
            continue
        for place in drafts.lines.filter(pl.col("origin") == supplier)["place"].unique().sort().to_list():
            here = (pl.col("origin") == supplier) & (pl.col("place") == place) & (pl.col("kind") == "purchase")
            drafts = _to_value(drafts, here, terms, urgent)
            drafts = _to_truck(drafts, here, terms)
    return drafts


def _to_value(drafts: Drafts, here: pl.Expr, terms: SupplierTerms, urgent: pl.Expr) -> Drafts:
    lines = drafts.lines.filter(here)
    least, price = float(terms.order_value_min), lines["unit_price"].to_numpy()
    now = float(lines["quantity"].to_numpy() @ price)
    if not 0 < now < least - EPS:
        return drafts
    basket = _basket(lines)
    days = _days(basket, price, least, terms.fill_days)
    if days is not None:
        says = f"The order is filled up to its smallest value of {least:g} with what is needed within {days} days more."
        return _raised(drafts, lines, basket.with_days(days), ("order_value", says))
    if lines.filter(urgent & (pl.col("quantity") > EPS)).height:
        small = pl.lit(
            f"The order is worth {now:g}, less than the supplier's smallest value of {least:g}: agree on it."
        )
        return drafts.told("order_value", here & (pl.col("quantity") > EPS), small)
    waits = pl.lit(f"Waits: the order would be worth {now:g}, less than the supplier's smallest value of {least:g}.")
    return drafts.ordered("order_value", pl.when(here).then(0.0).otherwise("quantity"), waits)


def _to_truck(drafts: Drafts, here: pl.Expr, terms: SupplierTerms) -> Drafts:
    if not terms.truck_volume or not terms.truck_fill_min:
        return drafts
    lines = drafts.lines.filter(here)
    volume = lines["volume"].fill_null(0.0).to_numpy()
    now = float(lines["quantity"].to_numpy() @ volume)
    trucks = np.ceil(now / terms.truck_volume - EPS)
    least = (trucks - 1 + terms.truck_fill_min) * terms.truck_volume
    if now <= 0 or now >= least - EPS:
        return drafts
    basket = _basket(lines)
    days = _days(basket, volume, float(least), terms.fill_days)
    if days is None:
        empty = pl.lit(f"The last truck is filled to {now / terms.truck_volume - trucks + 1:.0%} only.")
        return drafts.told("truck", here & (pl.col("quantity") > EPS), empty)
    says = f"The truck is filled to {terms.truck_fill_min:.0%} with what is needed within {days} days more."
    return _raised(drafts, lines, basket.with_days(days), ("truck", says))


def _basket(lines: pl.DataFrame) -> Basket:
    free = pl.when(pl.col("fixed")).then(0.0).otherwise("most")
    numbers = lines.select(
        "quantity", pl.col("order_up_to") - pl.col("position"), "demand_day", "quantity_min", "pack", free.alias("most")
    )  # fmt: skip
    return Basket(*(one.to_numpy() for one in numbers.iter_columns()))


def _days(basket: Basket, weight: Floats, least: float, longest: int) -> int | None:
    """The fewest days whose quantities weigh enough; None: not even the longest do."""
    if float(basket.with_days(longest) @ weight) < least - EPS:
        return None
    low, high = 0, longest
    while low < high:
        middle = (low + high) // 2
        enough = float(basket.with_days(middle) @ weight) >= least - EPS
        low, high = (low, middle) if enough else (middle + 1, high)
    return low


def _raised(drafts: Drafts, lines: pl.DataFrame, quantity: Floats, step: tuple[str, str]) -> Drafts:
    new = lines.select("row").with_columns(raised=pl.Series(quantity))
    joined = drafts.lines.join(new, on="row", how="left", maintain_order="left").with_columns(
        pl.col("early") | (pl.col("raised").is_not_null() & (pl.col("quantity") <= EPS) & (pl.col("raised") > EPS))
    )
    done = Drafts(joined, drafts.steps).ordered(step[0], pl.coalesce("raised", "quantity"), pl.lit(step[1]))
    return Drafts(done.lines.drop("raised"), done.steps)
