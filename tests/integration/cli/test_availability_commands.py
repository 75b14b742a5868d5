"""``lading why availability``, ``lading availability list`` and ``lading obligations`` on a real ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from pydantic import SecretStr

from domain.obligations import Owed
from ledger.values import MirrorRecord
from tasks.availability.numbers import make_all
from tasks.availability.stock import KIND
from tasks.availability.writers import send_numbers
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings, settings
from tests.integration.cli.conftest import Shop
from tests.integration.ledger.orders import order
from tests.unit.domain.stock import incoming, outgoing, quant, stock
from tests.unit.readers.made import a_profile

NOW = datetime.now(UTC)
SOON = NOW.date() + timedelta(days=4)


@pytest.fixture
def offering(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ledger_url: str) -> Iterator[Resources]:
    """Two channels offer a mug of which twenty lie there, and ten are to come."""
    partners = tmp_path / "partners"
    partners.mkdir()
    for channel, section in (("web", {"share": 60, "buffer": 2}), ("edi", {"inbound_days": 9, "packs": {"MUG": 4}})):
        profile = a_profile("x12", channel=channel, source_id=channel, availability=section)
        text = yaml.safe_dump(profile.model_dump(mode="json", exclude_defaults=True))
        (partners / f"{channel}.yaml").write_text(text)
    monkeypatch.setenv("LADING_PARTNERS", str(partners))
    monkeypatch.setenv("LADING_ODOO_DATABASE", "shop")
    settings.cache_clear()
    house = Resources(
        Settings(home=tmp_path, ledger_url=SecretStr(ledger_url), partners=partners, odoo_database="shop")
    )
    held = stock(quant("20", reserved="3"), outgoing("5", reserved="3"), incoming("10", SOON))
    with house.ledger.open() as book:
        data = held.model_dump_json().encode()
        book.mirror.refresh(house.odoo_target, KIND, [MirrorRecord(1, (("sku", "MUG"),), True, data, None)])  # noqa: FBT003
        book.commit("test.mirror")
    yield house
    house.ledger.close()


def test_why_shows_terms_steps_and_what_was_published(shop: Shop, offering: Resources) -> None:
    before = shop.json("why", "availability", "--sku", "MUG", "--channel", "web", code=1)
    assert (before["number"], before["published"], before["current"]) == (7, None, False)
    make_all(offering)
    send_numbers(offering)
    told = shop.json("why", "availability", "--sku", "MUG", "--channel", "web")
    assert [(one["term"], one["quantity"], one["model"], one["record"]) for one in told["terms"]] == [
        ("on hand", "20", "stock.quant", "1"),
        ("reserved", "-3", "stock.quant", "1"),
        ("waiting", "-2", "stock.move", "9"),
        ("inbound", "10", "stock.move", "7"),
    ]
    assert [(one["what"], one["units"]) for one in told["steps"]] == [
        ("free in WH", 15), ("the channel's share", 9), ("less its buffer, in whole packs", 7),
    ]  # fmt: skip
    assert told["published"]["number"] == 7
    said = shop.run("why", "availability", "--sku", "MUG", "--channel", "edi")[1]
    assert "MUG in channel edi: 4 packs of 4" in said
    assert "stock.move 7 (WH/IN/1 P1)" in said
    assert f"From {SOON}: 4, with receipt WH/IN/1 P1" in said


def test_what_is_asked_amiss_is_said_with_the_next_step(shop: Shop, offering: Resources) -> None:
    code, said = shop.run("why", "availability", "--sku", "CUP", "--channel", "web")
    assert code == 2
    assert "Nothing is known of the stock of CUP" in said
    code, said = shop.run("why", "availability", "--sku", "MUG", "--channel", "fax")
    assert (code, "No partner profile has the channel 'fax'" in said) == (2, True)


def test_the_list_tells_what_waits_to_be_sent(shop: Shop, offering: Resources) -> None:
    assert shop.json("availability", "list") == {"numbers": []}
    make_all(offering)
    assert {one["sent_at"] for one in shop.json("availability", "list", code=1)["numbers"]} == {None}
    send_numbers(offering)
    (row,) = shop.json("availability", "list", "--channel", "edi")["numbers"]
    assert (row["number"], row["pack"], row["later"][0]["on"]) == (4, 4, str(SOON))
    assert "web" in shop.run("availability", "list")[1]


def test_obligations_show_due_late_and_met(shop: Shop) -> None:
    clerk = shop.clerk
    batch = clerk.work(order("PO-1"), order("PO-2", 2))
    first, second = clerk.ids(batch)
    hour = timedelta(hours=1)
    with clerk.ledger.open() as book:
        book.obligations.start([Owed(first, "997", NOW - hour), Owed(second, "997", NOW + hour)])
        book.commit("test.owed")
    told = shop.json("obligations", code=1)
    assert [(one["number"], one["kind"], one["state"]) for one in told["obligations"]] == [
        ("PO-1", "997", "late"), ("PO-2", "997", "due"),
    ]  # fmt: skip
    assert told["obligations"][0]["finding"]["code"] == "OB-LATE-001"
    assert told["counts"] == [{"channel": "web", "kind": "997", "due": 1, "late": 1, "met": 0, "met_late": 0}]
    assert "lading trace PO-1" in shop.run("obligations", "--late")[1]
    with clerk.ledger.open() as book:
        book.obligations.met([first], "997", "interchange 7")
        book.commit("test.met")
    assert [one["number"] for one in shop.json("obligations")["obligations"]] == ["PO-2"]
    assert [one["state"] for one in shop.json("obligations", "--met")["obligations"]] == ["due", "met late"]
