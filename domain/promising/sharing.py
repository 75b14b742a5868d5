"""How free units are shared among channels: floors first, then shares, then the rest by priority; caps always hold.

Every step only ever gives more when there is more to give (a test holds this), so no receipt makes a number fall.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class ChannelRule:
    """What a channel may offer, in whole units of the product."""

    channel: str
    warehouses: tuple[str, ...] = ()
    """Codes of the warehouses it sells from, the preferred one in front; empty: all."""
    share: int | None = None
    """Percent of what is left after the floors; None: takes of what nobody else has a share of."""
    priority: int = 100
    """Lower goes first, for floors and for the rest; equal ones divide the rest evenly."""
    floor: int = 0
    """Units that it gets before anything is shared."""
    cap: int | None = None
    """Never more units than this; None: any number."""
    buffer: int = 0
    """Units that are not shown: what may be sold before a publication takes effect."""
    risk: int = 0
    """Units of a larger number shown before that the others do not wait for."""
    horizon_days: int | None = None
    """Receipts expected within so many days count; None: none do."""
    slack_days: int = 0
    """So much later than announced a receipt is expected."""
    packs: Mapping[str, int] = field(default_factory=dict)
    """SKU to units a pack; others are sold singly."""

    def counts(self, on: date | None, today: date) -> bool:
        """Whether units that come on that day are offered today."""
        if on is None:
            return True
        return self.horizon_days is not None and self.expected(on, today) <= today + timedelta(days=self.horizon_days)

    def expected(self, on: date, today: date) -> date:
        """When a receipt announced for that day is reckoned with: an overdue one comes today at the earliest."""
        return max(on, today) + timedelta(days=self.slack_days)

    def room(self, got: int) -> int | None:
        """Units until the cap; None: any number."""
        return None if self.cap is None else max(0, self.cap - got)


def share_out(free: int, rules: Sequence[ChannelRule], got: Sequence[int]) -> list[int]:
    """What each channel gets of ``free`` units on top of what it has; the sum is at most ``free``.

    Args:
        free: whole units, not negative.
        rules: in order of priority (``in_order``).
        got: units that each has from other warehouses or earlier days.
    """
    more = [0] * len(rules)
    left = free - _floors(free, rules, got, more)
    if left > 0:
        left -= _shares(left, rules, got, more)
    if left > 0:
        _rest(left, rules, got, more)
    return more


def in_order(rules: Sequence[ChannelRule]) -> list[ChannelRule]:
    """Who goes first in front; equal ones by name, so that the answer never depends on the order of files."""
    return sorted(rules, key=lambda one: (one.priority, one.channel))


def _capped(units: int, room: int | None) -> int:
    return units if room is None else min(units, room)


def _floors(free: int, rules: Sequence[ChannelRule], got: Sequence[int], more: list[int]) -> int:
    given = 0
    for place, rule in enumerate(rules):
        if rule.floor > got[place]:
            units = min(_capped(rule.floor - got[place], rule.room(got[place])), free - given)
            more[place] = units
            given += units
    return given


def _shares(left: int, rules: Sequence[ChannelRule], got: Sequence[int], more: list[int]) -> int:
    places = [place for place, rule in enumerate(rules) if rule.share]
    weights = [rules[place].share or 0 for place in places]
    total = sum(weights)
    if not total:
        return 0
    given = 0
    for place, units in zip(places, divided(left * min(total, 100) // 100, weights), strict=True):
        units = _capped(units, rules[place].room(got[place] + more[place]))  # noqa: PLW2901 - cut to the cap
        more[place] += units
        given += units
    return given


def divided(units: int, weights: Sequence[int]) -> list[int]:
    """Whole units by weight, none left over (d'Hondt): with one unit more nobody gets less."""
    total = sum(weights)
    parts = [units * weight // total for weight in weights]
    for _ in range(units - sum(parts)):
        best = 0
        for place in range(1, len(weights)):
            if weights[place] * (parts[best] + 1) > weights[best] * (parts[place] + 1):
                best = place
        parts[best] += 1
    return parts


def _rest(left: int, rules: Sequence[ChannelRule], got: Sequence[int], more: list[int]) -> None:
    takers = [place for place, rule in enumerate(rules) if rule.share is None]
    begin = 0
    while begin < len(takers) and left > 0:
        end = begin + 1
        while end < len(takers) and rules[takers[end]].priority == rules[takers[begin]].priority:
            end += 1
        left -= _evenly(left, takers[begin:end], rules, got, more)
        begin = end


def _evenly(left: int, places: Sequence[int], rules: Sequence[ChannelRule], got: Sequence[int], more: list[int]) -> int:
    """Who has the least room first, so that what they can't take goes to the others."""
    rooms = [(rules[place].room(got[place] + more[place]), place) for place in places]
    rooms.sort(key=lambda one: (one[0] is None, one[0] or 0))
    given = 0
    for taken, (room, place) in enumerate(rooms):
        units = _capped((left - given) // (len(rooms) - taken), room)
        more[place] += units
        given += units
    return given
