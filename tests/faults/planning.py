"""A plan with approved lines in the faults' world: suppliers and two warehouses in Odoo, its row and frames in the ledger."""

import itertools
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from domain.planning import frames
from domain.planning.plan_frames import NEEDS
from domain.planning.plan_line import LineIn
from domain.planning.profile import PlanningProfile
from ledger.plans import PlanIn
from tasks.planning.keeping import keep_frames

TODAY, DUE = date(2026, 11, 23), date(2026, 12, 1)
_numbers = itertools.count(1)
PURCHASES = """
SELECT p.state, v.ref, w.code, (SELECT string_agg(t.default_code || ' ' || l.product_qty || ' ' || l.price_unit || ' ' || l.discount
        || ' ' || l.date_planned::date, ';' ORDER BY l.id) FROM purchase_order_line l JOIN product_product t ON t.id = l.product_id WHERE l.order_id = p.id)
FROM purchase_order p JOIN res_partner v ON v.id = p.partner_id JOIN stock_picking_type y ON y.id = p.picking_type_id
JOIN stock_warehouse w ON w.id = y.warehouse_id WHERE p.origin = %(code)s ORDER BY 2, 3, 4
"""
TRANSFERS = """
SELECT CASE WHEN k.state = 'draft' THEN 'draft' ELSE 'confirmed' END, a.code, b.code,
       (SELECT string_agg(t.default_code || ' ' || m.product_uom_qty || ' ' || m.date_deadline::date, ';' ORDER BY m.id)
        FROM stock_move m JOIN product_product t ON t.id = m.product_id WHERE m.picking_id = k.id)
FROM stock_picking k JOIN stock_warehouse a ON a.lot_stock_id = k.location_id
JOIN stock_warehouse b ON b.lot_stock_id = k.location_dest_id WHERE k.origin = %(code)s ORDER BY 2, 3, 4
"""
RULES = """
SELECT t.default_code, w.code, r.product_min_qty::text, r.product_max_qty::text, r.trigger
FROM stock_warehouse_orderpoint r JOIN product_product t ON t.id = r.product_id JOIN stock_warehouse w ON w.id = r.warehouse_id
ORDER BY 1, 2
"""


@dataclass
class Plans:
    """Makes plans in a world."""

    world: object
    house: object
    snapshot: dict
    profile: PlanningProfile

    def made(self, *lines, needs=(), **changes):
        """Number of a plan whose lines are all approved."""
        profile = self.profile.model_copy(update=changes)
        code = f"{profile.plan}-2026-11-23-{next(_numbers):08x}"
        kept = keep_frames(self.house.archive, self.snapshot)
        kept |= {
            "profile": self.house.archive.put(profile.model_dump_json().encode()),
            "overrides": self.house.archive.put(b"[]"),
        }
        with self.house.ledger.open() as book:
            plan = book.plans.begin(PlanIn(profile=profile.plan, kind="manual", today=TODAY, made_by="lading"))
            book.plans.keep(plan, inputs=kept, outputs=keep_frames(self.house.archive, {NEEDS: NEEDS.of(needs)}))
            book.plans.name(plan, code, datetime(2026, 11, 23, 5, tzinfo=UTC))
            book.plans.propose(plan, "seen", {}, lines)
            self.approve(book, plan)
            book.commit("tests.plan")
        return plan

    def approve(self, book, plan, keys=None):
        """A person says yes."""
        lines = [replace(one, state="approved", reason="fair") for one in book.plan_lines.of(plan, lines=keys)]
        book.plan_lines.decide(plan, "seen", lines, by="mia", verdict="approved")

    def code(self, plan):
        with self.house.ledger.open() as book:
            return book.plans.of(plan).code

    def in_odoo(self, plan):
        """Purchase orders and transfers, as SQL sees them."""
        code = self.code(plan)
        return self.world.odoo_rows(PURCHASES, code=code), self.world.odoo_rows(TRANSFERS, code=code)

    def orders(self, plan):
        with self.house.ledger.open() as book:
            return book.plan_orders.of(plan)

    def states(self, plan):
        return [(row.kind, row.state, [one.code for one in row.findings]) for row in self.orders(plan)]

    def line_states(self, plan):
        with self.house.ledger.open() as book:
            return {one.sku: one.state for one in book.plan_lines.of(plan)}

    def look_again(self, plan):
        """As if the time had passed in which Odoo may still run a call whose answer was lost."""
        import psycopg

        with psycopg.connect(self.world.ledger_dsn) as connection:
            connection.execute("UPDATE plan_orders SET not_before = now() WHERE plan_id = %s", [plan])


def buy(sku, place="WH", origin="V1", quantity=12, **more):
    number = Decimal(quantity)
    kind = more.pop("kind", "purchase")
    values = {
        "line": f"{kind}/{sku}/{place}/{origin}", "kind": kind, "sku": sku, "place": place, "origin": origin,
        "quantity": number, "need": number, "unit_price": Decimal("4.1"), "value": number * Decimal("4.1"),
        "order_on": TODAY, "due_on": DUE, "urgency": "soon",
    }  # fmt: skip
    return LineIn(**values | more)


def move(sku, quantity=5, **more):
    return buy(sku, place="WH2", origin="WH", quantity=quantity, kind="transfer", **more)


def need(sku, minimum, maximum, place="WH"):
    return {"sku": sku, "place": place, "supply_kind": "purchase", "reorder_point": minimum, "order_up_to": maximum}


def plans_of(world, **profile):
    """Suppliers V1 and V2 of all products, in both warehouses."""
    admin = world.admin
    vendors = {}
    for name in ("V1", "V2"):
        found = admin.search_read("res.partner", [("ref", "=", name)], ["id"], context={"active_test": False})
        made = (
            found[0]["id"]
            if found
            else admin.call("res.partner", "create", arguments={"vals_list": [{"name": name, "ref": name}]})[0]
        )
        vendors[name] = made
    stores = admin.search_read(
        "stock.warehouse", [], ["code", "company_id", "lot_stock_id", "in_type_id", "int_type_id"]
    )
    products = admin.search_read("product.product", [("default_code", "=like", "F-%")], ["default_code", "uom_id"])
    offers = [(one["default_code"], name, number) for one in products for name, number in vendors.items()]
    snapshot = {
        frames.ITEMS: frames.ITEMS.of([{"sku": p["default_code"], "product_id": p["id"], "unit_id": p["uom_id"]} for p in products]),
        frames.PLACES: frames.PLACES.of([
            {"place": w["code"], "warehouse_id": w["id"], "company_id": w["company_id"], "stock_location_id": w["lot_stock_id"],
             "receipt_type_id": w["in_type_id"], "internal_type_id": w["int_type_id"]} for w in stores
        ]),
        frames.SUPPLIERS: frames.SUPPLIERS.of([{"sku": s, "supplier": n, "supplier_id": i, "price": 4.1} for s, n, i in offers]),
    }  # fmt: skip
    values = {"plan": "faults", "currency": "USD", "posting": {"confirm": True, "rules": False}} | profile
    return Plans(world, world.house, snapshot, PlanningProfile.model_validate(values))
