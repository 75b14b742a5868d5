"""Which documents a batch expectation looks at."""

import polars as pl

from expectations.population import view
from expectations.suite import KEY, Expect, GateSuite, Level

SUITE = GateSuite(
    "test",
    (Expect("GT-X-1", "ColumnMeanToBeBetween", "share", "", {}, Level.BATCH),
     Expect("GT-X-2", "ColumnMedianToBeBetween", "ratio", "", {}, Level.BATCH)),
    summary=lambda frame: frame,
    against=lambda recent, older: recent.with_columns(ratio=pl.col("share") / older["share"].mean()),
    minimum=4,
)  # fmt: skip


def documents(prefix, count, share=1.0):
    return pl.DataFrame({KEY: [f"{prefix}{one}" for one in range(count)], "share": [share] * count})


def judged(frame, population=None):
    seen = view(SUITE, frame, population)
    return {one.code for one in seen.judged}, {one.code: why for one, why in seen.left_out}, seen.frame


def test_a_few_documents_alone_are_never_judged_and_the_table_says_why():
    codes, left_out, _ = judged(documents("n", 3))
    assert codes == set()
    assert left_out["GT-X-1"] == "not judged: 3 of 4 documents"


def test_enough_documents_are_judged_by_themselves():
    codes, left_out, _ = judged(documents("n", 4))
    assert codes == {"GT-X-1"}
    assert set(left_out) == {"GT-X-2"}


def test_a_small_batch_is_filled_up_with_the_newest_of_the_channel():
    _, _, frame = judged(documents("n", 1), documents("old", 6))
    assert frame[KEY].to_list() == ["n0", "old0", "old1", "old2"]


def test_the_older_rest_is_what_it_is_compared_with():
    population = pl.concat([documents("late", 3, 2.0), documents("old", 4, 4.0)])
    codes, _, frame = judged(documents("n", 1, 8.0), population)
    assert codes == {"GT-X-1", "GT-X-2"}
    assert frame["ratio"].to_list() == [2.0, 0.5, 0.5, 0.5]


def test_too_few_older_ones_compare_nothing():
    codes, _, _ = judged(documents("n", 4), documents("old", 3))
    assert codes == {"GT-X-1"}


def test_a_document_of_the_batch_is_not_its_own_past():
    population = pl.concat([documents("n", 4), documents("old", 3)])
    codes, _, frame = judged(documents("n", 4), population)
    assert frame.height == 4
    assert "GT-X-2" not in codes
