"""SQL that matters stands in ``ledger/sql/*.sql``, each statement with a name and a purpose line.

What two statements share is a ``-- part:`` of its own, and stands in them where ``-- here:`` names it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from sqlalchemy import TextClause, text

_HEADING = re.compile(r"^-- (name|part): (\w+)$", re.MULTILINE)
_USE = re.compile(r"^-- here: (\w+)$", re.MULTILINE)


@cache
def texts() -> dict[str, str]:
    """Every named statement, with the parts that it shares with others in their places.

    Raises:
        ValueError: a name or a part occurs twice.
        KeyError: there is no such part.
    """
    found: dict[str, dict[str, str]] = {"name": {}, "part": {}}
    for path in sorted((Path(__file__).parent / "sql").glob("*.sql")):
        pieces = _HEADING.split(path.read_text(encoding="utf-8"))
        for kind, name, body in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
            if name in found[kind]:
                message = f"the {kind} {name} stands twice in ledger/sql"
                raise ValueError(message)
            found[kind][name] = body.strip().rstrip(";")
    parts = {name: body.partition("\n")[2] for name, body in found["part"].items()}
    return {name: _USE.sub(lambda use: parts[use[1]], body) for name, body in found["name"].items()}


@cache
def statement(name: str) -> TextClause:
    """The statement of that name, with ``:parameters``."""
    return text(texts()[name])
