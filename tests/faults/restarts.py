"""F08 as a story of any length: PostgreSQL is restarted as if the power had gone, again and again, during the work."""

import random
import signal
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field

from infra.databases import ensure_database
from infra.stack import Stack, StackConfig
from tests.faults import scenarios
from tests.faults.world import make_world
from tests.furnished import furnished_copy
from tests.odoo_fixture import PROJECT

ORDERS_A_FILE = 4
LEASE_SECONDS = 3
FINISH_RUNS = 6
AGAIN_SECONDS = 1
OURS = ("TryAgain", "OutcomeUnknown", "LeaseLost")


@dataclass(frozen=True)
class Plan:
    """How long, and how dense.

    Args:
        seconds: restarts begin for so long.
        pauses: seconds from the end of one restart to the next: at least, at most.
        restarts: no more than so many; None: as many as there is time for.
        files: no more than so many; None: one for each run.
        seed: of the pauses.
    """

    seconds: float
    pauses: tuple[float, float]
    restarts: int | None = None
    files: int | None = None
    seed: int = 0


@dataclass
class Told:
    """What happened."""

    restarts: int = 0
    down: threading.Event = field(default_factory=threading.Event)
    """Set while PostgreSQL is being restarted."""
    runs: Counter = field(default_factory=Counter)
    """By how they ended: ``well``, ``broken off`` in the middle, ``turned away`` because PostgreSQL was not there."""
    prefixes: list[str] = field(default_factory=list)
    last_restart: float = 0.0
    """When PostgreSQL was there again for good, by the monotonic clock."""
    seconds: float = 0.0
    recovery_seconds: float = 0.0
    """From then until nothing waited."""


@contextmanager
def own_postgres(folder):
    """A PostgreSQL of its own, with fsync, so that the Odoo that others use is not hurt."""
    stack = Stack(StackConfig(home=folder / "home", project=PROJECT))
    stack.up(("postgres",))
    try:
        yield stack
    finally:
        stack.down(purge=True)


@contextmanager
def world_on(stack, folder, nursery):
    """A world whose ledger is in that PostgreSQL."""
    server = stack.parts.server()
    ensure_database(server, "ledger_faults", "postgres")
    with furnished_copy("lading_restarts") as (odoo, keys):
        yield make_world(folder, odoo, server.url("ledger_faults", driver="psycopg"), nursery, keys)


def campaign(world, stack, plan, say=lambda _: None):
    """Restart by the plan while file after file is worked through, then finish; I1, I2, I3, I6 hold at the end."""
    expected = scenarios.calm(world)
    told, over, trouble = Told(), threading.Event(), []
    began = time.monotonic()
    thread = threading.Thread(target=_restarting, args=(stack, plan, told, over, trouble))
    thread.start()
    try:
        while not over.is_set():
            _one_run(world, plan, told)
            say(told)
    finally:
        over.set()  # whatever went wrong, nobody is restarted any more
        thread.join()
    assert not trouble, trouble
    told.seconds = told.last_restart - began
    world.finish(FINISH_RUNS)
    told.recovery_seconds = time.monotonic() - told.last_restart
    found = {prefix: world.fingerprint(prefix) for prefix in told.prefixes}
    assert found == dict.fromkeys(told.prefixes, expected)
    world.assert_invariants()
    every_pick_up_is_archived(world)
    return told


def _restarting(stack, plan, told, over, trouble):
    """Restart PostgreSQL until the time or the number is over."""
    pauses = random.Random(plan.seed)
    ends = time.monotonic() + plan.seconds
    try:
        while told.restarts != plan.restarts and time.monotonic() < ends:
            if over.wait(pauses.uniform(*plan.pauses)):
                return
            told.down.set()
            stack.restart("postgres", first=signal.SIGQUIT)
            told.down.clear()
            told.restarts += 1
    except Exception as problem:  # noqa: BLE001 - the main thread tells it
        trouble.append(problem)
    finally:
        told.last_restart = time.monotonic()
        over.set()


def _one_run(world, plan, told):
    """A run, with one more file to read unless PostgreSQL is away: then as the consumer does, a moment later again."""
    turned_away = told.down.is_set()
    if not turned_away and len(told.prefixes) != plan.files:
        prefix = f"P{len(told.prefixes)}-"
        world.drop(f"{prefix}.csv", world.orders(prefix, ORDERS_A_FILE))
        told.prefixes.append(prefix)
    ended = world.run(limits={"lease_seconds": LEASE_SECONDS})
    assert ended["status"] in {0, 70}, ended
    assert "Traceback" not in ended["trouble"] or told_as_ours(ended["trouble"]), ended["trouble"][-1500:]
    told.runs["well" if ended["status"] == 0 else "turned away" if turned_away else "broken off"] += 1
    if turned_away:
        time.sleep(AGAIN_SECONDS)


def told_as_ours(trouble):
    """Whether what went wrong was told as one of the house's kinds."""
    return any(name in trouble for name in OURS)


def every_pick_up_is_archived(world):
    """I3: each file that left the inbox has a row and its bytes."""
    seen = sorted(path.name for path in (world.home / "channels" / "seen").iterdir())
    rows = world.ledger_rows("SELECT name, sha256 FROM deliveries")
    assert {name for name, _ in rows} >= set(seen)
    archive = world.house.archive
    for _, digest in rows:
        assert archive.read(digest)
