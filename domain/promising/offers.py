"""What each channel offers of a SKU: its share by warehouse, less its buffer, in its packs, and when there is more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.promising.sharing import ChannelRule, in_order, share_out
from domain.promising.terms import Layer, Source, Term, layers

Split = dict[str, int]
"""Units by warehouse."""
_NOTHING: Split = {}
Shown = Mapping[str, Split]
"""By channel: units by warehouse that it may be selling still, by what was published before."""


@dataclass(frozen=True, slots=True)
class Later:
    """From a day on so many may be promised, all that came before counted in."""

    on: date
    number: int
    """In the channel's packs."""
    units: int
    """Units of the channel's share, its buffer counted in: what an order may be promised."""
    source: Source
    """The receipt."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one channel offers of one SKU."""

    channel: str
    sku: str
    number: int
    """To be published, in packs."""
    pack: int
    """Units a pack."""
    split: Split
    """Units by warehouse that the number stands for."""
    wanted: int
    """The number without regard to what others may still be selling; larger: it rises once theirs have fallen."""
    units: int
    """Units of the channel's share, its buffer and the receipts within its horizon counted in."""
    now: int
    """Of those, the units that are there."""
    later: tuple[Later, ...] = ()
    """What receipts bring beyond ``now``, whatever the horizon, by day."""


Gain = tuple[date, int, Source]
"""From a day on so many units more, with a receipt."""


@dataclass(slots=True)
class _Sharing:
    """Units of every channel, while they are shared out."""

    parts: list[Split]
    totals: list[int]
    gains: list[list[Gain]]

    @classmethod
    def among(cls, channels: int) -> _Sharing:
        return cls([{} for _ in range(channels)], [0] * channels, [[] for _ in range(channels)])


@dataclass(slots=True)
class Offers:
    """Makes the offers of one SKU after another by the same rules."""

    rules: Sequence[ChannelRule]
    today: date
    _takers: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Bring the rules into their order."""
        self.rules = in_order(self.rules)

    def of(self, sku: str, terms: Mapping[str, Sequence[Term]], shown: Shown | None = None) -> list[Offer]:
        """The offers of every channel, in order of priority.

        Args:
            sku: ours.
            terms: by warehouse.
            shown: what channels may be selling still; a channel is given more only as far as the others' leave it.
        """
        steps = sorted((one for code, held in terms.items() for one in layers(code, held)), key=_by_day)
        sharing, now = self._shared(steps)
        splits = [self._after_buffer(rule, sharing.parts[place], sku) for place, rule in enumerate(self.rules)]
        limited = _within(splits, self.rules, _units(steps), shown) if shown else splits
        beyond = self._beyond(steps, sharing)
        return [
            self._offer(
                rule, (splits[place], limited[place]), sku, units=sum(sharing.parts[place].values()), now=now[place],
                gains=beyond[place],
            )
            for place, rule in enumerate(self.rules)
        ]  # fmt: skip

    def _offer(
        self, rule: ChannelRule, splits: tuple[Split, Split], sku: str, *, units: int, now: int, gains: Sequence[Gain]
    ) -> Offer:
        (wanted, split), pack = splits, rule.packs.get(sku, 1)
        cut = split if split is wanted or pack == 1 else _cut(split, sum(split.values()) // pack * pack, rule)
        return Offer(
            channel=rule.channel,
            sku=sku,
            number=sum(cut.values()) // pack,
            pack=pack,
            split=cut,
            wanted=sum(wanted.values()) // pack,
            units=units,
            now=now,
            later=_by_when(now, gains, rule, pack) if gains else (),
        )

    def _shared(self, steps: Iterable[Layer]) -> tuple[_Sharing, list[int]]:
        """What is there, then receipts among those who count them; and by channel what is there."""
        sharing, now = _Sharing.among(len(self.rules)), None
        for step in steps:
            takers = self._who(step.warehouse)
            if step.on is not None:
                now = now or list(sharing.totals)
                takers = [place for place in takers if self.rules[place].counts(step.on, self.today)]
            self._give(step, takers, sharing)
        return sharing, now or list(sharing.totals)

    def _beyond(self, steps: Iterable[Layer], sharing: _Sharing) -> list[list[Gain]]:
        """Receipts that no channel counts yet: shared among all, so that who asks by when is answered too."""
        after = _Sharing([{} for _ in self.rules], list(sharing.totals), [list(one) for one in sharing.gains])
        for step in steps:
            takers = self._who(step.warehouse)
            if step.on is not None and not any(self.rules[place].counts(step.on, self.today) for place in takers):
                self._give(step, takers, after)
        return after.gains

    def _give(self, step: Layer, takers: Sequence[int], sharing: _Sharing) -> None:
        if not takers:
            return
        chosen = [self.rules[place] for place in takers]
        more = share_out(step.units, chosen, [sharing.totals[place] for place in takers])
        for place, units in zip(takers, more, strict=True):
            if units:
                part = sharing.parts[place]
                part[step.warehouse] = part.get(step.warehouse, 0) + units
                sharing.totals[place] += units
                if step.on is not None and step.source is not None:
                    day = self.rules[place].expected(step.on, self.today)
                    sharing.gains[place].append((day, units, step.source))

    def _who(self, warehouse: str) -> list[int]:
        """Channels that sell from a warehouse."""
        known = self._takers.get(warehouse)
        if known is None:
            known = [
                place for place, rule in enumerate(self.rules) if not rule.warehouses or warehouse in rule.warehouses
            ]
            self._takers[warehouse] = known
        return known

    def _after_buffer(self, rule: ChannelRule, split: Split, sku: str) -> Split:
        pack = rule.packs.get(sku, 1)
        units = sum(split.values())
        keep = max(0, units - rule.buffer) // pack * pack
        return split if keep == units else _cut(split, keep, rule)


def _by_when(now: int, gains: Iterable[Gain], rule: ChannelRule, pack: int) -> tuple[Later, ...]:
    found, units = [], now
    for on, more, source in sorted(gains, key=lambda one: (one[0], one[2].record)):
        units += more
        found.append(Later(on, max(0, units - rule.buffer) // pack, units, source))
    return tuple(found)


def _by_day(step: Layer) -> tuple[date, str]:
    return step.on or date.min, step.warehouse


def _units(steps: Iterable[Layer]) -> Split:
    found: Split = {}
    for step in steps:
        found[step.warehouse] = found.get(step.warehouse, 0) + step.units
    return found


def _cut(split: Split, keep: int, rule: ChannelRule) -> Split:
    """The first ``keep`` units, taken from the preferred warehouses."""
    places = [code for code in rule.warehouses if code in split] or sorted(split)
    found: Split = {}
    for code in places:
        units = min(split[code], keep)
        if units:
            found[code] = units
            keep -= units
    return found


def _within(splits: Sequence[Split], rules: Sequence[ChannelRule], free: Split, shown: Shown) -> list[Split]:
    """No channel rises on units that another may be selling still: less is said at once, more when theirs has fallen.

    In each warehouse what all may be selling stays within what is free, or is what it was before: so numbers that
    take effect late, or out of order, sell nothing twice.
    """
    if not any(
        units > shown.get(rule.channel, _NOTHING).get(code, 0)
        for split, rule in zip(splits, rules, strict=True)
        for code, units in split.items()
    ):
        return list(splits)
    limited = [dict(split) for split in splits]
    for code, units in free.items():
        old = [shown.get(rule.channel, {}).get(code, 0) for rule in rules]
        room = units - sum(max(0, one - rule.risk) for one, rule in zip(old, rules, strict=True))
        for place, split in enumerate(limited):
            rise = split.get(code, 0) - old[place]
            if rise > 0:
                allowed = max(0, min(rise, room))
                split[code] = old[place] + allowed
                room -= allowed
    return limited
