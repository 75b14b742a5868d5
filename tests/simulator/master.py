"""The little distributor that stands in the simulated Odoo: twenty percent off for everybody, ten percent tax."""

from decimal import Decimal

PRODUCTS = 6
CUSTOMERS = 4
DOOMED = PRODUCTS
"""The last product is deleted in Odoo after the mirror was read: Odoo refuses what asks for it."""

TAGS = ("product.tag", "res.partner.category")


def price(product):
    return Decimal(product * 10)


def furnish(tables):
    """Master data, written yesterday as far as anybody can tell."""
    for model in ("ir.model.data", "sale.order", "sale.order.line", "stock.picking", "mail.message", "crm.tag"):
        tables.models[model] = {}
    for model in ("res.users", "product.uom", "res.country.group", "account.fiscal.position", *TAGS):
        tables.models[model] = {}
    for number in (2, 7, 8):
        tables.models["res.users"][number] = {"id": number}
    currency = tables.make("res.currency", {"name": "USD", "rate": Decimal(1), "active": True})["id"]
    company = tables.make("res.company", {"name": "Simulated", "currency_id": currency, "active": True})["id"]
    tables.make("stock.warehouse", {"code": "WH", "name": "Simulated", "company_id": company, "active": True})
    unit = {"name": "Units", "factor": Decimal(1), "parent_path": "1/", "rounding": CENT, "active": True}
    tables.make("uom.uom", unit)
    tables.make("product.category", {"name": "All", "parent_path": "1/"})
    tables.make("res.country", {"code": "US"})
    subtype = tables.make("mail.message.subtype", {"name": "Note"})["id"]
    tables.name("mail.mt_note", "mail.message.subtype", subtype)
    _prices(tables, currency)
    for number in range(1, PRODUCTS + 1):
        _product(tables, number)
    for number in range(1, CUSTOMERS + 1):
        _customer(tables, number)


CENT = Decimal("0.01")


def _prices(tables, currency):
    tables.make("product.pricelist", {"name": "Twenty off", "currency_id": currency, "active": True})
    item = {
        "pricelist_id": 1,
        "currency_id": currency,
        "applied_on": "3_global",
        "min_quantity": Decimal(0),
        "compute_price": "percentage",
        "base": "list_price",
        "percent_price": Decimal(20),
    }
    tables.make("product.pricelist.item", item)
    tax = {"name": "10%", "amount": Decimal(10), "price_include": False, "company_id": 1, "active": True}
    tables.make("account.tax", {**tax, "type_tax_use": "sale"})


def _product(tables, number):
    template = tables.make("product.template", {"name": f"Thing {number}"})["id"]
    values = {
        "product_tmpl_id": template,
        "default_code": f"F-{number}",
        "name": f"Thing {number}",
        "active": True,
        "sale_ok": True,
        "uom_id": 1,
        "uom_ids": [],
        "lst_price": price(number),
        "taxes_id": [1],
        "categ_id": 1,
        "all_product_tag_ids": [],
    }
    tables.make("product.product", values)


def _customer(tables, number):
    values = {
        "ref": f"FC-{number}",
        "name": f"Customer {number}",
        "active": True,
        "property_product_pricelist": 1,
        "country_code": "US",
        "category_id": [],
        "type": "contact",
    }
    tables.make("res.partner", values)
