"""What an expectation, a suite, a waiver and a gate's result are: plain values, without Great Expectations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import polars as pl

from domain.findings import Finding

KEY = "external_id"
"""Column that names the document in every frame of a gate."""


class Level(StrEnum):
    """What happens where an expectation does not hold."""

    ROW = "row"
    """The documents of the failing rows are set aside, each with a finding; the others go on."""
    BATCH = "batch"
    """Systemic: nothing of the channel goes on until a named person says so."""
    WARN = "warn"
    """Noted; everything goes on."""


@dataclass(frozen=True, slots=True)
class Expect:
    """One expectation: Great Expectations' own kind, on a column that the suite's frame holds."""

    code: str
    """Number in the catalogue of findings; a waiver names it."""
    kind: str
    """Name of the class in ``great_expectations.expectations``, without ``Expect``."""
    column: str
    says: str
    """What is expected, in a few words, for the table."""
    options: Mapping[str, object] = field(default_factory=dict)
    """Bounds, sets, patterns, as that class takes them."""
    level: Level = Level.ROW
    words: Mapping[str, str] = field(default_factory=dict)
    """Words of the finding's message, and the columns that fill them."""
    value: str = ""
    """Column with the offending value; empty: ``column``."""
    path: str = ""
    """Path in the document; {line} is the row's position. Empty: the frame's ``path`` column, if it has one."""


@dataclass(frozen=True, slots=True)
class GateSuite:
    """The expectations of one gate, and how its documents are seen as a population."""

    gate: str
    expectations: tuple[Expect, ...]
    summary: Callable[[pl.DataFrame], pl.DataFrame]
    """The frame with one row a document: what batch expectations look at."""
    against: Callable[[pl.DataFrame, pl.DataFrame], pl.DataFrame] = lambda recent, _: recent
    """Adds what compares the recent documents with the older ones of the population, where there are enough."""
    minimum: int = 20
    """Documents below which a batch expectation is never judged."""

    def at(self, *levels: Level) -> tuple[Expect, ...]:
        """The expectations of these levels."""
        return tuple(one for one in self.expectations if one.level in levels)


@dataclass(frozen=True, slots=True)
class Waiver:
    """A named person's word that an expectation need not hold, for a partner or channel, until a time."""

    code: str
    approver: str
    reason: str
    expires: datetime
    partner: str = ""
    """Empty: any."""
    channel: str = ""
    """Empty: any."""

    def shown(self) -> str:
        """Who, until when and why."""
        return f"{self.approver} until {self.expires:%Y-%m-%d %H:%M %Z}: {self.reason}"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One expectation's outcome, as people see it."""

    code: str
    expectation: str
    severity: Level
    rows: int
    """Rows judged: lines or documents."""
    failed: int
    share: float
    """Of the rows judged, 0 to 1."""
    sample: tuple[str, ...] = ()
    """The first failing documents."""
    waived_by: str = ""
    note: str = ""
    """The measured value, or why nothing was judged."""


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate found."""

    gate: str
    bad: Mapping[str, tuple[Finding, ...]]
    """External id of each document to set aside, and why."""
    stops: tuple[Finding, ...]
    """Systemic trouble: the channel's circuit opens."""
    warnings: tuple[Finding, ...]
    """Worth saying, what was waived among them."""
    table: tuple[TableRow, ...]
    documents: int
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether everything may go on."""
        return not self.bad and not self.stops


def in_force(waivers: Sequence[Waiver], *, partner: str, channel: str, now: datetime) -> tuple[Waiver, ...]:
    """The waivers that hold for this partner and channel at this moment."""
    return tuple(
        one for one in waivers if one.expires > now and one.partner in {"", partner} and one.channel in {"", channel}
    )
