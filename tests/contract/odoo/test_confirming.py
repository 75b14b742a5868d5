"""Confirming, mending and tagging: read the state, act, read the state; what people did is theirs."""

from __future__ import annotations

from decimal import Decimal

from connectors.odoo.confirming import Confirming
from connectors.odoo.pace import Pace
from connectors.odoo.sales import ConfirmOrder, Hold, MendOrder, OdooSales
from domain.documents.resolved_order import ResolvedOrder
from tests.contract.odoo.older_copies import in_both_protocols
from tests.contract.odoo.world import ORDERED_AT, LosesAnswers, World


def _state(world: World, record: int) -> str:
    return str(world.sql("select state from sale_order where id = %s", record)[0][0])


def test_one_cancelled_order_among_twenty_makes_odoo_refuse_all_and_we_confirm_nineteen(world: World) -> None:
    drafts = world.drafted(*(world.order() for _ in range(20)))
    world.admin.call("sale.order", "action_cancel", [drafts[7].record_id])

    answers = world.sales.confirm(drafts)

    assert [place for place, answer in enumerate(answers) if answer.outcome != "confirmed"] == [7]
    assert answers[7].finding is not None
    assert answers[7].finding.code == "OD-STATE-002"
    assert _state(world, drafts[7].record_id) == "cancel"
    assert {answer.ordered_at for answer in answers if answer.outcome == "confirmed"} == {ORDERED_AT}


def test_a_refusal_that_names_nobody_is_halved_until_the_refuser_stands_alone(world: World) -> None:
    drafts = world.drafted(*(world.order() for _ in range(9)))
    world.admin.call("sale.order", "action_cancel", [drafts[4].record_id])
    confirming = Confirming(world.sales_port, Pace(lines_per_second=100))

    troubles = confirming._act(drafts, {})

    assert list(troubles) == [drafts[4].record_id]
    assert troubles[drafts[4].record_id].outcome == "refused"
    assert [_state(world, draft.record_id) for draft in drafts].count("sale") == 8


def test_a_draft_that_a_person_edited_after_its_read_back_is_not_confirmed(world: World) -> None:
    drafts = world.drafted(world.order(), world.order(), world.order())
    line = world.sales.read_back([drafts[1].external_id])[drafts[1].external_id].lines[0].record_id
    world.admin.write("sale.order.line", [line], {"product_uom_qty": 99})
    world.admin.call("sale.order", "unlink", [drafts[2].record_id])

    answers = world.sales.confirm(drafts)

    assert [answer.outcome for answer in answers] == ["confirmed", "refused", "refused"]
    assert [answer.finding.code for answer in answers if answer.finding] == ["OD-STATE-003", "OD-STATE-001"]
    assert _state(world, drafts[1].record_id) == "draft"


def test_a_persons_edit_that_was_read_back_and_passed_is_confirmed(world: World) -> None:
    order = world.order()
    (draft,) = world.drafted(order)
    world.admin.write("sale.order", [draft.record_id], {"client_order_ref": "as the customer said on the phone"})
    seen = world.sales.read_back([order.external_id])[order.external_id].write_date

    answer = world.sales.confirm([draft.model_copy(update={"write_date": seen})])[0]

    assert answer.outcome == "confirmed"


def test_confirming_again_finds_the_order_confirmed_and_changes_nothing(world: World) -> None:
    drafts = world.drafted(world.order(), world.order())
    world.sales.confirm(drafts)
    before = world.sql("select id, write_date, date_order from sale_order where id = %s", drafts[0].record_id)
    moves = world.sql(
        "select count(*) from stock_move m join stock_picking p on p.id = m.picking_id where p.origin like 'S%%'"
    )

    answers = world.sales.confirm(drafts)

    assert {answer.outcome for answer in answers} == {"existing"}
    assert world.sql("select id, write_date, date_order from sale_order where id = %s", drafts[0].record_id) == before
    assert moves == world.sql(
        "select count(*) from stock_move m join stock_picking p on p.id = m.picking_id where p.origin like 'S%%'"
    )


def test_a_run_that_died_between_confirming_and_the_date_is_taken_up(world: World) -> None:
    (draft,) = world.drafted(world.order())
    world.sales_port.call("sale.order", "action_confirm", [draft.record_id])

    answer = world.sales.confirm([draft])[0]

    assert (answer.outcome, answer.ordered_at, answer.finding) == ("existing", ORDERED_AT, None)


def test_an_order_that_a_person_confirmed_keeps_the_persons_date_and_we_say_so(world: World) -> None:
    (draft,) = world.drafted(world.order())
    world.admin.call("sale.order", "action_confirm", [draft.record_id])

    answer = world.sales.confirm([draft])[0]

    assert answer.outcome == "existing"
    assert answer.finding is not None
    assert answer.finding.code == "OD-STATE-007"
    dates = world.sql("select date_order > now() - interval '1 day' from sale_order where id = %s", draft.record_id)
    assert dates == [(True,)]


@in_both_protocols
def test_a_confirmation_whose_answer_was_lost_is_read_and_known(world: World) -> None:
    drafts = world.drafted(world.order(), world.order())
    unlucky = OdooSales(world.port(transport=LosesAnswers("action_confirm")))

    answers = unlucky.confirm(drafts)

    assert {answer.outcome for answer in answers} == {"confirmed"}
    assert {answer.ordered_at for answer in answers} == {ORDERED_AT}


def _mend(draft: ConfirmOrder, order: ResolvedOrder, **changes: object) -> MendOrder:
    return MendOrder(
        external_id=draft.external_id,
        record_id=draft.record_id,
        order=order.model_copy(update=changes),
        write_date=draft.write_date,
    )


def test_a_held_draft_is_mended_in_one_call_and_what_is_right_already_is_left_alone(world: World) -> None:
    first, second = world.order(), world.order()
    drafts = world.drafted(first, second)
    lines = (world.line(1, price="81", quantity="3"), world.line(2, sku="MUG", price="5"))

    answers = world.sales.mend(
        [_mend(drafts[0], first, lines=lines, customer_id=world.customers["C2"]), _mend(drafts[1], second)]
    )

    assert [answer.outcome for answer in answers] == ["mended", "same"]
    read = world.sales.read_back([first.external_id])[first.external_id]
    assert read.customer_id == world.customers["C2"]
    assert [(line.product_id, line.quantity, line.price_unit) for line in read.lines] == [
        (world.products["MUG"], Decimal(3), Decimal(81)),
        (world.products["MUG"], Decimal(2), Decimal(5)),
    ]
    assert answers[0].write_date == read.write_date


def test_mending_leaves_alone_what_is_a_persons(world: World) -> None:
    edited, confirmed, longer = orders = [world.order() for _ in range(3)]
    drafts = world.drafted(*orders)
    world.admin.write("sale.order", [drafts[0].record_id], {"client_order_ref": "mine"})
    world.sales.confirm([drafts[1]])
    world.sales_port.load(
        "sale.order",
        (".id", "order_line/product_id/.id", "order_line/product_uom_qty"),
        [(drafts[2].record_id, world.products["CUP"], "1")],
        context={"tz": "UTC"},
    )
    wanted = (world.line(1, price="1"), world.line(2, sku="CUP", price="1"))

    answers = world.sales.mend(
        [_mend(draft, order, lines=wanted) for draft, order in zip(drafts, (edited, confirmed, longer), strict=True)]
    )

    codes = [answer.finding.code for answer in answers if answer.finding]
    assert codes == ["OD-STATE-003", "OD-MEND-002", "OD-MEND-001"]
    prices = world.sql(
        "select count(*) from sale_order_line where price_unit = 1 and order_id = any(%s)",
        [d.record_id for d in drafts],
    )
    assert prices == [(0,)]


def test_mending_again_after_a_lost_answer_finds_it_done(world: World) -> None:
    order = world.order()
    (draft,) = world.drafted(order)
    wanted = _mend(draft, order, lines=(world.line(1, price="66"), world.line(2, sku="CUP", price="6")))
    unlucky = OdooSales(world.port(transport=LosesAnswers("load")))

    outcomes = [unlucky.mend([wanted])[0].outcome for _ in range(2)]

    assert outcomes == ["unknown", "same"]
    assert world.sales.read_back([order.external_id])[order.external_id].lines[0].price_unit == Decimal(66)


def test_a_held_draft_shows_its_tag_and_reason_once_and_can_still_be_mended(world: World) -> None:
    order = world.order()
    (draft,) = world.drafted(order)
    hold = Hold(external_id=order.external_id, record_id=draft.record_id, reason="Price differs: 79.50 sent")

    tagged = [world.sales.tag_held([hold])[0] for _ in range(2)]

    assert [answer.outcome for answer in tagged] == ["tagged", "tagged"]
    tags = "select position('Lading: held' in t.name::text) > 0 from sale_order_tag_rel r join crm_tag t on t.id = r.tag_id where r.order_id = %s"
    assert world.sql(tags, draft.record_id) == [(True,)]
    notes = "select count(*) from mail_message where model = 'sale.order' and res_id = %s and body like %s"
    assert world.sql(notes, draft.record_id, "%79.50 sent%") == [(1,)]
    lines = (world.line(1, price="80"), world.line(2, sku="CUP", price="9.99"))
    assert world.sales.mend([_mend(draft, order, lines=lines)])[0].outcome == "mended"
    assert world.sales.confirm([draft])[0].outcome == "confirmed"
    assert world.sql(tags, draft.record_id) == []


def test_a_draft_that_a_person_wrote_last_is_not_tagged_over(world: World) -> None:
    order = world.order()
    (draft,) = world.drafted(order)
    world.admin.write("sale.order", [draft.record_id], {"client_order_ref": "mine"})

    answer = world.sales.tag_held([Hold(external_id=order.external_id, record_id=draft.record_id, reason="x")])[0]

    assert answer.outcome == "refused"
    assert world.sql("select write_uid from sale_order where id = %s", draft.record_id) == [(2,)]
