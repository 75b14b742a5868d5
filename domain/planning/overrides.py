"""A planner's edits that survive the next plans: what they say, for what, how long, and which of several counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Literal, get_args

from pydantic import Field

from domain.errors import Refused
from domain.frozen import Frozen

What = Literal["quantity", "due_on", "reject", "service_level", "demand_factor", "method", "supplier"]
WHATS: tuple[What, ...] = get_args(What)
_MEANING: Mapping[What, str] = {
    "quantity": "a quantity in the item's unit, 0 or more: 120",
    "due_on": "a day: 2026-12-01",
    "reject": "nothing more: leave the value away",
    "service_level": "a probability above 0 and below 1: 0.98",
    "demand_factor": "a factor from 0 to 100: 1.25",
    "method": "the name of a forecast method",
    "supplier": "a supplier's reference or name",
}
_FACTOR_MAX = 100
_RIVALS: tuple[What, What] = ("quantity", "reject")
"""They contradict each other: only the one that goes before counts."""


class Scope(Frozen):
    """What an override is about; what is left empty fits everything."""

    sku: str = ""
    """Our code of the item."""
    place: str = ""
    """Warehouse, by its code."""
    supplier: str = ""
    """Supplier or place that it comes from, as the plan names it."""
    category: str = ""
    """Beginning of the category's complete name."""

    def fits(self, sku: str, place: str, supplier: str, category: str = "") -> bool:
        """Whether the override speaks of this item there."""
        return (
            self.sku in {"", sku}
            and self.place in {"", place}
            and self.supplier in {"", supplier}
            and category.startswith(self.category)
        )

    @property
    def weight(self) -> tuple[int, int]:
        """How narrow it is: an item goes before a place, that before a supplier, that before a category."""
        named = 8 * bool(self.sku) + 4 * bool(self.place) + 2 * bool(self.supplier) + bool(self.category)
        return named, len(self.category)

    def __str__(self) -> str:
        """As it is typed: ``sku:MUG place:WH``."""
        return " ".join(f"{name}:{value}" for name, value in self.model_dump().items() if value) or "everything"


class Override(Frozen):
    """One edit that is kept."""

    id: int
    scope: Scope
    what: What
    value: str = ""
    """As ``canonical`` writes it."""
    reason: str
    by: str
    made_at: datetime
    expires_on: date | None = Field(default=None)
    """Last day on which it counts; none: until a person ends it."""
    since: date | None = Field(default=None)
    """Orders from that day on count against a quantity; none: from the day on which it was made."""

    def counts(self, today: date) -> bool:
        """Whether it still counts on that day; a day on which something should come, until that day is over."""
        last = self.day if self.what == "due_on" else None
        return all(one is None or today <= one for one in (self.expires_on, last))

    @property
    def number(self) -> float:
        """The value of a quantity, service level or factor."""
        return float(self.value)

    @property
    def day(self) -> date:
        """The value of a due date."""
        return date.fromisoformat(self.value)

    @property
    def rank(self) -> tuple[tuple[int, int], datetime, int]:
        """The one with the highest counts: the narrowest, of these the newest."""
        return self.scope.weight, self.made_at, self.id


class Overrides:
    """The overrides of a profile on one day, found quickly for each of 100,000 items."""

    def __init__(self, overrides: Iterable[Override], today: date) -> None:
        """Keep those that count on that day."""
        self._by_sku: dict[str, list[Override]] = defaultdict(list)
        for one in overrides:
            if one.counts(today):
                self._by_sku[one.scope.sku].append(one)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._by_sku)

    @property
    def all(self) -> tuple[Override, ...]:
        """Those that count, by number."""
        return tuple(sorted((one for some in self._by_sku.values() for one in some), key=lambda one: one.id))

    def fitting(self, sku: str, place: str, supplier: str = "", category: str = "") -> list[Override]:
        """Those that fit, the one that goes before all others first."""
        listed = (*self._by_sku.get(sku, ()), *self._by_sku.get("", ()))
        found = [one for one in listed if one.scope.fits(sku, place, supplier, category)]
        return sorted(found, key=lambda one: one.rank, reverse=True)

    def of(self, sku: str, place: str, supplier: str = "", category: str = "") -> dict[What, Override]:
        """The one that counts, for each thing that is overridden; of a quantity and a rejection only one."""
        chosen: dict[What, Override] = {}
        for one in self.fitting(sku, place, supplier, category):
            beaten = one.what in _RIVALS and any(rival in chosen for rival in _RIVALS)
            if one.what not in chosen and not beaten:
                chosen[one.what] = one
        return chosen


def matching(
    overrides: Sequence[Override], sku: str, place: str, supplier: str, *, today: date, category: str = ""
) -> dict[What, Override]:
    """What is overridden of one item at one place; for many items make an ``Overrides`` once."""
    return Overrides(overrides, today).of(sku, place, supplier, category)


def canonical(what: str, value: str) -> str:
    """The value as it is kept.

    Raises:
        Refused: there is nothing of that name to override, or the value is none for it.
    """
    name = next((one for one in WHATS if one == what), None)
    if name is None:
        step = f"Give one of {', '.join(WHATS)}."
        raise Refused("There is nothing of that name to override.", field="what", value=what, next_step=step)
    written = _written(name, value.strip())
    if written is None:
        step = f"Give {_MEANING[name]}."
        raise Refused(f"This is no value for an override of {name}.", field=name, value=value, next_step=step)
    return written


def _written(what: What, value: str) -> str | None:
    if what == "reject":
        return "" if value in {"", "yes", "true"} else None
    if what == "due_on":
        return _day(value)
    if what in {"method", "supplier"}:
        return value or None
    return _number(what, value)


def _day(value: str) -> str | None:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def _number(what: What, value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite() or number < 0:
        return None
    if what == "service_level" and not 0 < number < 1:
        return None
    if what == "demand_factor" and number > _FACTOR_MAX:
        return None
    return f"{number.normalize():f}"
