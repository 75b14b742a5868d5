"""``lading exceptions`` and ``lading retry`` on a real ledger: chosen, shown, decided, on record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.documents.envelope import BusinessKey, PartyReference
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from tests.integration.cli.conftest import Shop
from tests.integration.ledger.orders import NOW, order, problem


def canonical(number: str) -> bytes:
    key = BusinessKey(source_id="acme-web", company="main", partner="acme", type="sales_order", number=number)
    line = SalesOrderLine(position=1, sku="A-17", quantity="5", unit_price="20.02")
    party = PartyReference(code="C-1")
    return SalesOrder(
        key=key, number=number, customer=party, ordered_at=NOW, currency="EUR", lines=(line,)
    ).model_dump_json().encode()  # fmt: skip


def wait(shop: Shop, *numbers: str, value: str = "A-17", at: str = "mapped", to: str = "held") -> list[int]:
    clerk = shop.clerk
    orders = [order(number, n, payload=canonical(number)) for n, number in enumerate(numbers, 1)]
    batch = clerk.work(*orders, name=f"{numbers[0]}.csv")
    ids = clerk.ids(batch)
    clerk.go(batch, ids, at)
    clerk.move(batch, ids, to, findings=[problem(value=value)])
    clerk.release(batch)
    with clerk.ledger.open() as book:
        return [book.exceptions.list([f"number:{number}"])[0].id for number in numbers]


def test_a_cause_is_assigned_at_once_and_shown_in_list_and_show(shop: Shop) -> None:
    first, *_ = wait(shop, "PO-1", "PO-2", value="A 17")
    wait(shop, "PO-3", value="B")
    told = shop.json("exceptions", "assign", "--select", "cause:SO-LINE-004 A 17", "--to", "Mia Holm")
    assert [one["outcome"] for one in told["decisions"]] == ["done", "done"]
    listed = shop.json("exceptions", "list", "--select", "channel:web assignee:mia holm", code=1)["exceptions"]
    assert sorted(one["number"] for one in listed) == ["PO-1", "PO-2"]
    _, said = shop.run("exceptions", "list")
    assert said.count("Mia Holm") == 2
    assert "Mia Holm" in shop.run("exceptions", "show", str(first))[1]
    assert "assigned to Mia Holm by" in shop.run("trace", "PO-1")[1]


def test_a_dry_run_of_assigning_changes_nothing(shop: Shop) -> None:
    (number,) = wait(shop, "PO-1")
    assert shop.json("exceptions", "assign", str(number), "--to", "Mia", "--dry-run")["dry_run"]
    assert shop.json("exceptions", "show", str(number))["assignee"] == ""


def test_resolved_by_hand_asks_counts_as_done_and_says_why_afterwards(shop: Shop) -> None:
    numbers = wait(shop, "PO-1", "PO-2")
    why = "typed into Odoo as S00099"
    choice = ("exceptions", "resolve", "--select", "cause:SO-LINE-004 A-17", "--reason", why)
    assert shop.run(*choice)[0] == 4, "many need a yes"
    assert shop.run(*choice, "--yes")[0] == 0
    assert shop.run("exceptions", "list")[0] == 0
    shown = shop.json("exceptions", "show", str(numbers[0]))
    assert (shown["state"], shown["resolution"], shown["resolved_reason"]) == ("resolved", "resolve", why)
    assert why in shop.run("exceptions", "list", "--resolved")[1]
    proof = shop.json("reconcile")
    assert (proof["done"], proof["held"], proof["balanced"]) == (2, 0, True)


def test_retry_says_before_it_acts_which_documents_may_start_there(shop: Shop) -> None:
    wait(shop, "PO-1", at="ready", to="exception")
    wait(shop, "PO-2", at="mapped", to="exception")
    told = shop.json("retry", "--from", "post", "--select", "kind:exception", "--dry-run")
    says = {one["number"]: one["replayed"] for one in told["would"]}
    assert "goes to ready" in says["PO-1"]
    assert "stopped when it was mapped" in says["PO-2"]
    told = shop.json("retry", "--from", "post", "--select", "kind:exception", "--yes", code=1)
    assert sorted(one["outcome"] for one in told["decisions"]) == ["done", "refused"]
    assert shop.clerk.sql("SELECT number, state FROM documents ORDER BY id") == [
        ("PO-1", "ready"),
        ("PO-2", "exception"),
    ]


def test_an_unknown_stage_is_a_usage_error_that_names_them(shop: Shop) -> None:
    code, said = shop.run("retry", "--from", "posting", "--select", "kind:held")
    assert code == 2
    assert "read-back-gate" in said


@pytest.mark.parametrize("whole", [True, False])
def test_an_edited_document_is_a_new_attempt_with_its_difference_on_record(
    shop: Shop, tmp_path: Path, whole: bool
) -> None:
    (number,) = wait(shop, "PO-1")
    export = ("exceptions", "show", str(number), "--json" if whole else "--canonical")
    file = tmp_path / "edited.json"
    file.write_text(shop.run(*export)[1].replace('"quantity": "5"', '"quantity": "50"'), encoding="utf-8")
    assert shop.run("exceptions", "replay", "--edited", str(file))[0] == 4, "it asks"
    told = shop.json("exceptions", "replay", "--edited", str(file), "--dry-run")
    assert told["differences"] == [{"field": "lines[1].quantity", "before": "5", "after": "50"}]
    assert shop.clerk.sql("SELECT state FROM documents") == [("held",)]
    assert shop.run("exceptions", "replay", "--edited", str(file), "--reason", "asked them", "--yes")[0] == 0
    assert shop.clerk.sql("SELECT state, attempt, total::text, line_count FROM documents") == [
        ("captured", 1, "100.10", 3)
    ], "the amounts stay as captured"
    (payload,) = shop.clerk.sql("SELECT convert_from(payload, 'UTF8') FROM payloads")[0]
    assert json.loads(str(payload))["lines"][0]["quantity"] == "50"
    ((data,),) = shop.clerk.sql("SELECT data FROM audit WHERE kind = 'edited'")
    assert data["differences"] == told["differences"]  # type: ignore[index]
    assert data["before"] != data["after"]  # type: ignore[index]
    assert "lines[1].quantity 5 → 50" in shop.run("trace", "PO-1")[1]
    assert shop.json("reconcile")["balanced"]
    assert shop.run("exceptions", "replay", "--edited", str(file), "--yes")[0] == 2, "no exception is open any more"


def test_an_edit_that_does_not_fit_names_field_and_value_and_changes_nothing(shop: Shop, tmp_path: Path) -> None:
    (number,) = wait(shop, "PO-1")
    file = tmp_path / "edited.json"
    text = shop.run("exceptions", "show", str(number), "--canonical")[1]
    file.write_text(text.replace('"quantity": "5"', '"quantity": "a few"'), encoding="utf-8")
    code, said = shop.run("exceptions", "replay", str(number), "--edited", str(file), "--yes")
    assert code == 2
    assert "lines[1].quantity" in said
    assert "a few" in said
    assert "Traceback" not in said
    assert shop.clerk.sql("SELECT state FROM documents") == [("held",)]


def test_the_same_file_again_is_still_a_duplicate_of_what_was_edited(shop: Shop, tmp_path: Path) -> None:
    (number,) = wait(shop, "PO-1")
    file = tmp_path / "edited.json"
    text = shop.run("exceptions", "show", str(number), "--canonical")[1]
    file.write_text(text.replace('"quantity": "5"', '"quantity": "6"'), encoding="utf-8")
    assert shop.run("exceptions", "replay", "--edited", str(file), "--yes")[0] == 0
    shop.clerk.claim()
    shop.clerk.work(order("PO-1", payload=canonical("PO-1")), name="again.csv")
    assert shop.clerk.sql("SELECT state FROM documents ORDER BY id") == [("captured",), ("duplicate",)]
