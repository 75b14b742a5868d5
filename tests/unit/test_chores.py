"""What the consumer does again and again outlives every failure, and tells each."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress

from structlog.testing import capture_logs

from domain.errors import TryAgain
from entrypoints.chores import again_and_again, told


def test_a_chore_goes_on_after_a_mistake_of_ours_and_after_a_ledger_that_is_away() -> None:
    ends: list[Exception | None] = [KeyError("a mistake"), TryAgain("The ledger is away."), None]
    done = threading.Event()

    def work() -> None:
        end = ends.pop(0) if ends else None
        if end is not None:
            raise end
        done.set()

    async def a_while() -> None:
        chore = asyncio.create_task(again_and_again("sweep", work, 0.001))
        assert await asyncio.to_thread(done.wait, 10)
        chore.cancel()
        with suppress(asyncio.CancelledError):
            await chore

    with capture_logs() as logs:
        asyncio.run(a_while())
    assert [(one["event"], one["log_level"]) for one in logs] == [("sweep", "error"), ("sweep", "warning")]
    assert "The ledger is away." in logs[1]["trouble"]


def test_what_is_told_names_what_it_is_about() -> None:
    with capture_logs() as logs:
        told("pull", lambda: 1 // 0, channel="webshop")
    assert (logs[0]["event"], logs[0]["channel"]) == ("pull", "webshop")
