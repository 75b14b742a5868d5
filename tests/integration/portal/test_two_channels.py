"""One order by EDI and by the portal (F32): each is right by itself, the later is held and shows the money of both."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest
import yaml

from ledger.values import Move
from tasks.map_codes import map_codes
from tasks.rules import rules
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.integration.portal.conftest import Asker, an_order, channel
from tests.integration.receiver.conftest import SECRETS
from tests.integration.receiver.taken import Line
from tests.unit.readers.made import a_profile
from tests.unit.readers.x12_made import an_850, interchange

ALIKE = {"alike": {"days": 7, "score": 80}}


def edi() -> str:
    profile = a_profile(
        "x12", channel="edi", partner="edi", source_id="edi-orders", currency="EUR", units={"EA": "Units"},
        dates={"past_days": 0, "future_days": 0}, x12={"constants": {"customer.code": "C-A"}}, checks=ALIKE,
        transport={"kind": "webhook", "webhook": {"secrets": ["edi"]}},
    )  # fmt: skip
    return yaml.safe_dump(profile.model_dump(mode="json", exclude_defaults=True))


@pytest.fixture
def house(tmp_path: Path, partners: Path, ledger_url: str) -> Resources:
    (partners / "portal.yaml").write_text(yaml.safe_dump({**channel("portal"), "checks": ALIKE}))
    (partners / "edi.yaml").write_text(edi())
    known = Settings(
        home=tmp_path / "home", ledger_url=ledger_url, partners=partners, odoo_database="mirrored", secrets=SECRETS
    )
    made = Resources(known)
    made.mirror_read_at[made.odoo_target] = time.monotonic() + 3600
    return made


@pytest.fixture
def line(stocked: Resources, client: httpx.Client) -> Line:
    return Line(stocked, client)


def bought(number: str, quantity: int = 2, sku: str = "A-1") -> str:
    head = (f"BEG*00*SA*{number}**20261120", "CUR*BY*EUR")
    text = interchange(an_850(head, (f"PO1*1*{quantity}*EA*10**VP*{sku}",), ("CTT*1",)))
    return text.replace("000000042", f"{len(number):09d}"[:-1] + number[-1])


def judged(line: Line, channel: str) -> dict[str, list[tuple[str, str]]]:
    """What waits in a channel goes through mapping and rules: codes and messages by number."""
    line.read(channel)
    batch = line.house.claim(channel, line.house.limits(), "a test")
    assert batch is not None
    with line.house.ledger.open() as book:
        rows = book.documents.in_batch(batch, ["captured"])
        book.documents.move_many(batch, [Move(row.id, "read") for row in rows])
        book.commit("test.read")
    map_codes.fn(line.house, batch)
    rules.fn(line.house, batch)
    line.house.give_back(batch)
    found = line.rows("SELECT number, findings FROM documents WHERE channel = :channel", channel=channel)
    return {number: [(one["code"], one["message"]) for one in findings] for number, findings in found}


def test_the_later_of_the_two_is_held_with_the_money_of_both(line: Line, ada: Asker) -> None:
    assert line.push(bought("PO-1")).status_code == 202
    first = judged(line, "edi")["PO-1"]
    assert "SO-ALIKE-003" not in dict(first)
    for key, order in (
        ("same-number", an_order("po-1", lines=[{"sku": "A-1", "quantity": 30, "unit": "EA"}])),
        ("same-goods", an_order("WEB-7")),
        ("other-goods", an_order("WEB-8", lines=[{"sku": "A-1", "quantity": 3, "unit": "EA", "unit_price": 10}])),
    ):
        assert ada.submit(order, key).status_code == 202
    found = judged(line, "portal")
    assert "by 95 of 100: the same number" in dict(found["po-1"])["SO-ALIKE-003"]
    told = dict(found["WEB-7"])["SO-ALIKE-003"]
    assert told.startswith("Order PO-1 of ")
    assert "by channel edi, worth 20.00 EUR, is like this one, worth 20.00 EUR, by 100 of 100" in told
    assert "SO-ALIKE-003" not in dict(found["WEB-8"]), "another quantity under another number is another order"
    (waiting,) = line.rows("SELECT count(*) FROM documents WHERE channel = 'portal' AND state IN ('held', 'exception')")
    assert waiting[0] >= 2


def test_another_customers_order_and_the_same_channels_are_left_to_others(line: Line, bob: Asker, ada: Asker) -> None:
    assert line.push(bought("PO-1")).status_code == 202
    judged(line, "edi")
    assert bob.submit(an_order("PO-1"), "k").status_code == 202
    assert "SO-ALIKE-003" not in dict(judged(line, "portal")["PO-1"])
    assert line.push(bought("PO-2")).status_code == 202
    assert "SO-ALIKE-003" not in dict(judged(line, "edi")["PO-2"])
