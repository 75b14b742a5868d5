"""The demo's promise, on a real Odoo: every document becomes what was known before; a second time adds nothing."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal

import pytest

from domain.keys import MODULE
from entrypoints.cli_frame import Screen
from entrypoints.demo_files import deliveries, drop
from entrypoints.demo_outcome import Outcome, compare
from entrypoints.demo_story import tell
from infra.odoo.proof import OdooProof, odoo_proof
from tests.scenario.demo_house import PROJECT, DemoHouse, demo_house


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoHouse]:
    """The demo, run once for all tests here."""
    with demo_house("demo", tmp_path_factory.mktemp("demo")) as made:
        drop(made.house, made.made.files)
        made.work()
        yield made


def _compared(there: DemoHouse) -> tuple[Outcome, OdooProof]:
    proof = odoo_proof(there.odoo.dsn, MODULE)
    return compare(there.house, there.made, proof), proof


def _truth(there: DemoHouse) -> dict[str, int]:
    states = there.made.truth()["states"]
    assert isinstance(states, dict)
    return states


def _lading(there: DemoHouse, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **there.environment()}
    command = [sys.executable, "-m", "entrypoints.cli", *words]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def test_every_document_becomes_what_was_known_before(there: DemoHouse) -> None:
    outcome, proof = _compared(there)
    assert outcome.wrong == []
    assert outcome.right
    truth = _truth(there)
    assert truth["done"] > 50
    assert {name: outcome.states[name] for name in truth} == truth
    assert sum(one.state == "sale" for one in proof.orders.values()) == truth["done"]
    assert proof.twice == 0


def test_each_kind_of_planted_fault_ended_where_it_must(there: DemoHouse) -> None:
    outcome, _ = _compared(there)
    kinds = {kind: planted for kind, (_, planted, did) in outcome.faults.items() if kind != "none" and planted == did}
    assert len(kinds) == 19
    assert sum(kinds.values()) == 81


def test_the_half_written_file_still_waits(there: DemoHouse) -> None:
    inbox = there.house.settings.channels_folder() / there.house.profile("fieldbook").transport.inbox
    assert [path.suffix for path in inbox.iterdir() if path.is_file()] == [".part"]


def test_the_comparison_notices_an_order_that_should_have_been_another(there: DemoHouse) -> None:
    file = there.made.files[0]
    place = next(place for place, order in enumerate(file.orders) if order.state == "done")
    order = file.orders[place]
    line = dataclasses.replace(order.lines[0], quantity=order.lines[0].quantity + 1)
    forged = dataclasses.replace(order, lines=(line, *order.lines[1:]))
    orders = (*file.orders[:place], forged, *file.orders[place + 1 :])
    made = dataclasses.replace(there.made, files=[dataclasses.replace(file, orders=orders), *there.made.files[1:]])
    outcome = compare(there.house, made, odoo_proof(there.odoo.dsn, MODULE))
    assert not outcome.right
    assert any(order.number in words for words in outcome.wrong)


def test_the_comparison_notices_what_odoo_lost_and_what_it_has_twice(there: DemoHouse) -> None:
    proof = odoo_proof(there.odoo.dsn, MODULE)
    name, one = next(iter(proof.orders.items()))
    without = OdooProof({key: order for key, order in proof.orders.items() if key != name}, 0)
    assert any("is not in Odoo" in words for words in compare(there.house, there.made, without).wrong)
    dearer = OdooProof({**proof.orders, name: dataclasses.replace(one, untaxed=one.untaxed + Decimal("0.01"))}, 0)
    assert not compare(there.house, there.made, dearer).right
    assert not compare(there.house, there.made, OdooProof(proof.orders, 1)).right


def test_the_story_names_every_fault_the_balance_and_where_to_look(
    there: DemoHouse, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome, _ = _compared(there)
    tell(Screen(), there.house.settings, outcome, keep=False, seconds=1.0)
    said = capsys.readouterr().out
    for words in (*outcome.faults.keys() - {"none"}, "The books balance", there.odoo.url, "lading exceptions list"):
        assert words in said


def test_reconcile_says_in_json_that_the_books_balance(there: DemoHouse) -> None:
    ran = _lading(there, "reconcile", "--json")
    told = json.loads(ran.stdout)
    assert ran.returncode == 0
    buckets = ("done", "held", "exception", "duplicate", "rejected", "in_flight")
    assert all(type(told[name]) is int for name in ("captured", *buckets))
    assert told["captured"] == sum(told[name] for name in buckets) == sum(_truth(there).values())
    assert told["balanced"] is True


def test_exceptions_are_ranked_by_money_and_grouped_by_cause(there: DemoHouse) -> None:
    ran = _lading(there, "exceptions", "list", "--json", "--limit", "500")
    told = json.loads(ran.stdout)
    assert ran.returncode == 1
    assert len(told["exceptions"]) == 50
    money = [Decimal(one["money"]) for one in told["exceptions"]]
    assert money == sorted(money, reverse=True)
    assert sum(one["documents"] for one in told["causes"]) == 50


def test_a_selection_narrows_the_exceptions(there: DemoHouse) -> None:
    ran = _lading(there, "exceptions", "list", "--json", "--select", "status:held channel:granby")
    rows = json.loads(ran.stdout)["exceptions"]
    assert rows
    assert {(one["kind"], one["channel"]) for one in rows} == {("held", "granby")}


@pytest.mark.parametrize("by", ["number", "record", "file", "external_id"])
def test_trace_finds_the_whole_thread_by_any_reference(there: DemoHouse, by: str) -> None:
    _, proof = _compared(there)
    external_id, record = next(iter(proof.orders.items()))
    file = next(one for one in there.made.files if any(order.number == record.reference for order in one.orders))
    key = {"number": record.reference, "record": record.name, "file": file.name, "external_id": external_id}[by]
    ran = _lading(there, "trace", key, "--json")
    assert ran.returncode == 0, ran.stderr
    documents = [one for thread in json.loads(ran.stdout)["threads"] for one in thread["documents"]]
    found = next(one for one in documents if one["external_id"] == external_id)
    assert found["odoo"]["record"] == record.name
    assert found["odoo"]["url"].endswith(f"/odoo/sale.order/{found['odoo']['id']}")
    said = [event["what"] for event in found["events"]]
    assert "archived" in said[0]
    assert any(words.endswith("→ done") or "→ done" in words for words in said)
    assert [event["at"] for event in found["events"]] == sorted(event["at"] for event in found["events"])


def test_trace_of_nothing_is_a_finding(there: DemoHouse) -> None:
    ran = _lading(there, "trace", "no-such-order")
    assert ran.returncode == 1
    assert "no-such-order" in ran.stdout


def test_the_audit_trail_of_the_demo_is_sound(there: DemoHouse) -> None:
    assert _lading(there, "audit", "seal").returncode == 0
    ran = _lading(there, "audit", "verify", "--json")
    told = json.loads(ran.stdout)
    assert ran.returncode == 0
    assert told["sound"] is True
    assert told["rows"] > 1000


def test_the_doctor_finds_the_prepared_odoo_in_good_health(there: DemoHouse) -> None:
    ran = _lading(there, "doctor", "--json")
    odoo = [one for one in json.loads(ran.stdout)["checks"] if one["name"].startswith("Odoo")]
    assert len(odoo) > 10
    assert [one for one in odoo if not one["ok"]] == []


def test_z1_a_replay_shows_first_what_would_change(there: DemoHouse) -> None:
    ran = _lading(there, "exceptions", "replay", "--select", "code:SO-LINE-002", "--dry-run", "--json")
    would = json.loads(ran.stdout)["would"]
    assert ran.returncode == 0
    assert len(would) == 6
    assert all("SO-LINE-002, as before" in one["replayed"] for one in would)


def test_z2_many_are_not_decided_without_a_yes(there: DemoHouse) -> None:
    ran = _lading(there, "exceptions", "reject", "--select", "code:SO-LINE-002", "--reason", "no such thing")
    assert ran.returncode == 4
    listed = _lading(there, "exceptions", "list", "--json", "--select", "code:SO-LINE-002")
    assert len(json.loads(listed.stdout)["exceptions"]) == 6


def test_z3_the_same_files_again_add_nothing(there: DemoHouse) -> None:
    before, documents = odoo_proof(there.odoo.dsn, MODULE), deliveries(there.house.ledger)[1]
    drop(there.house, there.made.files)
    there.work()
    outcome, after = _compared(there)
    assert after == before
    assert outcome.right, outcome.wrong
    assert deliveries(there.house.ledger)[1] == documents
    assert outcome.balance["deliveries"]["duplicate"] == 15


def test_z4_a_released_hold_arrives_in_odoo_and_the_demo_still_agrees(there: DemoHouse) -> None:
    listed = json.loads(_lading(there, "exceptions", "list", "--json", "--select", "code:SO-PRICE-001").stdout)
    held = next(one for one in listed["exceptions"] if [found["code"] for found in one["findings"]] == ["SO-PRICE-001"])
    assert _lading(there, "exceptions", "release", str(held["id"]), "--reason", "agreed by phone").returncode == 0
    there.work()
    outcome, proof = _compared(there)
    assert proof.orders[held["external_id"]].state == "sale"
    assert outcome.right, outcome.wrong
    assert held["external_id"] in outcome.decided
    again = _lading(there, "exceptions", "release", str(held["id"]), "--reason", "me too")
    assert again.returncode == 2


def test_z5_a_stopped_channel_is_not_worked_until_a_person_closes_its_circuit(there: DemoHouse) -> None:
    with there.house.ledger.open() as book:
        book.circuits.open("granby", "half of all prices jumped")
        book.commit("test.circuit")
    run = ("run", "order-to-cash", "--channel", "granby")
    stopped = _lading(there, *run)
    assert stopped.returncode == 3
    assert "half of all prices jumped" in stopped.stdout
    listed = _lading(there, "circuits", "list", "--json")
    assert listed.returncode == 3
    assert json.loads(listed.stdout)["circuits"][0]["channel"] == "granby"
    assert _lading(there, "circuits", "close", "granby", "--reason", "prices are right").returncode == 0
    assert _lading(there, "circuits", "list").returncode == 0
    assert _lading(there, *run).returncode == 0


def test_z6_run_says_in_its_exit_code_that_documents_wait(there: DemoHouse) -> None:
    channel, kind = "fieldbook", "unknown SKU"
    files = [one for one in there.made.files if one.channel == channel]
    file = next(one for one in files if any(order.fault == kind for order in one.orders))
    inbox = there.house.settings.channels_folder() / there.house.profile(channel).transport.inbox
    number = next(order.number for order in file.orders if order.fault == kind)
    (inbox / "orders-again.csv").write_bytes(file.content.replace(number.encode(), b"AGAIN-1"))
    ran = _lading(there, "run", "order-to-cash", "--channel", "fieldbook", "--json")
    told = json.loads(ran.stdout)
    assert ran.returncode == 1, ran.stderr
    assert told["in_this_run"]["exception"] >= 1
    assert told["in_this_run"]["done"] == 0
    assert told["in_this_run"]["duplicate"] > len(file.orders) // 2
