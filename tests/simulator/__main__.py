"""``python -m tests.simulator``: seeds by the thousand, one seed again with its trace, the hunt for planted bugs."""

import argparse
import os
import sys
import time

from expectations.gate import warm
from tests.faults.plants import PLANTS
from tests.simulator.bench import bench
from tests.simulator.campaign import FLOOR, bugs_hunted, seeds_played
from tests.simulator.outcome import NAMED_BY, play


def asked():
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="how many; of a hunt: at most so many for a bug")
    parser.add_argument("--start", type=int, default=1, help="the first of them")
    parser.add_argument("--processes", type=int, default=1, help="over which they are spread")
    parser.add_argument("--seed", type=int, help="this one alone")
    parser.add_argument("--trace", action="store_true", help="show every step")
    parser.add_argument("--planted", nargs="*", metavar="BUG", help="plant each bug (or those named) and hunt it")
    return parser.parse_args()


def main():
    """0 when every seed held (or every planted bug was found), else 1."""
    options = asked()
    if options.planted is not None:
        return _planted(options)
    return _many(options) if options.seed is None else _one(options)


def _one(options):
    warm()
    with bench() as ledger:
        ended = play(options.seed, ledger)
    if options.trace:
        _say("\n".join(ended.trace))
    _tell(ended)
    _say(f"seed {ended.seed}: {ended.steps} steps, {ended.seconds:.0f} virtual seconds, trace {ended.digest}")
    return 1 if ended.broken else 0


def _many(options):
    failed, steps, cpu, virtual, done, sent = [], 0, 0.0, 0.0, 0, 0
    began = time.monotonic()
    for ended in seeds_played(_seeds(options), options.processes):
        steps, cpu, virtual = steps + ended.steps, cpu + ended.cpu, virtual + ended.seconds
        done, sent = done + ended.done, sent + ended.sent
        if ended.seed % 10 == 0:
            print(f"seed {ended.seed}: {len(failed)} failed, {cpu:.0f} CPU s", file=sys.stderr, flush=True)  # noqa: T201
        if ended.broken:
            failed.append(ended)
            _tell(ended)
    _say("\n| seeds | failed | documents sent | done | steps | virtual hours | CPU s a seed | wall s |")
    _say("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    wall = time.monotonic() - began
    numbers = (options.seeds, len(failed), sent, done, steps, f"{virtual / 3600:.1f}", f"{cpu / options.seeds:.2f}")
    _say(f"| {' | '.join(map(str, numbers))} | {wall:.0f} |")
    if done < sent * FLOOR:
        _say(f"void: less than {FLOOR:.0%} of the documents went all the way")
        return 1
    return 1 if failed else 0


def _planted(options):
    """Each bug, the first seed that shows it, the invariant that it breaks and what that says."""
    missed = 0
    _say("| planted bug | found at seed | seeds tried | invariant | what it says | CPU s |")
    _say("| --- | ---: | ---: | --- | --- | ---: |")
    for one in bugs_hunted(options.planted or list(PLANTS), _seeds(options), options.processes):
        missed += not one.found
        seed = one.ended.seed if one.ended else "NOT FOUND"
        says = f"FAILS WITHOUT THE BUG TOO: {one.honest}" if one.honest else one.says or one.crashed
        _say(f"| {one.bug} | {seed} | {one.tried} | {NAMED_BY[one.bug]} | {says} | {one.cpu:.1f} |")
    return 1 if missed else 0


def _seeds(options):
    return range(options.start, options.start + options.seeds)


def _tell(ended):
    for name, sentences in ended.broken.items():
        for one in sentences[:3]:
            _say(f"seed {ended.seed}: {name}: {one}")
    if ended.broken:
        _say("\n".join(f"    {line}" for line in ended.trace if _worth_a_line(line)[:1]))
        _say(f"  again: {ended.command}")


def _worth_a_line(line):
    """Faults and what they hit, not every step between."""
    words = ("network", "odoo  ", "killed", "frozen", "person", "partner", "Again", "Lost", "calm")
    return [word for word in words if word in line]


def _say(line):
    print(line, flush=True)  # noqa: T201 - a command's output


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # Sets of words are walked in one order: a seed is then the same run in every process.
        os.execve(
            sys.executable,
            [sys.executable, "-m", "tests.simulator", *sys.argv[1:]],
            {**os.environ, "PYTHONHASHSEED": "0"},
        )
    sys.exit(main())
