"""Changes and cancellations, cut at every seam and with their answers lost: written once, as in an undisturbed run."""

from urllib.parse import urlsplit

import pytest

from tests.faults.edi import Edi, a_cancellation, a_change, an_order
from tests.faults.proxy import Fault, Proxy

THREE = (("F-1", 10), ("F-2", 6), ("F-3", 4))
POCS = ("1*QD*7*7*EA", "2*QI*9*9*EA", "3*DI", "4*AI*2*2*EA***VP*F-5")
OWN = ("odoo.sales.amend", "odoo.sales.cancel", "odoo.sales.dates", "tasks.changes", "tasks.gate", "tasks.intents")
"""Seams that a change passes in its own way; all others it passes as an order does: test_crash_points."""


TIMES = 2
"""The first of an intent's seams is the change's, the second the cancellation's."""


@pytest.fixture(scope="module")
def edi(world):
    return Edi(world)


def drop(edi, prefix):
    """Two orders that are in Odoo already, and what now comes for them."""
    edi.work(an_order(f"{prefix}A", *THREE), an_order(f"{prefix}B", *THREE))
    edi.send(a_change(f"{prefix}A", *POCS), a_cancellation(f"{prefix}B"))


def fingerprint(edi, prefix):
    notes = edi.world.odoo_rows(
        "SELECT o.client_order_ref, count(*) FROM mail_message m JOIN ir_model_data d ON d.model = 'mail.message'"
        " AND d.res_id = m.id JOIN sale_order o ON o.id = m.res_id AND m.model = 'sale.order'"
        " WHERE d.module = '__lading__' AND o.client_order_ref LIKE %(prefix)s || '%%' GROUP BY 1 ORDER BY 1",
        prefix=prefix,
    )
    return {
        name: (edi.state(prefix + name), edi.lines(prefix + name), edi.states(prefix + name),
               edi.movements(prefix + name), edi.outcomes(prefix + name))
        for name in "AB"
    } | {"notes": [count for _, count in notes]}  # fmt: skip


@pytest.fixture(scope="module")
def calm(edi, tmp_path_factory):
    """What an undisturbed run leaves, and the seams that it passes."""
    record = tmp_path_factory.mktemp("seams") / "seams.txt"
    drop(edi, "CALM-")
    ended = edi.run(record=str(record))
    assert ended["status"] == 0, ended["trouble"]
    passed = [tuple(line.split()) for line in record.read_text().splitlines()]
    points = [(kind, name, int(count)) for kind, name, count in passed if name.startswith(OWN) and int(count) <= TIMES]
    found = fingerprint(edi, "CALM-")
    assert found["A"][0] == ["sale"]
    assert found["B"][0] == ["cancel"]
    assert found["notes"] == [2, 2]
    return found, points


def test_a_run_killed_at_any_point_of_a_change_is_taken_up_and_nothing_happens_twice(edi, calm):
    undisturbed, points = calm
    passed = {name for _, name, _ in points}
    assert {"odoo.sales.amend.before", "odoo.sales.cancel.after", "tasks.changes.map.after"} <= passed
    wrong = {}
    for place, (kind, name, count) in enumerate(points):
        prefix = f"K{place}-"
        drop(edi, prefix)
        killed = edi.run(kill=[kind, name, count])
        edi.finish()
        if killed["status"] != -9 or fingerprint(edi, prefix) != undisturbed:
            wrong[name, count] = (killed["status"], fingerprint(edi, prefix), killed["trouble"][-500:])
    assert wrong == {}


FAULTS = {
    "the answer to the change is dropped": Fault("sale.order/load", "drop"),
    "a proxy says 502 for the change that Odoo wrote": Fault("sale.order/load", "bad-gateway"),
    "the change is delivered twice": Fault("sale.order/load", "double"),
    "the change never arrives": Fault("sale.order/load", "refuse"),
    "the answer to the cancellation is dropped": Fault("action_cancel", "drop"),
    "the cancellation is delivered twice": Fault("action_cancel", "double"),
    "the cancellation never arrives": Fault("action_cancel", "refuse"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_lost_answer_is_looked_up_and_never_guessed(edi, calm, name):
    fault = FAULTS[name]
    target = urlsplit(edi.world.settings["odoo_url"])
    proxy = Proxy((target.hostname, target.port))
    try:
        proxy.faults.append(Fault(fault.path, fault.kind, seconds=fault.seconds))
        prefix = f"N{list(FAULTS).index(name)}-"
        drop(edi, prefix)
        edi.run(changes={"odoo_url": proxy.url})
        assert proxy.fired, sorted(set(proxy.seen))
    finally:
        proxy.close()
    edi.finish()
    assert fingerprint(edi, prefix) == calm[0]


def test_the_books_balance(edi):
    with edi.world.ledger.open() as book:
        assert book.reconcile().balanced
    assert edi.world.ledger_rows("SELECT key, state FROM intents WHERE state IN ('recorded', 'unknown')") == []
