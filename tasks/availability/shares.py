"""A channel's share of a product at the moment of a verdict: what it may take, whatever else the warehouse holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from domain.availability import Policy, Standing
from domain.check_facts import ShareFact
from domain.profile import PartnerProfile
from domain.promising.offers import Offers
from domain.promising.terms import Hold, Stock
from ledger.book import Book
from tasks.availability.numbers import TAKEN_COUNTS, today
from tasks.availability.stock import KIND, stocks
from tasks.runtime.resources import Resources


@dataclass(frozen=True, slots=True)
class Shares:
    """Stock, reservations and published numbers of some products, read in the verdict's transaction."""

    policy: Policy
    offers: Offers
    stocks: Mapping[str, Stock]
    holds: Mapping[str, Sequence[Hold]]
    standing: Mapping[str, Mapping[str, Standing]]

    @classmethod
    def of(cls, book: Book, house: Resources, skus: Sequence[str], *, without: Collection[int]) -> Shares | None:
        """Read what is needed.

        Args:
            book: the verdict's transaction.
            house: profiles.
            skus: products that are ordered.
            without: documents that are judged now: what is kept for them already is theirs to take.

        Returns:
            None: stock was never looked at.
        """
        if book.mirror.cursor(house.odoo_target, KIND) is None:
            return None
        policy = Policy.of(house.profiles.values())
        now = datetime.now(UTC)
        found = {one.sku: one for one in stocks(book.mirror.found(house.odoo_target, KIND, "sku", skus))}
        nothing = {sku: Stock(record_id=0, sku=sku, read_at=now) for sku in skus}
        return cls(
            policy,
            policy.offers(today()),
            {**nothing, **found},
            book.reservations.in_force(now - TAKEN_COUNTS, skus),
            book.published.standing(skus, without=sorted(without)),
        )

    def of_channel(self, profile: PartnerProfile, sku: str, before: Collection[int]) -> ShareFact | None:
        """What the channel may take of a product: its share now, or what it may be selling by an older number.

        Args:
            profile: the channel's; without availability it has no share.
            sku: ours.
            before: reservations of others that count; those that the system of record took over count too.
        """
        if profile.availability is None:
            return None
        stock = self.stocks[sku]
        holds = [one for one in self.holds.get(sku, ()) if one.taken_at is not None or one.record_id in before]
        made = self.offers.of(sku, self.policy.terms(stock, holds))
        offer = next(one for one in made if one.channel == profile.channel)
        published = self.standing.get(sku, {}).get(profile.channel)
        shown = sum(published.shown().values()) if published is not None else 0
        return ShareFact(Decimal(max(offer.units, shown)), _said(profile), stock.read_at)


def _said(profile: PartnerProfile) -> str:
    """The profile's rule in words."""
    rule = profile.availability
    if rule is None:
        return ""
    parts = [
        f"share {rule.share} %" if rule.share is not None else f"priority {rule.priority}",
        f"at least {rule.floor}" if rule.floor else "",
        f"at most {rule.cap}" if rule.cap is not None else "",
    ]
    return ", ".join(part for part in parts if part)
