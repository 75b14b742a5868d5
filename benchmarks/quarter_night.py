"""A night of planning in the simulated quarter: the flow's own stages at a simulated moment, here or in a child that dies.

As a program it is that child: ``python -m benchmarks.quarter_night '<json>'`` runs the flow and ends with SIGKILL at the
seam of the given number (commits, calls, renames are counted).
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from domain import seams
from flows.demand_planning import demand_planning
from tasks.planning import exchanging, extracting
from tasks.planning.publishing import Told
from tasks.planning.stage import watcher
from tasks.runtime.resources import Resources, use
from tasks.runtime.settings import Settings

HOUR = 20


def clock(day: date, minutes: int = 0) -> None:
    """From here on planning knows no other moment; the platform's window is held against the true one and ``minutes``."""
    moment = datetime.combine(day, time(HOUR), UTC)
    extracting.now = lambda: moment
    exchanging.now = lambda: datetime.now(UTC) + timedelta(minutes=minutes)


@dataclass
class Stopwatch:
    """Seconds by stage, over all nights; what comes after the last stage that tells of itself is publishing."""

    seconds: dict[str, float] = field(default_factory=dict)
    running: str = ""
    since: float = 0.0

    def __call__(self, stage: str) -> None:
        """A stage begins; empty: none."""
        now = perf_counter()
        if self.running:
            self.seconds[self.running] = self.seconds.get(self.running, 0.0) + now - self.since
        self.running, self.since = stage, now


@dataclass
class Nights:
    """Runs planning, kills it where it is asked to, and goes on."""

    house: Resources
    settings: dict[str, Any]
    profile: str
    kills: list[tuple[str, int, bool]] = field(default_factory=list)
    """Of each kill: the day, the seam's number, and whether it died there (it may have ended before)."""
    stages: Stopwatch = field(default_factory=Stopwatch)

    def run(self, day: date, *, kind: str = "nightly", plan: int = 0, kill: int = 0, late_minutes: int = 0) -> Told:
        """A plan, or going on with one; where it was killed it is taken up again."""
        if kill:
            self.kills.append((day.isoformat(), kill, self._died(day, kind, plan, kill)))
            plan = plan or self._left_behind(day)
        clock(day, late_minutes)
        token = watcher.set(self.stages)
        self.stages("extract")
        try:
            return asyncio.run(demand_planning.fn(profile=self.profile, kind=kind, plan=plan))
        finally:
            watcher.reset(token)
            self.stages("")

    def _died(self, day: date, kind: str, plan: int, kill: int) -> bool:
        order = {"settings": self.settings, "profile": self.profile, "day": day.isoformat(), "kind": kind}
        told = json.dumps({**order, "plan": plan, "kill": kill})
        ended = subprocess.run([sys.executable, "-m", "benchmarks.quarter_night", told], check=False, timeout=600)
        if ended.returncode not in {0, -signal.SIGKILL}:
            raise RuntimeError(f"planning died by itself: {ended.returncode}")
        return ended.returncode == -signal.SIGKILL

    def _left_behind(self, day: date) -> int:
        """The plan that the dead process had begun; 0: it had none yet."""
        with self.house.ledger.open() as book:
            newest = book.plans.newest(self.profile, most=1)
        return newest[0].id if newest and newest[0].today == day and not newest[0].skus else 0


class _Killer:
    """Counts the seams, and ends the process at one."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, _kind: str, _name: str) -> None:
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)


def child(order: dict[str, Any]) -> None:
    """Plan until the seam."""
    settings = order["settings"]
    use(Resources(Settings(**{**settings, "home": Path(settings["home"]), "partners": Path(settings["partners"])})))
    clock(date.fromisoformat(order["day"]))
    seams.install(_Killer(order["kill"]))
    asyncio.run(demand_planning.fn(profile=order["profile"], kind=order["kind"], plan=order["plan"]))


if __name__ == "__main__":
    child(json.loads(sys.argv[1]))
