"""``lading plan export`` and ``import`` on a real ledger: all or nothing, twice the same, and only what one may."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tasks.runtime.settings import settings
from tests.integration.cli.planned import planner_of, some_lines


@pytest.fixture
def planner(shop, ledger_url, tmp_path, monkeypatch):
    folder = tmp_path / "partners"
    monkeypatch.setenv("LADING_PARTNERS", str(folder))
    settings.cache_clear()
    made = planner_of(ledger_url, tmp_path / "home", folder)
    yield made
    made.house.ledger.close()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "plan.xlsx"


def edit(file, **rows):
    """Cells by item and title: ``edit(file, MUG={"Decision": "accept"})``."""
    book = load_workbook(file)
    sheet = book["Lines"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for number in range(2, sheet.max_row + 1):
        for title, value in rows.get(sheet.cell(number, columns["SKU"]).value, {}).items():
            sheet.cell(number, columns[title]).value = value
    book.save(file)


def test_a_planner_decides_in_a_spreadsheet(shop, planner, file):
    plan = planner.propose("north-1", *some_lines())
    assert shop.json("plan", "export", "latest", "--out", str(file))["lines"] == 3
    assert shop.json("plan", "import", str(file))["untouched"] == 3
    kept = {"Decision": "reject", "Reason": "end of line", "Keep until": "2099-12-31"}
    edit(file, MUG={"Quantity": 48, "Reason": "fair"}, CUP={"Decision": "accept"}, PEN=kept)
    dry = shop.json("plan", "import", str(file), "--dry-run")
    assert (dry["applied"], dry["counts"]["approved"], dry["counts"]["rejected"]) == (False, 2, 1)
    assert set(planner.states(plan).values()) == {"proposed"}
    done = shop.json("plan", "import", str(file))
    assert (done["applied"], len(done["overrides"])) == (True, 1)
    assert planner.states(plan) == {"MUG": "approved", "CUP": "approved", "PEN": "rejected"}
    assert planner.line(plan, "MUG").final_price == 2.5
    with planner.house.ledger.open() as book:
        before = book._connection.exec_driver_sql("SELECT count(*) FROM audit").scalar_one()
    again = shop.json("plan", "import", str(file))
    assert (again["counts"]["unchanged"], again["untouched"], again["overrides"]) == (2, 1, [])
    with planner.house.ledger.open() as book:
        assert book._connection.exec_driver_sql("SELECT count(*) FROM audit").scalar_one() == before


def test_one_mistake_stops_the_file_unless_the_good_ones_are_asked_for(shop, planner, file):
    plan = planner.propose("north-1", *some_lines())
    shop.json("plan", "export", str(plan), "--out", str(file), "--select", "supplier:ACME")
    edit(file, MUG={"Quantity": "48,5", "Reason": "fair"}, CUP={"Decision": "accept"})
    told = shop.json("plan", "import", str(file), code=1)
    assert [(one["code"], one["path"]) for one in told["findings"]] == [("PL-BOOK-007", "Lines!R2")]
    assert (told["applied"], told["absent"], set(planner.states(plan).values())) == (False, 1, {"proposed"})
    assert shop.json("plan", "import", str(file), "--good-ones", code=1)["applied"]
    assert planner.states(plan) == {"MUG": "proposed", "CUP": "approved", "PEN": "proposed"}


def test_a_file_does_not_go_past_limits_nor_another_plan(shop, planner, file):
    plan = planner.propose("north-1", *some_lines())
    shop.json("plan", "export", str(plan), "--out", str(file))
    edit(file, PEN={"Decision": "accept"}, CUP={"Decision": "reject", "Reason": "enough"})
    planner.rules("  approvers: [{person: someone-else}]")
    told = shop.json("plan", "import", str(file), code=1)
    assert [(one["code"], one["path"]) for one in told["findings"]] == [("PL-BOOK-016", "Lines!U4")]
    assert set(planner.states(plan).values()) == {"proposed"}
    planner.propose("north-2", *some_lines())
    over = shop.json("plan", "import", str(file), code=1)
    assert [one["code"] for one in over["findings"]] == ["PL-BOOK-003"]
    book = load_workbook(file)
    book["About"]["B3"] = "north-9"
    book.save(file)
    assert [one["code"] for one in shop.json("plan", "import", str(file), code=1)["findings"]] == ["PL-BOOK-002"]
    file.write_text("no spreadsheet")
    code, said = shop.run("plan", "import", str(file))
    assert (code, "PL-BOOK-001" in said) == (1, True)
    assert shop.run("plan", "export", str(plan), "--out", str(file.with_suffix(".csv")))[0] == 2
    assert shop.run("plan", "export", str(plan), "--out", "/nowhere/plan.xlsx")[0] == 2
