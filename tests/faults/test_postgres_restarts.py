"""F08: PostgreSQL is restarted as if the power had gone, again and again, while files are worked through."""

import signal
import threading
import time

import pytest

from infra.databases import ensure_database
from infra.stack import Stack, StackConfig
from tests.faults import scenarios
from tests.faults.conftest import furnished_copy
from tests.faults.world import make_world
from tests.odoo_fixture import PROJECT

RESTARTS = 6
SECONDS = 60
FILES = 8


@pytest.fixture(scope="module")
def own_postgres(tmp_path_factory):
    """A PostgreSQL of its own, with fsync, so that the Odoo that others use is not hurt."""
    stack = Stack(StackConfig(home=tmp_path_factory.mktemp("own") / "home", project=PROJECT))
    stack.up(("postgres",))
    yield stack
    stack.down(purge=True)


@pytest.fixture(scope="module")
def world(tmp_path_factory, nursery, furnished, own_postgres):
    server = own_postgres.parts.server()
    ensure_database(server, "ledger_faults", "postgres")
    with furnished_copy(furnished, "lading_restarts") as (odoo, keys):
        url = server.url("ledger_faults", driver="psycopg")
        yield make_world(tmp_path_factory.mktemp("restarts"), odoo, url, nursery, keys)


def test_sudden_restarts_of_postgresql_lose_nothing_and_double_nothing(world, own_postgres):
    expected = scenarios.calm(world)
    prefixes = [f"P{number}-" for number in range(FILES)]
    began, restarts, over = time.monotonic(), 0, threading.Event()

    def restart():
        nonlocal restarts
        while restarts < RESTARTS and time.monotonic() - began < SECONDS:
            time.sleep(2.5)
            own_postgres.restart("postgres", first=signal.SIGQUIT)
            restarts += 1
        over.set()

    thread = threading.Thread(target=restart)
    thread.start()
    runs = 0
    waiting = list(prefixes)
    while not over.is_set():
        if waiting:
            prefix = waiting.pop(0)
            world.drop(f"{prefix}.csv", world.orders(prefix))
        ended = world.run(limits={"lease_seconds": 3})
        runs += 1
        assert ended["status"] in {0, 70}
        assert "Traceback" not in ended["trouble"] or told_as_ours(ended["trouble"]), ended["trouble"][-1500:]
    thread.join()
    assert restarts >= 5
    assert time.monotonic() - began < SECONDS * 1.5
    for prefix in waiting:
        world.drop(f"{prefix}.csv", world.orders(prefix))
    world.finish()
    assert {prefix: world.fingerprint(prefix) for prefix in prefixes} == dict.fromkeys(prefixes, expected)
    world.assert_invariants()
    every_pick_up_is_archived(world)
    assert runs >= 4


def told_as_ours(trouble):
    """Whatever went wrong was told as one of the house's kinds."""
    last = trouble.strip().splitlines()
    return any(name in trouble for name in ("TryAgain", "OutcomeUnknown", "LeaseLost")) and bool(last)


def every_pick_up_is_archived(world):
    """I3: each file that left the inbox has a row and its bytes."""
    seen = sorted(path.name for path in (world.home / "channels" / "seen").iterdir())
    rows = world.ledger_rows("SELECT name, sha256 FROM deliveries")
    assert {name for name, _ in rows} >= set(seen)
    archive = world.house.archive
    for _, digest in rows:
        assert archive.read(digest)
