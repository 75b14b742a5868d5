"""Sales orders as Odoo 19 keeps them: prices, states, deliveries; what ``../odoo-facts.md`` measured, no more."""

from decimal import ROUND_HALF_UP, Decimal

from tests.simulator.records import user_error

CENT = Decimal("0.01")
NOT_READY = "Some orders are not in a state requiring confirmation."


def rounded(number):
    return Decimal(str(number or 0)).quantize(CENT, ROUND_HALF_UP)


class Orders:
    """What a sale order does in Odoo."""

    def __init__(self, tables):
        self.tables = tables
        self.watchers = []
        """Told (what, order, user) of each change, for the judges of a seed."""

    def tell(self, what, order, user):
        for watcher in self.watchers:
            watcher(what, order, user)

    def lines(self, order_id):
        return [one for one in self.tables["sale.order.line"].values() if one["order_id"] == order_id]

    def create(self, head, user):
        """A draft with what Odoo fills in by itself."""
        partner = self.tables["res.partner"][head["partner_id"]]
        self.tables.models.setdefault("sale.order", {})
        values = {
            "state": "draft",
            "name": "",
            "partner_shipping_id": head["partner_id"],
            "company_id": 1,
            "warehouse_id": 1,
            "pricelist_id": partner["property_product_pricelist"],
            "currency_id": 1,
            "date_order": self.tables.stamp(),
            "client_order_ref": False,
            "origin": False,
            "user_id": user,
            "tag_ids": [],
            "locked": False,
            "amount_untaxed": Decimal(0),
            "amount_tax": Decimal(0),
            "amount_total": Decimal(0),
            **head,
        }
        order = self.tables.make("sale.order", values, user)
        order["name"] = f"S{order['id']:05}"
        self.tell("create", order, user)
        return order

    def add_line(self, order, values, user):
        line = self.tables.make("sale.order.line", {"order_id": order["id"], "display_type": False}, user)
        self.put_line(line, values, user)
        return line

    def put_line(self, line, values, user):
        """Write a line: a new quantity, unit or product resets price and discount unless they come with it."""
        resets = {"product_id", "product_uom_id", "product_uom_qty"} & set(values)
        after = {**line, **values}
        product = self.tables["product.product"][after["product_id"]]
        order = self.tables["sale.order"][line["order_id"]]
        if resets and "price_unit" not in values:
            after["price_unit"] = product["lst_price"]
        if resets and "discount" not in values:
            after["discount"] = self._percent_off(order)
        after |= {name: rounded(after[name]) for name in ("product_uom_qty", "price_unit", "discount")}
        after["tax_ids"] = list(product["taxes_id"])
        gross = after["product_uom_qty"] * after["price_unit"]
        after["price_subtotal"] = rounded(gross * (100 - after["discount"]) / 100)
        self.tables.change("sale.order.line", line, after, user)
        self._sum_up(order)

    def _percent_off(self, order):
        for item in self.tables["product.pricelist.item"].values():
            if item["pricelist_id"] == order["pricelist_id"]:
                return item["percent_price"]
        return Decimal(0)

    def _sum_up(self, order):
        lines = self.lines(order["id"])
        order["amount_untaxed"] = sum((one["price_subtotal"] for one in lines), Decimal(0))
        taxes = (rounded(one["price_subtotal"] * self._rate(one["tax_ids"])) for one in lines)
        order["amount_tax"] = sum(taxes, Decimal(0))
        order["amount_total"] = order["amount_untaxed"] + order["amount_tax"]

    def _rate(self, tax_ids):
        return sum((self.tables["account.tax"][one]["amount"] for one in tax_ids), Decimal(0)) / 100

    def write(self, ids, values, user):
        for order in self.tables.existing("sale.order", ids):
            tags = set(order["tag_ids"])
            for command in values.get("tag_ids", ()):
                tags = tags | {command[1]} if command[0] == 4 else tags - {command[1]}
            self.tables.change("sale.order", order, {**values, "tag_ids": sorted(tags)}, user)
            self.tell("write", order, user)

    def write_lines(self, ids, values, user):
        for line in self.tables.existing("sale.order.line", ids):
            self.put_line(line, values, user)
            self.tell("write", self.tables["sale.order"][line["order_id"]], user)

    def confirm(self, ids, user, *, procure=True):
        orders = self.tables.existing("sale.order", ids)
        if any(order["state"] not in {"draft", "sent"} for order in orders):
            raise user_error(NOT_READY)
        for order in orders:
            values = {"state": "sale", "date_order": self.tables.stamp()}
            self.tables.change("sale.order", order, values, user)
            if procure and self.lines(order["id"]):
                self.tables.make("stock.picking", {"sale_id": order["id"], "state": "confirmed"}, user)
            self.tell("confirm", order, user)

    def cancel(self, ids, user):
        for order in self.tables.existing("sale.order", ids):
            if order["locked"]:
                raise user_error("You cannot cancel a locked order. Please unlock it first.")
            self.tables.change("sale.order", order, {"state": "cancel"}, user)
            for picking in self.tables["stock.picking"].values():
                if picking["sale_id"] == order["id"]:
                    picking["state"] = "cancel"
            self.tell("cancel", order, user)

    def lock(self, ids, user):
        for order in self.tables.existing("sale.order", ids):
            self.tables.change("sale.order", order, {"locked": True}, user)

    def unlink(self, ids, user):
        for order in self.tables.existing("sale.order", ids):
            if order["state"] not in {"draft", "cancel"}:
                message = "You can not delete a sent quotation or a confirmed sales order. You must first cancel it."
                raise user_error(message)
            self.tell("unlink", order, user)
            for line in self.lines(order["id"]):
                self.tables.remove("sale.order.line", line["id"])
            self.tables.remove("sale.order", order["id"])

    def copy(self, ids, user):
        """A person's duplicate has no external id and no reference of the customer's."""
        made = []
        for order in self.tables.existing("sale.order", ids):
            twin = self.create({"partner_id": order["partner_id"], "client_order_ref": False}, user)
            for line in self.lines(order["id"]):
                names = ("product_id", "product_uom_id", "product_uom_qty", "price_unit", "discount", "sequence")
                self.add_line(twin, {name: line[name] for name in names}, user)
            made.append(twin["id"])
        return made
