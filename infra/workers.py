"""Prefect's process workers of all pools in one process: ``python -m infra.workers critical=8 standard=4``.

One process instead of one a pool: each costs 120 MB and three seconds of a core at its start.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

PREFETCH_SECONDS = 10
GOODBYE_SECONDS = 6
FRESH_SECONDS = 15
"""A machine under load may keep the loop from turning for a while."""


async def run(pools: dict[str, int], sign_of_life: Path) -> None:
    """Poll the pools until told to stop; then let the running workers clean up."""
    from prefect.workers.process import ProcessWorker

    class Worker(ProcessWorker):
        """Leaves a run that was resumed before its suspended process has ended for the next look.

        Prefect 3.8's own worker takes the run's slot a second time there, and ends with an error.
        """

        async def _submit_scheduled_flow_runs(self, flow_run_response: list[Any]) -> list[Any]:
            busy = set(self._limiter.statistics().borrowers) if self._limiter else set()
            free = [one for one in flow_run_response if one.flow_run.id not in busy]
            return await super()._submit_scheduled_flow_runs(free)

    workers = [
        Worker(
            name=f"lading-{pool}", work_pool_name=pool, limit=limit, prefetch_seconds=PREFETCH_SECONDS,
            create_pool_if_not_found=True,
        )
        for pool, limit in pools.items()
    ]  # fmt: skip
    loop = asyncio.get_running_loop()
    polling = asyncio.gather(*(worker.start() for worker in workers))

    def stop() -> None:
        polling.cancel()
        # A worker whose server is away tries to say goodbye for minutes.
        loop.call_later(GOODBYE_SECONDS, os._exit, 0)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    sign = asyncio.create_task(_live(sign_of_life))
    try:
        await polling
    except asyncio.CancelledError:
        print("stopped", flush=True)  # noqa: T201 - its log
    finally:
        sign.cancel()


async def _live(sign_of_life: Path) -> None:
    """Touch a file while the loop turns: how the stack sees that the worker does not hang."""
    while True:
        await asyncio.to_thread(sign_of_life.touch)
        await asyncio.sleep(1)


def sign_is_fresh(sign_of_life: Path) -> bool:
    """Whether the worker's loop turned lately."""
    try:
        return time.time() - sign_of_life.stat().st_mtime < FRESH_SECONDS
    except FileNotFoundError:
        return False


def main() -> None:
    """Read ``FILE pool=limit …``, run."""
    sign, *given = sys.argv[1:]
    pools = {name: int(limit) for name, _, limit in (one.partition("=") for one in given)}
    asyncio.run(run(pools, Path(sign)))


if __name__ == "__main__":
    main()
