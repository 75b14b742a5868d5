"""F02, F03: Odoo commits and the answer is lost, cut, late, or the request comes twice: one effect each."""

from urllib.parse import urlsplit

import pytest

from tests.faults.proxy import Fault, Proxy


@pytest.fixture(scope="module")
def calm(world):
    """What Odoo holds after an undisturbed run."""
    world.drop("calm.csv", world.orders("CALM-"))
    world.finish()
    rows = world.fingerprint("CALM-")
    assert [row[1] for row in rows] == ["sale"] * 4
    return rows


@pytest.fixture
def proxy(world):
    target = urlsplit(world.settings["odoo_url"])
    made = Proxy((target.hostname, target.port))
    yield made
    made.close()


FAULTS = {
    "the answer to the drafts is dropped": Fault("sale.order/load", "drop"),
    "the answer to the drafts is cut": Fault("sale.order/load", "cut"),
    "a proxy says 502 for the drafts that Odoo made": Fault("sale.order/load", "bad-gateway"),
    "the drafts are delivered twice": Fault("sale.order/load", "double"),
    "the drafts never arrive": Fault("sale.order/load", "refuse"),
    "the answer to confirming is dropped": Fault("action_confirm", "drop"),
    "the answer to confirming is cut": Fault("action_confirm", "cut"),
    "a proxy says 502 for what was confirmed": Fault("action_confirm", "bad-gateway"),
    "confirming is delivered twice": Fault("action_confirm", "double"),
    "confirming never arrives": Fault("action_confirm", "refuse"),
    "the answer to the notes is dropped": Fault("mail.message/load", "drop"),
    "the notes are delivered twice": Fault("mail.message/load", "double"),
    "the read-back is dropped": Fault("sale.order/search_read", "drop"),
    "the answer comes after the client gave up": Fault("sale.order/load", "late", seconds=6),
    "confirming answers after the client gave up": Fault("action_confirm", "late", seconds=6),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_lost_answer_is_looked_up_and_never_guessed(world, calm, proxy, name):
    """The world's own connection finishes what the disturbed run began."""
    fault = FAULTS[name]
    prefix = f"N{list(FAULTS).index(name)}-"
    proxy.faults.append(Fault(fault.path, fault.kind, seconds=fault.seconds))
    world.drop(f"{prefix}.csv", world.orders(prefix))
    changes = {"odoo_url": proxy.url, "odoo_read_seconds": 3 if fault.kind == "late" else 60}
    world.run(changes=changes)
    assert proxy.fired, f"no request matched {fault.path}: {sorted(set(proxy.seen))}"
    world.finish()
    assert world.fingerprint(prefix) == calm


def test_after_all_of_it_the_books_balance_and_each_effect_is_one(world, calm):
    world.assert_invariants()
