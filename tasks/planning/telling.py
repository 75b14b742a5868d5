"""Words and tables on a run's page."""

from __future__ import annotations

from collections.abc import Sequence


def table(title: str, head: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Markdown: a title, a sentence, and the rows, numbers to the right."""
    if not rows:
        return f"### {title}\n\n{head}\n"
    numeric = [all(isinstance(row[i], int | float) for row in rows) for i in range(len(columns))]
    lines = [
        "| " + " | ".join(columns) + " |",
        "| " + " | ".join("---:" if one else "---" for one in numeric) + " |",
        *("| " + " | ".join(_cell(value) for value in row) + " |" for row in rows),
    ]
    return "\n".join([f"### {title}", "", head, "", *lines, ""])


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:,.2f}"  # noqa: PLR2004
    if isinstance(value, int):
        return f"{value:,}"
    return str(value).replace("|", "\\|").replace("\n", " ")
