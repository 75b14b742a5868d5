"""A quarter simulated on the real Odoo: nightly plans, a planner, late suppliers, an outage, a budget cut, kills.

Run: ``python -m benchmarks.quarter [--days 91] [--items 40] [--peers rules,ddmrp]``. A second Odoo has the same items,
stock and demand, and orders by its own reordering rules; a third by the buffers of OCA ddmrp. ``docs/planning/quarter.md``
says what is simulated; the tables stand under ``benchmarks/results``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from time import perf_counter

import psycopg
import yaml

from benchmarks.quarter_checks import Check, budgeted, checks, service
from benchmarks.quarter_demand import DATA, Quarter, quarter
from benchmarks.quarter_night import Nights
from benchmarks.quarter_peers import KINDS, Peers, peers
from benchmarks.quarter_planner import Planner
from benchmarks.quarter_replica import beside
from benchmarks.quarter_report import Taken, written
from benchmarks.quarter_script import PROFILE, Script, profile
from benchmarks.quarter_world import OdooWorld
from infra.simulators.planning_platform.__main__ import server
from infra.simulators.planning_platform.platform import SimulatedPlatform
from ledger.book import Ledger
from tasks.planning.watching import look
from tasks.runtime.resources import Resources, use
from tasks.runtime.settings import Settings
from tests.odoo_fixture import ledger_database, servers
from tests.planning_yard import a_planning_yard

KILL_EVERY = 6
"""Nights; the night's plan and the evening's posting in turn."""
_AFTER_ALL = 600
"""Minutes after which the platform's window is over."""


@dataclass
class House:
    """Lading beside its Odoo."""

    world: OdooWorld
    nights: Nights
    planner: Planner
    script: Script
    platform: SimulatedPlatform
    platform_url: str
    file: Path
    ledger: str
    """As psycopg takes it."""
    dice: random.Random = field(default_factory=lambda: random.Random(6))
    seconds: list[float] = field(default_factory=list)
    told: dict[str, int] = field(default_factory=dict)

    def night(self, number: int) -> None:
        """The profile of the day, the planner's edits, the plan, decisions, posting."""
        day = self.world.quarter.day(number)
        self.file.write_text(yaml.safe_dump(profile(self.script, number, self.platform_url)))
        self.platform.faults = {"silent"} if self.script.silent(number) else set()
        self.planner.edits(number)
        self._dated(day, 19)
        if self.script.silent(number - 1) and not self.script.silent(number):
            self._watch(day)
        dies = number % KILL_EVERY == KILL_EVERY - 1
        early = self.dice.randint(1, 90) if dies and number % (2 * KILL_EVERY) < KILL_EVERY else 0
        late = self.dice.randint(1, 25) if dies and not early else 0
        began = perf_counter()
        kind = "weekly" if day.isoweekday() == 1 else "nightly"
        told = self.nights.run(day, kind=kind, kill=early)
        if told.state == "making":
            self._count("plans that the platform left waiting, and that went on with our own engine")
            told = self.nights.run(day, plan=told.plan, late_minutes=_AFTER_ALL)
        if self.planner.decide(told) or late:
            self._dated(day, 21)
            told = self.nights.run(day, plan=told.plan, kill=late)
        self.seconds.append(perf_counter() - began)
        self._count("plans")
        self._ordered(day)

    def _dated(self, day: date, hour: int) -> None:
        """Edits that were made just now were made on that day: from then on orders count against a quantity."""
        edited = "UPDATE plan_overrides SET made_at = %s WHERE made_at >= %s"
        with psycopg.connect(self.ledger) as connection:
            connection.execute(edited, [datetime.combine(day, time(hour), UTC), self.world.began.replace(tzinfo=UTC)])

    def _ordered(self, day: date) -> None:
        """Orders that were made just now were made on that day: a plan leaves out what was ordered since it read Odoo."""
        self.world.ordered(day)
        at, began = datetime.combine(day, time(), UTC), self.world.began.replace(tzinfo=UTC)
        with psycopg.connect(self.ledger) as connection:
            connection.execute(
                "UPDATE plan_orders SET recorded_at = %s, settled_at = CASE WHEN settled_at IS NOT NULL THEN %s END"
                " WHERE recorded_at >= %s",
                [at, at, began],
            )

    def _watch(self, day: date) -> None:
        """The platform is back: what it delivers late makes a plan of its own."""
        for todo in look(self.nights.house):
            if todo.kind == "platform":
                self._count("plans from a delivery that came late")
                self.planner.decide(told := self.nights.run(day, kind="platform"))
                self.nights.run(day, plan=told.plan)
                self._ordered(day)

    def _count(self, what: str) -> None:
        self.told[what] = self.told.get(what, 0) + 1


def plain(ledger: str) -> str:
    """As psycopg takes it."""
    return ledger.replace("postgresql+psycopg://", "postgresql://")


@contextlib.contextmanager
def a_house(world: OdooWorld, keys: dict[str, str], ledger: str) -> Iterator[House]:
    """Lading with its own ledger, and the platform in a thread."""
    platform = SimulatedPlatform()
    serving = server(platform, 0)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as home:
        partners = Path(home) / "partners"
        (partners / "planning").mkdir(parents=True)
        settings = {
            "home": home, "partners": str(partners), "ledger_url": ledger, "odoo_url": world.yard.copy.url,
            "odoo_database": world.yard.copy.database, "odoo_keys": keys, "odoo_limit_seconds": 20,
            "secrets": {"platform": platform.key}, "private_networks": "127.0.0.0/8",
        }  # fmt: skip
        house = Resources(Settings(**{**settings, "home": Path(home), "partners": partners}))
        use(house)
        nights = Nights(house, settings, PROFILE)
        planner = Planner(house, PROFILE, world.quarter)
        url = f"http://127.0.0.1:{serving.server_port}"
        try:
            yield House(
                world,
                nights,
                planner,
                Script(world.quarter.days),
                platform,
                url,
                partners / "planning" / "quarter.yaml",
                plain(ledger),
            )
        finally:
            use(None)
            serving.shutdown()


def simulated(demand: Quarter, minutes: float, beside_us: Sequence[str]) -> int:
    """All Odoos through the quarter; 1 where something is not as it must be.

    Args:
        demand: items and their demand.
        minutes: after so many no further day begins, and what was simulated until then is told.
        beside_us: names of the peers.
    """
    with (
        servers("postgres", "odoo") as stack,
        a_planning_yard("quarter") as ours,
        peers(stack, demand, beside_us) as others,
        ledger_database("quarter") as ledger,
    ):
        keys = json.loads((stack.config.home / "furnished.json").read_text())["keys"]
        Ledger(ledger).migrate()
        for world in (mine := OdooWorld(ours, demand), *others.worlds):
            world.furnish()
        with a_house(mine, keys, ledger) as house:
            began = perf_counter()
            for number in range(demand.days):
                if perf_counter() - began > minutes * 60:
                    break
                _day(number, house, others)
                _said(demand.day(number), perf_counter() - began, house, others)
            return _ended(house, others, ledger, perf_counter() - began)


def _said(day: date, seconds: float, house: House, others: Peers) -> None:
    stock = " and ".join(f"{world.stock_money[-1]:,.0f}" for world in (house.world, *others.worlds))
    print(f"{day} {seconds:7.1f} s, plan {house.seconds[-1]:5.1f} s; stock {stock}", flush=True)


def _ended(house: House, others: Peers, ledger: str, wall: float) -> int:
    found = checks(house.nights.house, plain(ledger), house.world)
    found += [Check(f"{row}: there was such a peer", 0, 1, good=False) for row in others.missing]
    with psycopg.connect(plain(ledger)) as connection:
        states = connection.execute("SELECT state, count(*) FROM plan_lines GROUP BY 1 ORDER BY 1").fetchall()
    told = {
        **house.told,
        **{f"lines {name}": times for name, times in states},
        **{f"planner: {name}": times for name, times in house.planner.counts.items()},
        "lines that the budget cut or left out": budgeted(house.nights.house),
        "orders that came late": sum(one.late for one in house.world.coming.values()),
    }
    demand, days, ours = house.world.quarter, len(house.seconds), service(house.world)
    in_odoo = {"Lading": ours, **{row: service(one.world) for row, one in others.there.items()}}
    taken = Taken(wall, house.seconds, house.nights.stages.seconds, house.nights.kills)
    return written(demand, found, {**in_odoo, **beside(demand, days, others.wanted)}, told, taken=taken)


def _day(number: int, house: House, others: Peers) -> None:
    day = house.world.quarter.day(number)
    for world in (house.world, *others.worlds):
        world.morning(day)
        world.sell(number)
        world.evening()
    for one in others.there.values():
        one.night(number, day)
    house.night(number)


def _named(text: str) -> list[str]:
    """Names of peers, by commas.

    Raises:
        argparse.ArgumentTypeError: there is none of that name.
    """
    names = [one for one in text.split(",") if one]
    if unknown := [one for one in names if one not in KINDS]:
        reason = f"there is no peer {unknown[0]!r}; there are {', '.join(KINDS)}"
        raise argparse.ArgumentTypeError(reason)
    return names


def main() -> int:
    """Simulate; 1 where something is not as it must be."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--days", type=int, default=91)
    arguments.add_argument("--items", type=int, default=40)
    arguments.add_argument("--minutes", type=float, default=600)
    arguments.add_argument("--peers", type=_named, default=[*KINDS], help="Of rules, ddmrp; by commas.")
    given = arguments.parse_args()
    if not DATA.exists():
        print(f"SKIPPED: the demand of a real set is not there: {DATA.name} in ../shared/data/demand", file=sys.stderr)
        return 0
    return simulated(quarter(given.items, given.days, datetime.now(UTC).date()), given.minutes, given.peers)


if __name__ == "__main__":
    raise SystemExit(main())
