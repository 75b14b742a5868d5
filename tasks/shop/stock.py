"""Numbers of stock leave for a web shop: ``availability.publish: shopify``. The number in the ledger is the intent."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from connectors.shopify.publishing import set_stock
from domain.errors import Misconfigured
from ledger.published import NumberRow
from tasks.runtime.resources import Resources

log = structlog.get_logger("lading.shop")


def to_shop(house: Resources, channel: str, numbers: Sequence[NumberRow]) -> None:
    """Set the numbers at the shop's one location; SKUs that the shop does not stock are told in the log.

    Raises:
        Misconfigured: the profile names no location, or several: which one a number is for, nobody could say.
        And as ``connectors.shopify.publishing.set_stock``: the numbers stay unsent.
    """
    section = house.profile(channel).shopify
    places = list(section.locations.values()) if section is not None else []
    if len(places) != 1:
        raise Misconfigured(
            f"The channel {channel} names {len(places)} locations of its shop.",
            field="shopify.locations",
            next_step="Name the one location in the profile whose stock Lading keeps.",
        )
    reference = f"{channel}|{max((one.at for one in numbers), default=None)}"
    told = set_stock(house.shop(channel), places[0], {one.sku: max(one.number, 0) for one in numbers}, reference)
    if told.unknown:
        log.warning("not-stocked-in-shop", channel=channel, count=len(told.unknown), skus=told.unknown[:20])
