"""The page of planning's frames, made from the tables of the code."""

from __future__ import annotations

from domain.planning.table import Table

_ABOUT = """\
What a plan is made of and what it leaves: Parquet files in the archive, named in the ledger with the plan, and what
analysts are given. A *place* is a warehouse, by its code. Quantities are in the item's own unit, money in the company's
currency, days are the company's. One row a key; what is not known is null.
How the first ten are read from Odoo: [extract](extract.md).
"""


def frames_page(made: str) -> str:
    """All tables with their columns."""
    from domain.planning.frames import SNAPSHOT
    from domain.planning.plan_frames import PLAN

    parts = ["# Frames of demand planning\n", made, _ABOUT]
    parts += ["## The snapshot\n", *(_section(one) for one in SNAPSHOT)]
    parts += ["## What a plan leaves\n", *(_section(one) for one in PLAN)]
    return "\n".join(parts)


def _section(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key) or "none"
    rows = "\n".join(f"| `{one.name}` | {one.kind} | {_shown(one.default)} | {one.meaning} |" for one in table.columns)
    head = "| column | kind | where nothing is said | meaning |\n| --- | --- | --- | --- |"
    return f"### {table.name}\n\n{table.meaning} Key: {key}.\n\n{head}\n{rows}\n"


def _shown(default: object) -> str:
    return "null" if default is None else f"`{default!r}`" if default != "" else "empty"
