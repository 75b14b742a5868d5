"""``lading answers``: listed, numbers and gaps shown, published, sent again, begun anew; ``lading trace`` shows them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from domain import seams
from entrypoints.cli import app
from tasks.runtime.settings import settings
from tests.integration.answers.conftest import House
from tests.integration.answers.test_answers import an_interchange, their_997


@pytest.fixture
def command(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    known = house.resources.settings
    monkeypatch.setenv("LADING_HOME", str(known.home))
    monkeypatch.setenv("LADING_PARTNERS", str(known.partners))
    monkeypatch.setenv("LADING_CHANNELS", str(known.channels))
    monkeypatch.setenv("LADING_LEDGER_URL", known.ledger_url.get_secret_value() if known.ledger_url else "")
    settings.cache_clear()

    def run(*words: str, code: int = 0) -> Any:
        ran = CliRunner().invoke(app, [*words, "--json"])
        assert ran.exit_code == code, ran.output
        return json.loads(ran.output)

    yield run
    settings.cache_clear()
    seams.install(None)


def test_what_left_is_listed_with_its_numbers_and_a_refusal_ends_with_one(house: House, command: Any) -> None:
    house.done(house.take(an_interchange()))
    listed = command("answers", "list")["publications"]
    assert [(one["kind"], one["about"], one["state"]) for one in listed] == [
        ("855", "PO-1", "sent"), ("997", "000000042", "sent"),
    ]  # fmt: skip
    assert listed[0]["control_numbers"] == {"interchange": 2, "group": 2, "set": 2}
    house.take(their_997("PR", 2, "R"))
    assert [one["kind"] for one in command("answers", "list", "--state", "refused", code=1)["publications"]] == ["855"]


def test_missing_numbers_are_shown_until_they_come_or_the_partner_begins_anew(house: House, command: Any) -> None:
    house.take(an_interchange("PO-1", 42))
    assert command("answers", "numbers")["missing"] == []
    house.take(an_interchange("PO-2", 44))
    told = command("answers", "numbers", "--channel", "acme", code=1)
    assert [(one["from"], one["to"]) for one in told["missing"]] == [(43, 43)]
    assert {(one["direction"], one["level"]): one["last"] for one in told["numbers"]}["in", "interchange"] == 44
    house.take(an_interchange("PO-3", 43))
    assert command("answers", "numbers")["missing"] == []
    assert command("answers", "restart", "acme", "--reason", "new system")["senders"] == ["ZZ:GRANBY"]
    house.take(an_interchange("PO-4", 42))
    assert command("answers", "numbers")["missing"] == []


def test_inventory_is_published_by_the_command_once(house: House, command: Any, tmp_path: Path) -> None:
    house.take(an_interchange())
    rows = tmp_path / "rows.csv"
    rows.write_text("sku,quantity\nBOLT,5\n")
    first = command("answers", "inventory", "acme", str(rows), "--number", "R1")
    second = command("answers", "inventory", "acme", str(rows), "--number", "R1")
    assert (first["created"], second["created"]) == (True, False)
    assert len(house.files("846")) == 1
    assert command("answers", "inventory", "acme", str(tmp_path / "none.csv"), code=2)["error"]["what"]


def test_what_the_partner_lost_is_put_there_again_byte_for_byte(house: House, command: Any) -> None:
    house.take(an_interchange())
    (path,) = house.out
    before = path.read_bytes()
    path.unlink()
    number = str(house.publications()[0].id)
    assert command("answers", "send", "acme", "--again", number)["sent"] == 1
    assert path.read_bytes() == before
    assert "no publication 999" in command("answers", "send", "acme", "--again", "999", code=2)["error"]["what"]
    traced = command("trace", "PO-1")
    events = [event["what"] for event in traced["threads"][0]["documents"][0]["events"]]
    assert any(what.startswith("997 sent as") for what in events)
