"""A snapshot says what Odoo's own tables say, is of one moment, and is read again only where something changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from connectors.odoo.doctor import examine
from connectors.odoo.planning.buyers import read_buyers
from connectors.odoo.planning.company import ask_as
from connectors.odoo.planning.consistent import steady
from connectors.odoo.planning.items import read_items
from connectors.odoo.planning.places import read_places
from connectors.odoo.planning.position import read_position
from connectors.odoo.planning.snapshot import Read
from connectors.odoo.planning.units import read_units
from domain.errors import Misconfigured
from domain.planning.profile import PlanningProfile
from tests.planning_yard import PROFILE, Meddling, PlanningYard, a_planning_yard

SHORT = PROFILE.model_copy(update={"history_periods": 8})
"""For tests that look at the position only."""


@pytest.fixture(scope="module")
def yard() -> Iterator[PlanningYard]:
    """Sales of two days a year ago by their own date, purchases in all states, a transfer, a return."""
    with a_planning_yard("planning") as made:
        _happen(made)
        yield made


@pytest.fixture(scope="module")
def read(yard: PlanningYard) -> Read:
    return yard.read()


def _happen(yard: PlanningYard) -> None:
    unit = yard.admin.search_read("uom.uom", [("name", "=", "Units")], ["id"])[0]["id"]
    dozen = yard.make("uom.uom", {"name": "Box of 12", "relative_factor": 12, "relative_uom_id": unit})
    quarantine = yard.make(
        "stock.location", {"name": "Quarantine", "location_id": yard.houses["WH"]["view_location_id"]}
    )
    yard.count("F-1", "WH", 100)
    yard.count("F-1", "WH", 7, quarantine)
    yard.count("F-2", "WH2", 5)
    late = yard.sell([("F-1", 3), ("F-2", 1, dozen)], on="2026-03-28 23:30:00")  # 00:30 of the 29th in Berlin
    yard.sell([("F-1", 5)], on="2026-03-29 09:00:00")
    yard.sell([("F-2", 2)], "WH2", on="2026-03-29 09:00:00")
    gone = yard.sell([("F-1", 4)], on="2026-03-30 09:00:00")
    yard.admin.call("sale.order", "action_cancel", [gone])
    yard.do([("sale_line_id.order_id", "=", late), ("product_id", "=", yard.products["F-1"])])
    yard.bring_back(late, "F-1", 2)
    came = yard.buy("F-1", 2, product_uom_id=dozen, price_unit=48)
    yard.do([("purchase_line_id.order_id", "=", came)], 6)
    yard.buy("F-3", 10, "WH2", confirm=False)
    yard.transfer("F-1", "WH", "WH2", 6)
    euro = yard.admin.search_read("res.currency", [("name", "=", "EUR")], ["id"], context={"active_test": False})[0][
        "id"
    ]
    yard.admin.write("res.currency", [euro], {"active": True})
    yard.make("res.currency.rate", {"currency_id": euro, "name": "2020-01-01", "rate": 0.5})
    template = yard.admin.search_read("product.product", [("id", "=", yard.products["F-4"])], ["product_tmpl_id"])[0][
        "product_tmpl_id"
    ]
    price = {"partner_id": yard.supplier, "price": 30, "discount": 20, "currency_id": euro, "delay": 9, "min_qty": 2}
    yard.make("product.supplierinfo", {**price, "product_uom_id": dozen, "product_tmpl_id": template})
    rule = {"product_id": yard.products["F-1"], "warehouse_id": yard.houses["WH"]["id"], "trigger": "manual"}
    location = yard.houses["WH"]["lot_stock_id"]
    yard.make(
        "stock.warehouse.orderpoint", {**rule, "location_id": location, "product_min_qty": 2, "product_max_qty": 9}
    )


def _rows(frame: pl.DataFrame, *names: str) -> list[tuple[Any, ...]]:
    return frame.select(names).rows()


def test_sales_stand_under_the_orders_own_day_of_the_company_in_the_items_unit(read: Read, yard: PlanningYard) -> None:
    history = read.snapshot.history.filter(pl.col("day").is_between(date(2026, 3, 1), date(2026, 3, 31)))
    odoo = yard.sql(
        """select p.default_code, w.code, (o.date_order at time zone 'UTC' at time zone 'Europe/Berlin')::date,
                  sum(case when o.state = 'sale' then l.product_uom_qty * u.factor / i.factor else 0 end)::float,
                  sum(case when o.state = 'cancel' then l.product_uom_qty * u.factor / i.factor else 0 end)::float
           from sale_order_line l join sale_order o on o.id = l.order_id join product_product p on p.id = l.product_id
           join product_template t on t.id = p.product_tmpl_id join uom_uom u on u.id = l.product_uom_id
           join uom_uom i on i.id = t.uom_id join stock_warehouse w on w.id = o.warehouse_id
           where o.date_order < '2026-04-01' group by 1, 2, 3 order by 1, 2, 3"""
    )
    assert _rows(history, "sku", "place", "day", "ordered", "cancelled") == odoo
    assert ("F-2", "WH", date(2026, 3, 29), 12.0, 0.0) in odoo
    assert ("F-1", "WH", date(2026, 3, 30), 0.0, 4.0) in odoo
    assert read.snapshot.history["returned"].sum() == 2
    assert _rows(read.totals, "lines", "read_lines", "asked", "read_asked") == [(5, 5, 26.0, 26.0)]


def test_stock_is_what_lies_in_usable_locations_and_changes_add_up_to_it(read: Read, yard: PlanningYard) -> None:
    stock = read.snapshot.stock
    assert _rows(stock, "sku", "place", "on_hand", "unusable") == [
        ("F-1", "WH", 112.0, 0.0),
        ("F-2", "WH2", 5.0, 0.0),
    ]
    sums = read.snapshot.stock_changes.group_by("sku", "place").agg(pl.col("change").sum()).sort("sku", "place")
    assert sums.rows() == [(sku, place, on_hand) for sku, place, on_hand in _rows(stock, "sku", "place", "on_hand")]
    apart = {"WH": {"unusable_locations": ["WH/Quarantine"]}, "WH2": {}}
    profile = PlanningProfile.model_validate(SHORT.model_dump() | {"warehouses": apart})
    set_apart = yard.read(profile, "F-1").snapshot
    assert _rows(set_apart.stock, "sku", "on_hand", "unusable") == [("F-1", 105.0, 7.0)]
    assert set_apart.stock_changes["change"].sum() == 105


def test_supply_is_open_receipts_drafts_and_transfers_in_the_items_unit_and_our_money(read: Read) -> None:
    names = ("sku", "place", "quantity", "kind", "origin", "confirmed", "price", "due_on")
    assert sorted(_rows(read.snapshot.supply, *names)) == [
        ("F-1", "WH", 18.0, "purchase", "FC-2", True, 4.0, date(2030, 2, 1)),
        ("F-1", "WH2", 6.0, "transfer", "WH", True, 0.0, datetime.now(UTC).date()),
        ("F-3", "WH2", 10.0, "purchase", "FC-2", False, 4.0, date(2030, 2, 1)),
    ]


def test_open_demand_names_document_customer_and_price(read: Read) -> None:
    names = ("sku", "place", "quantity", "kind", "customer", "price")
    assert sorted(_rows(read.snapshot.open_demand, *names)) == [
        ("F-1", "WH", 5.0, "sale", "FC-1", 8.0),
        ("F-1", "WH", 6.0, "transfer", "", 0.0),
        ("F-2", "WH", 12.0, "sale", "FC-1", 16.0),
        ("F-2", "WH2", 2.0, "sale", "FC-1", 16.0),
    ]


def test_suppliers_receipts_and_rules_come_with_the_item(read: Read) -> None:
    snapshot = read.snapshot
    assert _rows(snapshot.receipts, "sku", "place", "supplier", "quantity", "promised_on") == [
        ("F-1", "WH", "FC-2", 6.0, date(2030, 2, 1))
    ]
    assert _rows(snapshot.rules, "sku", "place", "minimum", "maximum", "trigger") == [("F-1", "WH", 2.0, 9.0, "manual")]
    boxes = snapshot.suppliers.filter(sku="F-4")  # a box of 12 for 30 EUR less a fifth; 2 USD are an EUR
    names = ("supplier", "price_foreign", "currency", "price", "pack", "quantity_min", "lead_days")
    assert _rows(boxes, *names) == [("FC-2", 2.0, "EUR", 4.0, 12.0, 24.0, 9.0)]
    assert read.findings == ()
    assert snapshot.places["place"].to_list() == ["WH", "WH2"]


def test_an_item_without_a_code_and_a_code_given_twice_are_told_and_left_out(yard: PlanningYard) -> None:
    ask = ask_as(yard.reader, SHORT)
    units = read_units(ask)
    made = [
        yard.make("product.product", {"name": name, "default_code": code, "is_storable": True})
        for name, code in (("Nameless", False), ("Twin", "F-4"))
    ]
    items, found = read_items(ask, SHORT, units, ())
    yard.admin.write("product.product", made, {"active": False})

    told = sorted((one.code, one.value) for one in found)
    assert told == [("PL-ITEM-001", "Nameless"), ("PL-ITEM-002", "F-4")]
    assert items.frame["sku"].to_list() == ["F-1", "F-2", "F-3", "F-5"]
    archived, silent = read_items(ask, SHORT, units, ())
    assert (archived.frame["sku"].to_list(), silent) == (["F-1", "F-2", "F-3", "F-4", "F-5"], [])


@pytest.mark.parametrize("model", ["stock.quant", "stock.move", "purchase.order.line"])
def test_goods_received_while_it_is_read_are_counted_once(yard: PlanningYard, model: str) -> None:
    order = yard.buy("F-5", 9)
    before = _position(yard, yard.reader)
    port = Meddling(yard.reader, model, lambda: yard.do([("purchase_line_id.order_id", "=", order)]))

    after = _position(yard, port)

    assert port.left == 0
    assert (sum(after.values()), after["supply"]) == (sum(before.values()), 0)


def _position(yard: PlanningYard, port: Any) -> dict[str, float]:
    ask = ask_as(port, SHORT)
    places, units = read_places(ask, SHORT), read_units(ask)
    stands = steady(ask, lambda some: read_position(ask, places, units, some), None)
    assert stands.moving == frozenset()
    rows = stands.position.rows
    known = {"stock": "on_hand", "supply": "quantity"}
    product = yard.products["F-5"]
    return {
        name: sum(row[field] for row in rows[name] if row["product_id"] == product) for name, field in known.items()
    }


def test_an_item_that_never_stands_still_is_set_aside_and_told(yard: PlanningYard) -> None:
    numbers = iter(range(50, 99))
    port = Meddling(yard.reader, "stock.quant", lambda: yard.count("F-3", "WH", next(numbers)), times=20)

    read = yard.read(SHORT, port=port)

    assert read.set_aside == ("F-3",)
    assert [(one.code, one.value) for one in read.findings] == [("PL-MOVING-001", "F-3")]
    held = [name for name, frame in read.snapshot.frames.items() if "sku" in frame and "F-3" in frame["sku"]]
    assert held == []
    assert "F-1" in read.snapshot.stock["sku"]


def test_what_is_known_is_checked_and_only_what_changed_is_read(yard: PlanningYard, read: Read) -> None:
    known = read.known
    yard.sell([("F-5", 11)], on="2025-12-24 10:00:00")
    backfilled = yard.read(known=known)
    assert backfilled.findings == ()
    march = pl.col("day") < date(2026, 4, 1)
    assert backfilled.snapshot.history.filter(march & (pl.col("sku") != "F-5")).equals(
        read.snapshot.history.filter(march)
    )
    assert (date(2025, 12, 24), 11.0) in _rows(backfilled.snapshot.history.filter(sku="F-5"), "day", "ordered")

    yard.sql(
        """update sale_order_line l set product_uom_qty = 6 from sale_order o
           where o.id = l.order_id and l.product_uom_qty = 11 returning l.id"""
    )
    later = type(known)(datetime.now(UTC) + timedelta(hours=1), backfilled.known.frames)
    drifted = yard.read(known=later)
    assert [(one.code, one.value) for one in drifted.findings] == [("PL-DRIFT-001", "2025-12-24")]
    assert (date(2025, 12, 24), 6.0) in _rows(drifted.snapshot.history.filter(sku="F-5"), "day", "ordered")


def test_the_reader_may_read_all_that_planning_needs_and_mistakes_of_the_profile_are_told(yard: PlanningYard) -> None:
    checks = {one.name: one for one in examine({"reader": yard.reader}, now=datetime.now(UTC))}
    assert checks["reader rights"].ok, checks["reader rights"].what
    assert checks["reader surplus rights"].ok
    for change, field in (
        ({"currency": "EUR"}, "currency"),
        ({"company": "Nobody"}, "company"),
        ({"timezone": "Europe/Nowhere"}, "timezone"),
        ({"warehouses": {"NONE": {}}}, "warehouses"),
    ):
        with pytest.raises(Misconfigured) as caught:
            yard.read(PROFILE.model_copy(update=change))
        assert caught.value.field == field


def test_who_was_promised_a_level_bought_this(yard: PlanningYard) -> None:
    """By its reference or its name; branches count; what was cancelled or is another's does not."""
    (ref, name), *_ = yard.sql("SELECT ref, name FROM res_partner WHERE id = %s", yard.customer)
    branch = yard.make("res.partner", {"name": "Branch", "parent_id": yard.customer})
    order = yard.sell([("F-4", 1)])
    yard.admin.call("sale.order", "action_cancel", [yard.sell([("F-3", 1)])])
    yard.admin.write("sale.order", [order], {"partner_id": branch})
    ask = ask_as(yard.reader, PROFILE)
    items, today = read_items(ask, PROFILE, read_units(ask), ())[0], datetime.now(UTC).date()
    for called in (ref, name):
        services = PROFILE.services.model_copy(update={"committed": {called: 0.99, "NOBODY": 0.99}})
        found = read_buyers(ask, items, PROFILE.model_copy(update={"services": services}), today)
        assert set(found["customer"]) == {called}
        bought = yard.sql(
            "SELECT DISTINCT p.default_code FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id"
            " JOIN product_product p ON p.id = l.product_id WHERE o.state = 'sale' AND o.partner_id IN (%s, %s)",
            yard.customer, branch,
        )  # fmt: skip
        assert sorted(found["sku"]) == sorted(sku for (sku,) in bought)
        assert ("F-4",) in bought
        assert ("F-3",) not in bought
    assert read_buyers(ask, items, PROFILE, today).height == 0
