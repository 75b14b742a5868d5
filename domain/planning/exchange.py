"""Deliveries of a planning platform: which of them counts, and whether a plan waits for them. Pure, and light.

A delivery is of one plan and kind, numbered by version (a later one replaces all of an earlier), in one or several
parts. A version counts when all its parts are there; what comes twice counts once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

Kind = Literal["forecasts", "policies", "recommendations"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A part of a delivery that has come."""

    kind: Kind
    version: int
    part: int
    """From 1."""
    parts: int
    sha256: str
    received_at: datetime


def newest_whole(parts: Iterable[Part], kind: Kind) -> tuple[Part, ...]:
    """The parts of the newest version of which all have come; empty: there is none."""
    versions: dict[int, dict[int, Part]] = defaultdict(dict)
    for one in parts:
        if one.kind == kind:
            versions[one.version].setdefault(one.part, one)
    for version in sorted(versions, reverse=True):
        found = versions[version]
        wanted = max(one.parts for one in found.values())
        if set(found) >= set(range(1, wanted + 1)):
            return tuple(found[number] for number in range(1, wanted + 1))
    return ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whether a plan waits for its platform."""

    verdict: Literal["use", "wait", "late"]
    missing: tuple[Kind, ...] = ()
    """What has not come whole."""
    until: datetime | None = None
    """When waiting ends."""


def waiting(
    parts: Sequence[Part], takes: Sequence[Kind], *, asked_at: datetime, now: datetime, window: timedelta
) -> Waiting:
    """Use what has come, wait for the rest, or go on without it.

    Args:
        parts: what has come for the plan.
        takes: what the profile takes.
        asked_at: when the platform was given the plan's inputs.
        now: the moment.
        window: how long it may take.
    """
    missing = tuple(kind for kind in takes if not newest_whole(parts, kind))
    until = asked_at + window
    if not missing:
        return Waiting("use")
    return Waiting("wait" if now < until else "late", missing, until)
