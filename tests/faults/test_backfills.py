"""Backfills on a real Odoo: a plan does what it says, refuses what has moved, and is as once however often it runs."""

import csv
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest

from domain.backfill import Planned
from domain.errors import Refused
from tasks.backfill.clearing import clear
from tasks.backfill.planning import head_of, make_plan
from tasks.runtime.resources import use
from tests.faults.world import CHANNEL, HEADER
from tests.short_set import sampled


@pytest.fixture
def house(world):
    """A house of this world, as the process's own."""
    made = world.house
    use(made)
    yield made
    made.ledger.close()
    use(None)


def old_orders(prefix, count=4, lines=2, first=date(2024, 3, 4)):
    """Orders of long ago that pass every rule, one a day."""
    rows = []
    for number in range(1, count + 1):
        day = (first + timedelta(days=number - 1)).isoformat()
        for line in range(1, lines + 1):
            sku = (number + line) % 5 + 1
            rows.append(
                (f"{prefix}{number}", day, f"FC-{number % 3 + 1}", f"F-{sku}", str(line), "EA", f"{sku * 8:.2f}")
            )
    return rows


def file_of(tmp_path, name, rows):
    path = tmp_path / name
    with path.open("w", newline="") as out:
        csv.writer(out).writerows([HEADER, *rows])
    return path


def planned_by(house, path, posted_as="draft", since=date(2024, 1, 1), until=date(2024, 12, 31), **asked):
    given = {"chunking": "week", "parallel": 1} | asked
    head = replace(head_of(house, CHANNEL, (since, until), [path] if path else [], **given), posted_as=posted_as)
    plan, troubles = make_plan(house, head, "test")
    assert troubles == []
    return plan


def applied(house, plan):
    from entrypoints.running import apply_here

    done = clear(house, str(plan.id))
    return apply_here(house, done)


def documents(house, plan) -> dict[str, Planned]:
    with house.ledger.open() as book:
        return {one.number: one for page in book.backfills.documents(plan.id) for one in page}


def actions(house, plan):
    return {number: one.action for number, one in documents(house, plan).items()}


def outcomes(house, plan):
    with house.ledger.open() as book:
        return book.backfills.outcomes(plan.id)


def test_a_plan_changes_nothing_and_applying_it_makes_drafts_under_their_own_dates(world, house, tmp_path):
    plan = planned_by(house, file_of(tmp_path, "old.csv", old_orders("D")))
    assert set(actions(house, plan).values()) == {"create"}, (plan.counts, documents(house, plan))
    assert world.fingerprint("D") == []
    assert world.ledger_rows("SELECT count(*) FROM documents WHERE number LIKE 'D%%'") == [(0,)]

    assert applied(house, plan) == ""
    rows = world.fingerprint("D")
    assert [(row[0], row[1], row[3]) for row in rows] == [
        (str(number), "draft", f"2024-03-0{number + 3}") for number in range(1, 5)
    ]
    assert all(row[7] == 0 for row in rows), "a draft asks for no goods"
    assert outcomes(house, plan) == [("create", "done", 4)]


def test_applied_twice_is_as_once_and_planned_again_is_left_alone(world, house, tmp_path):
    path = file_of(tmp_path, "twice.csv", old_orders("T"))
    plan = planned_by(house, path)
    applied(house, plan)
    before = world.fingerprint("T")
    assert applied(house, plan) == ""
    assert world.fingerprint("T") == before
    assert len(before) == 4
    again = planned_by(house, path)
    assert set(actions(house, again).values()) == {"leave"}
    assert planned_by(house, path).hash == again.hash, "the same input and the same Odoo give the same plan"


def test_history_is_confirmed_and_locked_without_deliveries_and_reservations(world, house, tmp_path):
    plan = planned_by(house, file_of(tmp_path, "history.csv", old_orders("H")), posted_as="history")
    applied(house, plan)
    rows = world.fingerprint("H")
    assert [(row[1], row[3], row[7]) for row in rows] == [("sale", f"2024-03-0{day}", 0) for day in range(4, 8)]
    assert world.odoo_rows("SELECT DISTINCT locked FROM sale_order WHERE client_order_ref LIKE 'H%%'") == [(True,)]
    moves = "SELECT count(*) FROM stock_move m JOIN sale_order_line l ON l.id = m.sale_line_id JOIN sale_order o ON o.id = l.order_id WHERE o.client_order_ref LIKE 'H%%'"
    assert world.odoo_rows(moves) == [(0,)]
    assert outcomes(house, plan) == [("create", "done", 4)]


@pytest.mark.parametrize(
    "broken",
    [
        ("BF-HIST-002", "connectors.odoo.confirming._OF_OLD"),
        ("BF-HIST-003", "connectors.odoo.date_writing.DateWriting.write"),
    ],
)
def test_history_that_asks_for_goods_or_loses_its_date_stops_before_the_next_batch(
    world, house, tmp_path, monkeypatch, broken
):
    """Another module of Odoo's confirms in its own way: here the switch is left out, or the date is not kept."""
    code, place = broken
    prefix = f"S{code[-1]}-"
    plan = planned_by(house, file_of(tmp_path, "stop.csv", old_orders(prefix, 4)), posted_as="history")
    house.settings.batch_documents = 2
    with monkeypatch.context() as patch:
        patch.setattr(place, {} if place.endswith("_OF_OLD") else lambda _self, _moved: None)
        assert applied(house, plan) != ""
    assert world.ledger_rows("SELECT finding->>'code' FROM circuits WHERE closed_at IS NULL") == [(code,)]
    assert world.odoo_rows(f"SELECT count(*) FROM sale_order WHERE client_order_ref LIKE '{prefix}%%'") == [(2,)]
    assert [state for _, state, _ in outcomes(house, plan)].count("done") == 0
    with house.ledger.open() as book:
        book.circuits.close(CHANNEL, "test", "mended")
        book.commit("test")
    assert applied(house, plan) != "", "what is not mended stops it again"
    _mend_history(world, prefix)
    with house.ledger.open() as book:
        book.circuits.close(CHANNEL, "test", "mended")
        book.commit("test")
    assert applied(house, plan) == ""
    assert outcomes(house, plan) == [("create", "done", 4)]


def _mend_history(world, prefix):
    """What a person does: deliveries are cancelled, dates corrected."""
    found = world.admin.search_read("sale.order", [("client_order_ref", "like", f"{prefix}%")], ["picking_ids"])
    pickings = [picking for order in found for picking in order["picking_ids"]]
    if pickings:
        world.admin.call("stock.picking", "action_cancel", pickings)
    for number in range(1, 3):
        [order] = world.admin.search_read("sale.order", [("client_order_ref", "=", f"{prefix}{number}")], ["id"])
        world.admin.write("sale.order", [order["id"]], {"date_order": f"2024-03-0{number + 3} 00:00:00"})


def test_confirmed_asks_for_goods_as_live_orders_do(world, house, tmp_path):
    plan = planned_by(house, file_of(tmp_path, "confirmed.csv", old_orders("C", 2)), posted_as="confirmed")
    applied(house, plan)
    assert [(row[1], row[3], row[7]) for row in world.fingerprint("C")] == [
        ("sale", "2024-03-04", 1),
        ("sale", "2024-03-05", 1),
    ]


def test_a_draft_that_differs_is_updated_by_the_differences_that_the_plan_shows(world, house, tmp_path):
    rows = old_orders("U", 2)
    applied(house, planned_by(house, file_of(tmp_path, "first.csv", rows)))
    changed = [(*row[:4], "7", *row[5:]) if row[0] == "U1" and row[4] == "2" else row for row in rows]
    plan = planned_by(house, file_of(tmp_path, "second.csv", changed))
    assert actions(house, plan) == {"U1": "update", "U2": "leave"}
    shown = {one.path: (one.wanted, one.found) for one in documents(house, plan)["U1"].differences}
    assert shown["lines[2].quantity"] == ("7", "2")
    applied(house, plan)
    assert outcomes(house, plan) == [("leave", "planned", 1), ("update", "done", 1)]
    assert "7.00" in world.fingerprint("U")[0][5]
    assert len(world.fingerprint("U")) == 2


def test_what_moved_since_the_plan_is_left_out_and_named(world, house, tmp_path):
    path = file_of(tmp_path, "moved.csv", old_orders("M", 4))
    first = planned_by(house, path, until=date(2024, 3, 4))
    plan = planned_by(house, path)
    assert set(actions(house, plan).values()) == {"create"}
    applied(house, first)  # M1 is made in between
    changed = [(*row[:4], "9", *row[5:]) if row[0] == "M3" else row for row in old_orders("M", 4)]
    file_of(tmp_path, "moved.csv", changed)
    applied(house, plan)
    told = {number: one.findings[0].code for number, one in documents(house, plan).items() if one.state == "refused"}
    assert told == {"M1": "BF-MOVE-001", "M3": "BF-MOVE-002"}
    assert [row[0] for row in world.fingerprint("M")] == ["1", "2", "4"]


def test_a_draft_that_a_person_edited_is_theirs(world, house, tmp_path):
    rows = old_orders("P", 1)
    applied(house, planned_by(house, file_of(tmp_path, "p1.csv", rows)))
    [(line,)] = world.odoo_rows(
        "SELECT min(l.id) FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id WHERE o.client_order_ref = 'P1'"
    )
    world.admin.write("sale.order.line", [line], {"product_uom_qty": 5})
    plan = planned_by(house, file_of(tmp_path, "p2.csv", rows))
    [one] = documents(house, plan).values()
    assert (one.action, one.findings[0].code) == ("leave", "BF-DIFF-001")
    assert one.differences


def test_held_documents_wait_in_the_queue_and_prices_that_changed_hold_what_was_planned(world, house, tmp_path):
    rows = old_orders("Q", 2)
    rows[0] = (*rows[0][:3], "NO-SUCH", *rows[0][4:])
    plan = planned_by(house, file_of(tmp_path, "q.csv", rows))
    assert actions(house, plan)["Q2"] == "create"
    wrong = actions(house, plan)["Q1"]
    assert wrong in {"held", "exception", "refused"}
    applied(house, plan)
    assert [row[0] for row in world.fingerprint("Q")] == ["2"]
    assert {(action, count) for action, _, count in outcomes(house, plan)} == {(wrong, 1), ("create", 1)}


def test_live_traffic_on_the_same_keys_at_once_ends_with_one_order_each(world, house, tmp_path):
    """F27: the same orders by a backfill and by the inbox, planned before and applied while the flow runs."""
    rows = old_orders("F", 12)
    plan = planned_by(house, file_of(tmp_path, "race.csv", rows), posted_as="confirmed", parallel=2)
    world.drop("race-live.csv", rows[: len(rows) // 2] + old_orders("FL", 3))

    def live():
        assert world.run()["status"] == 0

    with ThreadPoolExecutor(2) as pool:
        ended = [pool.submit(live), pool.submit(applied, house, plan)]
        for one in ended:
            one.result(120)
    world.finish()
    applied(house, plan)
    states = world.odoo_rows(
        "SELECT client_order_ref, state, date_order::date::text FROM sale_order"
        " WHERE client_order_ref LIKE 'F%%' ORDER BY 1"
    )
    assert sorted(number for number, _, _ in states) == sorted({row[0] for row in [*rows, *old_orders("FL", 3)]})
    assert {state for _, state, _ in states} == {"sale"}
    days = {row[0]: row[1] for row in [*rows, *old_orders("FL", 3)]}
    assert {number: day for number, _, day in states} == days
    with house.ledger.open() as book:
        assert book.reconcile().balanced
    assert world.ledger_rows("SELECT key FROM intents WHERE state IN ('recorded', 'unknown')") == []


def test_the_command_plans_shows_and_applies(world, house, tmp_path):
    path = file_of(tmp_path, "command.csv", old_orders("K", 3))

    def lading(*words):
        known = world.made_settings()
        keys = {f"LADING_ODOO_KEYS__{role.upper()}": key.get_secret_value() for role, key in known.odoo_keys.items()}
        environment = (
            os.environ
            | keys
            | {
                "LADING_HOME": str(world.home),
                "LADING_LEDGER_URL": known.ledger_url.get_secret_value(),
                "LADING_PARTNERS": str(known.partners),
                "LADING_CHANNELS": str(known.channels),
                "LADING_ODOO_URL": known.odoo_url,
                "LADING_ODOO_DATABASE": known.odoo_database,
            }
        )
        return subprocess.run(
            [sys.executable, "-m", "entrypoints.cli", "backfill", *words],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )

    asked = ("plan", "order-to-cash", "--channel", CHANNEL, "--from", "2024-03-01", "--to", "2024-03-05", "--json")
    made = lading(*asked, "--chunk", "day", str(path))
    assert made.returncode == 0, made.stdout + made.stderr
    plan = json.loads(made.stdout)
    assert plan["totals"]["create"]["documents"] == 2
    assert plan["left_out"] == {"outside": 1}
    assert [one["from"] for one in plan["chunks"]] == ["2024-03-04", "2024-03-05"]
    shown = lading("show", plan["hash"][:8])
    assert "As draft" in shown.stdout, shown.stdout + shown.stderr
    done = lading("apply", str(plan["plan"]), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["outcome"] == [{"action": "create", "state": "done", "documents": 2}]
    assert lading("apply", "999999").returncode == 2


def test_an_apply_killed_at_any_point_is_taken_up_and_nothing_happens_twice(world, house, tmp_path, pytestconfig):
    """F01 for what only a backfill passes; and a plan cut while it was made is not seen."""

    def history(prefix):
        return planned_by(house, file_of(tmp_path, f"{prefix}.csv", old_orders(prefix, 2)), posted_as="history")

    record = tmp_path / "seams.txt"
    plan = history("X")
    assert world.run(plan=plan.id, record=str(record))["status"] == 0
    calm = world.fingerprint("X")
    assert [row[1] for row in calm] == ["sale", "sale"]
    own = ("tasks.backfill", "tasks.claim_of_plan", "tasks.capture", "odoo.sales.lock", "odoo.sales.confirm")
    points = dict.fromkeys(tuple(line.split()[:2]) for line in record.read_text().splitlines())
    points = [point for point in points if point[1].startswith(own)]
    assert len(points) >= 12
    wrong = {}
    for number, (kind, name) in enumerate(sampled(points, 8, pytestconfig)):
        prefix = f"X{number}-"
        plan = history(prefix)
        killed = world.run(plan=plan.id, kill=[kind, name, 1])
        for _ in range(4):
            world.let_leases_run_out()
            ended = world.run(plan=plan.id)
            if outcomes(house, plan) == [("create", "done", 2)]:
                break
        if killed["status"] != -9 or ended["status"] != 0 or world.fingerprint(prefix) != calm:
            wrong[name] = (killed["status"], ended, world.fingerprint(prefix))
        if outcomes(house, plan) != [("create", "done", 2)]:
            wrong[name] = outcomes(house, plan)
    assert wrong == {}


def test_a_plan_that_was_altered_or_is_for_another_odoo_is_refused(world, house, tmp_path):
    plan = planned_by(house, file_of(tmp_path, "altered.csv", old_orders("A", 2)))
    with psycopg.connect(world.ledger_dsn) as connection:
        connection.execute("UPDATE backfill_documents SET amount = amount + 1 WHERE number = 'A1'")
    with pytest.raises(Refused, match="its hash is"):
        applied(house, plan)
    assert world.fingerprint("A") == []


def test_prices_that_changed_since_the_plan_hold_what_would_be_posted_otherwise(world, house, tmp_path):
    rows = [(*row[:6], "") for row in old_orders("R", 1)]  # no price stated: ours counts
    plan = planned_by(house, file_of(tmp_path, "prices.csv", rows))
    assert actions(house, plan) == {"R1": "create"}
    [(product,)] = world.odoo_rows("SELECT product_tmpl_id FROM product_product WHERE default_code = 'F-3'")
    world.admin.write("product.template", [product], {"list_price": 33.0})
    house.mirror_read_at.clear()
    try:
        applied(house, plan)
    finally:
        world.admin.write("product.template", [product], {"list_price": 30.0})
        house.mirror_read_at.clear()
    assert outcomes(house, plan) == [("create", "held", 1)]
    assert world.ledger_rows("SELECT code FROM exceptions WHERE code LIKE 'BF%%'") == [("BF-MOVE-003",)]
    assert world.fingerprint("R") == []
