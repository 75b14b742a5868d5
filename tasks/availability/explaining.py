"""Why a number is what it is: made again from the same terms, each step told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.availability import Policy, shown_of
from domain.errors import Refused
from domain.promising.offers import Offer
from domain.promising.sharing import ChannelRule
from domain.promising.terms import layers
from ledger.published import NumberRow
from tasks.availability.numbers import TAKEN_COUNTS, offer_told, terms_told, today
from tasks.availability.stock import KIND, stocks
from tasks.runtime.resources import Resources


@dataclass(frozen=True, slots=True)
class Explained:
    """A number with its terms."""

    channel: str
    sku: str
    offer: Offer
    rule: ChannelRule
    terms: list[dict[str, object]]
    """Of the warehouses that the channel sells from."""
    free: dict[str, int]
    """By warehouse: units to be shared, receipts within the channel's horizon counted in."""
    published: NumberRow | None
    read_at: datetime

    @property
    def current(self) -> bool:
        """Whether the channel was told just this."""
        return self.published is not None and self.published.number == self.offer.number

    @property
    def steps(self) -> list[tuple[str, str, int]]:
        """From what is free to the number: what, by which rule, units."""
        rule, offer = self.rule, self.offer
        by = f"share {rule.share} %" if rule.share is not None else f"priority {rule.priority}"
        caps = f", at least {rule.floor}" if rule.floor else ""
        caps += f", at most {rule.cap}" if rule.cap is not None else ""
        rows = [(f"free in {code}", "sum of its terms", units) for code, units in sorted(self.free.items())]
        rows.append(("the channel's share", by + caps, offer.units))
        rows.append(("less its buffer, in whole packs", f"buffer {rule.buffer}", offer.wanted * offer.pack))
        if offer.number != offer.wanted:
            rows.append(("while others may sell theirs still", "takes effect", offer.number * offer.pack))
        return rows

    def as_data(self) -> dict[str, Any]:
        """For programs."""
        published = self.published
        return {
            "channel": self.channel,
            "sku": self.sku,
            "number": self.offer.number,
            "current": self.current,
            "read_at": self.read_at,
            "terms": self.terms,
            "steps": [{"what": what, "by": by, "units": units} for what, by, units in self.steps],
            **offer_told(self.offer),
            "published": None
            if published is None
            else {"number": published.number, "at": published.at, "sent_at": published.sent_at},
        }


def explain(house: Resources, channel: str, sku: str) -> Explained:
    """The number of one channel and SKU by what is in the mirror now, and what was published.

    Raises:
        Misconfigured: no profile has that channel.
        Refused: the channel offers nothing, or nothing is known of the SKU's stock.
    """
    if house.profile(channel).availability is None:
        raise Refused(
            f"Channel {channel} offers nothing of our stock.",
            field="channel",
            value=channel,
            next_step="Give its profile a section 'availability' (see docs/availability.md), then try again.",
        )
    policy = Policy.of(house.profiles.values())
    with house.ledger.open() as book:
        found = stocks(book.mirror.found(house.odoo_target, KIND, "sku", [sku]))
        holds = book.reservations.in_force(datetime.now(UTC) - TAKEN_COUNTS, [sku]).get(sku, [])
        standing = book.published.standing([sku]).get(sku, {})
        published = next(iter(book.published.listed([channel], [sku])), None)
    if not found:
        raise Refused(
            f"Nothing is known of the stock of {sku}.",
            field="sku",
            value=sku,
            next_step="Check the SKU in Odoo (it must be kept in stock), then 'lading availability look'.",
        )
    terms = policy.terms(found[0], holds)
    offer = _own(policy.offers(today()).of(sku, terms, shown_of(standing)), channel)
    rule = next(one for one in policy.rules if one.channel == channel)
    mine = {code: held for code, held in terms.items() if not rule.warehouses or code in rule.warehouses}
    free = {
        code: sum(step.units for step in layers(code, held) if rule.counts(step.on, today()))
        for code, held in mine.items()
    }
    return Explained(channel, sku, offer, rule, terms_told(mine), free, published, found[0].read_at)


def _own(offers: Sequence[Offer], channel: str) -> Offer:
    return next(one for one in offers if one.channel == channel)
