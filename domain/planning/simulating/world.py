"""What is simulated: items and their demand, the limits around them, and a policy as numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from domain.errors import Misconfigured

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class World:
    """``n`` items through ``H`` periods, as they happened.

    Args:
        keys: name of each item.
        demand: (n, H) units asked for in each period, 0 or more.
        leads: (n, H) periods until an order of that period arrives, 1 or more; the same in a row where leads are fixed.
        cost: (n,) value of a unit.
        moq: (n,) least quantity of an order.
        pack: (n,) an order is a multiple of it, above 0.
        margin: (n,) what is lost with a unit that cannot be served.
        volume: (n,) what a unit takes of the capacities.
        settle: (n,) first periods that are not counted; None: the longest lead time of the item, as its first orders
            arrive only then.
        every: (n,) orders go out every so many periods; None: in each.
        first: (n,) the first period with orders, below ``every``: the weekday, where periods are days; None: the first.
        start: (n,) stock at the beginning; None: a policy's own first order-up-to level in whole packs. Where money is
            short it should be given: a policy that wants more would begin with more, for nothing.

    Raises:
        Misconfigured: names the field, the value and what to mend.
    """

    keys: Sequence[str]
    demand: Floats
    leads: Ints
    cost: Floats
    moq: Floats
    pack: Floats
    margin: Floats
    volume: Floats
    settle: Ints | None = None
    every: Ints | None = None
    first: Ints | None = None
    start: Floats | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated."""
        shape = (len(self.keys), self.demand.shape[1] if self.demand.ndim == 2 else 0)  # noqa: PLR2004 - items by periods
        for name, table in (("demand", self.demand), ("leads", self.leads)):
            if table.shape != shape:
                _refuse("each item has a value for each period", name, str(table.shape))
        for name, least in (("cost", 0.0), ("moq", 0.0), ("pack", 1e-9), ("margin", 0.0), ("volume", 0.0)):
            self._check(name, getattr(self, name), least)
        self._check("demand", self.demand, 0.0)
        self._check("leads", self.leads, 1.0)
        self._check("every", self.calendar[:, 1], 1.0)
        if self.start is not None:
            self._check("start", self.start, 0.0)

    def _check(self, name: str, values: Floats | Ints, least: float) -> None:
        if len(values) != len(self.keys):
            _refuse("each item has one value", name, str(values.shape))
        bad = np.argwhere(~(np.isfinite(values) & (values >= least)))
        if len(bad):
            place = tuple(bad[0])
            _refuse(f"it must be a number of {least:g} or more", f"{name} of {self.keys[place[0]]}", str(values[place]))

    def fits(self, policy: Policy) -> None:
        """Refuse a policy whose tables are of other items or periods."""
        tables = [policy.upto] if policy.risk is None else [policy.upto, policy.risk]
        for table in tables:
            if table.shape[:2] != self.demand.shape:
                _refuse("a policy has a value for each item and period", policy.name, str(table.shape))

    @property
    def periods(self) -> int:
        """How many periods are simulated."""
        return int(self.demand.shape[1])

    @property
    def calendar(self) -> Ints:
        """(n, 3): first period counted, orders every so many periods, first period with orders."""
        settle = self.leads.max(1, initial=0) if self.settle is None else self.settle
        every = np.ones_like(settle) if self.every is None else self.every
        first = np.zeros_like(settle) if self.first is None else self.first
        return np.stack([settle, every, first], axis=1).astype(np.int64)


@dataclass(frozen=True)
class Limits:
    """What orders must keep to beside MOQ and pack.

    Args:
        budget: money that the orders of a period may bind; what is not used is lost. Infinite: no limit.
        intake: volume that may be ordered in a period.
        capacity: volume that may lie in stock and be on its way.
        lost_sales: True: what cannot be served at once is lost; False: it waits and is served first.

    Raises:
        Misconfigured: a limit is no limit.
    """

    budget: float = math.inf
    intake: float = math.inf
    capacity: float = math.inf
    lost_sales: bool = False

    def __post_init__(self) -> None:
        """Refuse limits below nothing."""
        for name in ("budget", "intake", "capacity"):
            if not getattr(self, name) >= 0:
                _refuse("a limit is 0 or more", name, str(getattr(self, name)))


@dataclass(frozen=True)
class Policy:
    """A policy as numbers: order as soon as the position is below ``reorder``, up to ``upto``.

    The position is what lies there and is on its way, less what waits. With ``reorder`` equal to ``upto`` it is an
    order-up-to policy, with ``reorder`` below it an (s, S) policy, or the minimum and maximum of a reordering rule.

    Args:
        name: as the table says it.
        levels: (m,) the settings: probabilities where ``probable``, else numbers in ascending order.
        upto: (n, H, m) units.
        reorder: (n, H, m) units; None: ``upto``.
        probable: whether the levels are probabilities that ``upto`` covers demand until the next order's receipt.
        risk: (n, H, k) quantiles of that demand at ``risk_levels``: what is ordered first when something is short is
            what saves most margin for the money. None: what is furthest below its target.
        risk_levels: (k,) ascending probabilities.
    """

    name: str
    levels: tuple[float, ...]
    upto: Floats
    reorder: Floats | None = None
    probable: bool = False
    risk: Floats | None = None
    risk_levels: tuple[float, ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse tables that do not fit each other."""
        if self.upto.ndim != 3 or self.upto.shape[2] != len(self.levels):  # noqa: PLR2004 - items, periods, levels
            _refuse("a policy has a value for each item, period and level", self.name, str(self.upto.shape))
        if self.reorder is not None and self.reorder.shape != self.upto.shape:
            _refuse("reorder points and targets have the same shape", self.name, str(self.reorder.shape))
        if np.isnan(self.upto).any():
            _refuse("a target is a number", self.name, "nan")


def _refuse(what: str, name: str, value: str) -> None:
    raise Misconfigured(
        f"This cannot be simulated: {what}.", field=name, value=value, next_step="Mend that value and run it again."
    )
