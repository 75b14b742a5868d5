"""Order and change make the order afterwards; what makes no sense is said, and nothing is guessed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.changing import Ordered, applied, concerns, older_than, ordered
from domain.documents.envelope import PartyReference
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.documents.sales_order_change import LineChange, SalesOrderChange
from domain.findings import Finding, Severity
from domain.keys import change_key, external_id, order_key, thread_text
from tests.builders import a_line, an_order
from tests.unit.domain.changed import MORNING, a_change, a_line_change, change_of, codes, quantities, three_lines


def test_a_line_is_found_by_the_partners_number_whatever_zeros_stand_before_it() -> None:
    found = change_of(three_lines(), a_line_change(partner_line="00020", quantity=4))
    assert quantities(found.order) == {1: "BOLT-M8 10", 2: "NUT-M8 4", 3: "PIN-2 10"}
    assert (found.touched, found.deleted, codes(found)) == ({2}, set(), [])


def test_a_line_without_number_is_found_by_its_product() -> None:
    found = change_of(three_lines(), a_line_change(sku="pin-2 ", unit_price=Decimal("1.95")))
    line = found.order.lines[2]
    assert (line.quantity, line.unit_price, line.partner_line) == (10, Decimal("1.95"), "30")


def test_lines_are_added_and_deleted_and_a_position_is_never_given_again() -> None:
    first = change_of(three_lines(), a_line_change("delete", partner_line="30"))
    second = applied(first.after, a_change(a_line_change("add", partner_line="40", sku="WASHER", quantity=3)))
    assert quantities(second.order) == {1: "BOLT-M8 10", 2: "NUT-M8 10", 4: "WASHER 3"}
    assert (first.deleted, second.touched) == ({3}, {4})


def test_a_line_is_replaced_by_deleting_and_adding_it_under_its_number() -> None:
    replaced = (
        a_line_change("delete", partner_line="20"),
        a_line_change("add", partner_line="20", sku="NUT-M10", quantity=5),
    )
    found = change_of(three_lines(), *replaced)
    assert quantities(found.order) == {1: "BOLT-M8 10", 3: "PIN-2 10", 4: "NUT-M10 5"}
    assert codes(found) == []


def test_differences_are_added_to_what_was_ordered() -> None:
    lines = (
        a_line_change(partner_line="10", quantity_by=Decimal(-4)),
        a_line_change(partner_line="20", quantity_by=Decimal(2)),
    )
    assert quantities(change_of(three_lines(), *lines).order) == {1: "BOLT-M8 6", 2: "NUT-M8 12", 3: "PIN-2 10"}


def test_the_quantity_zero_deletes_a_line() -> None:
    assert change_of(three_lines(), a_line_change(partner_line="10", quantity=0)).deleted == {1}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (a_line_change(partner_line="70", quantity=1), "SC-LINE-001"),
        (a_line_change("delete", sku="GONE"), "SC-LINE-001"),
        (a_line_change("add", partner_line="10", sku="WASHER", quantity=1), "SC-LINE-003"),
        (a_line_change(partner_line="10", sku="NUT-M8", quantity=1), "SC-LINE-004"),
        (a_line_change(partner_line="10", quantity_by=Decimal(-11)), "SC-LINE-005"),
        (a_line_change("add", sku="WASHER"), "SC-LINE-005"),
    ],
)
def test_what_makes_no_sense_is_said_and_changes_nothing(line: LineChange, code: str) -> None:
    found = change_of(three_lines(), line)
    assert codes(found) == [code]
    assert found.changes_nothing


def test_a_product_on_two_lines_needs_the_partners_number() -> None:
    order = an_order(a_line(1), a_line(2))
    assert codes(change_of(order, a_line_change(sku="BOLT-M8", quantity=1))) == ["SC-LINE-002"]


def test_a_change_that_leaves_no_line_is_for_a_person() -> None:
    deletes = tuple(a_line_change("delete", partner_line=number) for number in ("10", "20", "30"))
    assert codes(change_of(three_lines(), *deletes)) == ["SC-LINE-006"]


def test_what_is_so_already_changes_nothing_and_says_so() -> None:
    found = change_of(three_lines(), a_line_change(partner_line="10", quantity=10))
    assert (found.changes_nothing, codes(found)) == (True, ["SC-SAME-001"])


def test_the_whole_order_anew_keeps_lines_adds_others_and_deletes_the_rest() -> None:
    wanted = an_order(
        a_line(1, sku="WASHER", quantity=1, partner_line="40"),
        a_line(2, sku="NUT-M8", quantity=7, partner_line="20", unit_price=None),
        a_line(3, sku="BOLT-M8", partner_line="10"),
    )
    found = change_of(three_lines(), complete=wanted)
    assert quantities(found.order) == {1: "BOLT-M8 10", 2: "NUT-M8 7", 4: "WASHER 1"}
    assert (found.touched, found.deleted) == ({2, 4}, {3})
    assert found.order.lines[1].unit_price == Decimal("2.50")


def test_a_line_of_the_whole_order_that_is_another_product_replaces_the_old_one() -> None:
    found = change_of(three_lines(), complete=an_order(a_line(1, sku="GEAR-9", partner_line="10")))
    assert quantities(found.order) == {4: "GEAR-9 10"}
    assert found.deleted == {1, 2, 3}


def test_dates_and_places_of_the_head_are_taken_and_another_customer_or_currency_is_not() -> None:
    shop = PartyReference(code="STORE-9")
    found = change_of(three_lines(), ship_to=shop, requested_date=date(2026, 4, 1))
    assert (found.order.ship_to, found.order.requested_date) == (shop, date(2026, 4, 1))
    assert (found.head, codes(found)) == ({"ship_to", "requested_date"}, [])
    other = change_of(three_lines(), customer=PartyReference(code="C-2"), currency="USD")
    assert codes(other) == ["SC-HEAD-001", "SC-HEAD-002"]


def test_the_same_place_in_other_words_is_no_change() -> None:
    shop = PartyReference(code="STORE-9", name="Store 9", address=("1 Main St",))
    again = PartyReference(code="store-9", name="STORE NO 9")
    assert "ship_to" not in change_of(an_order(ship_to=shop), ship_to=again).head


def test_older_changes_are_told_by_number_else_by_time() -> None:
    later = MORNING + timedelta(hours=1)
    assert older_than(a_change(version="2"), [a_change(version="10")]) is not None
    assert older_than(a_change(version="11"), [a_change(version="10")]) is None
    assert older_than(a_change(version="A"), [a_change(version="B", changed_at=later)]) is not None
    assert older_than(a_change(version="A", changed_at=later), [a_change(version="B")]) is None
    assert older_than(a_change(version="A", changed_at=None), [a_change(version="B")]) is None


def test_a_finding_about_what_the_change_leaves_alone_does_not_count() -> None:
    change = a_change(a_line_change(partner_line="20", quantity=4))
    found = applied(ordered(three_lines()), change)

    def about(path: str) -> bool:
        said = Finding(code="SO-LINE-003", severity=Severity.HOLD, path=path, message="", next_step="")
        return concerns(found, change, said)

    assert about("lines[2].sku")
    assert not any(map(about, ("lines[1].sku", "lines[20].sku", "customer", "ordered_at", "stated_total", "ship_to")))


def test_a_change_is_in_the_thread_of_its_order_and_has_an_identity_of_its_own() -> None:
    order = an_order()
    first, second = (change_key(order.key, "change", version) for version in ("1", "2"))
    cancel = change_key(order.key, "cancel", "1")
    assert {thread_text(key) for key in (first, second, cancel)} == {thread_text(order.key)}
    assert len({external_id(key) for key in (order.key, first, second, cancel)}) == 4
    assert order_key(first) == order.key
    unnumbered = [change_key(order.key, "change", said=said).version for said in (b"a", b"a", b"b")]
    assert unnumbered[0] == unnumbered[1] != unnumbered[2]


SKUS = st.sampled_from(["A-1", "B-2", "C-3", "D-4"])
NUMBERS = st.sampled_from(["", "1", "02", "3", "4", "005"])
AMOUNTS = st.one_of(st.none(), st.integers(-3, 12).map(Decimal))


@st.composite
def orders(draw: st.DrawFn) -> SalesOrder:
    """Orders of up to four lines."""
    count = draw(st.integers(1, 4))
    lines = [
        SalesOrderLine(
            position=at, partner_line=draw(NUMBERS), sku=draw(SKUS), quantity=Decimal(draw(st.integers(1, 9)))
        )
        for at in range(1, count + 1)
    ]
    return an_order(*lines)


@st.composite
def changes(draw: st.DrawFn) -> SalesOrderChange:
    """Changes of both kinds, sensible or not."""
    if draw(st.booleans()):
        return a_change(complete=draw(orders()))
    actions = draw(st.lists(st.sampled_from(["add", "change", "delete"]), max_size=4))
    lines = [
        a_line_change(
            action,
            partner_line=draw(NUMBERS),
            sku=draw(SKUS if action == "add" else st.one_of(st.just(""), SKUS)),
            quantity=draw(AMOUNTS),
            quantity_by=draw(AMOUNTS),
        )
        for action in actions
    ]
    return a_change(*lines)


@given(orders(), st.lists(changes(), max_size=5))
def test_whatever_is_sent_positions_stay_unique_and_are_never_given_twice(
    order: SalesOrder, sent: list[SalesOrderChange]
) -> None:
    standing: Ordered = ordered(order)
    ever = {line.position: (line.sku, line.partner_line) for line in order.lines}
    gone: set[int] = set()
    for change in sent:
        found = applied(standing, change)
        positions = [line.position for line in found.order.lines]
        assert positions == sorted(set(positions))
        assert not gone & set(positions)
        assert max(positions, default=0) <= found.after.highest
        for line in found.order.lines:
            assert ever.setdefault(line.position, (line.sku, line.partner_line))[0] == line.sku
            assert line.quantity > 0
        gone |= found.deleted
        standing = found.after
    assert ordered(order, sent) == standing


@given(orders(), orders())
def test_the_whole_order_sent_twice_changes_nothing_the_second_time(order: SalesOrder, wanted: SalesOrder) -> None:
    once = applied(ordered(order), a_change(complete=wanted))
    again = applied(once.after, a_change(complete=wanted))
    assert again.order.lines == once.order.lines
    assert again.changes_nothing
    asked = sorted((line.sku, line.quantity) for line in wanted.lines)
    assert sorted((line.sku, line.quantity) for line in once.order.lines) == asked


@given(orders(), changes())
def test_every_line_that_a_change_leaves_alone_is_as_before(order: SalesOrder, change: SalesOrderChange) -> None:
    found = applied(ordered(order), change)
    before = {line.position: line for line in order.lines}
    for line in found.order.lines:
        if line.position not in found.touched:
            assert line.quantity == before[line.position].quantity
            assert line.unit_price == before[line.position].unit_price
    assert found.deleted == before.keys() - {line.position for line in found.order.lines}
