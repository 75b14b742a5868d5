"""``python -m tests.faults.planted``: plants one bug after the other and shows which assertion catches it.

Exit 1 when a bug goes through, when something else fails instead of the assertion that is there for it, or when a
plant does not fit the code any more: then the tests are not worth what they promise.
"""

import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults import scenarios
from tests.faults.plants import PLANTS, DoesNotFit
from tests.faults.world import Nursery, World, make_world
from tests.furnished import furnished_copy
from tests.odoo_fixture import ledger_database


def _zombie(world: World) -> None:
    plant, world.plant = world.plant, ""
    expected = scenarios.calm(world)
    world.plant = plant
    scenarios.zombie(world, "after the drafts were made", "Z-", expected)


@dataclass(frozen=True)
class Catcher:
    """The story that must fail with a bug, the test that tells it, and the assertion that must be the one to fail."""

    tell: Callable[[World], object]
    test: str
    assertion: str
    """``function: line`` begins so. Another failure is not the bug's: a crash would pass for being noticed."""


_PEOPLE = Catcher(
    scenarios.edited_draft,
    "test_people: what a person does is told",
    'edited_draft: assert people.state(world, f"{prefix}1") == ["draft"]',
)
CATCHERS: dict[str, Catcher] = {
    "without the create only context": Catcher(
        scenarios.replayed_load, "test_zombies: a load delivered again", "replayed_load: assert stands[0] == 77"
    ),
    "without the intent": Catcher(
        scenarios.intents_stand_before_the_call,
        "test_zombies: every effect was meant before",
        "intents_stand_before_the_call: assert meant ==",
    ),
    "without the fence": Catcher(
        _zombie, "test_zombies: a worker that wakes up records nothing", "zombie: assert late == []"
    ),
    "with the read back gate off": _PEOPLE,
    "with the extract gate off": Catcher(
        scenarios.systemic,
        "test_gates_stop: a file that is wrong as a whole",
        'systemic: assert book.circuits.is_open("faults")',
    ),
    "with read back compared to itself": _PEOPLE,
    "with price but no discount": Catcher(
        scenarios.calm,
        "test_crash_points: undisturbed orders are confirmed",
        'calm: assert [row[1] for row in rows] == ["sale"] * 4',
    ),
}
"""Each planted bug, the story that must fail with it, and where."""


@dataclass(frozen=True)
class Noticed:
    """How a story with a bug in it ended: ``function: line`` of what failed ("": nothing did), and what it said."""

    where: str
    said: str = ""

    def by(self, catcher: Catcher) -> bool:
        """Whether it was the assertion that is there for this bug."""
        return self.where.startswith(catcher.assertion)


def caught(world: World, name: str) -> Noticed:
    """Plant the bug and tell its story.

    Raises:
        DoesNotFit: the plant cannot be planted in the code as it is now.
    """
    if trouble := world.nursery.ask({"fits": name})["trouble"]:
        message = f"{name}: {trouble}"
        raise DoesNotFit(message)
    world.plant = name
    try:
        CATCHERS[name].tell(world)
    except Exception as noticed:  # noqa: BLE001 - it is told, and does not count as noticed
        place = traceback.extract_tb(noticed.__traceback__)[-1]
        said = (str(noticed).strip().splitlines() or [""])[0]
        kind = "" if isinstance(noticed, AssertionError) else f"{type(noticed).__name__} "
        return Noticed(f"{kind}{place.name}: {place.line}", said)
    finally:
        world.plant = ""
    return Noticed("")


def in_a_world(name: str, nursery: Nursery) -> Noticed:
    """The same in a world of its own."""
    short = name.replace(" ", "_")[:30]
    with (
        tempfile.TemporaryDirectory() as home,
        furnished_copy(f"lading_{short}") as (odoo, keys),
        ledger_database(f"planted_{short}") as url,
    ):
        return caught(make_world(Path(home), odoo, url, nursery, keys), name)


def main() -> int:
    """Print the table; 1 when a planted bug was not noticed."""
    wanted = sys.argv[1:] or list(PLANTS)
    nursery = Nursery()
    missed = 0
    _say("| planted bug | noticed by | how | seconds |\n| --- | --- | --- | ---: |")
    for name in wanted:
        started = time.monotonic()
        by, how = _verdict(name, nursery)
        missed += by.isupper()
        how = " ".join(how.split()).replace("|", "/")[:200]
        _say(f"| {name} | {by} | {how} | {time.monotonic() - started:.0f} |")
    nursery.close()
    return 1 if missed else 0


def _verdict(name: str, nursery: Nursery) -> tuple[str, str]:
    """Who noticed (in capitals: nobody did, or for another reason), and how."""
    try:
        noticed = in_a_world(name, nursery)
    except DoesNotFit as trouble:
        return "DOES NOT FIT", str(trouble)
    how = f"`{noticed.where}` {noticed.said}" if noticed.where else ""
    if noticed.by(CATCHERS[name]):
        return CATCHERS[name].test, how
    return ("FAILED ELSEWHERE" if noticed.where else "NOBODY"), how


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a command's table


if __name__ == "__main__":
    sys.exit(main())
