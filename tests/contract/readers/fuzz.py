"""Damaged inputs against one parser: ``python -m tests.contract.readers.fuzz --parser NAME --count N [--seed S]``.

Each input is a golden sample with damage to its bytes or its structure (mutations.py); the same seed gives the same
inputs. One that breaks a promise (parsers.py), or takes too much time or memory, is written beside and named, and the
exit is 1; ``--seed S --input K`` tries that one again. The inputs run in a child process: one that kills it, or makes
it hang in C code, is found too and the run goes on behind it.
"""

from __future__ import annotations

import argparse
import gc
import mmap
import resource
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.contract.readers.fuzzing import MOST_MIB, SLOW_SECONDS, Broken, breaking, made
from tests.contract.readers.parsers import PARSERS

ROOT = Path(__file__).parents[3]
HANGS_SECONDS = 180.0
"""Seconds by the clock without a next input, after which the child is killed: its own watch could not end it."""
TOLD_EVERY = 60.0
MOST_KEPT = 100
"""Breaking inputs after which a run ends: they have few causes."""
ADDRESS_SPACE = 8 << 30
"""Bytes: a child that runs away ends in a MemoryError, and not the machine."""
_PLACE = struct.Struct("<QQ")


def _asked(words: Sequence[str] | None) -> argparse.Namespace:
    asked = argparse.ArgumentParser(description="Damaged inputs against one parser.")
    asked.add_argument("--parser", choices=sorted(PARSERS), required=True)
    asked.add_argument("--count", type=int, default=10_000, help="inputs")
    asked.add_argument("--first", type=int, default=0, help="number of the first input")
    asked.add_argument("--seed", type=int, default=1, help="the same seed gives the same inputs")
    asked.add_argument("--input", type=int, help="only the input of that number, and what comes of it")
    asked.add_argument("--slow", type=float, default=SLOW_SECONDS, help="processor seconds that an input may take")
    asked.add_argument("--most", type=int, default=MOST_MIB, help="MiB by which an input may raise the peak")
    asked.add_argument("--keep", type=Path, default=Path("fuzz-failures"), help="where breaking inputs are written")
    asked.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    return asked.parse_args(words)


def _keep(given: argparse.Namespace, number: int, content: bytes, why: str) -> None:
    given.keep.mkdir(parents=True, exist_ok=True)
    path = given.keep / f"{given.parser}-{given.seed}-{number}.bin"
    path.write_bytes(content)
    _say(f"{path}: {why} (--seed {given.seed} --input {number})")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _child(given: argparse.Namespace) -> int:
    """Try the inputs; where it is, and how many broke a promise, stand in a file that the parent reads."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    broken = 0
    with tempfile.TemporaryDirectory() as folder, given.child.open("r+b") as file:
        place = mmap.mmap(file.fileno(), _PLACE.size)
        parser = PARSERS[given.parser](Path(folder))
        gc.collect()
        gc.freeze()
        numbers = range(given.first, given.first + given.count)
        for one in breaking(parser, numbers, given.seed, given.slow, given.most):
            if isinstance(one, Broken):
                broken += 1
                _keep(given, one.number, one.content, one.why)
                _PLACE.pack_into(place, 0, one.number, broken)
                if broken >= MOST_KEPT:
                    break
            else:
                _PLACE.pack_into(place, 0, one, broken)
    return 0


def command(given: argparse.Namespace, first: int, place: Path) -> list[str]:
    """What the child is started with."""
    left = given.first + given.count - first
    words = ["--parser", given.parser, "--count", left, "--first", first, "--seed", given.seed, "--slow", given.slow]
    words += ["--most", given.most, "--keep", given.keep, "--child", place]
    return [sys.executable, "-m", "tests.contract.readers.fuzz", *map(str, words)]


def _watch(given: argparse.Namespace, first: int, place: Path) -> tuple[int, int, str]:
    """Run a child from ``first`` on: where it stopped, how many inputs broke a promise, and why it died."""
    place.write_bytes(_PLACE.pack(first, 0))
    with subprocess.Popen(command(given, first, place), cwd=ROOT) as child:
        last, since, told = first, time.monotonic(), time.monotonic()
        while True:
            with suppress(subprocess.TimeoutExpired):
                child.wait(1)
            number, broken = _PLACE.unpack(place.read_bytes())
            if child.returncode is not None:
                return number, broken, f"the process died ({child.returncode})" if child.returncode else ""
            now = time.monotonic()
            if number != last:
                last, since = number, now
            elif now - since > HANGS_SECONDS:
                child.kill()
                child.wait()
                return number, broken, f"hangs for {HANGS_SECONDS:g} s"
            if now - told > TOLD_EVERY:
                told = now
                _say(f"{given.parser}: at {number:,}, {broken} broke a promise")


def _parent(given: argparse.Namespace) -> int:
    began, broken, first = time.monotonic(), 0, given.first
    end = given.first + given.count
    with tempfile.TemporaryDirectory() as folder:
        parser = PARSERS[given.parser](Path(folder))
        while first < end and broken < MOST_KEPT:
            number, found, died = _watch(given, first, Path(folder) / "place")
            broken += found
            if not died:
                break
            broken += 1
            _keep(given, number, made(parser, given.seed, number)[0], died)
            first = number + 1
        done = number + 1 - given.first
    seconds = time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    rate = done / (used.ru_utime + used.ru_stime)
    _say(f"{given.parser}: {done:,} inputs, {broken} broke a promise, {seconds:.0f} s, {rate:.0f} a CPU second")
    return 1 if broken else 0


def _once(given: argparse.Namespace) -> int:
    """One input again, in this process, with its traceback."""
    with tempfile.TemporaryDirectory() as folder:
        parser = PARSERS[given.parser](Path(folder))
        content, which = made(parser, given.seed, given.input)
        _say(f"input {given.input} of seed {given.seed}, made of seed file {which}, {len(content)} bytes:")
        _say(repr(content[:2000]))
        parser.parse(content, which)
        _say("it breaks no promise")
    return 0


def main(words: Sequence[str] | None = None) -> int:
    """The command; 0: no promise was broken. ``words``: its arguments, if not those of the process."""
    given = _asked(words)
    given.keep = given.keep.absolute()
    if given.child is not None:
        return _child(given)
    return _once(given) if given.input is not None else _parent(given)


if __name__ == "__main__":
    sys.exit(main())
