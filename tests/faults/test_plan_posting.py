"""A plan's orders in Odoo, whatever dies, is lost, or is done by people: each approved line once, counted by SQL."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from pydantic import SecretStr

from connectors.odoo.json2 import Json2Port, OdooAddress
from connectors.odoo.purchasing.orders import OdooPurchasing
from tasks.planning.approved_first import order_approved
from tasks.planning.post_gate import check_orders, finish_open
from tasks.planning.posting import post_orders
from tests.contract.odoo.world import LosesAnswers
from tests.faults.planning import RULES, buy, move, need, plans_of
from tests.short_set import sampled


@pytest.fixture(scope="module")
def plans(world):
    return plans_of(world)


def posted(plans, plan):
    return post_orders(plans.house, plan), check_orders(plans.house, plan)


def test_approved_lines_are_orders_in_odoo_confirmed_and_counted_once(plans):
    plan = plans.made(buy("F-1"), buy("F-2"), buy("F-3", origin="V2"), buy("F-3", place="WH2"), move("F-4"))
    for _ in range(2):
        posted(plans, plan)
    purchases, transfers = plans.in_odoo(plan)
    assert purchases == [
        ("purchase", "V1", "WH", "F-1 12.00 4.1 0.00 2026-12-01;F-2 12.00 4.1 0.00 2026-12-01"),
        ("purchase", "V1", "WH2", "F-3 12.00 4.1 0.00 2026-12-01"),
        ("purchase", "V2", "WH", "F-3 12.00 4.1 0.00 2026-12-01"),
    ]
    assert transfers == [("confirmed", "WH", "WH2", "F-4 5.00 2026-12-01")]
    assert plans.states(plan) == [("purchase", "confirmed", [])] * 3 + [("transfer", "confirmed", [])]


def test_killed_at_any_point_it_goes_on_and_nothing_is_there_twice(plans, tmp_path, pytestconfig):
    record = tmp_path / "seams.txt"
    lines = (buy("F-1"), buy("F-2"), buy("F-3", origin="V2"), move("F-4"))
    rules = {"posting": plans.profile.posting.model_copy(update={"rules": True})}

    def made(level, *new):
        """One rule is changed by each plan; another one is made where it is killed at that."""
        return plans.made(*lines, needs=[need("F-5", level, level + 10), *new], **rules)

    calm = made(1)
    ended = plans.world.run(post=calm, record=str(record))
    assert ended["status"] == 0, ended["trouble"]
    plans.world.run(post=made(2), record=str(record))
    wanted = plans.in_odoo(calm)
    assert [len(some) for some in wanted] == [2, 1]
    points = list(dict.fromkeys(tuple(line.split()[:2]) for line in record.read_text().splitlines()))
    assert len(points) >= 18
    wrong, made_too = {}, iter(range(1, 5))
    for level, (kind, name) in enumerate(sampled(points, 18, pytestconfig), 3):
        plan = made(level, *([need(f"F-{next(made_too)}", level, 99)] if "rules.load" in name else []))
        killed = plans.world.run(post=plan, kill=[kind, name, 1])
        summary = posted(plans, plan)
        now = [row[2] for row in plans.world.odoo_rows(RULES) if row[0] == "F-5"]
        seen = (killed["status"], plans.in_odoo(plan) == wanted, now, summary[0].findings)
        if seen != (-9, True, [f"{level}.00"], ()) or set(plans.line_states(plan).values()) != {"posted"}:
            wrong[name] = seen
    assert wrong == {}
    open_ones = "SELECT external_id FROM plan_orders WHERE state IN ('recorded', 'unknown')"
    assert plans.world.ledger_rows(open_ones) == []


def test_what_was_approved_is_ordered_before_the_next_snapshot_is_read(plans):
    plan = plans.made(buy("F-1"), buy("F-2", origin="V2"))
    profile = plans.profile.plan
    assert order_approved(plans.house, profile, ["F-3"]) == ()
    assert plan in order_approved(plans.house, profile, ["F-1"])
    assert set(plans.line_states(plan).values()) == {"posted"}
    assert order_approved(plans.house, profile) == ()
    assert len(plans.in_odoo(plan)[0]) == 2


def test_what_a_run_left_open_is_finished_before_the_next_snapshot_is_read(plans):
    plan = plans.made(buy("F-1"), move("F-2"))
    killed = plans.world.run(post=plan, kill=["commit", "tasks.planning.orders.record.after", 1])
    assert killed["status"] == -9
    assert plans.in_odoo(plan) == ([], [])
    assert set(plans.line_states(plan).values()) == {"posting"}

    finish_open(plans.house, plans.profile.plan)

    assert [len(some) for some in plans.in_odoo(plan)] == [1, 1]
    assert [row[0] for row in plans.in_odoo(plan)[1]] == ["confirmed"], "Odoo counts no transfer that is a draft"
    assert set(plans.line_states(plan).values()) == {"posted"}


def test_two_at_once_make_each_order_once(plans):
    plan = plans.made(buy("F-1"), buy("F-2", origin="V2"), move("F-3"))
    others = [plans_of(plans.world) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: posted(one, plan), others))
    posted(plans, plan)
    assert [len(some) for some in plans.in_odoo(plan)] == [2, 1]
    assert {state for _, state, _ in plans.states(plan)} == {"confirmed"}


def test_a_lost_answer_is_looked_up_when_its_time_has_come_and_not_sent_before(plans):
    plan = plans.made(buy("F-1"))
    house = plans.world.house
    keys = plans.world.settings["odoo_keys"]
    address = OdooAddress(house.settings.odoo_url, house.settings.odoo_database, SecretStr(keys["planning"]))
    loses = LosesAnswers("load")
    house.purchasing = OdooPurchasing(Json2Port(address, role="planning", transport=loses))

    assert post_orders(house, plan).sent.unknown == 1
    assert post_orders(house, plan).sent.again == 1
    assert plans.states(plan) == [("purchase", "unknown", [])]
    plans.look_again(plan)
    assert post_orders(house, plan).sent.existing == 1
    assert check_orders(house, plan).confirmed == 1
    assert len(plans.in_odoo(plan)[0]) == 1


def test_what_a_person_deleted_or_edited_is_theirs(plans):
    drafts = {"posting": plans.profile.posting.model_copy(update={"confirm": False})}
    plan = plans.made(buy("F-1"), buy("F-2", origin="V2"), buy("F-3", place="WH2"), **drafts)
    assert posted(plans, plan)[1].verified == 3
    admin = plans.world.admin
    records = {row.payload["origin"] + row.payload["place"]: row.record_id for row in plans.orders(plan)}
    admin.call("purchase.order", "button_cancel", [records["V1WH"]])
    admin.call("purchase.order", "unlink", [records["V1WH"]])
    (line,) = admin.search_read("purchase.order.line", [("order_id", "=", records["V2WH"])], ["id"])
    admin.write("purchase.order.line", [line["id"]], {"product_qty": 7, "price_unit": 4, "discount": 0})
    admin.write("purchase.order", [records["V1WH2"]], {"note": "mine"})
    _confirms_from_now_on(plans, plan)

    summary = check_orders(plans.house, plan)
    assert sorted(one.code for one in summary.findings) == ["PL-POST-004", "PL-POST-005", "PL-POST-005"]
    post_orders(plans.house, plan)
    assert [row[0] for row in plans.in_odoo(plan)[0]] == ["draft", "draft"]


def _confirms_from_now_on(plans, plan):
    kept = plans.profile.model_dump_json().encode()
    sql = "UPDATE plans SET inputs = (inputs::jsonb || jsonb_build_object('profile', %s::text))::json WHERE id = %s"
    with psycopg.connect(plans.world.ledger_dsn) as connection:
        connection.execute(sql, [plans.house.archive.put(kept), plan])


def test_what_was_archived_is_left_out_and_told_and_the_rest_is_ordered(plans):
    plan = plans.made(buy("F-1"), buy("F-2"), buy("F-3", origin="V2"), buy("NEW"), buy("F-4", origin="nobody"))
    admin = plans.world.admin
    product = admin.search_read("product.product", [("default_code", "=", "F-2")], ["id"])[0]["id"]
    vendor = admin.search_read("res.partner", [("ref", "=", "V2")], ["id"])[0]["id"]
    admin.write("product.product", [product], {"active": False})
    admin.write("res.partner", [vendor], {"active": False})
    try:
        summary, _ = posted(plans, plan)
    finally:
        admin.write("product.product", [product], {"active": True})
        admin.write("res.partner", [vendor], {"active": True})
    assert [one.code for one in summary.left_out] == ["PL-POST-001"] * 4
    assert [row[3].split()[0] for row in plans.in_odoo(plan)[0]] == ["F-1"]
    assert plans.line_states(plan)["F-2"] == "approved"
    posted(plans, plan)
    assert len(plans.in_odoo(plan)[0]) == 3


def test_a_ledger_that_was_restored_orders_nothing_again_however_the_lines_are_grouped_now(plans):
    plan = plans.made(buy("F-1"), buy("F-2"))
    posted(plans, plan)
    with psycopg.connect(plans.world.ledger_dsn) as connection:
        connection.execute("DELETE FROM plan_orders WHERE plan_id = %s", [plan])
        connection.execute("UPDATE plan_lines SET state = 'rejected', order_key = '' WHERE plan_id = %s", [plan])
    with plans.house.ledger.open() as book:
        plans.approve(book, plan, ["purchase/F-2/WH/V1"])
        book.commit("tests.approved")

    summary, _ = posted(plans, plan)

    assert [one.code for one in summary.findings] == ["PL-POST-009"]
    assert [row[3] for row in plans.in_odoo(plan)[0]] == ["F-1 12.00 4.1 0.00 2026-12-01;F-2 12.00 4.1 0.00 2026-12-01"]
    assert plans.line_states(plan) == {"F-1": "rejected", "F-2": "posted"}


def test_our_rules_follow_the_plans_and_a_persons_rule_is_left_alone(plans):
    rules = {"posting": plans.profile.posting.model_copy(update={"rules": True})}
    admin = plans.world.admin
    products = {
        one["default_code"]: one["id"]
        for one in admin.search_read("product.product", [("default_code", "=like", "F-%")], ["default_code"])
    }
    store = admin.search_read("stock.warehouse", [("code", "=", "WH2")], ["lot_stock_id"])[0]
    theirs = {"product_id": products["F-1"], "warehouse_id": store["id"], "location_id": store["lot_stock_id"]}
    admin.call("stock.warehouse.orderpoint", "create", arguments={"vals_list": [{**theirs, "product_max_qty": 3}]})

    def plan(low):
        needs = [need(sku, low, low + 9.5, "WH2") for sku in ("F-1", "F-2", "F-3", "F-4")]
        done = post_orders(plans.house, plans.made(buy("F-5"), needs=needs, **rules)).rules
        return (done.made, done.changed, done.same, sorted(one.code for one in done.findings))

    assert plan(4.2) == (3, 0, 0, ["PL-RULE-001"])
    assert plan(4.2) == (0, 0, 3, ["PL-RULE-001"])
    ours = {
        row["product_id"]: row["id"]
        for row in admin.search_read("stock.warehouse.orderpoint", [("warehouse_id", "=", store["id"])], ["product_id"])
    }
    admin.write("stock.warehouse.orderpoint", [ours[products["F-2"]]], {"product_max_qty": 99})
    admin.write("stock.warehouse.orderpoint", [ours[products["F-3"]]], {"active": False})
    assert plan(6) == (0, 1, 0, ["PL-RULE-001", "PL-RULE-002", "PL-RULE-003"])
    admin.call("stock.warehouse.orderpoint", "unlink", [ours[products["F-4"]]])
    assert plan(7) == (0, 0, 0, ["PL-RULE-001", "PL-RULE-002", "PL-RULE-003", "PL-RULE-003"])
    left = [row for row in plans.world.odoo_rows(RULES) if row[1] == "WH2"]
    assert left == [
        ("F-1", "WH2", "0.00", "3.00", "auto"),
        ("F-2", "WH2", "5.00", "99.00", "manual"),
        ("F-3", "WH2", "5.00", "14.00", "manual"),
    ]
