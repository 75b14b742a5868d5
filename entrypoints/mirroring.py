"""The consumer keeps what the portal answers from fresh, also while no orders come."""

from __future__ import annotations

from entrypoints.chores import again_and_again
from tasks.portal_mirror import anybody_asks, keep_fresh
from tasks.runtime.resources import Resources

_LOOK_SECONDS = 15.0
"""How often it is looked whether it is time; how old the mirror may be is LADING_MIRROR_SECONDS."""


async def keep_mirror(house: Resources) -> None:
    """Until cancelled. While Odoo is down the portal answers from what it has, and says its age."""
    every = min(_LOOK_SECONDS, max(house.settings.mirror_seconds, 1.0))
    await again_and_again("mirror", lambda: _look(house), every)


def _look(house: Resources) -> None:
    if anybody_asks(house):
        keep_fresh(house)
