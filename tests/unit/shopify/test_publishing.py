"""What a shop is told arrives once, whatever becomes of the answers, and never over somebody's head."""

import pytest

from connectors.shopify import publishing
from connectors.shopify.fulfilling import Parcel, fulfil
from connectors.shopify.publishing import cancel, set_stock
from domain.errors import OutcomeUnknown, Refused, TryAgain
from tests.shopping import LOCATION, TWO, Counter


@pytest.fixture
def counter():
    made = Counter()
    made.shop.stock.keep("BOLT-M8", LOCATION, 7)
    made.shop.stock.keep("BOLT-M8-XL", LOCATION, 3)
    return made


def levels(counter):
    return sorted(counter.shop.stock.levels.values())


def test_stock_is_set_and_what_is_right_already_is_left_alone(counter):
    told = set_stock(counter.client, LOCATION, {"BOLT-M8": 5, "BOLT-M8-XL": 3, "GONE": 1}, "r1")
    assert (sorted(told.set), told.unknown) == (["BOLT-M8", "BOLT-M8-XL"], ["GONE"])
    assert (levels(counter), counter.shop.stock.writes) == ([3, 5], 1)
    set_stock(counter.client, LOCATION, {"BOLT-M8": 5}, "r1")
    assert counter.shop.stock.writes == 1


@pytest.mark.parametrize("fault", ["lost", "timeout", "cut", "500"])
def test_a_lost_answer_is_asked_again_by_the_same_key(counter, fault):
    counter.api.faults.extend(["", fault])
    set_stock(counter.client, LOCATION, {"BOLT-M8": 5}, "r1")
    assert (levels(counter), counter.shop.stock.writes) == ([3, 5], 1)


def test_twice_lost_is_for_the_next_run_which_finds_it_right(counter):
    counter.api.faults.extend(["", "lost", "lost"])
    with pytest.raises(OutcomeUnknown):
        set_stock(counter.client, LOCATION, {"BOLT-M8": 5}, "r1")
    set_stock(counter.client, LOCATION, {"BOLT-M8": 5}, "r1")
    assert counter.shop.stock.writes == 1


def selling(counter, monkeypatch, times):
    """Customers buy one piece between the reading and the setting, so many times."""
    real, left = publishing._levels, [times]

    def read(client, location, skus):
        found = real(client, location, skus)
        if left[0]:
            left[0] -= 1
            for place in counter.shop.stock.levels:
                counter.shop.stock.levels[place] -= 1
        return found

    monkeypatch.setattr(publishing, "_levels", read)


def test_what_was_sold_meanwhile_is_looked_at_again(counter, monkeypatch):
    selling(counter, monkeypatch, 2)
    set_stock(counter.client, LOCATION, {"BOLT-M8": 9}, "r1")
    assert levels(counter) == [1, 9]
    assert counter.shop.stock.writes == 1


def test_a_shop_that_sells_at_each_try_is_left_for_the_next_run(counter, monkeypatch):
    selling(counter, monkeypatch, 99)
    with pytest.raises(TryAgain, match="sells faster"):
        set_stock(counter.client, LOCATION, {"BOLT-M8": 900}, "r1")
    assert counter.shop.stock.writes == 0


def test_a_number_that_the_shop_does_not_take_is_refused(counter):
    with pytest.raises(Refused, match="negative"):
        set_stock(counter.client, LOCATION, {"BOLT-M8": -1}, "r1")


def test_an_order_is_cancelled_once(counter):
    order = counter.shop.sell(*TWO)
    first = cancel(counter.client, order["id"], reason="OTHER", note="no stock")
    assert (first.outcome, order["cancelReason"]) == ("settled", "OTHER")
    when = order["cancelledAt"]
    assert cancel(counter.client, order["id"], reason="FRAUD", note="x").outcome == "settled"
    assert (order["cancelledAt"], order["cancelReason"]) == (when, "OTHER")
    assert cancel(counter.client, "gid://shopify/Order/1", reason="OTHER", note="x").outcome == "refused"


@pytest.mark.parametrize("fault", ["lost", "timeout", "502"])
def test_a_cancellation_whose_answer_was_lost_is_looked_up(counter, fault):
    order = counter.shop.sell(*TWO)
    counter.api.faults.extend(["", fault])
    assert cancel(counter.client, order["id"], reason="OTHER", note="x").outcome == "unknown"
    assert cancel(counter.client, order["id"], reason="OTHER", note="x").outcome == "settled"
    assert order["cancelledAt"] is not None
    assert counter.api.requests.count("LadingCancel") == 1


def sent(counter, order, pieces, number="T-1", **known):
    named = {item["sku"]: item["id"] for item in order["lineItems"]}
    wanted = {named[sku]: count for sku, count in pieces.items()}
    return fulfil(counter.client, Parcel(order["id"], wanted, number, "UPS", notify=False), **known)


def test_a_parcel_is_told_once_and_what_is_left_stays_open(counter):
    order = counter.shop.sell(*TWO)
    assert sent(counter, order, {"BOLT-M8": 1, "NUT-M8": 10}).outcome == "settled"
    assert sent(counter, order, {"BOLT-M8": 1, "NUT-M8": 10}).outcome == "settled"
    assert (len(order["fulfillments"]), order["displayFulfillmentStatus"]) == (1, "PARTIALLY_FULFILLED")
    assert sent(counter, order, {"BOLT-M8": 1}, "T-2").outcome == "settled"
    assert order["displayFulfillmentStatus"] == "FULFILLED"


def test_a_parcel_whose_answer_was_lost_is_looked_up_by_its_number(counter):
    order = counter.shop.sell(*TWO)
    counter.api.faults.extend(["", "lost"])
    assert sent(counter, order, {"BOLT-M8": 2}).outcome == "unknown"
    assert sent(counter, order, {"BOLT-M8": 2}).outcome == "settled"
    assert len(order["fulfillments"]) == 1


def test_more_pieces_than_are_left_are_refused(counter):
    order = counter.shop.sell(*TWO)
    told = sent(counter, order, {"BOLT-M8": 3})
    assert (told.outcome, order["fulfillments"]) == ("refused", [])


@pytest.mark.parametrize("fault", ["lost", "timeout", "502"])
def test_a_parcel_without_a_number_is_looked_up_by_its_pieces_and_not_mixed_up_with_another(counter, fault):
    order = counter.shop.sell(*TWO)
    first = sent(counter, order, {"BOLT-M8": 1}, "")
    counter.api.faults.extend(["", fault])
    assert sent(counter, order, {"BOLT-M8": 1}, "").outcome == "unknown"
    told = sent(counter, order, {"BOLT-M8": 1}, "", lost=True, ours={first.record})
    assert (told.outcome, told.record != first.record) == ("settled", True)
    assert [one["trackingInfo"] for one in order["fulfillments"]] == [[], []]


def test_a_cut_call_without_a_number_is_sent_again(counter):
    order = counter.shop.sell(*TWO)
    counter.api.faults.extend(["", "cut"])
    assert sent(counter, order, {"NUT-M8": 4}, "").outcome == "unknown"
    assert sent(counter, order, {"NUT-M8": 4}, "", lost=True).outcome == "settled"
    assert len(order["fulfillments"]) == 1


def test_what_is_held_or_cancelled_in_the_shop_is_refused_with_the_reason(counter):
    held, cancelled = counter.shop.sell(*TWO), counter.shop.sell(*TWO)
    counter.shop.hold(held)
    counter.shop.cancel(cancelled)
    told, gone = sent(counter, held, {"BOLT-M8": 2}), sent(counter, cancelled, {"BOLT-M8": 2})
    assert (told.outcome, told.cancelled) == ("refused", False)
    assert told.why == "2 of 2 pieces are not open for fulfilment there (fulfilment orders: ON_HOLD)"
    assert (gone.outcome, gone.cancelled) == ("refused", True)
    counter.shop.hold(held, "OPEN")
    assert sent(counter, held, {"BOLT-M8": 2}).outcome == "settled"


def test_an_order_that_was_edited_is_fulfilled_as_it_is_now(counter):
    order = counter.shop.sell(*TWO)
    counter.shop.edit(order, {"BOLT-M8": 1})
    assert sent(counter, order, {"BOLT-M8": 2}).outcome == "refused"
    assert sent(counter, order, {"BOLT-M8": 1, "NUT-M8": 10}).outcome == "settled"
    assert order["displayFulfillmentStatus"] == "FULFILLED"
