"""What a long-lived process does again and again: no failure ends it, and each is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from domain.errors import LadingError

log = structlog.get_logger("lading.chores")


async def again_and_again(chore: str, work: Callable[[], object], seconds: float) -> None:
    """Do ``work`` in a thread, rest, and do it again, until cancelled.

    Args:
        chore: its name in the log.
        work: takes up what a failed turn has left.
        seconds: of rest between two turns.
    """
    while True:
        await asyncio.to_thread(told, chore, work)
        await asyncio.sleep(seconds)


def told(chore: str, work: Callable[[], object], **about: object) -> None:
    """Do ``work``; what goes wrong is told, and goes no further: whoever calls comes again."""
    try:
        work()
    except LadingError as trouble:
        log.warning(chore, trouble=str(trouble), **about)
    except Exception:
        log.exception(chore, trouble="a mistake of ours; it is tried again", **about)
