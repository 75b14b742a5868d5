"""Promises: how many now, how many by when from which receipt, and which will not be kept."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.promising.offers import Offers
from domain.promising.promises import Promise, endangered, promised
from domain.promising.sharing import ChannelRule
from domain.promising.terms import Source
from tests.unit.domain.stock import TODAY, free, incoming, quant, stock

SOON, LATER = TODAY + timedelta(days=5), TODAY + timedelta(days=12)


def _offer(now: int, *later: tuple[date, int], **rule: object):
    (offer,) = Offers([ChannelRule("shop", **rule)], TODAY).of("MUG", {"WH": free(now, later=later)})  # type: ignore[arg-type]
    return offer


def test_a_quantity_is_divided_over_what_is_there_and_what_comes() -> None:
    parts = promised(Decimal(20), _offer(8, (SOON, 7), (LATER, 3)), TODAY)
    told = [(str(part.quantity), part.on, part.source.record if part.source else "") for part in parts]
    assert told == [("8", TODAY, ""), ("7", SOON, "100"), ("3", LATER, "101"), ("2", None, "")]


def test_a_second_line_of_the_same_sku_gets_what_the_first_leaves() -> None:
    parts = promised(Decimal(5), _offer(8, (SOON, 7)), TODAY, taken=Decimal(6))
    assert [(str(part.quantity), part.on) for part in parts] == [("2", TODAY), ("3", SOON)]


def test_the_buffer_is_there_for_orders() -> None:
    assert [part.on for part in promised(Decimal(8), _offer(8, buffer=5), TODAY)] == [TODAY]


def test_of_an_unknown_stock_nothing_is_promised() -> None:
    assert [(part.quantity, part.on) for part in promised(Decimal(3), None, TODAY)] == [(Decimal(3), None)]


@given(st.integers(1, 60), st.integers(0, 40), st.lists(st.integers(1, 20), max_size=4), st.integers(0, 20))
def test_the_parts_are_the_quantity_and_no_part_is_more_than_comes(
    wanted: int, now: int, receipts: list[int], taken: int
) -> None:
    later = [(TODAY + timedelta(days=place + 1), units) for place, units in enumerate(receipts)]
    parts = promised(Decimal(wanted), _offer(now, *later), TODAY, taken=Decimal(taken))
    assert sum(part.quantity for part in parts) == wanted
    assert all(part.quantity > 0 for part in parts)
    dated = sum(part.quantity for part in parts if part.on)
    assert dated == min(wanted, max(0, now + sum(receipts) - taken))


def _promise(on: date = SOON) -> Promise:
    return Promise(
        1, 40, "PO-7", "shop", 2, "MUG", "WH", Decimal(4), on, Source(model="stock.move", record="7", name="WH/IN/1")
    )


def test_a_receipt_that_slips_behind_the_promise_is_said_at_once() -> None:
    held = stock(quant("0"), incoming("10", LATER, number=7))
    ((promise, found),) = endangered([_promise()], {"MUG": held})
    assert (promise.number, found.code, found.path) == ("PO-7", "AV-LATE-001", "lines[2]")
    assert str(SOON) in found.message
    assert str(LATER) in found.message


def test_a_receipt_that_is_gone_is_said() -> None:
    ((_, found),) = endangered([_promise()], {"MUG": stock(quant("0"))})
    assert (found.code, found.value) == ("AV-LATE-002", "MUG")


def test_a_receipt_in_time_is_no_matter_and_the_slack_was_promised_too() -> None:
    assert endangered([_promise()], {"MUG": stock(incoming("10", SOON, number=7))}) == []
    with_slack = _promise(SOON + timedelta(days=2))
    assert endangered([with_slack], {"MUG": stock(incoming("10", SOON, number=7))}, 2) == []
    assert len(endangered([with_slack], {"MUG": stock(incoming("10", LATER, number=7))}, 2)) == 1


def test_a_promise_from_stock_waits_for_no_receipt() -> None:
    from_stock = Promise(1, 40, "PO-7", "shop", 1, "MUG", "WH", Decimal(4), TODAY, None)
    assert endangered([from_stock], {"MUG": stock()}) == []
