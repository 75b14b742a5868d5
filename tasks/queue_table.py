"""The table of documents that operators read on a run's page."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.values import DocumentRow

ROWS_MAX = 25


def queue_table(title: str, documents: Sequence[DocumentRow]) -> str:
    """Markdown: number, money, due, code, message, next step; empty when there is nothing to show."""
    if not documents:
        return ""
    rows = [_row(document) for document in documents[:ROWS_MAX]]
    more = [f"\n… and {len(documents) - ROWS_MAX} more: `lading exceptions list`"] if len(documents) > ROWS_MAX else []
    head = [
        f"### {title}: {len(documents)}",
        "",
        "| document | money | due | finding | next step |",
        "| --- | ---: | --- | --- | --- |",
    ]
    return "\n".join([*head, *rows, *more])


def _row(document: DocumentRow) -> str:
    first = document.findings[0] if document.findings else None
    said = f"{first.code} {first.message}" if first else ""
    step = first.next_step if first else ""
    cells = (document.number, f"{document.total} {document.currency}", str(document.due or ""), said, step)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ")[:200] for cell in cells) + " |"
