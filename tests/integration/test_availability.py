"""Availability through the real parts: Odoo's stock, orders through the stages, numbers, promises, obligations."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from connectors.odoo.rows import as_odoo_time
from domain.errors import TryAgain
from domain.promising.terms import layers
from entrypoints.cli_frame import Screen
from ledger.published import NumberRow
from tasks.availability import writers
from tasks.availability.explaining import explain
from tasks.availability.looking import Looked, look, reconcile_numbers
from tasks.capture import capture
from tasks.confirm import confirm
from tasks.draft import draft
from tasks.gates import extract_gate, read_back_gate, transform_gate
from tasks.intake import collect
from tasks.map_codes import map_codes
from tasks.publish import publish
from tasks.rules import rules
from tasks.runtime.resources import Resources, use
from tests.faults.world import CHANNEL, PROFILE, Nursery, World, make_world
from tests.furnished import furnished_copy
from tests.odoo_fixture import ledger_database

SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(days=6)
ON_HAND = {"F-1": 20, "F-2": 3, "F-3": 50, "F-4": 7, "F-5": 0}
PRICES = {sku: f"{int(sku[2:]) * 8}.00" for sku in ON_HAND}
SECTION = {"share": 50, "priority": 1, "inbound_days": 10, "reserve": "capture"}
OBLIGED = {"997": {"hours": 4}, "855": {"hours": 24}, "810": {"hours": 48, "after": "confirmed"}}
PORTAL = {
    "partner": "portal", "source_id": "portal", "channel": "portal", "format": "x12",
    "transport": {"inbox": "portal"}, "availability": {"priority": 2, "buffer": 1, "packs": {"F-3": 10}},
}  # fmt: skip


@dataclass
class Distributor:
    """A small distributor with stock in Odoo, two channels that offer it, and the stages by hand."""

    world: World
    house: Resources

    @property
    def admin(self) -> Any:
        return self.world.admin

    def product(self, sku: str) -> int:
        return int(self.world.odoo_rows("select id from product_product where default_code = %(sku)s", sku=sku)[0][0])

    def count(self, sku: str, units: int) -> None:
        (place,) = self.world.odoo_rows("select lot_stock_id from stock_warehouse order by id limit 1")[0]
        values = {"product_id": self.product(sku), "location_id": place, "inventory_quantity": units}
        made = self.admin.call(
            "stock.quant", "create", arguments={"vals_list": [values]}, context={"inventory_mode": True}
        )
        self.admin.call("stock.quant", "action_apply_inventory", made if isinstance(made, list) else [made])

    def buy(self, sku: str, units: int, on: datetime) -> int:
        (supplier,) = self.world.odoo_rows("select id from res_partner where ref = 'FC-1'")[0]
        line = {"product_id": self.product(sku), "product_qty": units, "date_planned": as_odoo_time(on)}
        values = {"partner_id": supplier, "order_line": [(0, 0, line)]}
        made = self.admin.call("purchase.order", "create", arguments={"vals_list": [values]})
        number = int(made[0] if isinstance(made, list) else made)
        self.admin.call("purchase.order", "button_confirm", [number])
        return number

    def order(self, number: str, *lines: tuple[str, int], price: str | None = None) -> None:
        day = datetime.now(UTC).date().isoformat()
        rows = [(number, day, "FC-1", sku, str(units), "EA", price or PRICES[sku]) for sku, units in lines]
        self.world.drop(f"{number}.csv", rows)

    def work(self, *stages: Any) -> None:
        """Pick up, claim, and take the batch through these stages after capture."""
        assert collect(self.house, CHANNEL)
        batch = self.house.claim(CHANNEL, self.house.limits(), "test")
        assert batch is not None

        async def through() -> None:
            for one in (capture, extract_gate, map_codes, *stages):
                await one(batch)

        asyncio.run(through())
        self.house.give_back(batch)

    def go_on(self, *stages: Any) -> None:
        """What was left between two stages goes on."""
        batch = self.house.claim(CHANNEL, self.house.limits(), "test")
        assert batch is not None

        async def through() -> None:
            for one in stages:
                await one(batch)

        asyncio.run(through())
        self.house.give_back(batch)

    def numbers(self, *skus: str) -> dict[tuple[str, str], int]:
        with self.house.ledger.open() as book:
            return {(one.channel, one.sku): one.number for one in book.published.listed(skus=skus or None)}

    def reservations(self, number: str) -> list[tuple[str, str, str]]:
        return self.world.ledger_rows(
            "select r.sku, r.state, r.quantity::text from reservations r join documents d on d.id = r.document_id"
            " where d.number = %(number)s order by r.position",
            number=number,
        )


AFTER_MAP = (rules, transform_gate, draft, read_back_gate, confirm, publish)


@pytest.fixture(scope="module")
def distributor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Distributor]:
    home = tmp_path_factory.mktemp("availability")
    with furnished_copy("availability") as (odoo, keys), ledger_database("ledger_availability") as url:
        world = make_world(home, odoo, url, Nursery.__new__(Nursery), keys)
        ours = yaml.safe_load(PROFILE) | {"availability": SECTION, "obligations": OBLIGED}
        (home / "partners" / "faults.yaml").write_text(yaml.safe_dump(ours))
        (home / "partners" / "portal.yaml").write_text(yaml.safe_dump(PORTAL))
        for folder in ("in", "portal"):
            Path(home / "channels" / folder).mkdir(parents=True, exist_ok=True)
        made = Distributor(world, Resources(world.made_settings(mirror_seconds=0)))
        for sku, units in ON_HAND.items():
            if units:
                made.count(sku, units)
        made.buy("F-2", 10, SOON)
        use(made.house)
        yield made
        use(None)
        made.house.ledger.close()


def test_a_first_look_publishes_every_sku_and_a_second_one_nothing(distributor: Distributor) -> None:
    found = look(distributor.house)
    assert found.changed == {CHANNEL: 4, "portal": 4}  # of F-5 there is none, and never was
    assert found.sent == found.changed
    numbers = distributor.numbers("F-1", "F-2", "F-3")
    assert numbers == {
        (CHANNEL, "F-1"): 10, ("portal", "F-1"): 9,
        (CHANNEL, "F-2"): 6, ("portal", "F-2"): 1,  # its share of the receipt within ten days is offered, too
        (CHANNEL, "F-3"): 25, ("portal", "F-3"): 2,  # packs of ten
    }  # fmt: skip
    assert look(distributor.house) == Looked()


def test_a_reservation_lives_from_mapping_to_odoos_own_and_counts_once_at_every_moment(
    distributor: Distributor,
) -> None:
    house = distributor.house

    def free() -> int:
        told = explain(house, "portal", "F-1")
        return told.free[next(iter(told.free))]

    assert free() == 20
    distributor.order("AV-1", ("F-1", 6))
    distributor.work()
    assert distributor.reservations("AV-1") == [("F-1", "held", "6")]
    assert free() == 14
    assert look(house).changed == {CHANNEL: 1, "portal": 1}
    assert distributor.numbers("F-1") == {
        (CHANNEL, "F-1"): 5,
        ("portal", "F-1"): 6,
    }  # the portal's nine may be sold still
    assert look(house).changed == {CHANNEL: 1}
    assert distributor.numbers("F-1") == {(CHANNEL, "F-1"): 7, ("portal", "F-1"): 6}

    distributor.go_on(rules, transform_gate, draft, read_back_gate, confirm)
    assert distributor.reservations("AV-1") == [("F-1", "taken", "6")]
    assert free() == 14  # Odoo reserves it already, but the stock was not read since
    found = look(house)
    assert found.stock == 1
    told = explain(house, "portal", "F-1")
    assert {term["term"]: term["quantity"] for term in told.terms} == {"on hand": "20", "reserved": "-6"}
    assert free() == 14
    distributor.go_on(publish)
    assert distributor.numbers("F-1")[CHANNEL, "F-1"] == 7


def test_what_is_held_gives_its_goods_back(distributor: Distributor) -> None:
    distributor.order("AV-2", ("F-3", 4), price="0.01")
    distributor.work(rules)
    with distributor.house.ledger.open() as book:
        (waiting,) = book.exceptions.list(["number:AV-2"])
    assert waiting.kind in {"held", "exception"}
    assert distributor.reservations("AV-2") == [("F-3", "returned", "4")]


def test_an_order_is_promised_by_date_and_its_breach_is_told_when_the_receipt_slips(distributor: Distributor) -> None:
    house = distributor.house
    distributor.order("AV-3", ("F-2", 6))
    distributor.work(*AFTER_MAP)
    with house.ledger.open() as book:
        (document,) = distributor.world.ledger_rows("select id, state from documents where number = 'AV-3'")
        promises = book.promises.of([document[0]])
    assert document[1] == "done"
    today = datetime.now(UTC).date()
    assert [(str(one.quantity), one.on) for one in promises] == [("1", today), ("5", SOON.date())]
    receipt = promises[1].source
    assert receipt is not None
    assert receipt.model == "stock.move"
    assert look(house).endangered == 0

    ((line,),) = distributor.world.odoo_rows(
        "select purchase_line_id from stock_move where id = %(id)s", id=int(receipt.record)
    )
    later = SOON + timedelta(days=12)
    distributor.admin.write("purchase.order.line", [line], {"date_planned": as_odoo_time(later)})
    assert look(house).endangered == 1
    with house.ledger.open() as book:
        (told,) = book.exceptions.list(["kind:promise"])
    assert (told.number, told.code, told.owner) == ("AV-3", "AV-LATE-001", "sales")
    assert str(later.date()) in told.findings[0].message
    assert look(house).endangered == 0


def test_why_shows_every_term_with_its_record_and_they_make_the_number(
    distributor: Distributor, capsys: pytest.CaptureFixture[str]
) -> None:
    look(distributor.house)
    told = explain(distributor.house, CHANNEL, "F-2")
    quants = {row[0] for row in distributor.world.odoo_rows("select id from stock_quant")}
    moves = {row[0] for row in distributor.world.odoo_rows("select id from stock_move")}
    known = {"stock.quant": quants, "stock.move": moves}
    assert {int(str(term["record"])) in known[str(term["model"])] for term in told.terms} == {True}
    assert told.current
    Screen(json=True).data(told.as_data())
    shown = json.loads(capsys.readouterr().out)
    assert (shown["number"], shown["published"]["number"]) == (told.offer.number, told.offer.number)
    assert layers("WH", ()) == []


def test_numbers_that_a_channel_does_not_take_are_sent_again(
    distributor: Distributor, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[NumberRow] = []
    away = [True]

    def shop(house: Resources, channel: str, numbers: Any) -> None:
        if away:
            away.pop()
            raise TryAgain("The shop is away.")
        taken.extend(numbers)

    monkeypatch.setitem(writers.WRITERS, "table", shop)
    distributor.count("F-4", 9)
    found = look(distributor.house)
    assert {one.code for one in found.findings} == {"AV-SEND-001"}
    assert found.sent == {"portal": 1}
    assert look(distributor.house).sent == {CHANNEL: 1}
    assert {(one.channel, one.sku, one.number) for one in taken} == {(CHANNEL, "F-4", 4), ("portal", "F-4", 4)}


def test_drift_is_corrected_and_reported(distributor: Distributor) -> None:
    assert reconcile_numbers(distributor.house).drifted == 0
    with psycopg.connect(distributor.world.ledger_dsn) as connection:
        connection.execute("update published_availability set number = 99 where sku = 'F-3' and channel = 'portal'")
    found = reconcile_numbers(distributor.house)
    assert (found.drifted, [one.code for one in found.findings]) == (1, ["AV-DRIFT-001"])
    assert distributor.numbers("F-3")["portal", "F-3"] == 2


def test_a_document_starts_its_deadlines_when_it_comes_in(distributor: Distributor) -> None:
    with distributor.house.ledger.open() as book:
        owed = {(one.number, one.kind): one for one in book.obligations.list()}
    assert {("AV-1", "997"), ("AV-1", "855"), ("AV-3", "997"), ("AV-3", "810")} <= set(owed)
    assert ("AV-2", "810") not in owed  # it was never confirmed
    received = distributor.world.ledger_rows(
        "select v.received_at from documents d join deliveries v on v.id = d.delivery_id where d.number = 'AV-1'"
    )[0][0]
    assert owed["AV-1", "997"].due_at == received + timedelta(hours=4)
    assert owed["AV-1", "855"].state == "due"
