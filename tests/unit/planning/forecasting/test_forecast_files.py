"""`lading forecast` on files: what it writes, and what it says about files that are wrong."""

import json

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from domain.planning.forecasting.series import LEVELS
from entrypoints.cli import app

ITEM = {"lead": 2, "cost": 1.5, "moq": 1, "pack": 1}


def history(**other):
    rng = np.random.default_rng(1)
    table = pl.DataFrame(
        {"series": ["b"] * 30 + ["a"] * 20, "t": [*range(30), *range(0, 40, 2)], "qty": rng.poisson(3, 50)}
    )
    return table.with_columns(**{name: pl.lit(value) for name, value in {**ITEM, **other}.items()})


def run(folder, table, *more, params=None, name="gamma"):
    table.write_parquet(folder / "h.parquet")
    given = ["forecast", "--history", str(folder / "h.parquet"), "--out", str(folder / "q.parquet"), "--json", *more]
    if params is not None:
        params.write_parquet(folder / "p.parquet")
        given += ["--params", str(folder / "p.parquet")]
    done = CliRunner().invoke(app, [*given, "--method", name])
    return done.exit_code, json.loads(done.stdout)


def test_each_series_origin_and_level_has_its_value(tmp_path):
    code, said = run(tmp_path, history(), "--origins", "3")
    made = pl.read_parquet(tmp_path / "q.parquet")
    assert code == 0
    assert made.columns == ["series", "origin", "level", "value"]
    assert made.height == said["rows"] == 2 * 3 * len(LEVELS)
    assert made["origin"].unique().sort().to_list() == [36, 37, 38]
    assert made["level"].unique().sort().to_list() == list(LEVELS)
    assert (made["value"] >= 0).all()


def test_an_absent_period_is_none_asked_for(tmp_path):
    run(tmp_path, history())
    sparse = pl.read_parquet(tmp_path / "q.parquet")
    full = pl.DataFrame({"series": ["a"] * 39 + ["b"] * 39, "t": [*range(39)] * 2})
    full = full.join(history().select("series", "t", "qty"), on=["series", "t"], how="left").with_columns(
        pl.col("qty").fill_null(0), **{name: pl.lit(value) for name, value in ITEM.items()}
    )
    run(tmp_path, full)
    assert pl.read_parquet(tmp_path / "q.parquet").equals(sparse)
    assert sparse["origin"].unique().to_list() == [39]


def test_parameters_of_their_own_file_win(tmp_path):
    params = pl.DataFrame({"series": ["a", "b"], "lead": [9, 2], "cost": [1.0, 1.0], "moq": [1, 1], "pack": [1, 1]})
    run(tmp_path, history())
    short = pl.read_parquet(tmp_path / "q.parquet")["value"].to_numpy().reshape(2, -1)
    run(tmp_path, history(), params=params)
    long = pl.read_parquet(tmp_path / "q.parquet")["value"].to_numpy().reshape(2, -1)
    assert (long[0] > 1.5 * short[0]).all()
    assert (long[1] == short[1]).all()


def test_levels_can_be_chosen(tmp_path):
    run(tmp_path, history(), "--levels", "0.6, 0.97")
    assert pl.read_parquet(tmp_path / "q.parquet")["level"].unique().sort().to_list() == [0.6, 0.97]


def changed(column, value):
    return history().with_columns(
        pl.when(pl.int_range(pl.len()) == 4).then(value).otherwise(pl.col(column)).alias(column)
    )


WRONG = {
    "no qty": (history().drop("qty"), "qty", None),
    "below zero": (changed("qty", -2), "qty of series b, t 4", "-2"),
    "no number": (history().with_columns(pl.col("qty").cast(pl.String)), "qty", "String"),
    "half a period": (changed("t", 4.5), "t of series b", "4.5"),
    "twice": (changed("t", 3), "t of series b", "3 (2 rows"),
    "empty": (history().head(0), "rows", "0"),
    "lead 0": (history(lead=0), "lead of series a", "0"),
    "lead 1.5": (history(lead=1.5), "lead of series a", "1.5"),
    "cost 0": (history(cost=0), "cost of series a", "0"),
    "no lead": (history().drop("lead"), "lead", "no column"),
    "months for periods": (history().with_columns(t=202001 + pl.col("t")), "t of series b", "202001 (50 rows"),
    "beyond squares": (changed("qty", 1e16), "qty of series b, t 4", "1"),
    "two leads": (changed("lead", 5), "lead of series b", "2 (1 rows"),
    "no name": (changed("series", None), "series", "none in 1 rows"),
    "lists for names": (history().with_columns(pl.concat_list("series")), "series", "List"),
    "centuries of lead": (history(lead=10**9), "lead of series a", "1000000000"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_with_its_place_and_what_to_do(tmp_path, name):
    table, field, value = WRONG[name]
    code, said = run(tmp_path, table)
    assert code == 2
    assert said["error"]["field"] == field
    assert value is None or value in said["error"]["value"]
    assert said["error"]["next_step"]
    assert not (tmp_path / "q.parquet").exists()


def test_parameters_of_an_unknown_series_are_refused(tmp_path):
    params = pl.DataFrame({"series": ["a", "b", "zz"], "lead": [1, 2, 3]})
    code, said = run(tmp_path, history(), params=params)
    assert (code, said["error"]["field"]) == (2, "series of series zz")


ROWS = history().height
NAMES = {
    "whole numbers": (pl.int_range(ROWS) // 30, pl.Series(["0", "1"])),
    "numbers with a point": ((pl.int_range(ROWS) // 30).cast(pl.Float64), pl.Series([0, 1])),
    "categories": (pl.col("series").cast(pl.Categorical), pl.Series(["b", "a"])),
}


@pytest.mark.parametrize("name", NAMES)
def test_series_come_out_as_they_went_in_and_are_joined_by_what_they_say(tmp_path, name):
    column, other = NAMES[name]
    table = history().drop(*ITEM).with_columns(series=column)
    code, _ = run(tmp_path, table, params=pl.DataFrame({"series": other, "lead": 2}))
    made = pl.read_parquet(tmp_path / "q.parquet")
    assert (code, made["series"].dtype) == (0, table["series"].dtype)
    assert set(made["series"]) == set(table["series"])
    run(tmp_path, history())
    plain = pl.read_parquet(tmp_path / "q.parquet")
    assert sorted(made["value"]) == sorted(plain["value"])


@pytest.mark.parametrize("kind", [pl.Int8, pl.UInt16, pl.Float32, pl.Decimal(12, 2)])
def test_numbers_of_any_type_are_numbers(tmp_path, kind):
    run(tmp_path, history())
    plain = pl.read_parquet(tmp_path / "q.parquet")
    typed = history(cost=2).with_columns(pl.col("t", "qty", "lead", "cost").cast(kind), moq=None, pack=None)
    assert run(tmp_path, typed.sample(fraction=1, shuffle=True, seed=1))[0] == 0
    assert pl.read_parquet(tmp_path / "q.parquet").equals(plain)


def test_parameters_leave_to_the_history_what_they_do_not_say(tmp_path):
    run(tmp_path, history())
    plain = pl.read_parquet(tmp_path / "q.parquet")
    mixed = history().with_columns(lead=pl.when(pl.col("series") == "a").then(2).otherwise(pl.col("t") + 1))
    code, _ = run(tmp_path, mixed, params=pl.DataFrame({"series": ["b", "a"], "lead": [2, None]}))
    assert code == 0
    assert pl.read_parquet(tmp_path / "q.parquet").equals(plain)
    code, said = run(tmp_path, history().drop("lead"), params=pl.DataFrame({"series": ["b", "a"], "cost": [1, 1]}))
    assert (code, said["error"]["field"]) == (2, "lead"), "and no lead time is made up"


def test_what_is_read_is_never_written_over(tmp_path):
    history().write_parquet(tmp_path / "h.parquet")
    for out, value in ((tmp_path / "h.parquet", "h.parquet"), (tmp_path, tmp_path.name)):
        words = ["forecast", "--history", str(tmp_path / "h.parquet"), "--out", str(out), "--json"]
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 2
        assert json.loads(done.stdout)["error"]["document"] == value
    assert pl.read_parquet(tmp_path / "h.parquet").equals(history())


def test_receipts_make_the_lead_time_vary(tmp_path):
    run(tmp_path, history())
    fixed = pl.read_parquet(tmp_path / "q.parquet")["value"].to_numpy().reshape(2, -1)
    seen = pl.DataFrame({"series": ["b"] * 4, "ordered": [1, 2, 3, 38], "received": [2, 7, 4, 45]})
    seen.write_parquet(tmp_path / "r.parquet")
    code, _ = run(tmp_path, history(), "--receipts", str(tmp_path / "r.parquet"))
    varying = pl.read_parquet(tmp_path / "q.parquet")["value"].to_numpy().reshape(2, -1)
    assert code == 0
    assert (varying[0] == fixed[0]).all(), "no receipts: as stated"
    assert varying[1, -1] > 1.1 * fixed[1, -1], "leads of 1 and 5; the last receipt comes after the origin"


def test_more_origins_than_periods_and_a_file_that_is_none_are_refused(tmp_path):
    code, said = run(tmp_path, history(), "--origins", "39")
    assert (code, said["error"]["field"]) == (2, "--origins")
    (tmp_path / "h.parquet").write_text("series,t,qty")
    done = CliRunner().invoke(
        app, ["forecast", "--history", str(tmp_path / "h.parquet"), "--out", str(tmp_path / "q.parquet"), "--json"]
    )
    assert done.exit_code == 2
    assert "Parquet" in json.loads(done.stdout)["error"]["what"]
