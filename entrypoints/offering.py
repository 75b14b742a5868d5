"""The consumer's look at stock: what changed becomes new numbers for the channels, every few seconds."""

from __future__ import annotations

from entrypoints.chores import again_and_again
from tasks.availability.looking import anything_offered, look
from tasks.runtime.resources import Resources


async def keep_numbers(house: Resources) -> None:
    """Look again and again until cancelled; a look that fails is told, and the next one takes it up."""
    if house.settings.availability_seconds:
        await again_and_again("numbers", lambda: _look(house), house.settings.availability_seconds)


def _look(house: Resources) -> None:
    if anything_offered(house):
        look(house)
