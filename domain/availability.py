"""Available to promise, over all channels: rules out of the profiles, offers out of the stock, and what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.availability_profile import Availability
from domain.profile import PartnerProfile
from domain.promising.offers import Offer, Offers, Shown
from domain.promising.sharing import ChannelRule
from domain.promising.terms import Hold, Safety, Stock, Term, terms_of

EVERYWHERE = ""
"""Of safety stock: in each warehouse that is not named."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the profiles of all channels say together."""

    rules: tuple[ChannelRule, ...]
    safety: Mapping[str, Safety]
    """By warehouse; ``EVERYWHERE`` for all others."""
    unsellable: tuple[str, ...]

    @classmethod
    def of(cls, profiles: Iterable[PartnerProfile]) -> Policy:
        """Of the profiles that have the section; the others offer nothing."""
        given = [(one, one.availability) for one in profiles if one.availability is not None]
        rules = tuple(section.rule(one.channel, one.odoo.warehouse) for one, section in given)
        safety: dict[str, Safety] = {}
        for (_, section), rule in zip(given, rules, strict=True):
            for code in rule.warehouses or (EVERYWHERE,):
                safety[code] = _larger(safety.get(code), section, rule.channel)
        unsellable = {place for _, section in given for place in section.unsellable_locations}
        return cls(rules, safety, tuple(sorted(unsellable)))

    def safety_of(self, warehouses: Iterable[str]) -> dict[str, Safety]:
        """What is kept back in each of these warehouses."""
        everywhere = self.safety.get(EVERYWHERE)
        found = {code: _either(self.safety.get(code), everywhere) for code in warehouses}
        return {code: one for code, one in found.items() if one is not None}

    def terms(self, stock: Stock, holds: Sequence[Hold] = ()) -> dict[str, tuple[Term, ...]]:
        """The terms of a SKU by warehouse."""
        places = {*stock.warehouses(), *(hold.warehouse for hold in holds)}
        return terms_of(stock, holds, self.safety_of(places), unsellable=self.unsellable)

    def offers(self, today: date) -> Offers:
        """Makes offers by these rules."""
        return Offers(self.rules, today)


def _larger(known: Safety | None, section: Availability, channel: str) -> Safety:
    by_rule = section.safety_from == "reordering-rules"
    return _either(known, Safety(section.safety_stock, by_rule, channel)) or Safety()


def _either(one: Safety | None, other: Safety | None) -> Safety | None:
    if one is None or other is None:
        return one or other
    larger = one if one.units >= other.units else other
    return Safety(larger.units, one.by_order_point or other.by_order_point, larger.channel)


@dataclass(frozen=True, slots=True)
class Standing:
    """What was published of a SKU to a channel, as far as the next number depends on it."""

    number: int
    pack: int
    split: Mapping[str, int]
    exposed: Mapping[str, int]
    """Units by warehouse of larger numbers before, while they may still be sold by; empty afterwards."""
    sent: bool = True
    """Whether the channel took it."""
    consumed: Mapping[str, int] = field(default_factory=dict)
    """Units by warehouse that were reserved for the channel's orders since the number was made."""

    def shown(self) -> dict[str, int]:
        """Units by warehouse that the channel may be selling."""
        return {
            code: max(0, max(self.split.get(code, 0), self.exposed.get(code, 0)) - self.consumed.get(code, 0))
            for code in {*self.split, *self.exposed}
        }

    def same(self, offer: Offer) -> bool:
        """Whether the offer says nothing new to the channel; one that has sold since may show less than it was told."""
        return (self.number, self.pack) == (offer.number, offer.pack) and not self.consumed


def shown_of(standing: Mapping[str, Standing]) -> Shown:
    """By channel what may be sold still."""
    return {channel: one.shown() for channel, one in standing.items()}


def changed(offers: Sequence[Offer], standing: Mapping[str, Standing]) -> list[Offer]:
    """Those to be kept: another number, or the same out of other warehouses.

    A SKU that was never published is new to the channel, also with nothing.
    """
    found = []
    for offer in offers:
        known = standing.get(offer.channel)
        if known is None or not known.same(offer) or known.split != offer.split:
            found.append(offer)
    return found
