"""The consumer's look at what Odoo has shipped: shops are told, where their profiles say so."""

from __future__ import annotations

from entrypoints.chores import again_and_again
from tasks.runtime.resources import Resources
from tasks.shop.parcels import channels_told
from tasks.shop.telling import tell_all


async def keep_told(house: Resources) -> None:
    """Look again and again until cancelled; a look that fails is told, and the next one takes it up."""
    if house.settings.shipments_seconds:
        await again_and_again("shipments", lambda: _look(house), house.settings.shipments_seconds)


def _look(house: Resources) -> None:
    if channels_told(house):
        tell_all(house)
