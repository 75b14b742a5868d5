"""The consumer keeps what the portal answers from fresh, also while no orders come."""

from __future__ import annotations

import asyncio

import structlog

from domain.errors import LadingError
from tasks.portal_mirror import anybody_asks, keep_fresh
from tasks.runtime.resources import Resources

log = structlog.get_logger("lading.consumer")

_LOOK_SECONDS = 15.0
"""How often it is looked whether it is time; how old the mirror may be is LADING_MIRROR_SECONDS."""


async def keep_mirror(house: Resources) -> None:
    """Until cancelled. While Odoo is down the portal answers from what it has, and says its age."""
    every = min(_LOOK_SECONDS, max(house.settings.mirror_seconds, 1.0))
    while True:
        try:
            if anybody_asks(house):
                await asyncio.to_thread(keep_fresh, house)
        except LadingError as trouble:
            log.warning("mirror", trouble=str(trouble))
        except Exception:
            log.exception("a mistake of ours while the mirror was read; it is tried again")
        await asyncio.sleep(every)
