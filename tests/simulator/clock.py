"""Virtual time: one clock for the consumers, the ledger's PostgreSQL, the simulated Odoo and the people.

No product code knows of it: the modules' own names for the time are replaced while a seed runs, and the ledger's
database answers ``clock_timestamp()`` and ``now()`` from its session's setting (``world.SHADOWS``).
"""

import importlib
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from unittest import mock

from tests.simulator import gates

EPOCH = datetime(2031, 3, 3, 8, 0, tzinfo=UTC)
"""After any real time: files carry the real time of their last change too, and none may seem to come from the future."""
DATED = (
    "tasks.carry_out",
    "tasks.facts",
    "tasks.intake",
    "tasks.stage",
    "ledger.registering",
    "expectations.gate",
    "tasks.answering",
    "tasks.availability.keeping",
    "tasks.availability.numbers",
    "tasks.availability.shares",
    "tasks.availability.stock",
    "tasks.changes.mapping",
    "tasks.figures",
    "tasks.obligations",
    "tasks.pull",
    "tasks.shop.parcels",
    "connectors.odoo.stock",
    "connectors.shopify.throttle",
)
"""Modules that ask ``datetime.now``."""
TIMED = (
    "tasks.arrivals",
    "tasks.capture",
    "tasks.intake",
    "tasks.mirror",
    "tasks.volume",
    "connectors.odoo.drafting",
    "connectors.odoo.pace",
)
"""Modules that ask ``time.…`` or sleep."""
ASYNC = ("tasks.arrivals", "tasks.stage", "tasks.report")
"""Modules that leave their thread, or sleep in a loop."""
POOLED = (
    "connectors.odoo.drafting",
    "connectors.odoo.confirming",
    "connectors.odoo.notes",
    "ledger.archive_group",
    "ledger.archive_s3",
)
"""Modules that send several calls at once."""
LOCKED = ("tasks.mirror", "connectors.odoo.confirming")
"""Modules with a lock for the process: each simulated consumer stands for a process of its own."""


class Clock:
    """Seconds since the epoch of the simulation; only the scheduler moves it."""

    def __init__(self):
        self.seconds = 0.0

    def now(self):
        return EPOCH + timedelta(seconds=self.seconds)


def dated(clock):
    class VirtualDatetime(datetime):
        @classmethod
        def now(cls, tz=None):
            return clock.now().astimezone(tz) if tz else clock.now().replace(tzinfo=None)

    return VirtualDatetime


class Pool:
    """As a ThreadPoolExecutor, one call after the other: threads would bring their own order into it."""

    def __init__(self, *_, **__):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def map(self, function, items):
        return [function(item) for item in items]

    def submit(self, function, *arguments):
        done = function(*arguments)
        return SimpleNamespace(result=lambda: done)


class NoLock:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


@contextmanager
def virtual(clock, scheduler, chance):
    """Inside, every module of the house that a consumer passes has virtual time and no threads."""

    async def inline(function, *arguments):
        return function(*arguments)

    async def asleep(seconds):
        scheduler.sleep(seconds)

    times = SimpleNamespace(
        monotonic=lambda: clock.seconds, time=lambda: clock.now().timestamp(), sleep=scheduler.sleep
    )
    replaced = [
        *((name, "datetime", dated(clock)) for name in DATED),
        *((name, "time", times) for name in TIMED),
        *((name, "asyncio", SimpleNamespace(to_thread=inline, sleep=asleep)) for name in ASYNC),
        *((name, "ThreadPoolExecutor", Pool) for name in POOLED),
        *((name, "_one_at_a_time", NoLock()) for name in LOCKED),
        ("connectors.odoo.drafting", "random", chance),
        ("expectations.gate", "judge", gates.judged),
        ("tasks.runtime.lease", "threading", SimpleNamespace(Event=scheduler.event, Thread=scheduler.beside)),
    ]
    with ExitStack() as stack:
        for module, name, value in replaced:
            stack.enter_context(mock.patch.object(importlib.import_module(module), name, value))
        yield
