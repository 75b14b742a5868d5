"""Systemic trouble is never seen in three orders: they are judged with the channel's last ones, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from expectations.population import Seen, view
from expectations.sales_order import EXTRACT, extract_frame
from expectations.suite import Waiver, in_force
from tests.expected_documents import earlier, keyed, some_orders


def _seen(documents: int, before: int) -> Seen:
    return view(EXTRACT, extract_frame(keyed(some_orders(documents))), earlier(before) if before else None)


def _judged(seen: Seen) -> set[str]:
    return {one.code for one in seen.judged}


def test_three_orders_alone_are_not_judged() -> None:
    seen = _seen(3, 0)
    assert not seen.judged
    assert {why for _, why in seen.left_out} == {"not judged: 3 of 20 documents", "not judged: 0 of 20 documents"}


def test_three_orders_are_judged_with_the_channels_newest_others() -> None:
    seen = _seen(3, 200)
    assert seen.frame.height == 20
    assert seen.frame["external_id"].to_list()[:4] == ["order-0", "order-1", "order-2", "earlier-0"]
    assert {"GT-EX-103", "GT-EX-106"} <= _judged(seen)


def test_what_earlier_documents_do_not_tell_is_not_judged_on_three() -> None:
    assert not {"GT-EX-101", "GT-EX-102", "GT-EX-105"} & _judged(_seen(3, 200))


def test_a_channel_too_young_to_compare_with_is_not_compared() -> None:
    assert _judged(_seen(30, 19)) == {"GT-EX-101", "GT-EX-102", "GT-EX-105", "GT-EX-120"}
    assert {"GT-EX-103", "GT-EX-104", "GT-EX-106", "GT-EX-107"} <= _judged(_seen(30, 20))


def test_a_document_is_not_compared_with_itself() -> None:
    orders = keyed(some_orders(30))
    itself = earlier(30).with_columns(external_id=extract_frame(orders)["external_id"].unique(maintain_order=True))
    seen = view(EXTRACT, extract_frame(orders), itself)
    assert seen.frame.height == 30
    assert "price_ratio" not in seen.frame.columns


@pytest.mark.parametrize(
    ("scope", "holds"),
    [
        ({}, True),
        ({"partner": "acme"}, True),
        ({"channel": "acme-edi"}, True),
        ({"partner": "other"}, False),
        ({"channel": "acme-shop"}, False),
        ({"partner": "acme", "channel": "acme-shop"}, False),
    ],
)
def test_a_waiver_holds_for_its_partner_and_channel_only(scope: dict[str, str], holds: bool) -> None:
    now = datetime(2026, 3, 10, tzinfo=UTC)
    waiver = Waiver("GT-EX-101", "A. Meier", "agreed", now + timedelta(hours=1), **scope)
    assert bool(in_force([waiver], partner="acme", channel="acme-edi", now=now)) is holds


def test_a_waiver_ends_at_its_time() -> None:
    now = datetime(2026, 3, 10, tzinfo=UTC)
    assert in_force([Waiver("GT-EX-101", "A. Meier", "agreed", now)], partner="", channel="", now=now) == ()
