"""Reservations, published numbers, promises and obligations in the ledger: each follows its document."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from domain.obligations import Owed
from domain.promising.promises import Part
from domain.promising.terms import Source
from ledger.book import Ledger
from ledger.promises import Promised
from ledger.published import NumberIn
from ledger.reservations import Reserve
from tests.integration.ledger.orders import Clerk, order, problem, resolved

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=30)
HOUR = timedelta(hours=1)
RECEIPT = Source(model="stock.move", record="7", name="WH/IN/1")


def _hold(ledger: Ledger, document: int, *quantities: str, until: datetime = NOW + HOUR) -> None:
    lines = [Reserve(document, place, f"SKU-{place}", "WH", Decimal(one)) for place, one in enumerate(quantities, 1)]
    with ledger.open() as book:
        book.reservations.hold("web", lines, until=until)
        book.commit("test.hold")


def _states(ledger: Ledger, *documents: int) -> list[tuple[int, str, str]]:
    with ledger.open() as book:
        return [(one.position, one.state, str(one.quantity)) for one in book.reservations.of(documents)]


def _in_force(ledger: Ledger) -> dict[str, Decimal]:
    with ledger.open() as book:
        held = book.reservations.in_force(LONG_AGO)
    return {sku: sum((one.quantity for one in some), Decimal(0)) for sku, some in held.items()}


def _marks(ledger: Ledger) -> list[str]:
    with ledger.open() as book:
        found = sorted(book.published.take_marks())
        book.commit("test.marks")
    return found


def _until(clerk: Clerk, batch: object, ids: list[int], *path: str) -> None:
    for state in path:
        assert clerk.move(batch, ids, state) == set(ids)  # type: ignore[arg-type]


def test_a_reservation_is_held_and_marks_its_sku(ledger: Ledger, clerk: Clerk) -> None:
    batch = clerk.work(order("A"))
    (number,) = clerk.ids(batch)
    _hold(ledger, number, "2", "3")
    assert _in_force(ledger) == {"SKU-1": 2, "SKU-2": 3}
    assert _marks(ledger) == ["SKU-1", "SKU-2"]
    assert _marks(ledger) == []


@pytest.mark.parametrize("state", ["held", "exception", "refused"])
def test_it_is_given_back_when_the_document_is_held_fails_or_is_refused(
    ledger: Ledger, clerk: Clerk, state: str
) -> None:
    batch = clerk.work(order("A"))
    (number,) = clerk.ids(batch)
    _until(clerk, batch, [number], "read", "mapped")
    _hold(ledger, number, "2")
    _marks(ledger)
    clerk.move(batch, [number], state, findings=[problem()])
    assert _states(ledger, number) == [(1, "returned", "2")]
    assert _in_force(ledger) == {}
    assert _marks(ledger) == ["SKU-1"]


def test_it_is_taken_over_when_the_order_is_confirmed_and_counts_until_the_stock_was_read_after_that(
    ledger: Ledger, clerk: Clerk
) -> None:
    batch = clerk.work(order("A"))
    (number,) = clerk.ids(batch)
    _until(clerk, batch, [number], "read", "mapped")
    _hold(ledger, number, "2")
    _until(clerk, batch, [number], "checked", "ready")
    clerk.move(batch, [number], "drafted", record_id=5, record_name="S00005")
    _until(clerk, batch, [number], "verified", "confirmed")
    assert _states(ledger, number) == [(1, "taken", "2")]
    with ledger.open() as book:
        (hold,) = book.reservations.in_force(LONG_AGO)["SKU-1"]
        assert (hold.order_name, hold.taken_at is not None, hold.document) == ("S00005", True, "A")
        assert book.reservations.in_force(datetime.now(UTC) + HOUR) == {}


def test_it_expires_and_says_so(ledger: Ledger, clerk: Clerk) -> None:
    batch = clerk.work(order("A"))
    (number,) = clerk.ids(batch)
    _hold(ledger, number, "2", until=NOW - HOUR)
    _marks(ledger)
    assert _in_force(ledger) == {}
    with ledger.open() as book:
        assert book.reservations.expire() >= 1
        book.commit("test.expire")
    assert _states(ledger, number) == [(1, "expired", "2")]
    assert _marks(ledger) == ["SKU-1"]


def test_an_order_that_is_mapped_anew_is_kept_for_anew_with_fewer_lines(ledger: Ledger, clerk: Clerk) -> None:
    batch = clerk.work(order("A"))
    (number,) = clerk.ids(batch)
    _hold(ledger, number, "2", "3")
    _hold(ledger, number, "5")
    assert _states(ledger, number) == [(1, "held", "5"), (2, "returned", "3")]


def test_cancelling_gives_back_and_twice_is_once(ledger: Ledger, clerk: Clerk) -> None:
    batch = clerk.work(order("A"))
    (number,) = clerk.ids(batch)
    _hold(ledger, number, "2")
    for _ in range(2):
        with ledger.open() as book:
            book.reservations.give_back([number], "cancelled")
            book.commit("test.cancel")
    assert _states(ledger, number) == [(1, "returned", "2")]


def _number(sku: str, number: int, *, said: bool = True, split: int | None = None, exposed: int = 0) -> NumberIn:
    terms = {"terms": [], "later": []}
    before = {"WH": exposed} if exposed else {}
    return NumberIn(sku, number, 1, terms, {"WH": number if split is None else split}, before, said=said)


def _keep(ledger: Ledger, *numbers: NumberIn) -> None:
    with ledger.open() as book:
        book.published.keep("web", numbers)
        book.commit("test.keep")


def _send(ledger: Ledger, seconds: float = 0.0) -> list[tuple[str, int]]:
    with ledger.open() as book:
        waiting = book.published.unsent("web")
        book.published.sent("web", waiting, effect_seconds=seconds)
        book.commit("test.sent")
    return [(one.sku, one.number) for one in waiting]


def test_a_number_waits_until_its_channel_took_it_and_only_a_new_one_is_sent_again(ledger: Ledger) -> None:
    _keep(ledger, _number("A", 5), _number("B", 0))
    assert _send(ledger) == [("A", 5), ("B", 0)]
    assert _send(ledger) == []
    _keep(ledger, _number("A", 4), _number("B", 0, said=False))
    assert _send(ledger) == [("A", 4)]


def test_a_number_made_while_the_one_before_is_sent_is_not_taken_for_sent(ledger: Ledger) -> None:
    _keep(ledger, _number("A", 5))
    with ledger.open() as book:
        on_its_way = book.published.unsent("web")
    _keep(ledger, _number("A", 3))
    with ledger.open() as book:
        book.published.sent("web", on_its_way, effect_seconds=0)
        book.commit("test.late")
    assert _send(ledger) == [("A", 3)]


def test_a_larger_number_before_counts_until_the_smaller_one_is_in_effect_for_sure(ledger: Ledger) -> None:
    def shown() -> dict[str, int]:
        with ledger.open() as book:
            return book.published.standing(["A"])["A"]["web"].shown()

    _keep(ledger, _number("A", 9))
    _send(ledger)
    _keep(ledger, _number("A", 4, exposed=9))
    assert shown() == {"WH": 9}
    _send(ledger, seconds=3600)
    assert shown() == {"WH": 9}
    assert _marks(ledger) == []
    _keep(ledger, _number("A", 3, exposed=9))
    _send(ledger, seconds=0)
    assert shown() == {"WH": 3}
    assert _marks(ledger) == ["A"]


def test_what_orders_of_the_channel_took_since_is_no_longer_shown(ledger: Ledger, clerk: Clerk) -> None:
    _keep(ledger, _number("SKU-1", 9))
    _send(ledger)
    batch = clerk.work(order("A"))
    (number,) = clerk.ids(batch)
    _hold(ledger, number, "2")
    with ledger.open() as book:
        standing = book.published.standing(["SKU-1"])["SKU-1"]["web"]
    assert (standing.consumed, standing.shown()) == ({"WH": 2}, {"WH": 7})


def test_two_transactions_do_not_make_numbers_at_once(ledger: Ledger) -> None:
    with ledger.open() as one, ledger.open() as other:
        assert one.published.my_turn()
        assert not other.published.my_turn()
        one.commit("test.turn")
        assert other.published.my_turn()


def _promise(ledger: Ledger, document: int) -> None:
    parts = (Part(Decimal(3), date(2026, 3, 2)), Part(Decimal(4), date(2026, 3, 9), RECEIPT))
    with ledger.open() as book:
        book.promises.give([Promised(document, 1, "SKU-1", "WH", parts)])
        book.commit("test.promise")


def test_a_promise_is_kept_on_the_order_by_part_and_replaced_when_it_is_given_anew(
    ledger: Ledger, clerk: Clerk
) -> None:
    batch = clerk.work(order("A"))
    (number,) = clerk.ids(batch)
    _promise(ledger, number)
    _promise(ledger, number)
    with ledger.open() as book:
        found = book.promises.of([number])
    assert [(str(one.quantity), one.on, one.source) for one in found] == [
        ("3", date(2026, 3, 2), None),
        ("4", date(2026, 3, 9), RECEIPT),
    ]


def test_a_promise_in_danger_waits_for_a_person_although_its_order_is_done(ledger: Ledger, clerk: Clerk) -> None:
    batch = clerk.work(order("A"))
    (number,) = clerk.ids(batch)
    _promise(ledger, number)
    with ledger.open() as book:
        assert book.promises.waiting(["SKU-1"]) == []  # not done yet: it is promised anew if it is mapped anew
    _until(clerk, batch, [number], "read")
    clerk.move(batch, [number], "mapped", resolved=resolved())
    _until(clerk, batch, [number], "checked", "ready", "drafted", "verified", "confirmed", "done")
    with ledger.open() as book:
        (waiting,) = book.promises.waiting(["SKU-1"])
        assert book.promises.warn([(number, [problem("AV-LATE-001")])]) == {number}
        assert book.promises.warn([(number, [problem("AV-LATE-001")])]) == set()
        book.promises.become([waiting], "in danger")
        book.commit("test.warn")
    with ledger.open() as book:
        assert book.promises.waiting(["SKU-1"]) == []
        (row,) = book.exceptions.list(["kind:promise"])
        assert (row.number, row.code, row.document_state) == ("A", "AV-LATE-001", "done")
        (refused,) = book.exceptions.decide([row.id], "replay", by="mia", reason="again")
        (agreed,) = book.exceptions.decide([row.id], "resolve", by="mia", reason="16 March agreed")
        book.commit("test.resolve")
    assert (refused.outcome, agreed.outcome, agreed.to) == ("refused", "done", "done")
    with ledger.open() as book:
        assert book.exceptions.list(["kind:promise"]) == []
        assert book.documents.get([number])[0].state == "done"
        assert [one.reason for one in book.exceptions.approvals([number])] == ["16 March agreed"]


def test_an_obligation_runs_from_its_start_and_is_met_once(ledger: Ledger, clerk: Clerk) -> None:
    batch = clerk.work(order("A"), order("B", 2))
    first, second = clerk.ids(batch)
    owed = [Owed(first, "997", NOW - HOUR), Owed(second, "997", NOW + HOUR), Owed(second, "855", NOW + 2 * HOUR)]
    for _ in range(2):
        with ledger.open() as book:
            book.obligations.start(owed)
            book.commit("test.owed")
    with ledger.open() as book:
        rows = book.obligations.list()
        assert [(one.number, one.kind, one.state) for one in rows] == [
            ("A", "997", "late"), ("B", "997", "due"), ("B", "855", "due"),
        ]  # fmt: skip
        assert book.obligations.met([first, second], "997", "interchange 12") == {first, second}
        assert book.obligations.met([first, second], "997", "interchange 13") == set()
        book.commit("test.met")
    with ledger.open() as book:
        assert [(one.kind, one.number) for one in book.obligations.list()] == [("855", "B")]
        met = book.obligations.list(include_met=True, kinds=["997"])
        assert {(one.number, one.state, one.met_by) for one in met} == {
            ("A", "met late", "interchange 12"), ("B", "met", "interchange 12"),
        }  # fmt: skip
        counts = {one.kind: (one.due, one.late, one.met, one.met_late) for one in book.obligations.counts()}
        assert counts == {"855": (1, 0, 0, 0), "997": (0, 0, 1, 1)}
