"""Decisions of people from the command line, carried to the end on a real Odoo: nothing twice, nothing lost."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from entrypoints.cli import app
from tasks.runtime.settings import settings
from tests.faults import people
from tests.faults.test_people import STAGES
from tests.faults.world import HEADER


@pytest.fixture
def lading(world, monkeypatch):
    """The command in this world: ``(exit code, output)``."""
    for name, value in world.settings.items():
        if name == "odoo_keys":
            for role, key in value.items():
                monkeypatch.setenv(f"LADING_ODOO_KEYS__{role.upper()}", key)
        else:
            monkeypatch.setenv(f"LADING_{name.upper()}", str(value))
    settings.cache_clear()

    def run(*words):
        ran = CliRunner().invoke(app, list(words))
        return ran.exit_code, ran.output

    yield run
    settings.cache_clear()


def test_a_retry_confirms_once_what_a_person_had_cancelled_and_opened_again_after_it_was_read_back(world, lading):
    world.drop("retry.csv", world.orders("RETRY-", count=2))
    with people.paused(world, *STAGES["verified"]):
        people.cancel(world, "RETRY-1")
    world.finish()
    assert people.documents(world, "RETRY-")["1"] == ("exception", ["OD-STATE-002"])
    world.admin.call("sale.order", "action_draft", [people.order_id(world, "RETRY-1")])
    code, said = lading("retry", "--from", "publish", "--select", "number:RETRY-1", "--yes")
    assert code == 1, said
    assert people.documents(world, "RETRY-")["1"][0] == "exception", "it was never confirmed"
    code, said = lading("retry", "--from", "confirm", "--select", "number:RETRY-1", "--yes")
    assert code == 0, said
    world.finish()
    assert people.documents(world, "RETRY-")["1"] == ("exception", ["OD-STATE-003"]), "touched since it was read back"
    code, said = lading("retry", "--from", "read-back-gate", "--select", "number:RETRY-1", "--yes")
    assert code == 0, said
    world.finish()
    assert {stands for stands, _ in people.documents(world, "RETRY-").values()} == {"done"}
    assert people.state(world, "RETRY-1") == people.state(world, "RETRY-2") == ["sale"]
    world.assert_invariants()


def test_an_edited_order_reaches_odoo_as_edited_and_the_bytes_stay(world, lading, tmp_path):
    rows = world.orders("EDIT-", count=1)
    wrong = [(*row[:6], "999.99") if place == 0 else row for place, row in enumerate(rows)]
    world.drop("edit.csv", wrong)
    world.finish()
    assert people.documents(world, "EDIT-")["1"][0] == "held"
    (listed,) = json.loads(lading("exceptions", "list", "--select", "number:EDIT-1", "--json")[1])["exceptions"]
    told = json.loads(lading("exceptions", "show", str(listed["id"]), "--canonical")[1])
    told["lines"][0]["unit_price"] = rows[0][6]
    told["lines"][1]["quantity"] = "12"
    file = tmp_path / "edited.json"
    file.write_text(json.dumps(told))
    code, said = lading("exceptions", "replay", "--edited", str(file), "--reason", "agreed by phone", "--yes")
    assert code == 0, said
    world.finish()
    assert people.documents(world, "EDIT-")["1"] == ("done", [])
    assert people.quantities(world, "EDIT-1")[1] == 12
    story = lading("trace", "EDIT-1")[1]
    assert f"lines[1].unit_price 999.99 → {rows[0][6]}" in story
    (sha,) = world.ledger_rows("SELECT sha256 FROM deliveries WHERE name = 'edit.csv'")[0]
    assert b"999.99" in world.house.archive.read(sha)
    world.drop("edit again.csv", wrong)
    world.finish()
    assert people.state(world, "EDIT-1") == ["sale"], "what was edited is not ordered again by the file that was wrong"
    world.assert_invariants()


def test_what_was_typed_in_by_hand_is_not_made_again(world, lading):
    rows = [(*row[:6], "999.99") for row in world.orders("HAND-", count=2)]
    world.drop("hand.csv", rows)
    world.finish()
    chosen = ("--select", "cause:SO-PRICE-001", "--reason", "typed into Odoo as S0815", "--yes")
    before = [stands for stands, _ in people.documents(world, "HAND-").values()]
    assert before == ["held", "held"]
    causes = {row[0] for row in world.ledger_rows("SELECT code FROM exceptions WHERE resolved_at IS NULL")}
    code, said = lading("exceptions", "resolve", "--select", f"cause:{causes.pop()}", *chosen[2:])
    assert code == 0, said
    world.drop("hand again.csv", [*rows, *world.orders("HAND2-", count=1)])
    world.finish()
    assert [stands for stands, _ in people.documents(world, "HAND-").values()] == ["resolved", "resolved"]
    assert people.state(world, "HAND-1") == []
    assert people.state(world, "HAND2-1") == ["sale"]
    world.assert_invariants()


def test_an_exported_case_is_masked_and_its_test_finds_the_same(world, lading, tmp_path):
    rows = [(*row[:6], "999.99") for row in world.orders("CASE-", count=2)]
    people_of = ("Wanda Quist", "wanda.quist@example.org", "+49 40 1234567", "leave it at 12 Elm Road")
    inbox = world.home / "channels" / "in"
    with (inbox / ".case.part").open("w", newline="") as file:
        csv.writer(file).writerows(
            [(*HEADER, "contact", "mail", "phone", "remark"), *((*row, *people_of) for row in rows)]
        )
    (inbox / ".case.part").rename(inbox / "case.csv")
    world.finish()
    (listed,) = json.loads(lading("exceptions", "list", "--select", "number:CASE-1", "--json")[1])["exceptions"]
    code, said = lading("exceptions", "export-case", str(listed["id"]), "--to", str(tmp_path), "--json")
    assert code == 0, said
    told = json.loads(said)
    assert told["expected"] == told["found"] != []
    case = Path(told["case"])
    everything = "".join(file.read_text() for file in case.iterdir())
    for word in ("Wanda", "Quist", "example.org", "1234567", "Elm", "CASE-2", "Customer 2"):
        assert word not in everything
    assert "CASE-1" in everything
    assert "999.99" in everything
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(case)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    delivery = case / "delivery.csv"
    delivery.write_text(delivery.read_text().replace("999.99", "24.00"))
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(case)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, "the case can fail"
