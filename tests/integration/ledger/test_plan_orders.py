"""Orders of a plan: recorded once, settled once, and each line in one of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from ledger.plan_orders import OrderSettle
from tests.integration.ledger.planned import NOW, audited, decided, line, proposed, states
from tests.integration.ledger.test_plans import order


@pytest.fixture
def book(ledger):
    with ledger.open() as opened:
        yield opened


def settled(book, key, state, **more):
    return book.plan_orders.settle([OrderSettle(external_id=key, state=state, **more)])


def test_an_order_is_recorded_with_all_its_approved_lines_or_not_at_all(book):
    plan = proposed(book, "north-1", [line("MUG"), line("CUP"), line("PEN")])
    pen = [one for one in book.plan_lines.of(plan) if one.sku == "PEN"]
    decided(book, plan)
    from dataclasses import replace

    book.plan_lines.decide(plan, "north-1 hash", [replace(pen[0], state="rejected")], by="mia", verdict="rejected")
    rows = book.plan_orders.record(plan, [order("o1", "MUG"), order("o2", "CUP", "PEN")])
    assert [(row.external_id, row.state) for row in rows] == [("o1", "recorded")]
    assert states(book, plan) == {"MUG": "posting", "CUP": "approved", "PEN": "rejected"}
    assert book.plan_orders.record(plan, [order("o1", "MUG")])[0].attempt == 1
    assert book.plan_orders.record(plan, [order("o3", "MUG")]) == [], "its line is in another order"
    assert decided(book, plan, "rejected") == {f"purchase/{sku}/WH/ACME" for sku in ("CUP", "PEN")}


def test_what_came_back_goes_forward_only_and_lines_follow(book):
    plan = proposed(book, "north-1", [line("MUG")])
    decided(book, plan)
    book.plan_orders.record(plan, [order("o1", "MUG")])
    assert book.plan_orders.unknown(["o1"], NOW + timedelta(minutes=5)) == {"o1"}
    assert book.plan_orders.of(profile="north", states=["unknown"])[0].not_before == NOW + timedelta(minutes=5)
    assert settled(book, "o1", "drafted", record_id=7, name="P00007") == {"o1"}
    assert settled(book, "o1", "drafted", record_id=7, name="P00007") == frozenset()
    assert settled(book, "o1", "refused") == frozenset()
    assert settled(book, "o1", "verified") == {"o1"}
    assert settled(book, "o1", "confirmed") == {"o1"}
    assert settled(book, "o1", "unknown") == frozenset()
    row = book.plan_orders.of(plan)[0]
    assert (row.state, row.record_id, row.name) == ("confirmed", 7, "P00007")
    assert states(book, plan) == {"MUG": "posted"}
    kinds = [kind for _, kind, _ in audited(book, "plan order%")]
    assert kinds == [f"plan order {word}" for word in ("recorded", "unknown", "drafted", "verified", "confirmed")]


def test_a_refused_order_is_tried_anew_once_its_lines_are_approved_again(book):
    plan = proposed(book, "north-1", [line("MUG")])
    decided(book, plan)
    book.plan_orders.record(plan, [order("o1", "MUG")])
    settled(book, "o1", "refused")
    assert states(book, plan) == {"MUG": "refused"}
    assert book.plan_orders.record(plan, [order("o1", "MUG")])[0].state == "refused"
    decided(book, plan)
    assert [(row.state, row.attempt) for row in book.plan_orders.record(plan, [order("o1", "MUG")])] == [
        ("recorded", 2)
    ]


def test_two_at_once_record_a_line_in_one_order(ledger):
    with ledger.open() as book:
        skus = [f"S{number}" for number in range(50)]
        plan = proposed(book, "north-1", [line(sku) for sku in skus])
        decided(book, plan)
        book.commit("test.two")

    def record(turn):
        with ledger.open() as book:
            listed = [order(f"o{turn}-{sku}", sku) for sku in (skus if turn % 2 else skus[::-1])]
            rows = book.plan_orders.record(plan, listed)
            book.commit(f"test.two.{turn}")
            return len(rows)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(record, range(4))) == 50


def test_a_new_plan_and_a_posting_never_have_the_same_line(ledger):
    """Whoever comes first: a line is recorded, or it is superseded, never both."""
    with ledger.open() as book:
        plan = proposed(book, "north-1", [line("MUG")])
        decided(book, plan)
        book.commit("test.race.begin")
    with ledger.open() as posting, ledger.open() as planning:
        assert len(posting.plan_orders.record(plan, [order("o1", "MUG")])) == 1
        with ThreadPoolExecutor(1) as pool:
            second = pool.submit(proposed, planning, "north-2", [line("MUG")])
            posting.commit("test.race.post")
            second.result(timeout=15)
        planning.commit("test.race.plan")
    with ledger.open() as book:
        assert states(book, plan) == {"MUG": "posting"}
