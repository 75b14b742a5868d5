"""Prices, discounts, taxes and dates: what we send is what Odoo keeps, whatever lists, languages and zones are set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from connectors.odoo.date_writing import DateWriting
from connectors.odoo.port import UPDATE
from connectors.odoo.rows import order_rows
from connectors.odoo.sales import ConfirmOrder, MendOrder
from domain.documents.resolved_order import ReadBackOrder, ResolvedOrder
from tests.contract.odoo.older_copies import in_both_protocols
from tests.contract.odoo.world import ORDERED_AT, World


def _read(world: World, order: ResolvedOrder) -> ReadBackOrder:
    return world.sales.read_back([order.external_id])[order.external_id]


@in_both_protocols
def test_price_and_discount_sent_together_are_kept_on_a_customer_with_a_percentage_list(world: World) -> None:
    order = world.order(customer="C2", lines=[world.line(price="79.5", discount=Decimal("2.5"))])

    world.sales.draft([order])

    line = _read(world, order).lines[0]
    assert (line.price_unit, line.discount, line.subtotal) == (Decimal("79.5"), Decimal("2.5"), Decimal("155.03"))


def test_a_price_sent_without_its_discount_would_be_cut_by_the_list(world: World) -> None:
    order = world.order(customer="C2", lines=[world.line(price="79.5")])
    rows = order_rows(order)

    world.sales_port.load("sale.order", rows.columns[:-1], [row[:-1] for row in rows.rows])

    line = _read(world, order).lines[0]
    assert (line.price_unit, line.discount, line.subtotal) == (Decimal("79.5"), Decimal(20), Decimal("127.2"))


def test_a_new_quantity_alone_resets_the_price_and_a_mended_draft_keeps_it(world: World) -> None:
    order = world.order(customer="C2", lines=[world.line(price="79.5")])
    (draft,) = world.drafted(order)
    line = _read(world, order).lines[0]
    world.sales_port.load("sale.order.line", (".id", "product_uom_qty"), [(line.record_id, "3")], context=UPDATE)
    reset = _read(world, order).lines[0]
    assert (reset.price_unit, reset.discount) == (Decimal(100), Decimal(20))

    wanted = order.model_copy(update={"lines": (world.line(price="78", quantity="4", discount=Decimal(1)),)})
    mended = world.sales.mend([MendOrder(external_id=order.external_id, record_id=draft.record_id, order=wanted)])[0]

    line = _read(world, order).lines[0]
    assert mended.outcome == "mended"
    assert (line.quantity, line.price_unit, line.discount) == (Decimal(4), Decimal(78), Decimal(1))


def test_confirming_keeps_price_and_discount(world: World) -> None:
    order = world.order(customer="C2", lines=[world.line(price="79.5"), world.line(2, sku="CUP", price="8.88")])
    (draft,) = world.drafted(order)

    assert world.sales.confirm([draft])[0].outcome == "confirmed"

    kept = [(line.price_unit, line.discount) for line in _read(world, order).lines]
    assert kept == [(Decimal("79.5"), Decimal(0)), (Decimal("8.88"), Decimal(0))]


def test_a_new_quantity_on_a_confirmed_order_needs_price_and_discount_with_it_too(world: World) -> None:
    order = world.order(customer="C2", lines=[world.line(price="79.5")])
    (draft,) = world.drafted(order)
    world.sales.confirm([draft])
    line = _read(world, order).lines[0].record_id

    world.sales_port.load("sale.order.line", (".id", "product_uom_qty"), [(line, "3")], context=UPDATE)
    alone = _read(world, order).lines[0]
    columns = (".id", "product_uom_qty", "price_unit", "discount")
    world.sales_port.load("sale.order.line", columns, [(line, "4", "79.5", "0")], context=UPDATE)
    together = _read(world, order).lines[0]

    assert (alone.price_unit, alone.discount) == (Decimal(100), Decimal(20))
    assert (together.price_unit, together.discount) == (Decimal("79.5"), Decimal(0))


def test_an_order_in_a_foreign_currency_carries_that_currency_and_the_sent_prices(world: World) -> None:
    order = world.order(customer="C3", currency="EUR", lines=[world.line(sku="CUP", price="6.95")])

    world.sales.draft([order])

    read = _read(world, order)
    assert (read.currency, read.pricelist_id) == ("EUR", world.pricelists["Euro"])
    assert read.untaxed_total == Decimal("13.9")


def test_a_tax_included_price_shows_in_the_subtotal_that_is_read_back(world: World) -> None:
    values = {"name": "Incl 25%", "amount": 25, "price_include_override": "tax_included", "type_tax_use": "sale"}
    tax = world.admin.call("account.tax", "create", arguments={"vals_list": [values]})[0]
    values = {"name": "Plate", "default_code": "PLATE", "list_price": 50, "taxes_id": [(6, 0, [tax])]}
    product = world.admin.call("product.product", "create", arguments={"vals_list": [values]})[0]
    order = world.order(lines=[world.line(sku="CUP", price="50", product_id=product)])

    world.sales.draft([order])

    read = _read(world, order)
    assert read.lines[0].tax_ids == (tax,)
    assert (read.untaxed_total, read.tax_total, read.total) == (Decimal(80), Decimal(20), Decimal(100))


@in_both_protocols
def test_a_bot_in_german_and_berlin_reads_decimals_dates_and_messages_as_ours(world: World) -> None:
    wizard = world.admin.search_read("res.lang", [("code", "=", "de_DE")], ["id"], context={"active_test": False})
    if world.admin.version().major >= 15:
        world.admin.call("res.lang", "action_activate_langs", [wizard[0]["id"]])
    world.admin.write("res.lang", [wizard[0]["id"]], {"active": True})
    bot = world.admin.search_read("res.users", [("login", "=", "lading.sales")], ["id"])[0]["id"]
    world.admin.write("res.users", [bot], {"lang": "de_DE", "tz": "Europe/Berlin"})
    good = world.order(lines=[world.line(price="1234.56", quantity="1.5")])
    bad = world.order(customer_id=999_999)
    try:
        answers = world.sales.draft([good, bad])
        read = _read(world, good)
        confirmed = world.sales.confirm(
            [ConfirmOrder(external_id=good.external_id, record_id=read.record_id, ordered_at=good.ordered_at)]
        )
    finally:
        world.admin.write("res.users", [bot], {"lang": "en_US", "tz": "UTC"})

    assert [answer.outcome for answer in answers] == ["created", "refused"]
    assert "No matching record" in (answers[1].finding.message if answers[1].finding else "")
    assert (read.lines[0].price_unit, read.lines[0].quantity) == (Decimal("1234.56"), Decimal("1.5"))
    assert read.ordered_at == ORDERED_AT
    assert confirmed[0].ordered_at == ORDERED_AT


def test_confirming_sets_the_date_to_now_and_we_write_the_orders_own_date_back(world: World) -> None:
    (theirs,), (ours,) = world.drafted(world.order()), world.drafted(world.order())
    world.admin.call("sale.order", "action_confirm", [theirs.record_id])

    answer = world.sales.confirm([ours])[0]

    dates = dict(
        world.sql("select id, date_order from sale_order where id in (%s, %s)", theirs.record_id, ours.record_id)
    )
    assert datetime.now() - dates[theirs.record_id] < timedelta(days=1)  # noqa: DTZ005 - Odoo stores UTC without zone
    assert dates[ours.record_id] == ORDERED_AT.replace(tzinfo=None)
    assert (answer.ordered_at, answer.finding) == (ORDERED_AT, None)


@pytest.mark.parametrize("different", [2, 9], ids=["few dates, written", "many dates, loaded"])
def test_each_order_of_a_batch_gets_its_own_date_back_though_one_is_gone(world: World, different: int) -> None:
    dates = [ORDERED_AT - timedelta(days=place % different) for place in range(10)]
    drafts = world.drafted(*(world.order(ordered_at=date) for date in dates))
    world.sales.confirm(drafts)
    moved = {draft.record_id: f"{date:%Y-%m-%d %H:%M:%S}" for draft, date in zip(drafts, dates, strict=True)}
    world.sql("update sale_order set date_order = now() where id = any(%s) returning id", list(moved))

    DateWriting(world.sales_port).write({999_999: "2026-01-01 00:00:00", **moved})

    kept = dict(world.sql("select id, date_order::text from sale_order where id = any(%s)", list(moved)))
    assert kept == moved


@pytest.mark.parametrize("offset_hours", [-11, 0, 2, 14])
def test_a_zoned_date_is_the_same_moment_in_odoo(world: World, offset_hours: int) -> None:
    moment = datetime(2026, 1, 1, 0, 5, 30, tzinfo=timezone(timedelta(hours=offset_hours)))
    order = world.order(ordered_at=moment)

    world.sales.draft([order])

    assert _read(world, order).ordered_at == moment.astimezone(UTC)


def test_odoo_takes_what_the_gate_must_refuse_and_the_read_back_shows_it(world: World) -> None:
    lines = [
        world.line(1, quantity="0.3335"),
        world.line(2, quantity="-1"),
        world.line(3, quantity="0"),
        world.line(4, sku="OLD"),
    ]
    order = world.order(lines=lines)

    assert world.sales.draft([order])[0].outcome == "created"

    assert [line.quantity for line in _read(world, order).lines] == [Decimal("0.33"), -1, 0, 2]
