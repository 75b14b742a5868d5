"""What judging processes are forked from, started before anybody waits for it."""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

_PRELOADED = ("tasks.backfill.lean", "great_expectations", "tasks.backfill.planning")
"""Only imported before the fork, never used: no thread may run in what is forked."""


def fork_server() -> ForkServerContext:
    """What judging processes are forked from: it imports everything once, for seconds, and nobody waits for it here."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*_PRELOADED])
    forkserver.ensure_running()
    return context


def begin(parallel: int) -> None:
    """Start it now, where ``parallel`` processes will be forked from it."""
    if parallel > 1:
        fork_server()
