"""Stories with their assertions, told by several tests: by the test of the fault, and by the one of planted bugs."""

import os
import signal
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.faults import people
from tests.faults.proxy import Proxy

ZOMBIE_SEAMS = {
    "before the drafts are sent": ("call", "odoo.sales.load.before"),
    "after the drafts were made": ("call", "odoo.sales.load.after"),
    "after the intent to confirm": ("commit", "tasks.intents.record.after"),
    "after confirming": ("call", "odoo.sales.confirm.after"),
    "before the note": ("call", "odoo.sales.note.before"),
}
COUNTS = {"after the intent to confirm": 2}


def calm(world, prefix="CALM-"):
    """Good orders go all the way, once."""
    world.drop(f"{prefix}.csv", world.orders(prefix))
    world.finish()
    rows = world.fingerprint(prefix)
    assert [row[1] for row in rows] == ["sale"] * 4
    assert all(row[6:] == (1, 1, 1) for row in rows), "one external id, one transfer, one note each"
    return rows


def zombie(world, name, prefix, expected):
    """A worker sleeps past its lease; another takes over and dies too; the first wakes up and goes on as if nothing was."""
    kind, seam = ZOMBIE_SEAMS[name]
    count = COUNTS.get(name, 1)
    world.drop(f"{prefix}.csv", world.orders(prefix))
    with people.paused(world, kind, seam, count):
        (old,) = world.ledger_rows("SELECT id::text FROM claims WHERE ended_at IS NULL")[0]
        world.let_leases_run_out()
        taker = world.run(kill=["commit", "tasks.intents.record.after", 1])
        assert taker["status"] == -9, taker
        (new,) = world.ledger_rows("SELECT id::text FROM claims WHERE ended_at IS NULL")[0]
        assert new != old
        (before,) = world.ledger_rows("SELECT coalesce(max(id), 0) FROM audit")[0]
    late = world.ledger_rows(
        "SELECT kind, data FROM audit WHERE id > %(before)s AND data ->> 'batch' = %(old)s", before=before, old=old
    )
    assert late == [], "the zombie recorded something after its work was taken over"
    world.finish()
    assert world.fingerprint(prefix) == expected
    world.assert_invariants()


class Recorder(Proxy):
    """A proxy that remembers what passed it, and can deliver it again."""

    def _ask(self, request):
        self.kept = [*getattr(self, "kept", []), request]
        return super()._ask(request)

    def again(self, path):
        """Deliver every request to that path once more, as a network may; how many."""
        wanted = [one for one in self.kept if path.encode() in one.split(b"\r\n", 1)[0]]
        for request in wanted:
            answer = super()._ask(request)
            assert answer.startswith(b"HTTP/1."), answer[:80]
        return len(wanted)


@contextmanager
def recorder(world):
    target = urlsplit(world.settings["odoo_url"])
    made = Recorder((target.hostname, target.port))
    try:
        yield made
    finally:
        made.close()


def replayed_load(world, prefix="REPLAYED-"):
    """The network delivers the load once more, after a person has edited the draft: the edit stands, nothing is doubled."""
    world.drop(f"{prefix}.csv", world.orders(prefix))
    with recorder(world) as proxy:
        stopped = world.run(stop=["call", "odoo.sales.load.after", 1], changes={"odoo_url": proxy.url})
        assert stopped["status"] == "stopped"
        people.edit(world, f"{prefix}1")
        assert proxy.again("sale.order/load") >= 1
        stands = people.quantities(world, f"{prefix}1")
        os.kill(stopped["pid"], signal.SIGCONT)
        world.nursery.ask({"wait": stopped["pid"]})
    world.finish()
    assert stands[0] == 77
    assert people.quantities(world, f"{prefix}1")[0] == 77
    assert [people.state(world, f"{prefix}{number}") for number in range(1, 5)] == [["draft"], *[["sale"]] * 3]


def edited_draft(world, prefix="EDITED-"):
    """A draft that is not what was sent is held, and never confirmed."""
    world.drop(f"{prefix}.csv", world.orders(prefix))
    with people.paused(world, "commit", "tasks.intents.settle.after", 1):
        people.edit(world, f"{prefix}1")
    world.finish()
    assert people.state(world, f"{prefix}1") == ["draft"]
    assert people.documents(world, prefix)["1"][0] == "held"
    assert [people.state(world, f"{prefix}{number}") for number in range(2, 5)] == [["sale"]] * 3


def intents_stand_before_the_call(world, prefix="INTENT-"):
    """Whoever dies with a request on its way leaves word of it: nothing of ours is in Odoo that the ledger never meant."""
    world.drop(f"{prefix}.csv", world.orders(prefix))
    assert world.run(kill=["call", "odoo.sales.load.after", 1])["status"] == -9
    assert len(world.fingerprint(prefix)) == 4
    meant = world.ledger_rows(
        "SELECT n.operation, n.state FROM intents n JOIN documents d ON d.id = n.document_id"
        " WHERE d.number LIKE %(prefix)s || '%%'",
        prefix=prefix,
    )
    assert meant == [("create", "recorded")] * 4
    world.finish()
    acts = world.ledger_rows(
        "SELECT n.operation, count(*) FROM intents n JOIN documents d ON d.id = n.document_id"
        " WHERE d.number LIKE %(prefix)s || '%%' AND n.state = 'settled' GROUP BY 1 ORDER BY 1",
        prefix=prefix,
    )
    assert {("confirm", 4), ("create", 4), ("note", 4)} <= set(acts), acts


def systemic(world, prefix="SYS-"):
    """A file that is wrong as a whole stops its channel before anything of it is posted."""
    rows = [(*row[:6], "0.00") for row in world.orders(prefix, count=20)]
    world.drop(f"{prefix}.csv", rows)
    ended = world.run()
    assert ended["status"] == 0 or "StopTheRun" in ended["trouble"], ended["trouble"]
    assert world.fingerprint(prefix) == []
    with world.ledger.open() as book:
        assert book.circuits.is_open("faults"), ended["trouble"]
    return ended
