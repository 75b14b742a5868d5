"""What the customer knows: its documents and what became of them, control numbers both ways, complaints; as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from pydantic import TypeAdapter

from infra.simulators.edi_customer.wanted import Item, Wanted


@dataclass
class Sent:
    """One document that went out."""

    wanted: Wanted
    control: str
    """Of its set or message."""
    about: str
    """By which a receipt names it: the group's number, of EDIFACT the interchange's."""
    standing: str = ""
    """What the receipt said; empty: none came."""
    verdict: str = ""
    """What the answer said; empty: none came."""


@dataclass
class Owed:
    """A receipt that the supplier waits for: the interchange, and of X12 its group."""

    control: str
    sender: str
    receiver: str
    functional: str
    group: str
    sets: list[tuple[str, str, str]]
    """Kind, number and first segment of each."""
    refused: list[str] = field(default_factory=list)
    """Numbers of those that are refused, whatever they say."""
    late: bool = False
    """It goes out with the look after the next."""


@dataclass
class State:
    """All of it."""

    last_sent: int = 0
    sent: list[Sent] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    """Names of what was put into the supplier's folder, in that order."""
    drawer: list[str] = field(default_factory=list)
    """Names of what is kept back."""
    read: list[str] = field(default_factory=list)
    """Names of the supplier's files that were read."""
    received: dict[int, str] = field(default_factory=dict)
    """SHA-256 by the supplier's control number."""
    technical: dict[int, str] = field(default_factory=dict)
    """What a TA1 said of an interchange of ours: A, E or R, and its note."""
    owed: list[Owed] = field(default_factory=list)
    stock: dict[str, Decimal] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def missing(self) -> list[int]:
        """Numbers of the supplier's between the first and the last that never came."""
        known = set(self.received)
        return sorted(set(range(min(known), max(known))) - known) if known else []

    def of(self, number: str) -> list[Sent]:
        """All that was sent about an order."""
        return [one for one in self.sent if one.wanted.number == number]

    def lines_but(self, document: Sent) -> tuple[Item, ...]:
        """Lines that any other document about the same order names."""
        others = [one for one in self.of(document.wanted.number) if one is not document]
        return tuple(item for one in others for item in one.wanted.items)


_STATE = TypeAdapter(State)


def load(path: Path) -> State:
    """What is known; nothing yet where the file is not there."""
    return _STATE.validate_json(path.read_bytes()) if path.exists() else State()


def save(state: State, path: Path) -> None:
    """Keep it: aside first, so that it is whole at any time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    aside.write_bytes(_STATE.dump_json(state, indent=1))
    aside.replace(path)
