"""SQL that matters stands in ``ledger/sql/*.sql``, each statement with a name and a purpose line."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from sqlalchemy import TextClause, text

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


@cache
def texts() -> dict[str, str]:
    """Every named statement; a name that occurs twice is an error."""
    found: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / "sql").glob("*.sql")):
        parts = _NAME.split(path.read_text(encoding="utf-8"))
        for name, body in zip(parts[1::2], parts[2::2], strict=True):
            if name in found:
                message = f"statement {name} stands twice in ledger/sql"
                raise ValueError(message)
            found[name] = body.strip().rstrip(";")
    return found


@cache
def statement(name: str) -> TextClause:
    """The statement of that name, with ``:parameters``."""
    return text(texts()[name])
