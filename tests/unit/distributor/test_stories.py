"""Stories of the other channels: the same seed gives the same ones, and their ends follow from what is sent."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.profile import PartnerProfile
from infra.distributor.channel_profiles import channel_profiles, locations
from infra.distributor.generate import world_of
from infra.distributor.orders import World
from infra.distributor.pricelists import Purchase, unit_price
from infra.distributor.stories import DAYS_AGO, EACH, FIRST_SHOP_NUMBER, Story, buyers, stories
from infra.distributor.story_kinds import STORIES

DAY = date(2026, 11, 21)


@pytest.fixture(scope="module", params=[19, 3, 71])
def world(request: pytest.FixtureRequest) -> World:
    return world_of(request.param, DAY)


@pytest.fixture(scope="module")
def told(world: World) -> list[Story]:
    return stories(19, world)


def test_the_same_seed_and_day_give_the_same_stories() -> None:
    first, second = (stories(19, world_of(19, DAY)) for _ in range(2))
    assert first == second
    assert [one.truth() for one in first] != [one.truth() for one in stories(20, world_of(19, DAY))]


def test_each_channel_has_orders_changes_cancellations_duplicates_holds_and_rejects(told: list[Story]) -> None:
    for channel in STORIES:
        ends = {(one.kind.odoo, end) for one in told if one.channel == channel for end in one.kind.documents}
        documents = {end for _, end in ends}
        assert {"original done", "change done", "cancel done", "original held", "original rejected"} <= documents
        assert {odoo for odoo, _ in ends} >= {"sale", "cancel", ""}
        repeated = {"sent twice", "sent anew"} & {one.kind.name for one in told if one.channel == channel}
        assert repeated
    counts = Counter(one.channel for one in told)
    assert all(20 <= many <= 40 for many in counts.values()), counts


def test_numbers_are_one_orders_own_and_customers_one_channels(world: World, told: list[Story]) -> None:
    assert len({one.number for one in told}) == len(told)
    codes = [one.code for channel in STORIES for one in buyers(channel, world.customers)]
    assert len(set(codes)) == len(codes) == EACH * len(STORIES)
    shop = [one.number for one in told if one.channel == "webshop"]
    assert shop == [f"#{FIRST_SHOP_NUMBER + place}" for place in range(len(shop))]


def test_prices_are_the_customers_own_whatever_the_quantity(world: World, told: list[Story]) -> None:
    goods = {one.sku: one for one in world.goods}
    on = DAY - timedelta(days=DAYS_AGO)
    for story in told:
        for row in story.at_the_end():
            for many in (row.quantity, row.quantity + 3):
                bought = Purchase(goods[row.sku], Decimal(many), 1, on)
                right = unit_price(world.lists, story.customer.pricelist, bought)
                assert abs(right - row.price) <= Decimal("0.005"), (story.number, row)
            assert goods[row.sku].sold


def test_what_is_spoiled_never_stands_in_odoo(told: list[Story]) -> None:
    for story in told:
        assert (story.total() > 0) == (story.kind.odoo == "sale")
        assert (story.rows != story.changed) == (
            story.kind.changes or story.kind.name in {"wrong price", "unknown SKU"}
        )


def test_one_customer_of_the_portal_is_taxed_otherwise(world: World, told: list[Story]) -> None:
    last = buyers("portal", world.customers)[-1]
    others = {one.customer.code for one in told if one.channel == "portal" and one.kind.name != "taxed otherwise"}
    assert {one.customer for one in told if one.kind.name == "taxed otherwise"} == {last}
    assert last.code not in others


def test_profiles_say_whose_orders_they_are(world: World) -> None:
    made = channel_profiles(world.customers, {"shop": "simulated.myshopify.com", "api": "http://127.0.0.1:1"})
    assert set(made) == set(STORIES)
    known = {one.code for one in locations(world.customers).values()}
    house = made["webshop"]["house_account"]
    assert {*known, house} == {one.code for one in buyers("webshop", world.customers)}


def test_profiles_are_sound(world: World) -> None:
    for profile in channel_profiles(world.customers, {"shop": "a.myshopify.com", "api": "http://127.0.0.1:1"}).values():
        PartnerProfile.model_validate(profile)
