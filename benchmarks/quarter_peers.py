"""Who orders beside Lading: each in an Odoo of its own, with the same items, opening stock and demand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from benchmarks.peer_odoo import Missing
from benchmarks.quarter_ddmrp import OwnBuffers, a_ddmrp_yard
from benchmarks.quarter_demand import Quarter
from benchmarks.quarter_rules import OwnRules
from benchmarks.quarter_world import OdooWorld
from infra.stack import Stack
from tests.planning_yard import PlanningYard, a_planning_yard


class Nights(Protocol):
    """Something that orders."""

    world: OdooWorld

    def night(self, number: int, day: date) -> None:
        """Order what is missing on a day of the quarter."""


@dataclass(frozen=True, slots=True)
class _Kind:
    row: str
    yard: Callable[[Stack], AbstractContextManager[PlanningYard]]
    nights: Callable[[OdooWorld], Nights]


KINDS: Mapping[str, _Kind] = {
    "rules": _Kind("Odoo's own rules", lambda _: a_planning_yard("quarter_rules"), OwnRules),
    "ddmrp": _Kind("OCA ddmrp, in Odoo", a_ddmrp_yard, OwnBuffers),
}


@dataclass(frozen=True, slots=True)
class Peers:
    """Who was asked for."""

    wanted: Sequence[str]
    """Names."""
    there: Mapping[str, Nights]
    """By the name of their row."""
    missing: Sequence[str]
    """Rows of those that cannot be had here."""

    @property
    def worlds(self) -> list[OdooWorld]:
        """Their Odoos."""
        return [one.world for one in self.there.values()]


@contextmanager
def peers(stack: Stack, demand: Quarter, wanted: Sequence[str]) -> Iterator[Peers]:
    """The peers of these names, for as long as the block runs; their suppliers deliver by the day of the order."""
    there: dict[str, Nights] = {}
    missing = []
    with ExitStack() as open_yards:
        for name in wanted:
            kind = KINDS[name]
            try:
                yard = open_yards.enter_context(kind.yard(stack))
            except Missing as why:
                print(f"{kind.row}: there is no such peer here: {why}", file=sys.stderr)
                missing.append(kind.row)
                continue
            there[kind.row] = kind.nights(OdooWorld(yard, demand, asks=False))
        yield Peers(wanted, there, missing)
