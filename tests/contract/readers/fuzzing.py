"""Damaged inputs given to one parser, each with a bound on processor time and memory."""

from __future__ import annotations

import random
import resource
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.contract.readers.mutations import damaged
from tests.contract.readers.parsers import Parser

SLOW_SECONDS = 10.0
"""Processor seconds that one small input may take."""
MOST_MIB = 256
"""MiB by which one small input may raise the process's peak."""
_MIB = 1024 if sys.platform == "linux" else 1_048_576
_PEAK = Path("/proc/self/clear_refs")


class TooSlow(BaseException):
    """An input took longer than it may; no ``except Exception`` of a reader swallows it."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One input that broke a promise; ``--seed`` and ``--input`` make it again."""

    number: int
    content: bytes
    why: str


def made(parser: Parser, seed: int, number: int) -> tuple[bytes, int]:
    """The input of that number, and which of the parser's seeds it was made of."""
    chance = random.Random(f"{seed}/{number}")
    which = chance.randrange(len(parser.seeds))
    return damaged(parser.seeds, which, parser.shape, chance), which


def breaking(
    parser: Parser, numbers: range, seed: int, slow: float = SLOW_SECONDS, most: int = MOST_MIB
) -> Iterator[Broken | int]:
    """The number of each input before it is parsed, and each one that breaks a promise.

    Args:
        parser: what is tried.
        numbers: of the inputs.
        seed: the same gives the same inputs.
        slow: processor seconds of one.
        most: MiB that one may add to the process's peak.
    """
    _forget_peak()
    with _watched():
        for number in numbers:
            yield number
            content, which = made(parser, seed, number)
            before = _peak()
            why = _tried(parser, content, which, slow)
            grown = _peak() - before
            if grown > most:
                why = f"{why}; " * bool(why) + f"raised the peak by {grown} MiB"
                _forget_peak()
            if why:
                yield Broken(number, content, why)


def _tried(parser: Parser, content: bytes, which: int, slow: float) -> str:
    """What went wrong; empty: nothing."""
    try:
        signal.setitimer(signal.ITIMER_PROF, slow)
        try:
            parser.parse(content, which)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except TooSlow:
        return f"took more than {slow:g} processor seconds"
    except Exception as error:  # noqa: BLE001 - any exception at all is what is looked for
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"[:500]
    return ""


@contextmanager
def _watched() -> Iterator[None]:
    """The timer's signal raises TooSlow meanwhile."""

    def stop(*_: object) -> None:
        raise TooSlow

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGPROF, before)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MIB


def _forget_peak() -> None:
    """So that the next input is measured again; Linux only."""
    if _PEAK.exists():
        _PEAK.write_text("5")
