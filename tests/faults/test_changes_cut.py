"""Changes and cancellations, cut at their own seams and with their answers lost: written once, as in a calm run."""

from urllib.parse import urlsplit

import pytest

from tests.faults.edi import Edi, a_cancellation, a_change, an_order
from tests.faults.proxy import Fault, Proxy
from tests.faults.test_crash_points import seams_in_the_code

THREE = (("F-1", 10), ("F-2", 6), ("F-3", 4))
POCS = ("1*QD*7*7*EA", "2*QI*9*9*EA", "3*DI", "4*AI*2*2*EA***VP*F-5")
POINTS = (
    ("commit", "tasks.changes.map.before", 1),
    ("commit", "tasks.changes.map.after", 1),
    ("commit", "tasks.gate.passed.before", 1),
    ("commit", "tasks.gate.passed.after", 1),
    ("commit", "tasks.intents.record.after", 1),
    ("call", "odoo.sales.amend.before", 1),
    ("call", "odoo.sales.amend.after", 1),
    ("call", "odoo.sales.dates.before", 1),
    ("call", "odoo.sales.dates.after", 1),
    ("commit", "tasks.intents.settle.before", 1),
    ("commit", "tasks.intents.settle.after", 1),
    ("commit", "tasks.intents.record.after", 2),
    ("call", "odoo.sales.cancel.before", 1),
    ("call", "odoo.sales.cancel.after", 1),
    ("commit", "tasks.intents.settle.before", 2),
    ("commit", "tasks.intents.settle.after", 2),
)
"""Seams that a change passes in its own way, the first time for the change and the second for the cancellation; all
others it passes as an order does: test_crash_points."""
OWN = ("odoo.sales.amend", "odoo.sales.cancel", "tasks.changes", "tasks.gate.passed")
FAULTS = {
    "the answer to the change is dropped": Fault("sale.order/load", "drop"),
    "a proxy says 502 for the change that Odoo wrote": Fault("sale.order/load", "bad-gateway"),
    "the change is delivered twice": Fault("sale.order/load", "double"),
    "the change never arrives": Fault("sale.order/load", "refuse"),
    "the answer to the cancellation is dropped": Fault("action_cancel", "drop"),
    "the cancellation is delivered twice": Fault("action_cancel", "double"),
    "the cancellation never arrives": Fault("action_cancel", "refuse"),
}
CASES = ("CALM-", *(f"K{place}-" for place in range(len(POINTS))), *(f"N{place}-" for place in range(len(FAULTS))))


@pytest.fixture(scope="module")
def edi(world):
    """The orders of all cases, in Odoo."""
    made = Edi(world)
    made.work(*(an_order(prefix + name, *THREE) for prefix in CASES for name in "AB"))
    made.finish()
    return made


def send(edi, prefix):
    edi.send(a_change(f"{prefix}A", *POCS), a_cancellation(f"{prefix}B"))


def fingerprint(edi, prefix):
    """What Odoo, the ledger and the customer have of a case's two orders."""
    notes = edi.world.odoo_rows(
        "SELECT o.client_order_ref, count(*) FROM mail_message m JOIN ir_model_data d ON d.model = 'mail.message'"
        " AND d.res_id = m.id JOIN sale_order o ON o.id = m.res_id AND m.model = 'sale.order'"
        " WHERE d.module = '__lading__' AND o.client_order_ref LIKE %(prefix)s || '%%' GROUP BY 1 ORDER BY 1",
        prefix=prefix,
    )
    dates = edi.world.odoo_rows(
        "SELECT date_order::time::text, (SELECT count(*) FROM stock_picking k WHERE k.sale_id = o.id) FROM sale_order o"
        " WHERE client_order_ref LIKE %(prefix)s || '%%' ORDER BY client_order_ref",
        prefix=prefix,
    )
    return {
        name: (edi.state(prefix + name), edi.lines(prefix + name), edi.states(prefix + name),
               edi.movements(prefix + name), edi.outcomes(prefix + name))
        for name in "AB"
    } | {"notes": [count for _, count in notes], "dates and deliveries": dates}  # fmt: skip


@pytest.fixture(scope="module")
def calm(edi):
    """What an undisturbed run leaves."""
    send(edi, "CALM-")
    ended = edi.run()
    assert ended["status"] == 0, ended["trouble"]
    found = fingerprint(edi, "CALM-")
    assert (found["A"][0], found["B"][0], found["notes"]) == (["sale"], ["cancel"], [2, 2])
    assert found["dates and deliveries"] == [("00:00:00", 1)] * 2
    return found


def test_every_seam_of_their_own_is_killed_at():
    code = {name for name in seams_in_the_code() if name.startswith(OWN)}
    killed = {name for _, name, _ in POINTS}
    plain = {name for name in code if name.endswith((".before", ".after"))}
    assert plain <= killed
    assert {f"{name}.after" for name in code - plain} <= killed


@pytest.mark.parametrize("place", range(len(POINTS)), ids=lambda place: f"{POINTS[place][1]} {POINTS[place][2]}")
def test_a_run_killed_there_is_taken_up_and_nothing_happens_twice(edi, calm, place):
    prefix = f"K{place}-"
    send(edi, prefix)
    killed = edi.run(kill=list(POINTS[place]))
    assert killed["status"] == -9, killed["trouble"]
    edi.finish()
    assert fingerprint(edi, prefix) == calm


@pytest.mark.parametrize("name", FAULTS)
def test_a_lost_answer_is_looked_up_and_never_guessed(edi, calm, name):
    fault = FAULTS[name]
    target = urlsplit(edi.world.settings["odoo_url"])
    proxy = Proxy((target.hostname, target.port))
    try:
        proxy.faults.append(Fault(fault.path, fault.kind, seconds=fault.seconds))
        prefix = f"N{list(FAULTS).index(name)}-"
        send(edi, prefix)
        edi.run(changes={"odoo_url": proxy.url})
        assert proxy.fired, sorted(set(proxy.seen))
    finally:
        proxy.close()
    edi.finish()
    assert fingerprint(edi, prefix) == calm


def test_the_books_balance(edi):
    with edi.world.ledger.open() as book:
        assert book.reconcile().balanced
    assert edi.world.ledger_rows("SELECT key, state FROM intents WHERE state IN ('recorded', 'unknown')") == []
