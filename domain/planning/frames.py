"""Frames of demand planning: what each column means. The same ones are kept with a plan and given to analysts.

A *place* is a warehouse, by its code. Quantities are in the item's own unit, money in the company's currency, days are
calendar days of the company. One row a key; what is not known is null.
"""

from __future__ import annotations

from domain.planning.table import DAY, NUMBER, TEXT, WHOLE, YES, Column, Table

SKU = Column("sku", TEXT, "Item, by our code (Odoo: default_code).")
PLACE = Column("place", TEXT, "Warehouse, by its code.")

ITEMS = Table("items", "What is planned.", ("sku",), (
    SKU,
    Column("name", TEXT, "What people call it.", ""),
    Column("product_id", WHOLE, "Odoo's product.product."),
    Column("category", TEXT, "Complete name of its category.", ""),
    Column("unit", TEXT, "Unit of all quantities of the item.", ""),
    Column("unit_id", WHOLE, "Odoo's unit of measure."),
    Column("unit_rounding", NUMBER, "Smallest step of a quantity.", 1.0),
    Column("cost", NUMBER, "Cost of a unit.", 0.0),
    Column("price", NUMBER, "List price of a unit, for the margin.", 0.0),
    Column("made", YES, "True: made here (a bill of materials), not bought.", False),
    Column("active", YES, "False: archived, its history still counts for what follows it.", True),
    Column("sellable", YES, "False: no longer sold.", True),
    Column("successor", TEXT, "Item that follows it; null: none."),
    Column("shelf_life_days", WHOLE, "Days that it keeps; null: for ever."),
    Column("volume", NUMBER, "Cubic metres of a unit.", 0.0),
    Column("weight", NUMBER, "Kilograms of a unit.", 0.0),
    Column("created_on", DAY, "Day when the item was made known."),
))  # fmt: skip
PLACES = Table("places", "Warehouses of the plan.", ("place",), (
    PLACE,
    Column("name", TEXT, "What people call it.", ""),
    Column("warehouse_id", WHOLE, "Odoo's stock.warehouse."),
    Column("company_id", WHOLE, "Its company."),
    Column("stock_location_id", WHOLE, "Odoo's location of its stock."),
    Column("receipt_type_id", WHOLE, "Odoo's operation type for its receipts."),
    Column("internal_type_id", WHOLE, "Odoo's operation type for its internal transfers."),
))  # fmt: skip
STOCK = Table("stock", "What lies where at the moment of the snapshot.", ("sku", "place"), (
    SKU, PLACE,
    Column("on_hand", NUMBER, "In locations that are sold from.", 0.0),
    Column("reserved", NUMBER, "Of it reserved for moves that are ready.", 0.0),
    Column("unusable", NUMBER, "In quarantine, returns, scrap: not counted.", 0.0),
))  # fmt: skip
SUPPLY = Table("supply", "What is on its way: lines of purchase orders and transfers that are open.", ("document", "line_id"), (
    SKU, PLACE,
    Column("quantity", NUMBER, "Still to come."),
    Column("due_on", DAY, "Expected on."),
    Column("kind", TEXT, "purchase, transfer, make, or return (a customer brings it back).", "purchase"),
    Column("document", TEXT, "Number in Odoo."),
    Column("line_id", WHOLE, "Odoo's purchase.order.line; of a transfer its stock.move."),
    Column("origin", TEXT, "Supplier, or the place it comes from.", ""),
    Column("confirmed", YES, "False: a draft or an enquiry; it is counted, for else it would be ordered twice.", True),
    Column("ordered_on", DAY, "Day of the order."),
    Column("price", NUMBER, "Of a unit, in the company's currency.", 0.0),
    Column("external_id", TEXT, "Of the line, where Lading made it.", ""),
))  # fmt: skip
OPEN_DEMAND = Table("open_demand", "Lines of confirmed orders that wait for goods.", ("document", "line_id"), (
    SKU, PLACE,
    Column("quantity", NUMBER, "Still to be delivered."),
    Column("due_on", DAY, "Promised for, else asked for."),
    Column("document", TEXT, "Number in Odoo."),
    Column("line_id", WHOLE, "Odoo's stock.move."),
    Column("customer", TEXT, "Who waits.", ""),
    Column("ordered_on", DAY, "Day of the order."),
    Column("price", NUMBER, "Of a unit.", 0.0),
    Column("kind", TEXT, "sale, transfer (to another place), or other (shop floor, back to a supplier).", "sale"),
))  # fmt: skip
SUPPLIERS = Table("suppliers", "Who delivers what, at which price from which quantity on.", (), (
    SKU,
    Column("supplier", TEXT, "Reference of the supplier in Odoo, else its name."),
    Column("supplier_id", WHOLE, "Odoo's res.partner."),
    Column("sequence", WHOLE, "Smaller is preferred.", 1),
    Column("quantity_min", NUMBER, "This price from this quantity on, in the item's unit.", 0.0),
    Column("price", NUMBER, "Of a unit of the item, in the company's currency."),
    Column("currency", TEXT, "In which the supplier is paid.", ""),
    Column("price_foreign", NUMBER, "The same price in that currency."),
    Column("lead_days", NUMBER, "Days from order to receipt, as stated.", 0.0),
    Column("pack", NUMBER, "Ordered in multiples of it, in the item's unit.", 1.0),
    Column("unit_id", WHOLE, "Odoo's unit in which the supplier sells; null: the item's."),
    Column("unit_factor", NUMBER, "Item's units in one of the supplier's.", 1.0),
    Column("valid_from", DAY, "First day of the price."),
    Column("valid_to", DAY, "Last day of the price."),
))  # fmt: skip
RECEIPTS = Table("receipts", "What came when: the history of lead times.", (), (
    SKU, PLACE,
    Column("supplier", TEXT, "Reference of the supplier, else its name.", ""),
    Column("quantity", NUMBER, "Received."),
    Column("ordered_on", DAY, "Day of the order."),
    Column("promised_on", DAY, "Day that was promised for it."),
    Column("received_on", DAY, "Day of the receipt."),
))  # fmt: skip
HISTORY = Table("history", "Demand by the day on which customers asked, not by the day of delivery.", ("sku", "place", "day", "source"), (
    SKU, PLACE,
    Column("day", DAY, "The order's own date."),
    Column("ordered", NUMBER, "Asked for on confirmed orders.", 0.0),
    Column("returned", NUMBER, "Brought back that day.", 0.0),
    Column("cancelled", NUMBER, "Asked for on orders that were cancelled: shown, not counted.", 0.0),
    Column("lines", WHOLE, "Order lines.", 1),
    Column("largest", NUMBER, "Largest quantity of one line; null: not known."),
    Column("source", TEXT, "odoo, or the name of another source.", "odoo"),
))  # fmt: skip
STOCK_CHANGES = Table("stock_changes", "Net change of stock by day, from which days without stock are told.", ("sku", "place", "day"), (
    SKU, PLACE,
    Column("day", DAY, "Day of the movements."),
    Column("change", NUMBER, "Came less went."),
))  # fmt: skip
RULES = Table("rules", "Reordering rules that stand in Odoo.", ("sku", "place"), (
    SKU, PLACE,
    Column("rule_id", WHOLE, "Odoo's stock.warehouse.orderpoint."),
    Column("minimum", NUMBER, "Reorder point."),
    Column("maximum", NUMBER, "Order up to."),
    Column("multiple", NUMBER, "Rounded up to it.", 1.0),
    Column("trigger", TEXT, "auto or manual.", "manual"),
    Column("external_id", TEXT, "Where Lading made it.", ""),
))  # fmt: skip
BUYERS = Table("buyers", "What those bought within a year who were promised a service level.", ("sku", "customer"), (
    SKU,
    Column("customer", TEXT, "As the profile names it: by reference or name."),
))  # fmt: skip
SNAPSHOT: tuple[Table, ...] = (
    ITEMS, PLACES, STOCK, SUPPLY, OPEN_DEMAND, SUPPLIERS, RECEIPTS, HISTORY, STOCK_CHANGES, RULES, BUYERS,
)  # fmt: skip
