"""`lading plan simulate` and `backtest` on files."""

import csv
import json

import polars as pl
import pytest
from typer.testing import CliRunner

from entrypoints.cli import app
from infra.distributor.demand_processes import known, write

RUN = CliRunner()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Histories, receipts and the true quantiles of 24 series over 12 reviews."""
    folder = tmp_path_factory.mktemp("plan")
    write(known(31, 3, periods=120, test=12, random_lead=True), folder, draws=200)
    return folder


def told(*words):
    """Exit code and answer of a command as JSON."""
    ran = RUN.invoke(app, ["plan", *map(str, words), "--json"])
    return ran.exit_code, json.loads(ran.stdout)


def on(folder, *words):
    files = ("--history", folder / "history.parquet", "--quantiles", folder / "truth.parquet", "--origins", 12)
    return told(words[0], *files, *words[1:])


def test_a_backtest_is_one_table_with_the_baselines(folder, tmp_path):
    code, answer = on(folder, "backtest", "--out", tmp_path / "t.csv")
    assert code == 0
    rows = {row["method"]: row for row in answer["methods"]}
    assert list(rows) == ["zses", "zsigma", "minmax", "odoo", "ddmrp", "empirical", "default"]
    assert rows["zses"]["fill95"] == 1
    assert rows["default"]["spl"] < rows["zses"]["spl"] < rows["empirical"]["spl"] * 2
    assert {row["method"]: float(row["fill90"]) for row in csv.DictReader((tmp_path / "t.csv").open())} == {
        name: pytest.approx(row["fill90"]) for name, row in rows.items()
    }


def test_all_policies_are_compared_and_written(folder, tmp_path):
    code, answer = on(folder, "simulate", "--policy", "all", "--out", tmp_path / "t.csv")
    assert code == 0
    assert [row["policy"] for row in answer["compared"]][:3] == ["zses", "default", "rules"]
    assert {name: len(rows) for name, rows in answer["policies"].items()}["default"] == 8
    assert sum(map(len, answer["policies"].values())) == sum(1 for _ in (tmp_path / "t.csv").open()) - 1


def test_only_the_levels_asked_for_are_run(folder):
    _, answer = on(folder, "simulate", "--levels", "0.95 0.9")
    assert [row["level"] for row in answer["policies"]["default"]] == [0.9, 0.95]


def test_limits_cost_service(folder):
    free = on(folder, "simulate")[1]["policies"]["default"][-1]
    _, held = on(folder, "simulate", "--budget", 50, "--lost-sales")
    _, rare = on(folder, "simulate", "--calendar", 6)
    assert held["policies"]["default"][-1]["lost_margin"] > free["lost_margin"]
    assert rare["policies"]["default"][-1]["orders"] < free["orders"] / 2


def test_random_lead_times_are_drawn_from_receipts(folder):
    receipts = ("--lead", "random", "--receipts", folder / "receipts.parquet")
    code, late = on(folder, "simulate", *receipts)
    assert code == 0
    assert late == on(folder, "simulate", *receipts)[1]
    assert late["policies"] != on(folder, "simulate", *receipts, "--seed", 3)[1]["policies"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("--policy", "best"), "--policy"),
        (("--lead", "random"), "--receipts"),
        (("--history", "nowhere.parquet"), "file"),
        (("--origins", 120), "--origins"),
        (("--levels", "0.5 0.77"), "--levels"),
        (("--origins", 2, "--lead", "random", "--receipts", "receipts.parquet"), "file"),
        (("--origins", 13), "value of series ending-0000, origin 107, level 0.5"),
    ],
)
def test_what_is_asked_wrongly_is_named(folder, words, field):
    code, answer = on(folder, "simulate", *words)
    assert code == 2
    assert answer["error"]["field"] == field
    assert answer["error"]["next_step"]


def test_where_nothing_would_be_counted_it_says_so(folder, tmp_path):
    history = pl.read_parquet(folder / "history.parquet").with_columns(lead=pl.lit(12))
    history.write_parquet(tmp_path / "h.parquet")
    code, answer = on(folder, "simulate", "--history", tmp_path / "h.parquet")
    assert (code, answer["error"]["field"]) == (2, "--origins")
    assert "13 or more" in answer["error"]["next_step"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (pl.lit(1.5).alias("level"), "level"),
        (pl.lit(None, pl.Float64).alias("value"), "value of series ending-0000, origin 108, level 0.5"),
        (pl.lit("much").alias("value"), "value"),
        (pl.lit(3).alias("origin"), "origin"),
    ],
)
def test_quantiles_that_are_none_are_named(folder, tmp_path, change, field):
    pl.read_parquet(folder / "truth.parquet").with_columns(change).write_parquet(tmp_path / "q.parquet")
    code, answer = on(folder, "simulate", "--quantiles", tmp_path / "q.parquet")
    assert (code, answer["error"]["field"]) == (2, field)


def test_quantiles_and_names_of_other_types_are_the_same(folder, tmp_path):
    plain = on(folder, "simulate")[1]
    table = pl.read_parquet(folder / "truth.parquet").with_columns(
        pl.col("series").cast(pl.Categorical), pl.col("origin").cast(pl.Float64), pl.col("level").cast(pl.Float32)
    )
    table.write_parquet(tmp_path / "q.parquet")
    assert on(folder, "simulate", "--quantiles", tmp_path / "q.parquet") == (0, plain)


@pytest.mark.parametrize("qty", [0, 7])
def test_demand_that_needs_no_safety_needs_the_same_by_all(tmp_path, qty):
    y = pl.DataFrame({"series": ["a"] * 40, "t": range(40), "qty": [qty] * 40, "lead": 1})
    y.write_parquet(tmp_path / "h.parquet")
    code, answer = told("backtest", "--history", tmp_path / "h.parquet", "--method", "gamma")
    assert code == 0
    assert {row["fill95"] for row in answer["methods"][:2]} == {1}


def test_a_margin_in_words_and_a_history_of_one_period_are_named(folder, tmp_path):
    keys = pl.read_parquet(folder / "history.parquet")["series"].unique()
    pl.DataFrame({"series": keys, "margin": "much"}).write_parquet(tmp_path / "p.parquet")
    code, answer = on(folder, "simulate", "--params", tmp_path / "p.parquet")
    assert (code, answer["error"]["field"], answer["error"]["value"]) == (2, "margin", "String")
    pl.DataFrame({"series": ["a"], "t": [0], "qty": [1], "lead": [1]}).write_parquet(tmp_path / "h.parquet")
    code, answer = told("simulate", "--history", tmp_path / "h.parquet")
    assert (code, answer["error"]["field"]) == (2, "--origins")


def test_margins_and_volumes_are_read_and_judged(folder, tmp_path):
    items = pl.read_parquet(folder / "history.parquet").group_by("series").agg(pl.col("lead", "cost").first())
    for margin, code in ((7.0, 0), (-1.0, 2)):
        items.with_columns(margin=pl.lit(margin)).write_parquet(tmp_path / "p.parquet")
        got, answer = on(folder, "simulate", "--params", tmp_path / "p.parquet")
        assert got == code
        assert code == 0 or answer["error"]["field"].startswith("margin of series")
