"""What is wrong with single rows: only rows that are flagged are ever looked at one by one."""

from __future__ import annotations

import polars as pl

from connectors.files.sources import HEAD_ALONE
from connectors.formats.canonical import told
from domain.findings import Finding
from domain.profile import PartnerProfile

MOST = 50
"""Findings of rows a document shows, at most."""
_LINE_CODES = {"line.unit_price!": "FI-LINE-002", "line.requested_date!": "FI-LINE-003"}
_HEAD_CODES = {
    "ordered_at!": "FI-HEAD-001",
    "requested_date!": "FI-HEAD-001",
    "stated_total!": "FI-HEAD-006",
    "stated_line_count!": "FI-HEAD-006",
}


def row_findings(rows: pl.DataFrame, profile: PartnerProfile) -> dict[int, list[Finding]]:
    """Findings by the document's last row. ``rows`` has ``_last``, ``_position`` and the canonical columns."""
    unread = [name for name in rows.columns if name.endswith("!") and name != "line.quantity!"]
    flags = [pl.col("_cells").is_not_null(), pl.col("_stray"), pl.col("_nul")]
    flags += [pl.col("line.quantity").is_null(), *[pl.col(name).is_not_null() for name in unread]]
    flagged = rows.filter(pl.any_horizontal(flags) & (pl.col("_kind") != HEAD_ALONE))
    found: dict[int, list[Finding]] = {}
    for row in flagged.iter_rows(named=True):
        said = found.setdefault(row["_last"], [])
        if len(said) < MOST:
            said.extend(_of_row(row, profile, {finding.path for finding in said}))
    return found


def _of_row(row: dict[str, object], profile: PartnerProfile, said: set[str]) -> list[Finding]:
    number, path = row["_row"], f"lines[{row['_position']}]"
    found: list[Finding] = []
    if row["_cells"] is not None:
        found.append(
            told(
                profile,
                "FI-ROW-001",
                path=path,
                value=row["_cells"],
                row=number,
                cells=row["_cells"],
                width=row["_width"],
            )
        )
    if row["_stray"]:
        found.append(told(profile, "FI-ROW-003", path=path, row=number))
    if row["_nul"]:
        found.append(told(profile, "FI-ROW-004", path=path, row=number))
    if row["line.quantity"] is None:
        value = row.get("line.quantity!") or ""
        found.append(
            told(profile, "FI-LINE-001", path=f"{path}.quantity", value=value, line=row["_position"], row=number)
        )
    for column, code in _LINE_CODES.items():
        if row.get(column) is not None:
            field = column.removeprefix("line.").removesuffix("!")
            found.append(
                told(profile, code, path=f"{path}.{field}", value=row[column], line=row["_position"], row=number)
            )
    for column, code in _HEAD_CODES.items():
        field = column.removesuffix("!")
        if row.get(column) is not None and field not in said:
            found.append(told(profile, code, path=field, value=row[column], field=field))
    return found
