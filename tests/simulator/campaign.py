"""Many seeds, or many hunts, in this process or spread over several, each of which has its own ledger database."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from multiprocessing import util

from expectations.gate import warm
from tests.simulator.bench import bench
from tests.simulator.outcome import hunt, play

FLOOR = 0.3
"""Share of the sent documents that must go all the way, over all seeds: a campaign in which all failed proves nothing."""
_mine = []
"""This process's ledger, in a pool."""


def failures(seeds, ledger):
    """What broke, by the command that shows it again; too little done is a failure too."""
    ended = [play(seed, ledger) for seed in seeds]
    failed = {one.command: one.broken for one in ended if one.broken}
    done, sent = sum(one.done for one in ended), sum(one.sent for one in ended)
    return failed if done >= sent * FLOOR else {**failed, "void": f"{done} of {sent} documents went all the way"}


def seeds_played(seeds, processes=1):
    """Each seed's end, in order; of seeds that held without the trace."""
    yield from _spread(_played, seeds, processes)


def bugs_hunted(names, seeds, processes=1):
    """How the hunt for each planted bug ended, in order."""
    yield from _spread(partial(_hunted, seeds=seeds), names, processes)


def _spread(work, items, processes):
    if processes == 1:
        warm()
        with bench() as ledger:
            for item in items:
                yield work(item, ledger=ledger)
        return
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawning, initializer=_begin) as pool:
        yield from pool.map(work, items)


def _begin():
    """In a new process: a ledger until it ends."""
    warm()
    stack = ExitStack()
    _mine.append(stack.enter_context(bench()))
    util.Finalize(None, stack.close, exitpriority=100)


def _played(seed, ledger=None):
    ended = play(seed, ledger or _mine[0])
    return ended if ended.broken else replace(ended, trace=[])


def _hunted(name, seeds, ledger=None):
    return hunt(name, ledger or _mine[0], seeds)
