"""What the simulator found in the house, each as a story of its own."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import httpx
import pytest
from pydantic import SecretStr

from connectors.odoo.address import OdooAddress
from connectors.odoo.confirming import Confirming
from connectors.odoo.json2 import Json2Port
from connectors.odoo.outcomes import Confirmed, ConfirmOrder
from connectors.odoo.pace import Pace
from domain.catalogue import finding
from tasks.confirm import _confirmed
from tests.simulator.clock import EPOCH, Clock
from tests.simulator.odoo import SimulatedOdoo
from tests.simulator.people import BOT, USER


class Line(httpx.BaseTransport):
    """Straight to the simulated Odoo, but the first ``write`` goes astray."""

    def __init__(self, odoo):
        self.odoo, self.astray = odoo, 1

    def handle_request(self, request):
        if request.url.path.endswith("/write") and self.astray:
            self.astray -= 1
            return httpx.Response(502, content=b"<html>Bad Gateway</html>")
        status, body = self.odoo.answer(request.url.path, "sales", request.content)
        return httpx.Response(status, content=body)


def orders(odoo, count=3):
    for number in range(count):
        made = odoo.orders.create({"partner_id": 1, "client_order_ref": f"F-{number}"}, BOT)
        line = {"product_id": 1, "product_uom_id": 1, "product_uom_qty": 2, "price_unit": 10, "discount": 0}
        odoo.orders.add_line(made, line, BOT)
        moment = datetime(2031, 1, 1 + number, tzinfo=UTC)
        yield ConfirmOrder(external_id=f"x{number}", record_id=made["id"], ordered_at=moment)


def test_a_lost_answer_to_one_date_leaves_no_order_with_the_wrong_date():
    """Seed 2: the dates after it were never written, and the run called the orders confirmed as they should be."""
    odoo = SimulatedOdoo(Clock())
    port = Json2Port(OdooAddress("http://found.simulated", "x", SecretStr("k")), transport=Line(odoo))
    wanted = list(orders(odoo))
    confirming = Confirming(port, Pace(lines_per_second=100))

    first, again = confirming.confirm(wanted), confirming.confirm(wanted)

    assert [answer.outcome for answer in first] == ["unknown", "confirmed", "confirmed"]
    assert [answer.outcome for answer in again] == ["existing"] * 3
    assert [answer.ordered_at for answer in again] == [order.ordered_at for order in wanted]
    assert EPOCH - wanted[0].ordered_at > timedelta(days=1)


def test_what_confirming_has_to_say_stays_with_the_document():
    """The warning that a date was not kept, or that a person confirmed the order, went nowhere."""
    known, said = finding("SO-LINE-004"), finding("OD-STATE-007", value=2, name="S00001")
    row = SimpleNamespace(record_id=1, record_name="S00001", findings=(known,))
    answer = Confirmed(external_id="x", outcome="existing", record_id=1, record_name="S00001", finding=said)

    assert _confirmed(row, answer).findings == (known, said)
    assert _confirmed(row, answer.model_copy(update={"finding": None})).findings == ()


@pytest.mark.parametrize(("read", "ends"), [("sale.order.line", "refused"), ("sale.order", "confirmed")])
def test_an_edit_is_seen_until_the_lines_are_read_and_no_later(read, ends):
    """Seed 39: a person edited a line after the lines were read and before the order was, which took its time.

    Odoo has no way to confirm an order only as it was seen: what comes after the look stands, and is confirmed.
    """
    odoo = SimulatedOdoo(Clock())
    (order,) = orders(odoo, 1)
    line = odoo.orders.lines(order.record_id)[0]
    read_back = line["write_date"]
    odoo.tables.clock.seconds = 60

    class Edited(Line):
        def handle_request(self, request):
            if request.url.path.endswith(f"/{read}/search_read") and self.astray:
                self.astray -= 1
                odoo.orders.write_lines([line["id"]], {"product_uom_qty": 77, "price_unit": 10, "discount": 0}, USER)
            return super().handle_request(request)

    transport = Edited(odoo)
    port = Json2Port(OdooAddress("http://found.simulated", "x", SecretStr("k")), transport=transport)
    seen = datetime.fromisoformat(read_back).replace(tzinfo=UTC)
    confirming = Confirming(port, Pace(lines_per_second=100))
    (answer,) = confirming.confirm([order.model_copy(update={"write_date": seen})])

    assert answer.outcome == ends
    assert odoo.orders.lines(order.record_id)[0]["product_uom_qty"] == 77
