"""Pull: a shop is asked for what its webhooks missed (F24). Only what the ledger does not know is fetched and taken."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from connectors.shopify.client import ShopClient
from connectors.shopify.order import order_key_of
from connectors.shopify.pulling import Pulled, Seen, pages, pulled
from connectors.shopify.queries import API_VERSION
from connectors.shopify.snapshots import cancel_version
from domain.errors import LadingError
from domain.keys import change_key, external_id
from domain.profile import PartnerProfile
from domain.shopify import ShopifyPull
from domain.urgency import PRIORITIES
from ledger.intake import Arrival, accept
from tasks.runtime.resources import Resources

CURSOR = "orders"
AGAIN_SECONDS = 30.0
"""After a look that failed."""


def pulls(profile: PartnerProfile) -> ShopifyPull | None:
    """How a channel's source is asked; None: it is not."""
    return profile.shopify.pull if profile.shopify is not None else None


def pull(house: Resources, channel: str) -> int:
    """Ask the shop, if it is time and nobody else does; give how many orders its webhooks had missed.

    The cursor moves page by page, after the page's orders are safe: what dies in between is asked for again.

    Raises:
        TryAgain: the shop, the archive or the ledger could not be reached; it is asked again in half a minute.
        Misconfigured: the shop's address, token or rights. StopTheRun: its answers are of another form.
    """
    profile = house.profile(channel)
    how = pulls(profile)
    if how is None:
        return 0
    period = how.every_minutes * 60
    with house.ledger.open() as book:
        cursor = book.cursors.take_turn(profile.source_id, CURSOR, period)
        book.commit("tasks.pull.turn")
    if cursor is None:
        return 0
    try:
        return _looked(house, profile, how, cursor)
    except LadingError:
        with house.ledger.open() as book:
            book.cursors.look_again(profile.source_id, CURSOR, max(period - AGAIN_SECONDS, 0.0))
            book.commit("tasks.pull.again")
        raise


def _looked(house: Resources, profile: PartnerProfile, how: ShopifyPull, cursor: str) -> int:
    client, missed = house.shop(profile.channel), 0
    for page in pages(client, _since(how, cursor), how.page_orders):
        missed += sum(_taken(house, profile, client, one) for one in _unknown(house, profile, page))
        if page:
            with house.ledger.open() as book:
                book.cursors.keep(profile.source_id, CURSOR, max(one.updated_at for one in page).isoformat())
                book.commit("tasks.pull.cursor")
    return missed


def _since(how: ShopifyPull, cursor: str) -> datetime:
    if not cursor:
        return datetime.now(UTC) - timedelta(days=how.first_days)
    return datetime.fromisoformat(cursor) - timedelta(minutes=how.overlap_minutes)


def _unknown(house: Resources, profile: PartnerProfile, page: Sequence[Seen]) -> list[Seen]:
    """Orders of which no moment so late is known; cancelled ones whose order is known and whose cancellation is not."""
    keys = {one.gid: external_id(order_key_of(profile, one.number)) for one in page}
    cancels = {one.gid: _cancel_id(profile, one) for one in page if one.cancelled_at is not None}
    with house.ledger.open() as book:
        moments = book.cursors.moments(list(keys.values()))
        known = book.cursors.known([*keys.values(), *cancels.values()])
    return [one for one in page if _is_news(keys[one.gid], cancels.get(one.gid), one, (moments, known))]


def _is_news(key: str, cancel: str | None, seen: Seen, told: tuple[Mapping[str, datetime], Collection[str]]) -> bool:
    moments, known = told
    if cancel is not None:
        return key in known and cancel not in known  # what was cancelled before we knew of it needs nothing
    return key not in moments or moments[key] < seen.updated_at


def _cancel_id(profile: PartnerProfile, one: Seen) -> str:
    assert one.cancelled_at is not None  # noqa: S101 - the caller has looked
    key = change_key(order_key_of(profile, one.number), "cancel", cancel_version(one.cancelled_at))
    return external_id(key)


def _taken(house: Resources, profile: PartnerProfile, client: ShopClient, seen: Seen) -> bool:
    found = pulled(client, seen.gid)
    if found is None:
        return False  # deleted since the look
    registered = accept(house.ledger, house.archive, _arrival(profile, found, seen), found.content)
    return registered.created


def _arrival(profile: PartnerProfile, found: Pulled, seen: Seen) -> Arrival:
    return Arrival(
        source_id=profile.source_id,
        channel=profile.channel,
        partner=profile.partner,
        name=f"pull {found.name or found.number}",
        media=profile.format,
        received_at=datetime.now(UTC),
        pickup_key=f"pull {found.number} {seen.updated_at.isoformat()}",
        priority=PRIORITIES[profile.priority],
        headers={"x-shopify-topic": "pull", "x-shopify-api-version": API_VERSION},
    )
