"""``python -m tests.faults.long_restarts --minutes 10``: F08 in its long form.

The ledger's PostgreSQL is restarted at once (SIGQUIT, its ``immediate`` shutdown) every 5 to 40 seconds while file after
file is worked through into a real Odoo. Afterwards each order stands in Odoo exactly once, all is counted, each file is
archived and nothing waits. Exit 1 when that is not so, or when too little happened to say anything.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.restarts import ORDERS_A_FILE, Plan, Told, campaign, own_postgres, world_on
from tests.faults.world import Nursery

PAUSES = (5.0, 40.0)
RESTART_SECONDS = 10.0
"""What one restart takes at most on a busy machine."""
SAY_SECONDS = 60.0


def main() -> int:
    """Run it, print what happened; 1 when an invariant broke or too little was done."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.long_restarts", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long PostgreSQL is restarted (default 10)")
    parser.add_argument("--seed", type=int, default=8, help="of the pauses between restarts")
    asked = parser.parse_args()
    plan = Plan(seconds=asked.minutes * 60, pauses=PAUSES, seed=asked.seed)
    nursery = Nursery()
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            own_postgres(Path(folder) / "own") as stack,
            world_on(stack, Path(folder) / "world", nursery) as world,
        ):
            told = campaign(world, stack, plan, _from_time_to_time())
            _say(_row(told))
    except AssertionError as broken:
        _say(f"BROKEN: {str(broken)[:2000]}")
        return 1
    finally:
        nursery.close()
    enough = _enough(told, plan)
    _say("each order is in Odoo once, all is counted, nothing waits" if enough else "TOO LITTLE HAPPENED")
    return 0 if enough else 1


def _enough(told: Told, plan: Plan) -> bool:
    """A campaign in which little was hit, or little was done, shows nothing."""
    least = int(plan.seconds / (PAUSES[1] + RESTART_SECONDS))
    return told.restarts >= max(1, least) and told.runs["broken off"] >= 1 and told.runs["well"] >= told.restarts // 2


def _row(told: Told) -> str:
    return (
        f"{told.seconds:.0f} s: {told.restarts} restarts; {_runs(told)};"
        f" {len(told.prefixes)} files, {len(told.prefixes) * ORDERS_A_FILE} orders;"
        f" all done {told.recovery_seconds:.0f} s after the end"
    )


def _runs(told: Told) -> str:
    return f"{sum(told.runs.values())} runs ({', '.join(f'{count} {end}' for end, count in sorted(told.runs.items()))})"


def _from_time_to_time():
    last = time.monotonic()

    def say(told: Told) -> None:
        nonlocal last
        if time.monotonic() - last >= SAY_SECONDS:
            last = time.monotonic()
            _say(f"{told.restarts} restarts; {_runs(told)}")

    return say


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a command's answer


if __name__ == "__main__":
    sys.exit(main())
