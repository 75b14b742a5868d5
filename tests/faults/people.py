"""What people do to orders in Odoo while Lading works on them, by JSON-2 as an administrator."""

import os
import signal
from contextlib import contextmanager


@contextmanager
def paused(world, kind, name, count=1, **order):
    """A run that stands still at a seam for as long as the block lasts, then goes on to its end."""
    stopped = world.run(stop=[kind, name, count], **order)
    assert stopped["status"] == "stopped", stopped
    stopped["ended"] = None
    try:
        yield stopped
    finally:
        os.kill(stopped["pid"], signal.SIGCONT)
        stopped["ended"] = world.nursery.ask({"wait": stopped["pid"]})["status"]


def order_id(world, number):
    rows = world.odoo_rows("SELECT id FROM sale_order WHERE client_order_ref = %(number)s ORDER BY id", number=number)
    return rows[0][0] if rows else None


def edit(world, number):
    """A person agrees with the customer on 77 pieces of the first line."""
    lines = world.admin.search_read(
        "sale.order.line", [("order_id", "=", order_id(world, number))], ["id"], order="id", limit=1
    )
    world.admin.write("sale.order.line", [lines[0]["id"]], {"product_uom_qty": 77})


def quantities(world, number):
    rows = world.odoo_rows(
        "SELECT l.product_uom_qty::float FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id"
        " WHERE o.client_order_ref = %(number)s ORDER BY l.id",
        number=number,
    )
    return [row[0] for row in rows]


def cancel(world, number):
    world.admin.call("sale.order", "action_cancel", [order_id(world, number)])


def delete(world, number):
    found = order_id(world, number)
    if world.odoo_rows("SELECT state FROM sale_order WHERE id = %(id)s", id=found)[0][0] == "sale":
        cancel(world, number)
    world.admin.call("sale.order", "unlink", [found])


def duplicate(world, number):
    world.admin.call("sale.order", "copy", [order_id(world, number)])


def state(world, number):
    rows = world.odoo_rows("SELECT state FROM sale_order WHERE client_order_ref = %(number)s", number=number)
    return [row[0] for row in rows]


def documents(world, prefix):
    """State and codes of findings by the number's last part."""
    rows = world.ledger_rows(
        "SELECT substr(number, length(%(prefix)s) + 1), state, findings FROM documents"
        " WHERE number LIKE %(prefix)s || '%%' AND state <> 'duplicate' ORDER BY id",
        prefix=prefix,
    )
    return {number: (stands, [one["code"] for one in findings]) for number, stands, findings in rows}
