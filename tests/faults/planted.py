"""``python -m tests.faults.planted``: plants one bug after the other and shows which assertion catches it.

Exit 1 when a bug goes through: then the tests are not worth what they promise.
"""

import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.faults import scenarios
from tests.faults.conftest import furnished_copy
from tests.faults.plants import PLANTS
from tests.faults.world import Nursery, World, furnish, make_world
from tests.odoo_fixture import OdooCopy, ledger_database, odoo_copy


def _zombie(world: World) -> None:
    plant, world.plant = world.plant, ""
    expected = scenarios.calm(world)
    world.plant = plant
    scenarios.zombie(world, "after the drafts were made", "Z-", expected)


CATCHERS: dict[str, tuple[Callable[[World], object], str]] = {
    "without the create only context": (scenarios.replayed_load, "test_zombies: a load delivered again"),
    "without the intent": (scenarios.intents_stand_before_the_call, "test_zombies: every effect was meant before"),
    "without the fence": (_zombie, "test_zombies: a worker that wakes up records nothing"),
    "with the read back gate off": (scenarios.edited_draft, "test_people: what a person does is told"),
    "with the extract gate off": (scenarios.systemic, "test_gates_stop: a file that is wrong as a whole"),
    "with read back compared to itself": (scenarios.edited_draft, "test_people: what a person does is told"),
    "with price but no discount": (scenarios.calm, "test_crash_points: undisturbed orders are confirmed"),
}
"""Each planted bug, the story that must fail with it, and the test that tells the story."""


def caught(world: World, name: str) -> str:
    """Plant the bug; how its story failed, or "" when nothing noticed."""
    tell, _ = CATCHERS[name]
    world.plant = name
    try:
        tell(world)
    except AssertionError as noticed:
        place = traceback.extract_tb(noticed.__traceback__)[-1]
        said = (str(noticed).strip().splitlines() or [""])[0]
        return f"{place.name}: `{place.line}` {said}".replace("|", "/")[:150]
    finally:
        world.plant = ""
    return ""


def in_a_world(name: str, nursery: Nursery, furnished: tuple[OdooCopy, dict[str, str]]) -> str:
    """The same in a world of its own."""
    short = name.replace(" ", "_")[:30]
    with (
        tempfile.TemporaryDirectory() as home,
        furnished_copy(furnished, f"lading_{short}") as (odoo, keys),
        ledger_database(f"planted_{short}") as url,
    ):
        return caught(make_world(Path(home), odoo, url, nursery, keys), name)


def main() -> int:
    """Print the table; 1 when a planted bug was not noticed."""
    wanted = sys.argv[1:] or list(PLANTS)
    nursery = Nursery()
    missed = 0
    _say("| planted bug | noticed by | how | seconds |\n| --- | --- | --- | ---: |")
    with odoo_copy("lading_planted") as odoo:
        furnished = odoo, furnish(odoo)
        for name in wanted:
            started = time.monotonic()
            how = in_a_world(name, nursery, furnished)
            missed += not how
            by = CATCHERS[name][1] if how else "NOBODY"
            _say(f"| {name} | {by} | {how} | {time.monotonic() - started:.0f} |")
    nursery.close()
    return 1 if missed else 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a command's table


if __name__ == "__main__":
    sys.exit(main())
