"""Demand of files: good rows count, bad ones are told, and a bad file stops nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from connectors.planning_files.sources import SHOWN, with_sources
from domain.planning import frames
from domain.planning.profile import PlanningProfile
from domain.planning.snapshot import Snapshot

TODAY = date(2026, 4, 1)


def _snapshot() -> Snapshot:
    odoo = {"sku": "MUG", "place": "WH", "day": date(2026, 3, 29), "ordered": 2.0}
    made = {
        "items": frames.ITEMS.of([{"sku": "MUG"}, {"sku": "007"}]),
        "places": frames.PLACES.of([{"place": "WH"}]),
        "history": frames.HISTORY.of([odoo]),
    }
    return Snapshot(TODAY, datetime(2026, 4, 1, tzinfo=UTC), made)


def _profile(**sources: str) -> PlanningProfile:
    return PlanningProfile(plan="p", sources=sources)


def test_rows_are_added_up_by_day_beside_those_of_odoo(tmp_path: Path) -> None:
    text = (
        "SKU;Place;Day;Ordered;till\nMUG;WH;2026-03-29;1.5;4\nMUG;WH;2026-03-29 18:00:00;3;5\n007;WH;2026-03-30;0;5\n"
    )
    (tmp_path / "till.csv").write_text(text, encoding="utf-8-sig")

    snapshot, found = with_sources(_snapshot(), _profile(till="till.csv"), tmp_path)

    assert found == ()
    names = ("sku", "ordered", "lines", "largest", "source")
    assert snapshot.history.select(names).rows() == [
        ("MUG", 2.0, 1, None, "odoo"),
        ("MUG", 4.5, 2, 3.0, "till"),
    ]


def test_parquet_keeps_codes_that_look_like_numbers_and_days_of_any_kind(tmp_path: Path) -> None:
    rows = {"sku": ["007", "007"], "place": ["WH", "WH"], "ordered": [4, 6]}
    days = [datetime(2026, 3, day, 9, tzinfo=UTC) for day in (1, 2)]
    pl.DataFrame({**rows, "day": days}).write_parquet(tmp_path / "web.parquet")

    snapshot, found = with_sources(_snapshot(), _profile(web="web.parquet"), tmp_path)

    web = snapshot.history.filter(source="web")
    assert (found, web.select("sku", "day", "ordered").rows()) == (
        (),
        [("007", date(2026, 3, 1), 4.0), ("007", date(2026, 3, 2), 6.0)],
    )


def test_each_bad_row_is_told_with_its_number_and_the_others_count(tmp_path: Path) -> None:
    rows = [
        "MUG,WH,2026-03-01,5",
        "NOPE,WH,2026-03-01,5",
        "MUG,EAST,2026-03-01,5",
        "MUG,WH,29.03.2026,5",
        "MUG,WH,2026-04-02,5",
        "MUG,WH,2026-03-01,-5",
        "MUG,WH,2026-03-01,many",
        "MUG,WH,2026-03-01,nan",
        ",WH,2026-03-01,5",
    ]
    (tmp_path / "f.csv").write_text("sku,place,day,ordered\n" + "\n".join(rows), encoding="utf-8")

    snapshot, found = with_sources(_snapshot(), _profile(f="f.csv"), tmp_path)

    assert {one.code for one in found} == {"PL-SOURCE-002"}
    assert sorted((one.path, one.value) for one in found) == [
        ("f: row 2", "NOPE"), ("f: row 3", "EAST"), ("f: row 4", "29.03.2026"), ("f: row 5", "2026-04-02"),
        ("f: row 6", "-5"), ("f: row 7", "many"), ("f: row 8", "nan"), ("f: row 9", "None"),
    ]  # fmt: skip
    assert snapshot.history.filter(source="f")["ordered"].to_list() == [5.0]


def test_of_many_rows_with_one_mistake_the_first_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    rows = [f"X{number},WH,2026-03-01,1" for number in range(SHOWN + 30)]
    (tmp_path / "f.csv").write_text("sku,place,day,ordered\n" + "\n".join(rows), encoding="utf-8")

    _, found = with_sources(_snapshot(), _profile(f="f.csv"), tmp_path)

    assert len(found) == SHOWN + 1
    assert (found[-1].code, "30 more rows" in found[-1].message) == ("PL-SOURCE-003", True)


def test_a_file_that_is_missing_or_no_table_is_told_and_the_others_count(tmp_path: Path) -> None:
    (tmp_path / "half.csv").write_text("sku,place\nMUG,WH\n", encoding="utf-8")
    (tmp_path / "torn.parquet").write_bytes(b"PAR1 and then nothing")
    (tmp_path / "latin.csv").write_bytes("sku,place,day,ordered\nGlühwein,WH,2026-03-01,1\n".encode("latin-1"))
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "good.csv").write_text("sku,place,day,ordered\nMUG,WH,2026-03-01,1\n", encoding="utf-8")
    files = _profile(
        gone="gone.csv", half="half.csv", torn="torn.parquet", latin="latin.csv", empty="empty.csv", good="good.csv"
    )

    snapshot, found = with_sources(_snapshot(), files, tmp_path)

    assert sorted((one.code, one.path) for one in found) == [
        ("PL-SOURCE-001", name) for name in ("empty", "gone", "half", "latin", "torn")
    ]
    assert "it lacks the columns day, ordered" in next(one.message for one in found if one.path == "half")
    assert snapshot.history.filter(source="good").height == 1
