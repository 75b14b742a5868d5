"""What Odoo has shipped is asked for in few calls, and told once."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from connectors.odoo.shipments import OdooShipments
from domain.errors import TryAgain

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Port:
    """Two transfers of one order, one of them with a line that a person added."""

    def __init__(self, **fields):
        self.asked = []
        self.fields = fields or {"carrier_tracking_ref": {}, "carrier_id": {}}
        self.away = False
        self.pickings = [
            {"id": 5, "name": "WH/OUT/5", "write_date": "2026-03-02 12:00:01", "carrier_tracking_ref": " 1Z ", "carrier_id": 3},
            {"id": 6, "name": "WH/OUT/6", "write_date": "2026-03-02 12:00:02", "carrier_tracking_ref": False, "carrier_id": 3},
        ]  # fmt: skip

    def call(self, model, method, **_):
        assert method == "fields_get"
        return {} if model == "stock.move" and "quantity_done" not in self.fields else self.fields

    def search_read(self, model, _domain, fields, **_):
        if self.away and model != "stock.picking":
            raise TryAgain("away")
        self.asked.append(model)
        rows = {
            "stock.picking": self.pickings,
            "stock.move": [
                {"id": 1, "picking_id": 5, "sale_line_id": 50, "product_id": 9, "product_uom": 1, "quantity": 2.0,
                 "quantity_done": 4.0},
                {"id": 2, "picking_id": 6, "sale_line_id": 51, "product_id": 9, "product_uom": 1, "quantity": 3.0,
                 "quantity_done": 4.0},
            ],
            "ir.model.data": [{"id": 1, "name": "sales_order_abc_2", "res_id": 50}],
            "delivery.carrier": [{"id": 3, "name": "UPS"}],
        }  # fmt: skip
        found = rows[model]
        return [{"id": row["id"], **{name: row[name] for name in fields}} for row in found]


def test_a_look_with_news_tells_our_lines_and_the_next_one_is_one_call():
    port = Port()
    shipments = OdooShipments(port)
    (one,), newest = shipments.done(NOON)
    assert (one.record_id, one.name, one.tracking, one.carrier) == (5, "WH/OUT/5", "1Z", "UPS")
    assert [(line.order_external_id, line.position, line.quantity) for line in one.lines] == [
        ("__lading__.sales_order_abc", 2, Decimal(2))
    ]
    assert newest == datetime(2026, 3, 2, 12, 0, 2, tzinfo=UTC)
    assert port.asked == ["stock.picking", "stock.move", "ir.model.data", "delivery.carrier"]
    port.asked.clear()
    assert shipments.done(newest) == ([], newest)
    assert port.asked == ["stock.picking"]
    shipments.forget()
    assert len(shipments.done(newest)[0]) == 1


def test_what_could_not_be_read_whole_was_not_told():
    port = Port()
    port.away = True
    shipments = OdooShipments(port)
    with pytest.raises(TryAgain):
        shipments.done(NOON)
    port.away = False
    assert len(shipments.done(NOON)[0]) == 1


def test_an_odoo_before_17_and_without_carriers():
    port = Port(quantity_done={})
    ((one,), _) = OdooShipments(port).done(NOON)
    assert (one.tracking, one.carrier, one.lines[0].quantity) == ("", "", Decimal(4))
