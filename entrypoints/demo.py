"""``lading demo``: the main job on a made distributor and a real Odoo, with its proof."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from connectors.odoo.master_load import MasterLoad
from domain.errors import Misconfigured
from domain.keys import MODULE
from entrypoints.all_channels.outcome import Lines, compare_channels, external_ids, numbers_told
from entrypoints.all_channels.playing import Channels, surrounded
from entrypoints.cli_frame import Exit, Screen
from entrypoints.cli_house import connected, stack_of, using
from entrypoints.cli_progress import Steps
from entrypoints.demo_files import drop
from entrypoints.demo_outcome import Outcome, compare
from entrypoints.demo_story import tell
from entrypoints.demo_watch import watch
from entrypoints.preparing import admin_port, make_ready
from infra.config import SERVERS
from infra.distributor import Distributor, distributor, write
from infra.distributor.generate import world_of
from infra.odoo.proof import OdooProof, odoo_lines, odoo_proof
from infra.stack import Stack
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings, settings

CONSUMER, RECEIVER = "consumer", "receiver"


@dataclass
class Demo:
    """One run of the demo."""

    screen: Screen
    steps: Steps
    known: Settings
    stack: Stack
    seed: int
    channels: Channels | None = None
    """Those that ``--all-channels`` adds."""
    began: float = field(default_factory=time.monotonic)

    @property
    def folder(self) -> Path:
        """Where the made distributor lies."""
        return self.known.state_folder() / "demo" / str(self.seed)

    def full(self) -> Settings:
        """The settings with what runs here."""
        return connected(self.known, self.stack.connections())

    def run(self) -> tuple[Outcome, list[str]]:
        """Everything from nothing to the outcome; the names of services that were started."""
        started = self.stack.up(SERVERS, progress=self.steps.step)
        make_ready(self.known, self.stack, self.steps.step)
        if self.channels is None:
            started += self.stack.up((CONSUMER,), progress=self.steps.step)  # it warms up while master data is loaded
        made = self._made()
        self._load(made)
        if self.channels is not None:  # a consumer that keeps the portal's mirror would have read an empty Odoo by now
            started += self.stack.up((CONSUMER, RECEIVER), progress=self.steps.step)
        with using(self.full()) as house:
            return self._carry(house, made), started

    def _made(self) -> Distributor:
        """The distributor and its truth, written before anything is sent."""
        self.steps.step("making a distributor and the truth about its orders")
        known, as_of = known_truth(self.folder), day_of(self.folder)
        made = distributor(self.seed, as_of)
        if known and known != json.loads(json.dumps(made.truth())):
            message = "The demo in this home was made by another version of Lading: its orders would not be the same."
            raise Misconfigured(message, next_step="Run 'lading down --purge', then 'lading demo' again.")
        write(made, self.folder)
        return made

    def _load(self, made: Distributor) -> None:
        """Master data into Odoo, once a database."""
        full = self.full()
        mark = self.folder / "loaded.json"
        place = {"given": self.known.odoo_url, "database": full.odoo_database}
        if mark.exists() and json.loads(mark.read_text(encoding="utf-8")) == place:
            return
        loader = MasterLoad(admin_port(full, self.stack.connections()))
        for kind, rows in made.master.items():
            self.steps.step(f"loading {len(rows)} {kind} into Odoo")
            report = getattr(loader, kind)(rows)
            if report.refused:
                name, says = report.refused[0]
                message = f"Odoo refused {len(report.refused)} of the {kind}; the first: {says}"
                step = "Run 'lading down --purge' and 'lading demo' again for a fresh Odoo."
                raise Misconfigured(message, document=name, next_step=step)
        mark.write_text(json.dumps(place), encoding="utf-8")

    def _carry(self, house: Resources, made: Distributor) -> Outcome:
        self.steps.step(f"dropping {len(made.files)} files into the partners' folders")
        dropped = drop(house, made.files)
        self.steps.step("order to cash: capture, gate, map, rules, gate, draft, read back, confirm, publish")
        first = watch(house, self.stack, dropped, self.steps, since=self.began)
        if self.channels is not None:
            self.channels.play(house, self.steps)
        self.steps.step("comparing the outcome with the truth and with Odoo's own tables")
        proof = self._proof()
        others = external_ids(house, numbers_told(self.folder))
        outcome = compare(house, made, proof, others)
        if self.channels is not None:
            outcome.channels = compare_channels(house, self.channels, proof.orders if proof else None, self._lines())
        outcome.first_order_seconds = first
        return outcome

    def _proof(self) -> OdooProof | None:
        """Odoo's tables; None where the database is not run here."""
        place = self._tables()
        return odoo_proof(place, MODULE) if place else None

    def _lines(self) -> Lines:
        place = self._tables()
        return odoo_lines(place, MODULE) if place else {}

    def _tables(self) -> str:
        """Odoo's database; empty where it is not run here. Secret."""
        if not self.stack.parts.is_run_here("odoo"):
            return ""
        return self.stack.parts.odoo().postgres.url(self.stack.connections().odoo_database)


def run_demo(screen: Screen, *, seed: int, keep: bool, all_channels: bool = False) -> int:
    """Run it, tell it, stop what was started; 0 only if all is as the truth says."""
    known = settings()
    stack = stack_of(known)
    running = {one.name for one in stack.status() if one.well}
    outcome: Outcome | None = None
    with ExitStack() as around:
        demo = Demo(screen, Steps(screen), known, stack, seed)
        if all_channels:
            world = world_of(seed, day_of(demo.folder))
            channels = around.enter_context(surrounded(known, world, seed, demo.folder))
            demo.known, demo.stack, demo.channels = channels.known, channels.stack, channels
        try:
            with demo.steps:
                outcome, _ = demo.run()
                seconds = time.monotonic() - demo.began
            tell(screen, demo.full(), outcome, keep=keep, seconds=seconds)
        finally:
            if not keep:
                _stop(screen, demo.stack, running)
    screen.data(_as_json(outcome, seconds))
    return Exit.FINE if outcome.right else Exit.FINDINGS


def known_truth(folder: Path) -> dict[str, object]:
    """What the first run wrote; empty: this is the first."""
    path = folder / "truth.json"
    known: dict[str, object] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return known


def day_of(folder: Path) -> date:
    """The distributor's day: that of the first run, so that a second run sends the same bytes."""
    known = known_truth(folder)
    return date.fromisoformat(str(known["as_of"])) if known else datetime.now(UTC).date()


def _stop(screen: Screen, stack: Stack, running: set[str]) -> None:
    """End what this run started; what ran before goes on."""
    ours = [one.name for one in stack.status() if one.name not in running]
    if ours:
        stack.down(ours)
        screen.say(f"Stopped {', '.join(ours)}; the state is kept. 'lading down --purge' deletes it.")


def _as_json(outcome: Outcome, seconds: float) -> dict[str, Any]:
    return {
        "right": outcome.right,
        "seconds": round(seconds, 1),
        "first_order_seconds": outcome.first_order_seconds,
        "states": outcome.states,
        "wrong": outcome.all_wrong(),
        "odoo": outcome.odoo,
        "channels": outcome.channels.sums if outcome.channels else {},
        "balance": outcome.balance,
    }
