"""Choosing overrides for many rows is choosing them one by one."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.planning.edits import NONE, counting, picked
from domain.planning.overrides import Override, Overrides, Scope

TODAY = date(2026, 3, 2)
WORDS = st.sampled_from(["", "A", "B"])


@st.composite
def overrides(draw):
    made = []
    for number in range(draw(st.integers(0, 6))):
        scope = Scope(sku=draw(WORDS), place=draw(WORDS), supplier=draw(WORDS), category=draw(WORDS))
        what = draw(st.sampled_from(["quantity", "reject", "service_level"]))
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=draw(st.integers(0, 3)))
        ends = draw(st.sampled_from([None, TODAY, TODAY - timedelta(days=1)]))
        made.append(
            Override(id=number, scope=scope, what=what, value="0.9", reason="r", by="ann", made_at=at, expires_on=ends)
        )
    return made


@given(overrides(), st.lists(st.tuples(*[st.sampled_from(["A", "B", "C"])] * 3), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_all_rows_at_once_are_chosen_as_one_by_one(some, rows):
    frame = pl.DataFrame(rows, schema=["sku", "place", "origin"], orient="row").with_columns(
        category=pl.col("sku") + "x"
    )
    edits, alone = counting(some, TODAY), Overrides(some, TODAY)
    for whats in (("quantity", "reject"), ("service_level",)):
        chosen = picked(frame, edits, *whats)
        for number, one in zip(chosen.tolist(), frame.to_dicts(), strict=True):
            of = alone.of(one["sku"], one["place"], one["origin"], one["category"])
            expected = next((of[what] for what in whats if what in of), None)
            assert (None if number == NONE else edits[number]) == expected
