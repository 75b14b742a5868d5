"""The consumer's look at stock: what changed becomes new numbers for the channels, every few seconds."""

from __future__ import annotations

import asyncio

import structlog

from domain.errors import LadingError
from tasks.availability.looking import anything_offered, look
from tasks.runtime.resources import Resources

log = structlog.get_logger("lading.consumer")
IDLE_SECONDS = 5.0
"""How often is asked whether a profile offers anything."""


async def keep_numbers(house: Resources) -> None:
    """Look again and again until cancelled; a look that fails is told, and the next one takes it up."""
    seconds = house.settings.availability_seconds
    while seconds:
        if anything_offered(house):
            try:
                await asyncio.to_thread(look, house)
            except LadingError as trouble:
                log.warning("numbers", trouble=str(trouble))
            except Exception as trouble:
                log.exception("numbers-failed", trouble=type(trouble).__name__)
            await asyncio.sleep(seconds)
        else:
            await asyncio.sleep(IDLE_SECONDS)
