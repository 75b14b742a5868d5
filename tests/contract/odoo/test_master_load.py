"""A distributor's master data goes in once, and what people changed afterwards stays."""

from __future__ import annotations

from typing import Any

from connectors.odoo.master_load import LoadReport, MasterLoad
from tests.contract.odoo.older_copies import in_both_protocols
from tests.contract.odoo.world import World

UNITS = [{"name": "Pallet of 480", "factor": "480", "reference": "Units"}]
CATEGORIES = [
    {"code": "kitchen", "name": "Kitchen", "parent": ""},
    {"code": "pans", "name": "Pans", "parent": "kitchen"},
]
PRODUCTS: list[dict[str, Any]] = [
    {
        "sku": "PAN",
        "name": "Pan",
        "category": "pans",
        "gtin": "4012345678901",
        "list_price": "39.90",
        "cost": "21",
        "unit": "Units",
        "packs": [{"unit": "Dozens", "gtin": "14012345678908"}, {"unit": "Pallet of 480", "gtin": "24012345678905"}],
    },
    {"sku": "LID", "name": "Lid", "category": "pans", "list_price": "9", "unit": "Units", "saleable": False},
    {"sku": "WOK", "name": "Wok", "category": "kitchen", "list_price": "50", "unit": "Units", "active": False},
]
SUPPLIERS = [
    {
        "code": "S1",
        "name": "Smithy",
        "country": "DE",
        "prices": [
            {"sku": "PAN", "price": "20.5", "min_quantity": "0", "lead_days": 12, "their_code": "P-1"},
            {"sku": "PAN", "price": "19", "min_quantity": "100", "lead_days": 12, "their_code": "P-1"},
        ],
    }
]
STOCK = [
    {"sku": "PAN", "warehouse": "first", "quantity": "120"},
    {"sku": "PAN", "warehouse": "second", "quantity": "30.5"},
]


def _load_all(world: World) -> list[LoadReport]:
    load = MasterLoad(world.admin)
    return [
        load.units(UNITS),
        load.categories(CATEGORIES),
        load.products(PRODUCTS),
        load.suppliers(SUPPLIERS),
        load.stock(STOCK),
    ]


def test_master_data_goes_in_once_and_a_persons_change_stays(world: World) -> None:
    first = _load_all(world)
    product = world.admin.search_read("product.product", [("default_code", "=", "PAN")], ["product_tmpl_id"])[0]
    world.admin.write("product.template", [product["product_tmpl_id"]], {"list_price": 42})

    second = _load_all(world)

    assert [(report.created, report.existing, report.refused) for report in first] == [
        (1, 0, ()),
        (2, 0, ()),
        (3, 0, ()),
        (3, 0, ()),
        (2, 0, ()),
    ]
    assert [report.created for report in second] == [0] * 5
    price = "select list_price from product_template where id = %s"
    assert [float(row[0]) for row in world.sql(price, product["product_tmpl_id"])] == [42.0]


def test_what_was_loaded_is_what_the_rows_said(world: World) -> None:
    _load_all(world)

    packs = world.sql(
        "select k.barcode, u.name->>'en_US' from product_uom k join uom_uom u on u.id = k.uom_id "
        "join product_product p on p.id = k.product_id where p.default_code = 'PAN' order by 1"
    )
    assert packs == [("14012345678908", "Dozens"), ("24012345678905", "Pallet of 480")]
    flags = world.sql(
        "select p.default_code, t.active and p.active, t.sale_ok from product_product p "
        "join product_template t on t.id = p.product_tmpl_id where p.default_code in ('LID', 'WOK') order by 1"
    )
    assert flags == [("LID", True, False), ("WOK", False, True)]
    stock = world.sql(
        "select w.code, q.quantity from stock_quant q join stock_warehouse w on w.lot_stock_id = q.location_id "
        "join product_product p on p.id = q.product_id where p.default_code = 'PAN' order by w.id"
    )
    assert [float(quantity) for _, quantity in stock] == [120.0, 30.5]
    assert world.sql("select complete_name from product_category where complete_name like 'Kitchen /%%'") == [
        ("Kitchen / Pans",)
    ]


def test_a_row_that_odoo_refuses_is_reported_by_its_external_id_and_the_others_go_in(world: World) -> None:
    _load_all(world)
    rows = [
        {"sku": "TWIN", "name": "Twin", "gtin": "4012345678901", "list_price": "1", "unit": "Units"},
        {"sku": "FINE", "name": "Fine", "list_price": "1", "unit": "Units"},
    ]

    report = MasterLoad(world.admin).products(rows)

    assert report.created == 1
    assert report.refused[0][1].lower().find("barcode") >= 0


@in_both_protocols
def test_odoo_counts_and_sums_by_group_in_one_call(world: World) -> None:
    world.sales.draft([world.order(customer="C1"), world.order(customer="C1")])

    groups = world.reader_port.groups(
        "sale.order.line",
        [("order_id.partner_id", "=", world.customers["C1"])],
        groupby=["product_id"],
        aggregates=["product_uom_qty:sum", "__count"],
    )

    counted = {group["product_id"][0]: group["__count"] for group in groups if group["product_id"]}
    asked = "select count(*) from sale_order_line where product_id = %s and order_partner_id = %s"
    for product in (world.products["MUG"], world.products["CUP"]):
        assert [(counted[product],)] == world.sql(asked, product, world.customers["C1"])
