"""What became of a seed, and the hunt for planted bugs: each seed in a world of its own, on one ledger database."""

import importlib
import tempfile
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ledger.statements import statement, texts
from tests.faults.plants import PLANTS
from tests.simulator.invariants import broken
from tests.simulator.simulation import Simulation

MEMORY = Path("/dev/shm")
"""Files of a seed live here where there is such a place: nothing of them is looked at after the seed."""
TOUCHED = (
    ("connectors.odoo.create_only", "CREATE_ONLY"),
    ("connectors.odoo.drafting", "CREATE_ONLY"),
    ("connectors.odoo.rows", "LINE_COLUMNS"),
    ("connectors.odoo.rows", "_line_row"),
    ("tasks.carry_out", "_record_intents"),
    ("tasks.gates", "run_gate"),
    ("tasks.gates", "comparison_rows"),
)
"""What the plants replace: set right again afterwards, because a plant expects to die with its process."""
NAMED_BY = {
    "without the create only context": "I7 people's edits survive",
    "without the intent": "I1 intent before effect",
    "without the fence": "I1 fence",
    "with the read back gate off": "P3 an edited draft waits",
    "with the extract gate off": "P3 a gate stops",
    "with read back compared to itself": "P3 an edited draft waits",
    "with price but no discount": "P3 as it was sent",
}
"""The invariant that must break with each planted bug: it names what is wrong."""


@dataclass(frozen=True)
class Ended:
    """A seed's end."""

    seed: int
    broken: dict[str, list[str]]
    digest: str
    trace: list[str] = field(repr=False)
    steps: int
    seconds: float
    """Virtual."""
    cpu: float
    done: int
    """Documents that went all the way."""
    sent: int

    @property
    def command(self):
        return f"python -m tests.simulator --seed {self.seed} --trace"


def play(seed, bench):
    """Run a seed and judge it; a crash of the house itself is a broken seed too."""
    began = time.process_time()
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="simulator-") as home:
        simulation = Simulation(seed, bench, Path(home) / "home")
        try:
            found = broken(simulation, ended=simulation.run())
        except Exception as error:  # noqa: BLE001 - told with its seed
            last = traceback.extract_tb(error.__traceback__)[-1]
            found = {"crashed": [f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"]}
    ((done,),) = bench.rows("SELECT count(*) FROM documents WHERE state = 'done'")
    return Ended(
        seed=seed,
        broken=found,
        digest=simulation.digest,
        trace=simulation.trace,
        steps=simulation.scheduler.steps,
        seconds=simulation.clock.seconds,
        cpu=time.process_time() - began,
        done=done,
        sent=sum(map(len, simulation.files)),
    )


@contextmanager
def planted(name):
    """The bug of that name, for as long as the block runs."""
    kept = [(importlib.import_module(module), attribute) for module, attribute in TOUCHED]
    values = [getattr(module, attribute) for module, attribute in kept]
    known = dict(texts())
    PLANTS[name]()
    try:
        yield
    finally:
        for (module, attribute), value in zip(kept, values, strict=True):
            setattr(module, attribute, value)
        texts().update(known)
        statement.cache_clear()


@dataclass(frozen=True)
class Hunted:
    """How the hunt for a planted bug ended."""

    bug: str
    tried: int
    """Seeds played with the bug in."""
    cpu: float
    """Seconds, over all of them."""
    ended: Ended | None = None
    """The seed that broke the bug's own invariant; None: no seed did."""
    honest: dict[str, list[str]] | None = None
    """What the same seed breaks without the bug: nothing, or the seed proves nothing."""
    crashed: str = ""
    """The first seed's words that ended in a crash: that is no way to find a bug."""

    @property
    def found(self):
        return self.ended is not None and self.honest == {}

    @property
    def says(self):
        """The first sentence of the bug's own invariant."""
        return self.ended.broken[NAMED_BY[self.bug]][0] if self.ended else ""


def hunt(name, bench, seeds):
    """The first seed that breaks the bug's own invariant: what breaks others beside it, or crashes, is not enough."""
    tried, cpu, found, crashed = 0, 0.0, None, ""
    with planted(name):
        for seed in seeds:
            ended = play(seed, bench)
            tried, cpu = tried + 1, cpu + ended.cpu
            if NAMED_BY[name] in ended.broken:
                found = ended
                break
            crashed = crashed or next(iter(ended.broken.get("crashed", ())), "")
    return Hunted(name, tried, cpu, found, play(found.seed, bench).broken if found else None, crashed)
