"""What only an older Odoo shows; runs under ``python -m tests.contract.odoo.older``."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from pydantic import SecretStr

from connectors.odoo.address import OdooAddress
from connectors.odoo.connect import connect
from connectors.odoo.doctor import examine
from connectors.odoo.planning.snapshot import OdooPlanning
from connectors.odoo.purchasing.differing import differences
from connectors.odoo.references import OdooReferences
from connectors.odoo.versions import TRIED
from domain.documents.master import FiscalPosition
from domain.errors import Misconfigured
from domain.planning.plan_frames import NEEDS
from domain.planning.profile import PlanningProfile
from domain.planning.reordering import wanted_rules
from tests.contract.odoo.older_copies import OLDER
from tests.contract.odoo.plans import DUE, buy, planned
from tests.contract.odoo.world import ORDERED_AT, World

pytestmark = pytest.mark.skipif(OLDER not in os.environ, reason="python -m tests.contract.odoo.older runs it")


def test_auto_speaks_jsonrpc_to_an_old_odoo_and_the_doctor_knows_its_version(world: World) -> None:
    address = OdooAddress(world.copy.url, world.copy.database, world.keys["sales"], "lading.sales")
    port = connect(address)
    world.open_ports.append(port)

    assert port.user_id() == world.sales_port.user_id()
    assert port.version().major in TRIED
    checks = {check.name: check for check in examine({"sales": port}, now=datetime.now(UTC))}
    assert checks["odoo version"].ok
    assert not [check for name, check in checks.items() if name.startswith("sales ") and not check.ok]


def test_a_database_that_is_not_there_is_a_mistake_of_the_settings(world: World) -> None:
    port = connect(OdooAddress(world.copy.url, "no_such_database", SecretStr("k"), "x"), protocol="rpc")

    with pytest.raises(Misconfigured, match="no_such_database"):
        port.user_id()
    port.close()


def test_a_fiscal_position_maps_taxes_line_by_line_and_one_without_lines_keeps_them(world: World) -> None:
    old, new = (row["id"] for row in world.admin.search_read("account.tax", [], ["id"], limit=2))
    lines = [(0, 0, {"tax_src_id": old, "tax_dest_id": new}), (0, 0, {"tax_src_id": new})]
    values = [{"name": "Abroad", "tax_ids": lines}, {"name": "At home"}]
    made = world.admin.call("account.fiscal.position", "create", arguments={"vals_list": values})

    found = {row.id: row.data for page in OdooReferences(world.reader_port).changed("fiscal_position") for row in page}
    abroad, home = (FiscalPosition.model_validate_json(found[record]) for record in made)

    assert set(abroad.tax_map) == {(old, new), (new, 0)}
    assert (home.tax_map, home.removes_all) == ((), False)


def test_history_is_refused_by_name_and_the_order_stays_a_draft_without_deliveries(world: World) -> None:
    (draft,) = world.drafted(world.order())
    assert world.sales.too_old_for_history().startswith("Odoo 14")

    (answer,) = world.sales.confirm([draft.model_copy(update={"history": True})])

    assert answer.outcome == "refused"
    assert answer.finding is not None
    assert answer.finding.code == "BF-HIST-001"
    assert "Odoo 14" in answer.finding.message
    state = world.admin.search_read("sale.order", [("id", "=", draft.record_id)], ["state", "picking_ids"])
    assert [(row["state"], row["picking_ids"]) for row in state] == [("draft", [])]


def test_a_plan_s_snapshot_is_read_of_an_old_odoo_by_the_same_questions(world: World) -> None:
    cup, house = world.products["CUP"], world.admin.search_read("stock.warehouse", [], ["code"], order="id")[0]
    dozen = world.admin.search_read("uom.uom", [("name", "=", "Case of 12")], ["id"])[0]["id"]
    price = {"partner_id": world.customers["C2"], "price": 48, "min_qty": 2, "delay": 5}
    template = world.admin.search_read("product.product", [("id", "=", cup)], ["product_tmpl_id"])[0]["product_tmpl_id"]
    world.admin.call(
        "product.supplierinfo", "create", arguments={"vals_list": [{**price, "product_tmpl_id": template}]}
    )
    line = {"product_id": cup, "product_qty": 2, "product_uom_id": dozen, "price_unit": 48, "name": "CUP"}
    bought = _made(world, "purchase.order", {"partner_id": world.customers["C2"]})
    dated = {**line, "order_id": bought, "date_planned": "2030-02-01 10:00:00"}
    _made(world, "purchase.order.line", dated)
    world.admin.call("purchase.order", "button_confirm", [bought])
    (draft,) = world.drafted(world.order())
    world.sales.confirm([draft])
    profile = PlanningProfile(plan="old", currency="USD", timezone="Europe/Berlin", history_periods=200)

    read = OdooPlanning(world.reader_port).snapshot(profile)

    assert read.snapshot.supply.filter(sku="CUP").select("place", "quantity", "price").rows() == [
        (house["code"], 24.0, 4.0)
    ]
    sold = world.sql(
        "select sum(product_uom_qty)::float from sale_order_line where product_id = %s and state = 'sale'", cup
    )
    history = read.snapshot.history.filter(sku="CUP")
    assert [(history["ordered"].sum(),)] == sold
    assert str(ORDERED_AT.astimezone(ZoneInfo("Europe/Berlin")).date()) in {str(day) for day in history["day"]}
    assert read.totals.select("lines", "asked").rows() == read.totals.select("read_lines", "read_asked").rows()
    again = OdooPlanning(world.reader_port).snapshot(profile, known=read.known)
    assert again.snapshot.history.equals(read.snapshot.history)


def test_a_plan_s_orders_and_rules_stand_in_an_old_odoo_and_the_next_snapshot_counts_them(world: World) -> None:
    plan, profile = planned(world), PlanningProfile(plan="old", currency="USD", history_periods=8)
    orders = plan.grouped(buy("MUG"), buy("MUG", kind="transfer", place="WH2", origin="WH")).orders
    assert [one.outcome for one in plan.purchasing.post(orders)] == ["created", "created"]
    for order in orders:
        found = plan.purchasing.read_back(order.kind, [order.external_id])[order.external_id]
        assert (differences(order, found), plan.purchasing.confirm(order.kind, [found])[0].outcome) == ((), "confirmed")
    need = {
        "sku": "MUG",
        "place": "WH2",
        "supply_kind": "transfer",
        "origin": "WH",
        "reorder_point": 3,
        "order_up_to": 9,
    }
    rules, bot = wanted_rules(NEEDS.of([need]), plan.snapshot, profile), plan.purchasing.rules
    changed = [one.model_copy(update={"maximum": Decimal(11)}) for one in rules]
    assert bot.act(bot.look(rules, {}, set())).made == 1
    assert bot.look(rules, {}, set()).same == 1
    assert bot.act(bot.look(changed, {rules[0].external_id: [rules[0].levels]}, set())).changed == 1

    read = OdooPlanning(world.reader_port).snapshot(profile, ["MUG"]).snapshot

    ours = read.supply.filter(pl.col("due_on") == DUE)
    rounded = ours.select("kind", "place", "quantity", pl.col("price").round(6), "confirmed")
    assert rounded.sort("kind").rows() == [
        ("purchase", "WH", 12.0, 4.1, True), ("transfer", "WH2", 12.0, 0.0, True),
    ]  # fmt: skip
    assert ours["external_id"].to_list().count(orders[0].lines[0].external_id) == 1
    assert read.open_demand.filter(kind="transfer")["quantity"].sum() == 12
    assert read.rules.select("place", "minimum", "maximum", "trigger", "external_id").rows() == [
        ("WH2", 3.0, 11.0, "manual", rules[0].external_id)
    ]


def _made(world: World, model: str, values: dict[str, object]) -> int:
    answer = world.admin.call(model, "create", arguments={"vals_list": [values]})
    return int(answer[0] if isinstance(answer, list) else answer)
