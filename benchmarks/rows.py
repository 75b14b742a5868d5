"""The rows of a benchmark's table: what was measured, against what, and whether the goal is met."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Row:
    """One measured figure: a ratio or rate, its goal, and in which direction it is good."""

    what: str
    value: float
    goal: float
    unit: str
    low_is_good: bool = False
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.value <= self.goal if self.low_is_good else self.value >= self.goal

    def line(self) -> str:
        """A row of a Markdown table."""
        sign = "≤" if self.low_is_good else "≥"
        verdict = "met" if self.met else "**missed**"
        return f"| {self.what} | {self.value:,.2f} {self.unit} | {sign} {self.goal:,g} | {verdict} | {self.note} |"


def table(title: str, rows: Iterable[Row]) -> str:
    """Markdown of one part."""
    head = f"### {title}\n\n| what | measured | goal | | how |\n| --- | ---: | ---: | --- | --- |\n"
    return head + "\n".join(row.line() for row in rows) + "\n"


def save(name: str, title: str, rows: list[Row]) -> bool:
    """Print the table and keep it as Markdown and JSON; True when every goal is met."""
    RESULTS.mkdir(exist_ok=True)
    text = table(title, rows)
    print(text)
    (RESULTS / f"{name}.md").write_text(text)
    (RESULTS / f"{name}.json").write_text(json.dumps([asdict(row) | {"met": row.met} for row in rows], indent=1))
    return all(row.met for row in rows)
