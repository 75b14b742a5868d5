"""A warm parent that forks children: a kill costs under a second, because nothing is imported again.

It imports everything and computes nothing, so that a fork finds no threads. One JSON line in, one out.
"""

import gc
import json
import os
import signal
import sys
import threading
import time
import traceback
from pathlib import Path


def warm() -> None:
    import great_expectations  # noqa: F401
    import polars  # noqa: F401, ICN001

    import flows.order_to_cash  # noqa: F401


class Killer:
    """Passes each seam on to a file, and ends the process with SIGKILL at the one asked for."""

    def __init__(self, order: dict) -> None:
        self.kill = tuple(order["kill"]) if order.get("kill") else None
        self.stop = tuple(order["stop"]) if order.get("stop") else None
        self.kill_after = order.get("kill_after")
        self.record = os.open(order["record"], os.O_WRONLY | os.O_CREAT | os.O_APPEND) if order.get("record") else None
        self.passed: dict[tuple[str, str], int] = {}

    def __call__(self, kind: str, name: str) -> None:
        count = self.passed[kind, name] = self.passed.get((kind, name), 0) + 1
        if self.record is not None:
            os.write(self.record, f"{kind} {name} {count}\n".encode())
        if self.kill == (kind, name, count) or sum(self.passed.values()) == self.kill_after:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.stop == (kind, name, count):
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)  # this thread itself goes no step further


def child(order: dict) -> int:
    import asyncio

    from domain import seams
    from domain.work import BatchLimits
    from flows.order_to_cash import order_to_cash
    from tasks.runtime.resources import Resources, use
    from tasks.runtime.settings import Settings

    if order.get("plant"):
        from tests.faults.plants import PLANTS

        PLANTS[order["plant"]]()
    seams.install(Killer(order))
    use(Resources(Settings(**order["settings"])))
    if order.get("post"):
        return post(order["post"])
    limits = BatchLimits(**order.get("limits", {}))
    asyncio.run(order_to_cash.fn(channel=order["channel"], limits=limits, plan=order.get("plan")))
    return 0


def post(plan: int) -> int:
    """A plan's approved lines to Odoo, read back and confirmed."""
    from tasks.planning.post_gate import check_orders
    from tasks.planning.posting import post_orders
    from tasks.runtime.resources import resources

    post_orders(resources(), plan)
    check_orders(resources(), plan)
    return 0


def obey(order: dict) -> dict:
    started = time.monotonic()
    trouble = Path(order["trouble"])
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            os.setsid()
            code = child(order)
        except BaseException:  # noqa: BLE001 - the parent reads what went wrong
            trouble.write_text(traceback.format_exc())
        finally:
            os._exit(code)
    if order.get("stop"):
        os.waitpid(pid, os.WUNTRACED)
        return {"pid": pid, "status": "stopped", "seconds": time.monotonic() - started}
    if order.get("background"):
        return {"pid": pid, "status": "running", "seconds": 0.0}
    return {"pid": pid, **waited(pid), "seconds": time.monotonic() - started}


def fitting(name: str) -> dict:
    """Plant a bug in a child that does nothing else: what went wrong, or nothing."""
    from tests.faults.plants import PLANTS

    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            PLANTS[name]()
        except BaseException as trouble:  # noqa: BLE001 - the parent reads what went wrong
            os.write(writing, f"{type(trouble).__name__}: {trouble}"[:1000].encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        trouble = told.read()
    os.waitpid(pid, 0)
    return {"trouble": trouble}


def waited(pid: int) -> dict:
    _, status = os.waitpid(pid, 0)
    return {"status": -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)}


def answer(order: dict) -> dict:
    if "wait" in order:
        return waited(order["wait"])
    return fitting(order["fits"]) if "fits" in order else obey(order)


def main() -> None:
    gc.disable()
    warm()
    gc.collect()
    gc.freeze()  # a child that looked through all this would have all of it copied
    gc.enable()
    print(json.dumps({"ready": True}), flush=True)  # noqa: T201 - the pipe to the test
    for line in sys.stdin:
        order = json.loads(line)
        reply = answer(order)
        print(json.dumps(reply), flush=True)  # noqa: T201 - the pipe to the test


if __name__ == "__main__":
    main()
