"""People at Odoo: they edit, cancel, delete, duplicate and confirm orders while Lading works on them."""

from dataclasses import dataclass

from tests.simulator.scheduler import Process

USER = 2
BOT = 7
QUANTITY = 77
DEEDS = ("edit", "edit", "edit", "cancel", "delete", "duplicate", "confirm")
QUICK = (0.006, 0.03, 3.0)
"""Seconds from a new draft to a quick deed, at most: within its call, before it is read back, some time after."""


@dataclass(frozen=True)
class Deed:
    """What a person did to an order, and at which step."""

    step: int
    at: float
    what: str
    order: int
    number: str


def tempt(simulation, order):
    """A person sees a new draft and acts at once, while it is still on its way."""
    chance = simulation.chance
    if simulation.quick_deeds and chance.random() < 0.5:
        simulation.quick_deeds -= 1
        simulation.later(Process("person"), chance.uniform(0.001, chance.choice(QUICK)), act, simulation, order["id"])


def act(simulation, order_id=None):
    """One deed, on this order or any of ours, if nobody has touched it yet."""
    orders = simulation.odoo.orders
    touched = {deed.order for deed in simulation.deeds}
    free = [
        one
        for one in orders.tables["sale.order"].values()
        if one["create_uid"] == BOT
        and one["id"] not in touched
        and one["state"] in {"draft", "sale"}
        and order_id in {None, one["id"]}
    ]
    if not free:
        simulation.quick_deeds += order_id is not None  # its load was rolled back: another draft will do
        return
    order = simulation.chance.choice(free)
    what = simulation.chance.choice(DEEDS)
    if what == "confirm" and order["state"] != "draft":
        return
    number = order["client_order_ref"]
    simulation.deeds.append(Deed(simulation.scheduler.steps, simulation.clock.seconds, what, order["id"], number))
    simulation.tell("person", f"{what} {number} ({order['state']})")
    _do(orders, order, what)
    simulation.echo(order["id"])


def _do(orders, order, what):
    match what:
        case "edit":
            line = orders.lines(order["id"])[0]
            values = {"product_uom_qty": QUANTITY, "price_unit": line["price_unit"], "discount": line["discount"]}
            orders.write_lines([line["id"]], values, USER)
        case "cancel":
            orders.cancel([order["id"]], USER)
        case "delete":
            if order["state"] == "sale":
                orders.cancel([order["id"]], USER)
            orders.unlink([order["id"]], USER)
        case "duplicate":
            orders.copy([order["id"]], USER)
        case "confirm":
            orders.confirm([order["id"]], USER)
