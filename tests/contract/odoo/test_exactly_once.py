"""Exactly once with no addon in Odoo: each sentence that we rely on, on a real Odoo."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from connectors.odoo.answers import lost_a_race
from connectors.odoo.create_only import Load
from connectors.odoo.external_ids import records_of
from connectors.odoo.port import ENGLISH_UTC
from connectors.odoo.rows import order_rows
from connectors.odoo.sales import Note, OdooSales
from tests.contract.odoo.older_copies import in_both_protocols
from tests.contract.odoo.world import LosesAnswers, World


def test_the_same_orders_drafted_twice_are_in_odoo_once(world: World) -> None:
    orders = [world.order() for _ in range(20)]

    first, second = world.sales.draft(orders), world.sales.draft(orders)

    assert {answer.outcome for answer in first} == {"created"}
    assert {answer.outcome for answer in second} == {"existing"}
    assert [answer.record_id for answer in first] == [answer.record_id for answer in second]
    assert world.orders_in_odoo(orders) == 20


@in_both_protocols
def test_eight_callers_at_once_leave_each_order_once(world: World) -> None:
    orders = [world.order() for _ in range(20)]
    callers = [OdooSales(world.port(calls_in_flight=8)) for _ in range(8)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda caller: caller.draft(orders), callers))

    assert world.orders_in_odoo(orders) == 20
    lines = world.sql(
        "select count(*) from sale_order_line l join sale_order o on o.id = l.order_id where client_order_ref = any(%s)",
        [order.number for order in orders],
    )
    assert lines[0][0] == 40
    known = {answer.record_id for some in answers for answer in some if answer.record_id}
    assert len(known) == 20
    assert {answer.outcome for some in answers for answer in some} <= {"created", "existing", "try_again"}
    assert any(answer.outcome == "created" for some in answers for answer in some)


@in_both_protocols
def test_the_loser_of_a_race_is_known_by_its_text_and_never_taken_for_a_bad_row(world: World) -> None:
    orders = [order_rows(world.order()) for _ in range(15)]
    loads = [Load(world.port(calls_in_flight=4), "sale.order") for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        answers = [answer for some in pool.map(lambda load: load.send(orders), loads) for answer in some.values()]

    losers = [answer for answer in answers if answer.outcome not in {"created", "existing"}]
    assert {answer.outcome for answer in losers} <= {"try_again"}, losers[:2]
    assert all(lost_a_race(answer.says) for answer in losers)
    assert any(answer.outcome == "created" for answer in answers)


def test_a_persons_edit_survives_a_second_draft(world: World) -> None:
    order = world.order()
    record = world.sales.draft([order])[0].record_id
    assert record
    line = records_of(world.admin, "sale.order.line", [f"{order.external_id}_1"])[f"{order.external_id}_1"]
    world.admin.write("sale.order.line", [line], {"product_uom_qty": 5, "price_unit": 70, "discount": 0})

    assert world.sales.draft([order])[0].outcome == "existing"
    answer = world.sales_port.load("sale.order", order_rows(order).columns, order_rows(order).rows)

    assert answer.ids == (record,)
    assert world.sql("select product_uom_qty, price_unit from sale_order_line where id = %s", line) == [(5, 70)]


def test_a_confirmed_order_stays_as_it_is(world: World) -> None:
    order = world.order()
    (to_confirm,) = world.drafted(order)
    assert world.sales.confirm([to_confirm])[0].outcome == "confirmed"
    before = world.sql("select state, amount_total, write_date from sale_order where id = %s", to_confirm.record_id)

    answer = world.sales_port.load("sale.order", order_rows(order).columns, order_rows(order).rows)

    assert answer.ids == (to_confirm.record_id,)
    after = world.sql("select state, amount_total, write_date from sale_order where id = %s", to_confirm.record_id)
    assert after == before
    assert world.sql("select count(*) from sale_order_line where order_id = %s", to_confirm.record_id) == [(2,)]


@in_both_protocols
def test_without_the_create_only_context_load_would_overwrite_a_person(world: World) -> None:
    order = world.order()
    record = world.sales.draft([order])[0].record_id
    world.admin.write("sale.order", [record or 0], {"origin": "a person's word"})

    world.sales_port.load("sale.order", order_rows(order).columns, order_rows(order).rows, context=ENGLISH_UTC)

    assert world.sql("select origin from sale_order where id = %s", record) == [("orders.csv",)]


def test_a_record_that_a_person_deleted_is_made_again_by_load(world: World) -> None:
    order = world.order()
    first = world.sales.draft([order])[0].record_id
    world.admin.call("sale.order", "unlink", [first or 0])
    assert world.sales.read_back([order.external_id]) == {}

    again = world.sales.draft([order])[0]

    assert again.outcome == "created"
    assert again.record_id != first


@in_both_protocols
def test_a_lost_answer_is_sent_again_and_the_order_is_there_once(world: World) -> None:
    orders = [world.order() for _ in range(5)]
    unlucky = OdooSales(world.port(transport=LosesAnswers("load")))

    lost, found = unlucky.draft(orders), unlucky.draft(orders)

    assert {answer.outcome for answer in lost} == {"unknown"}
    assert {answer.outcome for answer in found} == {"existing"}
    assert world.orders_in_odoo(orders) == 5


@in_both_protocols
def test_a_bad_row_is_named_and_the_rest_goes_in(world: World) -> None:
    orders = [world.order() for _ in range(8)]
    orders[3] = orders[3].model_copy(update={"customer_id": 999_999})
    orders[6] = orders[6].model_copy(update={"lines": (world.line(product_id=888_888),)})

    answers = world.sales.draft(orders)

    outcomes = [answer.outcome for answer in answers]
    assert [place for place, outcome in enumerate(outcomes) if outcome == "refused"] == [3, 6]
    assert outcomes.count("created") == 6
    assert [answer.finding.code for answer in answers if answer.finding] == ["OD-LOAD-001", "OD-LOAD-001"]
    assert "999999" in (answers[3].finding.message if answers[3].finding else "")
    assert world.orders_in_odoo(orders) == 6


def test_an_order_that_fails_only_when_it_is_made_is_named_and_the_first_is_not_blamed(world: World) -> None:
    warehouse = _warehouse_of_another_company(world)
    orders = [world.order(warehouse_id=1, company_id=1) for _ in range(5)]
    orders[2] = orders[2].model_copy(update={"warehouse_id": warehouse})
    rows = [order_rows(order) for order in orders]
    answer = world.sales_port.load("sale.order", rows[0].columns, [row for item in rows for row in item.rows])
    assert [message.record for message in answer.messages if message.error] in ([0, 2], [2])  # 14 blames rightly

    outcomes = [answer.outcome for answer in world.sales.draft(orders)]

    assert outcomes == ["created", "created", "refused", "created", "created"]


def _warehouse_of_another_company(world: World) -> int:
    name = f"Elsewhere in {world.protocol}"
    company = world.admin.call("res.company", "create", arguments={"vals_list": [{"name": name}]})[0]
    bots = world.admin.search_read("res.users", [("login", "=like", "lading.%")], ["id"])
    world.admin.write("res.users", [bot["id"] for bot in bots], {"company_ids": [(4, company)]})
    values = {"name": f"Barn of {name}", "code": "ELSE", "company_id": company}
    return int(world.admin.call("stock.warehouse", "create", arguments={"vals_list": [values]})[0])


def test_a_blank_price_would_be_written_as_zero_so_an_order_without_a_price_is_not_sent(world: World) -> None:
    order = world.order(lines=[world.line(1), world.line(2, price=None)])
    rows = order_rows(world.order())
    blank = [(*row[:-2], False, row[-1]) for row in rows.rows]
    record = (world.sales_port.load("sale.order", rows.columns, blank).ids or (0,))[0]

    assert set(world.sql("select price_unit from sale_order_line where order_id = %s", record)) == {(0,)}
    assert world.sales.draft([order])[0].outcome == "refused"
    assert world.orders_in_odoo([order]) == 0


def test_a_column_left_out_is_computed_by_odoo(world: World) -> None:
    rows = order_rows(world.order())
    short = rows.columns[:-2]
    record = (world.sales_port.load("sale.order", short, [row[:-2] for row in rows.rows]).ids or (0,))[0]

    assert world.sql("select price_unit from sale_order_line where order_id = %s order by id", record) == [
        (100,),
        (10,),
    ]


@in_both_protocols
def test_a_note_is_left_exactly_once_whatever_happens_to_its_answer(world: World) -> None:
    (order,) = world.drafted(world.order())
    note = Note(external_id=order.external_id, record_id=order.record_id, body="From <orders.csv>\nrow 7")
    unlucky = OdooSales(world.port(transport=LosesAnswers("load")))

    outcomes = [sales.note([note])[0].outcome for sales in (unlucky, unlucky, world.sales)]

    assert outcomes == ["unknown", "existing", "existing"]
    bodies = world.sql(
        "select body from mail_message where model = 'sale.order' and res_id = %s and body like %s",
        order.record_id,
        "%orders.csv%",
    )
    assert bodies == [("<p>From &lt;orders.csv&gt;<br>row 7</p>",)]


def test_texts_that_look_like_domains_rights_or_markup_stand_in_odoo_as_they_are(world: World) -> None:
    """F47: no value is ever read as a domain, an operator, a path of fields or an external id."""
    texts = [
        "'|'", "('id', '!=', 0)", "%", "_", "partner_id.user_ids.password", "base.user_admin", "x'; DROP TABLE res_users; --",
        "=1+1", "<script>alert(1)</script>", "${object.env}", "{{ object.env }}", "1,2", "False", "../../x",
    ]  # fmt: skip
    orders = [world.order(number=f"{text} {place}") for place, text in enumerate(texts)]

    assert {answer.outcome for answer in world.sales.draft(orders)} == {"created"}

    read = world.sales.read_back([order.external_id for order in orders])
    assert [read[order.external_id].client_reference for order in orders] == [order.number for order in orders]
    assert records_of(world.reader_port, "sale.order", ["__lading__.%", "__lading__._", "__lading__.'|'"]) == {}
