"""A gate's page can be read by people and cannot be broken by what partners send."""

from __future__ import annotations

from domain.catalogue import finding
from expectations.suite import GateResult, Level, TableRow
from expectations.table import markdown


def _result(**changes: object) -> GateResult:
    row = TableRow("GT-EX-001", "number is there", Level.ROW, 900, 9, 0.01, ("order-1", "order-2"), "A. Meier", "")
    fields: dict[str, object] = {
        "gate": "extract", "bad": {}, "stops": (), "warnings": (), "table": (row,), "documents": 300, "seconds": 0.05,
    }  # fmt: skip
    return GateResult(**(fields | changes))  # type: ignore[arg-type]


def test_the_page_names_expectation_rows_share_samples_and_who_waived() -> None:
    page = markdown(_result())
    assert "| number is there | GT-EX-001 | row | 900 | 9 | 1.0% | order-1, order-2; waived by A. Meier |" in page
    assert page.startswith("## Gate extract: passed")
    assert "300 documents" in page


def test_the_page_says_what_was_set_aside_and_what_stopped() -> None:
    wrong = finding("GT-EX-001", path="number")
    assert "set 1 aside" in markdown(_result(bad={"order-1": (wrong,)}))
    stop = finding("GT-EX-101", value="0.8", measured="0.8", limit="0.5")
    page = markdown(_result(stops=(stop,)))
    assert "stopped the channel" in page
    assert "0.8 of the lines name no product" in page
    assert stop.next_step in page


def test_what_partners_send_stays_in_its_cell() -> None:
    row = TableRow("GT-EX-001", "x", Level.ROW, 1, 1, 1.0, ("a|b\n# c <script>", "[click](http://x)"))
    page = markdown(_result(table=(row,)))
    (line,) = [one for one in page.splitlines() if "a\\|b" in one]
    assert line.count(" | ") == 6
    assert "<script>" not in page
    assert "[click]" not in page.replace("\\[click\\]", "")


def test_each_row_of_the_table_has_as_many_cells_as_its_head() -> None:
    lines = [one for one in markdown(_result()).splitlines() if one.startswith("|")]
    assert {one.count("|") for one in lines} == {8}


def test_nothing_judged_shows_no_share() -> None:
    row = TableRow("GT-EX-103", "prices as before", Level.BATCH, 0, 0, 0.0, note="not judged: 3 of 20 documents")
    assert "| 0 | 0 | - | not judged: 3 of 20 documents |" in markdown(_result(table=(row,)))
