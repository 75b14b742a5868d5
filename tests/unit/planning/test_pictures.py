"""Pictures become files that need nothing else."""

from dataclasses import replace
from datetime import date
from math import sqrt

import numpy as np
import polars as pl

from tasks.planning.pictures.drawing import stacked, svg
from tasks.planning.pictures.figures import period_band
from tasks.planning.pictures.item import ItemFigures, item_picture

DAY = date(2026, 3, 2)


def figures(place):
    return ItemFigures(
        "MUG", place, "Mug, blue", "Units", DAY,
        history=pl.DataFrame({"period": [DAY], "quantity": [3.0], "known": [True]}),
        fan=pl.DataFrame({"period": [DAY], "value": [4.0], "low": [1.0], "high": [8.0]}),
        stock=pl.DataFrame({"day": [DAY], "without": [2.0], "with": [9.0]}),
        events=pl.DataFrame({"day": [DAY], "what": ["receipt"], "quantity": [7.0]}),
    )  # fmt: skip


def test_an_item_in_two_warehouses_is_one_picture():
    drawn = svg(stacked(item_picture(figures("WH")), item_picture(figures("WH2"))))
    assert "MUG at WH: Mug, blue" in drawn
    assert "MUG at WH2: Mug, blue" in drawn


def test_equal_levels_are_one_line_with_both_names():
    one = replace(figures("WH"), reorder_point=9.0, order_up_to=9.0)
    assert "reorder point, order up to" in svg(item_picture(one))


def test_the_band_is_as_wide_as_the_quantiles_say_wherever_the_expectation_lies():
    levels = {0.0: 14_203.0, 0.5: 8_709.0, 0.9: 15_200.0}
    ((low, high),) = period_band(np.array([2_840.0]), levels, 7 / 35)
    spread = (15_200 - 8_709) / 1.2816 * sqrt(7 / 35)
    assert 1.0 * spread < (high - low) / 2 < 1.4 * spread
    assert low < 2_840 < high
