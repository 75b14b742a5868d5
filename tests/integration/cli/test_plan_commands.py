"""``lading plan`` on a real ledger: looked at, decided, and edits that survive."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from domain.planning.approving import Choice
from domain.planning.plan_frames import LEFT_OUT
from entrypoints.cli_house import person
from tasks.planning.deciding import decide
from tasks.planning.keeping import keep_frames
from tasks.runtime.settings import settings
from tests.integration.cli.planned import planner_of, some_lines

ME = person()


@pytest.fixture
def planner(shop, ledger_url, tmp_path, monkeypatch):
    folder = tmp_path / "partners"
    monkeypatch.setenv("LADING_PARTNERS", str(folder))
    settings.cache_clear()
    made = planner_of(ledger_url, tmp_path / "home", folder)
    yield made
    made.house.ledger.close()


def test_a_plan_is_looked_at_by_number_code_and_latest(shop, planner):
    assert "no plan yet" in shop.run("plan", "list")[1]
    for words in (("show",), ("lines",), ("report",), ("picture", "--sku", "MUG")):
        assert shop.json("plan", *words, code=2)["error"]["next_step"] == "Make one with 'lading plan run'."
    assert shop.run("plan", "run", "--kind", "hourly")[0] == 2
    old = planner.propose("north-2026-03-01-aaaa", *some_lines()[:2])
    new = planner.propose("north-2026-03-02-bbbb", *some_lines())
    assert [one["id"] for one in shop.json("plan", "list")] == [new, old]
    for reference in (str(new), "north-2026-03-02-bbbb", "north-2026-03-02", "latest"):
        assert shop.json("plan", "show", reference, code=4)["id"] == new
    told = shop.json("plan", "show", "latest", "--profile", "north", code=4)
    assert [(one["origin"], one["money"]) for one in told["suppliers"]] == [("ACME", "270.00"), ("BIRO", "15.00")]
    assert told["urgency"]["late"] == {"lines": 1, "money": "240.00"}
    assert (told["against"], [one["sku"] for one in told["changes"]]) == ("north-2026-03-01-aaaa", ["PEN"])
    code, said = shop.run("plan", "show", str(new))
    assert code == 4
    assert "By supplier" in said
    assert "3 proposed" in said
    lines = shop.json("plan", "lines", "latest", "--select", "supplier:ACME value<100")["lines"]
    assert [(one["sku"], one["quantity"]) for one in lines] == [("CUP", "12")]
    assert shop.run("plan", "show", "zzzzzz")[0] == 2
    assert shop.run("plan", "lines", "latest", "--select", "colour:red")[0] == 2


def test_lines_are_approved_changed_and_rejected_and_twice_is_harmless(shop, planner):
    plan = str(planner.propose("north-1", *some_lines()))
    assert shop.run("plan", "approve", plan)[0] == 2, "nothing chosen"
    assert shop.run("plan", "approve", plan, "--all")[0] == 4, "nobody said yes"
    dry = shop.json("plan", "approve", plan, "--all", "--dry-run")
    assert (dry["counts"]["approved"], set(planner.states(int(plan)).values())) == (3, {"proposed"})
    for _ in range(2):
        told = shop.json("plan", "approve", plan, "-s", "supplier:ACME", "--yes")
    assert told["counts"]["unchanged"] == 2
    wrong = shop.run("plan", "reject", plan, "--line", "PEN", "--reason", " ")
    assert wrong[0] == 2
    assert shop.run("plan", "reject", plan, "--line", "PEN", "--reason", "enough of them")[0] == 0
    assert planner.states(int(plan)) == {"MUG": "approved", "CUP": "approved", "PEN": "rejected"}
    changed = shop.json("plan", "change", plan, "--line", "MUG", "--quantity", "48", "--reason", "fair")
    assert changed["counts"]["approved"] == 1
    mug = planner.line(int(plan), "MUG")
    assert (mug.final_quantity, mug.final_price, mug.changed_by, mug.state) == (48, 2.5, ME, "approved"), (
        "a price break"
    )
    moved = shop.json("plan", "change", plan, "--line", "CUP", "--supplier", "BIRO", "--reason", "quicker")
    assert moved["lines"][0]["money"] == "36.00"
    nobody = shop.json("plan", "change", plan, "--line", "CUP", "--supplier", "ZETA", "--reason", "x", code=1)
    assert "ACME, BIRO" in nobody["lines"][0]["says"]
    for wrong in (["--quantity", "12,5"], ["--quantity", "0"], ["--due", "1.4.2026"], []):
        assert shop.run("plan", "change", plan, "--line", "MUG", "--reason", "x", *wrong)[0] == 2


def test_limits_and_the_second_person_hold_at_the_keyboard(shop, planner):
    plan = planner.propose("north-1", *some_lines())
    planner.rules("  approvers: [{person: someone-else}]")
    told = shop.json("plan", "approve", str(plan), "--line", "PEN", code=1)
    assert "no approver" in told["lines"][0]["says"]
    planner.rules(f"  approvers: [{{person: '{ME}', up_to: 100}}]\n  second_person_above: 10")
    assert shop.json("plan", "approve", str(plan), "--line", "CUP", code=1)["counts"]["refused"] == 1
    assert shop.json("plan", "approve", str(plan), "--line", "PEN", code=4)["counts"]["first"] == 1
    assert planner.line(plan, "PEN").first_by == ME
    assert shop.json("plan", "approve", str(plan), "--line", "PEN")["counts"]["unchanged"] == 1


def test_an_edit_may_be_kept_for_the_next_plans_and_ended(shop, planner):
    plan = str(planner.propose("north-1", *some_lines()))
    words = ("plan", "change", plan, "--line", "MUG", "--quantity", "48", "--due", "2026-04-01", "--reason", "fair")
    for over in (("--keep-until", "2026-03-01"), ("--due", "2026-03-01")):
        assert shop.run(*words, *over)[0] == 2, "a day before the plan's own"
    assert len(shop.json(*words, "--keep-until", "2099-12-31")["overrides"]) == 2
    assert shop.json(*words, "--keep-until", "2099-12-31")["overrides"] == []
    shop.json("plan", "reject", plan, "--line", "PEN", "--reason", "end of line", "--keep-until", "2099-12-31")
    kept = shop.json("plan", "override", "list")
    assert [(one["what"], one["value"], one["scope"]["sku"]) for one in kept] == [
        ("quantity", "48", "MUG"), ("due_on", "2026-04-01", "MUG"), ("reject", "", "PEN"),
    ]  # fmt: skip
    assert {one["since"] for one in kept} == {"2026-03-02"}, "orders of the plan's own day count against a quantity"
    add = ("plan", "override", "add", "service_level", "0.98", "--for", "category:Kitchen", "--reason", "trade fair")
    number = shop.json(*add)["override"]
    assert shop.json(*add)["override"] is None
    assert shop.json("plan", "override", "end", str(number))["ended"] == [number]
    assert shop.json("plan", "override", "end", str(number), "999", code=1)["unknown"] == [999]
    for wrong in (["quantity", "x"], ["price", "3"], ["reject", "--until", "2020-01-01"]):
        assert shop.run("plan", "override", "add", *wrong, "--for", "sku:MUG", "--reason", "r")[0] == 2
    assert shop.run("plan", "override", "add", "reject", "--reason", "r")[0] == 2
    assert len(shop.json("plan", "show", plan, code=4)["overrides"]) == 3


def test_where_an_edit_counts_the_plan_alone_is_shown(shop, planner):
    steps = '[{"rule":"override","before":120.0,"after":48.0,"says":"Override 7 of mia (sku:MUG): fair."}]'
    mug, cup, pen = some_lines()
    row = {name: getattr(pen, name) for name in LEFT_OUT.schema} | {"why": steps.replace("48", "0"), "quantity": 0.0}
    row |= {name: float(row[name] or 0) for name in ("need", "unit_price", "value", "stock_out_cost")}
    digests = keep_frames(planner.house.archive, {LEFT_OUT: LEFT_OUT.of([row])})
    plan = planner.propose("north-1", replace(mug, why=steps), cup, outputs=digests)
    told = shop.json("plan", "show", str(plan), code=4)["overridden"]
    assert [(one["sku"], one["says"].partition(":")[0]) for one in told] == [
        ("MUG", "120 → 48"),
        ("PEN", "120 → 0"),
    ]


def test_two_at_once_are_the_first_and_the_second_person(shop, planner):
    planner.rules("  second_person_above: 10")
    plan = planner.propose("north-1", *some_lines())
    with planner.house.ledger.open() as book:
        head = book.plans.of(plan)
        choices = [Choice(line=one.line, verdict="accept") for one in book.plan_lines.of(plan)]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda who: decide(planner.house, head, choices, by=who), ("mia", "jo")))
    assert sorted((one.count("first"), one.count("approved")) for one in done) == [(0, 3), (3, 0)]
    assert set(planner.states(plan).values()) == {"approved"}


def test_what_a_gate_found_is_waived_by_name_and_shown(shop, planner):
    assert shop.run("plan", "waive", "PL-PLAN-102", "--profile", "north")[0] == 2, "no reason"
    assert shop.run("plan", "waive", "SO-001", "--reason", "why")[0] == 2
    told = shop.json("plan", "waive", "PL-PLAN-102", "--reason", "the new shop", "--hours", "2")
    assert (told["profile"], told["code"]) == ("north", "PL-PLAN-102")
    waived = shop.json("circuits", "list")["waivers"]
    assert [(one["channel"], one["code"], one["approver"], one["reason"]) for one in waived] == [
        ("planning:north", "PL-PLAN-102", ME, "the new shop")
    ]
