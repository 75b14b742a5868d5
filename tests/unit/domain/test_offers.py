"""What channels offer: explained by terms, in packs, by date; and never on units that another may be selling still."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.availability import Policy, Standing, changed, shown_of
from domain.profile import PartnerProfile
from domain.promising.offers import Offer, Offers
from domain.promising.sharing import ChannelRule
from domain.promising.terms import Hold, Safety, Term, layers, terms_of
from tests.unit.domain.stock import READ_AT, TODAY, free, incoming, order_point, outgoing, quant, stock

SOON, FAR = TODAY + timedelta(days=5), TODAY + timedelta(days=30)


def _numbers(offers: list[Offer]) -> dict[str, int]:
    return {one.channel: one.number for one in offers}


def _units(terms: tuple[Term, ...]) -> Decimal:
    return sum((term.quantity for term in terms if term.on is None), Decimal(0))


def test_each_term_names_its_source_record() -> None:
    held = stock(quant("20", reserved="3"), outgoing("5", reserved="2"), order_point("4"), incoming("8", SOON))
    hold = Hold(55, "WH", "shop", "PO-1", Decimal(2))

    terms = terms_of(held, [hold], {"WH": Safety(0, by_order_point=True, channel="shop")})["WH"]

    told = [(term.kind, str(term.quantity), term.source.model, term.source.record) for term in terms]
    assert told == [
        ("on hand", "20", "stock.quant", "1"),
        ("reserved", "-3", "stock.quant", "1"),
        ("waiting", "-3", "stock.move", "9"),
        ("held by us", "-2", "reservation", "55"),
        ("safety stock", "-4", "stock.warehouse.orderpoint", "3"),
        ("inbound", "8", "stock.move", "7"),
    ]
    assert _units(terms) == 8
    assert terms[-1].on == SOON


def test_stock_that_may_not_be_sold_is_none() -> None:
    held = stock(quant("20"), quant("5", number=2, at="WH/Quality/A"))
    assert _units(terms_of(held, (), {}, unsellable=("WH/Quality",))["WH"]) == 20


@pytest.mark.parametrize(
    ("hold", "counts"),
    [
        (Hold(1, "WH", "shop", "PO", Decimal(2)), True),
        (Hold(1, "WH", "shop", "PO", Decimal(2), "S1"), False),
        (Hold(1, "WH", "shop", "PO", Decimal(2), "S2", READ_AT + timedelta(seconds=1)), True),
        (Hold(1, "WH", "shop", "PO", Decimal(2), "S2", READ_AT - timedelta(seconds=1)), False),
    ],
    ids=["ours", "its moves are read", "taken over since the reading", "taken over before it"],
)
def test_a_reservation_counts_once_before_during_and_after_odoo_takes_it_over(hold: Hold, counts: bool) -> None:
    assert hold.counts(stock(quant(), outgoing("2", origin="S1"))) is counts


def test_a_receipt_fills_what_is_lacking_before_it_is_offered() -> None:
    terms = free(-4, later=[(SOON, 10), (TODAY + timedelta(days=9), 3)])
    assert [(one.on, one.units) for one in layers("WH", terms)] == [(SOON, 6), (TODAY + timedelta(days=9), 3)]


def test_receipts_count_within_the_horizon_with_the_slack_and_everybody_is_told_by_when() -> None:
    rules = [
        ChannelRule("now"),
        ChannelRule("soon", horizon_days=7, slack_days=1),
        ChannelRule("far", horizon_days=5, slack_days=1),
    ]
    terms = {"WH": free(9, later=[(SOON, 30), (FAR, 6)])}
    offers = {one.channel: one for one in Offers(rules, TODAY).of("MUG", terms)}

    assert {name: one.number for name, one in offers.items()} == {"now": 3, "soon": 33, "far": 3}
    assert {name: one.now for name, one in offers.items()} == {"now": 3, "soon": 3, "far": 3}
    assert [(one.on, one.number, one.source.record) for one in offers["now"].later] == [(FAR, 5, "101")]
    assert [(one.on, one.number, one.source.record) for one in offers["soon"].later] == [
        (SOON + timedelta(days=1), 33, "100"),
        (FAR + timedelta(days=1), 35, "101"),
    ]


def test_numbers_are_whole_packs_after_the_buffer() -> None:
    rule = ChannelRule("shop", buffer=5, packs={"MUG": 12})
    (offer,) = Offers([rule], TODAY).of("MUG", {"WH": free(60)})
    assert (offer.number, offer.pack, offer.split, offer.units) == (4, 12, {"WH": 48}, 60)


def test_a_channel_sells_from_its_warehouses_only_the_preferred_first() -> None:
    terms = {"EAST": free(10), "WEST": free(10)}
    rules = [
        ChannelRule("both", warehouses=("WEST", "EAST"), buffer=6, priority=1),
        ChannelRule("east", warehouses=("EAST",), floor=4, priority=0),
    ]
    offers = {one.channel: one for one in Offers(rules, TODAY).of("MUG", terms)}
    assert offers["east"].split == {"EAST": 10}
    assert offers["both"].split == {"WEST": 4}


def test_a_channel_rises_only_when_the_others_numbers_have_fallen_for_sure() -> None:
    rules = [ChannelRule("shop", share=80), ChannelRule("edi", share=20)]
    terms = {"WH": free(10)}
    before = {"shop": Standing(2, 1, {"WH": 2}, {}), "edi": Standing(8, 1, {"WH": 8}, {})}

    first = Offers(rules, TODAY).of("MUG", terms, shown_of(before))
    assert _numbers(first) == {"edi": 2, "shop": 2}
    assert {one.channel: one.wanted for one in first} == {"edi": 2, "shop": 8}

    between = {"shop": before["shop"], "edi": Standing(2, 1, {"WH": 2}, {"WH": 8})}
    assert _numbers(Offers(rules, TODAY).of("MUG", terms, shown_of(between))) == {"edi": 2, "shop": 2}

    fallen = {"shop": before["shop"], "edi": Standing(2, 1, {"WH": 2}, {})}
    assert _numbers(Offers(rules, TODAY).of("MUG", terms, shown_of(fallen))) == {"edi": 2, "shop": 8}


def test_only_what_says_something_new_is_published_again() -> None:
    offers = Offers([ChannelRule("shop")], TODAY).of("MUG", {"WH": free(10)})
    same = Standing(10, 1, {"WH": 10}, {})
    assert changed(offers, {"shop": same}) == []
    assert changed(offers, {}) == offers
    assert changed(offers, {"shop": Standing(9, 1, {"WH": 9}, {})}) == offers
    assert changed(offers, {"shop": Standing(10, 1, {"EAST": 10}, {})}) == offers
    assert changed(offers, {"shop": Standing(10, 1, {"WH": 10}, {}, consumed={"WH": 1})}) == offers


def _profile(channel: str, **section: object) -> PartnerProfile:
    return PartnerProfile.model_validate(
        {
            "partner": channel, "source_id": channel, "channel": channel, "format": "x12",
            "transport": {"inbox": channel}, "availability": section or None,
        }
    )  # fmt: skip


def test_the_policy_is_that_of_all_profiles_with_the_section() -> None:
    policy = Policy.of(
        [
            _profile("shop", warehouses=["WH"], safety_stock=3),
            _profile("edi", safety_stock=5, safety_from="reordering-rules", unsellable_locations=["WH/Q"]),
            _profile("none"),
        ]
    )
    assert [rule.channel for rule in policy.rules] == ["shop", "edi"]
    assert policy.safety_of(["WH", "EAST"]) == dict.fromkeys(
        ["WH", "EAST"], Safety(5, by_order_point=True, channel="edi")
    )
    assert policy.unsellable == ("WH/Q",)


@st.composite
def rule_sets(draw: st.DrawFn) -> list[ChannelRule]:
    made = []
    for name in ("a", "b", "c"):
        floor = draw(st.integers(0, 5))
        made.append(
            ChannelRule(
                channel=name,
                warehouses=draw(st.sampled_from([(), ("E",), ("W",), ("W", "E")])),
                share=draw(st.none() | st.integers(0, 60)),
                priority=draw(st.integers(1, 2)),
                floor=floor,
                cap=draw(st.none() | st.integers(floor, 40)),
                buffer=draw(st.integers(0, 4)),
                risk=draw(st.sampled_from([0, 0, 3])),
                horizon_days=draw(st.none() | st.integers(0, 30)),
                packs={"MUG": draw(st.integers(1, 7))},
            )
        )
    return made


days = st.integers(0, 40).map(lambda days: TODAY + timedelta(days=days))
warehouses = st.fixed_dictionaries(
    {
        code: st.builds(
            lambda units, coming: free(units, later=coming),
            st.integers(-10, 60),
            st.lists(st.tuples(days, st.integers(1, 20)), max_size=3),
        )
        for code in ("E", "W")
    }
)
splits = st.dictionaries(st.sampled_from(["E", "W"]), st.integers(0, 50), max_size=2)


def _all(terms: dict[str, tuple[Term, ...]]) -> dict[str, int]:
    return {code: sum(one.units for one in layers(code, held)) for code, held in terms.items()}


@given(rule_sets(), warehouses)
def test_offers_are_whole_packs_out_of_what_there_is(
    rules: list[ChannelRule], terms: dict[str, tuple[Term, ...]]
) -> None:
    offers = Offers(rules, TODAY).of("MUG", terms)
    for offer in offers:
        assert offer.number >= 0
        assert sum(offer.split.values()) == offer.number * offer.pack <= offer.units
        assert [later.number for later in offer.later] == sorted(later.number for later in offer.later)
    for code, units in _all(terms).items():
        assert sum(offer.split.get(code, 0) for offer in offers) <= units


@given(rule_sets(), warehouses, st.dictionaries(st.sampled_from(["a", "b", "c"]), splits))
def test_what_all_may_be_selling_stays_within_what_is_free_and_the_declared_risk(
    rules: list[ChannelRule], terms: dict[str, tuple[Term, ...]], shown: dict[str, dict[str, int]]
) -> None:
    offers = Offers(rules, TODAY).of("MUG", terms, shown)
    risk = sum(rule.risk for rule in rules)
    for code, units in _all(terms).items():
        before = sum(shown.get(rule.channel, {}).get(code, 0) for rule in rules)
        after = sum(max(one.split.get(code, 0), shown.get(one.channel, {}).get(code, 0)) for one in offers)
        assert after <= max(units + risk, before)


@given(rule_sets(), warehouses, st.sampled_from(["E", "W"]))
def test_with_one_unit_more_on_hand_no_channel_offers_less(
    rules: list[ChannelRule], terms: dict[str, tuple[Term, ...]], code: str
) -> None:
    singly = [ChannelRule(one.channel, one.warehouses, one.share, one.priority, buffer=one.buffer) for one in rules]
    there, *coming = terms[code]
    more = {**terms, code: (Term(there.kind, there.quantity + 1, there.source), *coming)}
    less_offered, more_offered = (Offers(singly, TODAY).of("MUG", held) for held in (terms, more))
    for one, other in zip(less_offered, more_offered, strict=True):
        assert one.number <= other.number


def test_a_receipt_is_reckoned_with_today_at_the_earliest() -> None:
    rule = ChannelRule("shop", horizon_days=1, slack_days=1)
    assert rule.expected(date(2026, 1, 1), TODAY) == TODAY + timedelta(days=1)
