"""Least rights: each bot can do all that it must, and nothing outside its list, in Odoo and before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from connectors.odoo.doctor import Check, examine
from connectors.odoo.port import UPDATE, OdooPort
from connectors.odoo.prepare import Where, prepare
from connectors.odoo.references import KINDS, OdooReferences
from connectors.odoo.sales import Note
from domain.errors import Misconfigured, StopTheRun
from tests.contract.odoo.older_copies import in_both_protocols
from tests.contract.odoo.world import World


def _examined(world: World, *, days: int = 0) -> dict[str, Check]:
    ports = {"sales": world.sales_port, "reader": world.reader_port}
    return {check.name: check for check in examine(ports, now=datetime.now(UTC) + timedelta(days=days))}


def _ill(world: World, *, days: int = 0) -> dict[str, Check]:
    return {name: check for name, check in _examined(world, days=days).items() if not check.ok}


@in_both_protocols
def test_the_bots_do_their_whole_work_with_the_rights_that_prepare_gave_them(world: World) -> None:
    (draft,) = world.drafted(world.order())

    assert world.sales.confirm([draft])[0].outcome == "confirmed"
    note = Note(external_id=draft.external_id, record_id=draft.record_id, body="x")
    assert world.sales.note([note])[0].outcome == "created"
    references = OdooReferences(world.reader_port)
    kinds = [kind for kind in KINDS if kind != "fiscal_position" or world.sql("select 1 from account_fiscal_position")]
    assert {kind: sum(len(page) for page in references.changed(kind)) > 0 for kind in kinds} == dict.fromkeys(
        kinds, True
    )


def test_the_sales_bot_is_stopped_here_before_it_writes_a_field_that_is_not_its_own(world: World) -> None:
    (draft,) = world.drafted(world.order())

    with pytest.raises(Misconfigured, match="may not write note of sale"):
        world.sales_port.write("sale.order", [draft.record_id], {"note": "x"})
    with pytest.raises(Misconfigured, match="may not write state"):
        world.sales_port.load("sale.order", (".id", "state"), [(draft.record_id, "sale")], context=UPDATE)
    with pytest.raises(Misconfigured, match="may not write order_line/tax_ids"):
        world.sales_port.load("sale.order", (".id", "order_line/tax_ids/.id"), [(draft.record_id, "1")], context=UPDATE)
    with pytest.raises(Misconfigured, match="may not write name of res"):
        world.sales_port.write("res.partner", [1], {"name": "x"})
    with pytest.raises(Misconfigured, match="may not call unlink"):
        world.sales_port.call("sale.order", "unlink", [draft.record_id])
    assert world.sql("select coalesce(note, ''), state from sale_order where id = %s", draft.record_id) == [
        ("", "draft")
    ]


@in_both_protocols
def test_odoo_itself_stops_the_sales_bot_at_master_data_and_the_reader_at_every_write(world: World) -> None:
    (draft,) = world.drafted(world.order())
    unguarded_sales = world.port("admin", world.keys["sales"])
    unguarded_reader = world.port("admin", world.keys["reader"])

    for model, record in (("res.partner", world.customers["C1"]), ("product.product", world.products["CUP"])):
        with pytest.raises(Misconfigured, match="does not let the bot"):
            unguarded_sales.write(model, [record], {"name": "x"})
    with pytest.raises(Misconfigured, match="does not let the bot"):
        unguarded_reader.write("sale.order", [draft.record_id], {"client_order_ref": "x"})
    with pytest.raises(Misconfigured, match="does not let the bot"):
        unguarded_sales.call("sale.order", "_create_invoices", [draft.record_id])


@in_both_protocols
def test_prepare_may_run_again_and_sets_right_what_was_changed(world: World) -> None:
    before = _ill(world)
    bot = world.admin.search_read("res.users", [("login", "=", "lading.sales")], ["id"])[0]["id"]
    manager = world.sql("select res_id from ir_model_data where module = 'base' and name = 'group_system'")[0][0]
    world.admin.write("res.users", [bot], {"group_ids": [(4, manager)], "tz": "Asia/Tokyo"})
    found = _examined(world)
    assert not found["sales surplus rights"].ok
    assert "write res.users" in found["sales surplus rights"].what
    assert not found["sales time zone"].ok

    again = prepare(world.admin, Where(world.copy.url, world.copy.database), roles=["sales"])

    assert _ill(world) == before
    assert world.port(key=again.keys["sales"]).user_id() == world.sales_port.user_id() == bot
    assert again.keys["sales"].get_secret_value() not in repr(again)


@in_both_protocols
def test_a_bot_that_lost_its_rights_is_one_mistake_and_not_a_refusal_of_every_order(world: World) -> None:
    bot = world.admin.search_read("res.users", [("login", "=", "lading.sales")], ["id", "group_ids"])[0]
    kept = world.sql("select res_id from ir_model_data where module = 'base' and name = 'group_user'")[0][0]
    ours = world.sql("select res_id from ir_model_data where name in ('group_reader', 'group_external_ids')")
    world.admin.write("res.users", [bot["id"]], {"group_ids": [(6, 0, [kept, *(row[0] for row in ours)])]})
    orders = [world.order(), world.order()]
    try:
        with pytest.raises(Misconfigured, match=r"create sale\.order"):
            world.sales.draft(orders)
    finally:
        world.admin.write("res.users", [bot["id"]], {"group_ids": [(6, 0, bot["group_ids"])]})

    assert {answer.outcome for answer in world.sales.draft(orders)} == {"created"}


def test_the_doctor_sees_a_feature_switched_off_a_key_running_out_and_a_company_without_chart(world: World) -> None:
    company = world.admin.call("res.company", "create", arguments={"vals_list": [{"name": "Bare"}]})[0]
    bots = world.admin.search_read("res.users", [("login", "=like", "lading.%")], ["id"])
    world.admin.write("res.users", [bot["id"] for bot in bots], {"company_ids": [(4, company)]})
    group = world.sql("select res_id from ir_model_data where module = 'uom' and name = 'group_uom'")[0][0]
    users = world.sql("select res_id from ir_model_data where module = 'base' and name = 'group_user'")[0][0]
    world.admin.write("res.groups", [users], {"implied_ids": [(3, group)]})

    ill = _ill(world, days=85)

    world.admin.write("res.groups", [users], {"implied_ids": [(4, group)]})
    assert "feature units of measure and packs" not in _ill(world)
    expected = {
        "feature units of measure and packs",
        "sales key expiry",
        "reader key expiry",
        "company Bare",
    }
    assert set(ill) >= expected
    assert all(check.next_step for check in ill.values())
    assert "a chart of accounts" in ill["company Bare"].what


def test_a_module_of_our_prefix_is_found_and_prepare_refuses(world: World) -> None:
    values = {"name": "__lading__", "shortdesc": "x", "state": "uninstalled"}
    module = world.admin.call("ir.module.module", "create", arguments={"vals_list": [values]})

    assert not _examined(world)["external ids"].ok
    with pytest.raises(Misconfigured, match="module called __lading__"):
        prepare(world.admin, Where(world.copy.url, world.copy.database))

    world.admin.call("ir.module.module", "unlink", module)


@in_both_protocols
@pytest.mark.parametrize("key", ["0" * 40, "x"])
def test_a_key_that_odoo_does_not_know_stops_the_run_and_is_not_shown(world: World, key: str) -> None:
    port: OdooPort = world.port(key=SecretStr(key))

    with pytest.raises(StopTheRun) as caught:
        port.user_id()

    assert "LADING_ODOO_API_KEY" in str(caught.value)
    assert "0" * 40 not in f"{caught.value!r}{caught.value}{port!r}"


@in_both_protocols
def test_a_revoked_key_stops_the_run(world: World) -> None:
    prepared = prepare(world.admin, Where(world.copy.url, world.copy.database), roles=["reader"])
    port = world.port("reader", prepared.keys["reader"])
    assert port.user_id()
    newest = "(select max(id) from res_users_apikeys where user_id = %s)"
    world.sql(f"delete from res_users_apikeys where id = {newest} returning id", port.user_id())
    fresh = world.port("reader", prepared.keys["reader"])

    with pytest.raises(StopTheRun):
        fresh.user_id()
