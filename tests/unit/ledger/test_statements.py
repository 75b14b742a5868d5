"""Every named statement says what it is for, is used, and every name that is used exists."""

from __future__ import annotations

import re
from pathlib import Path

from ledger.statements import texts

LEDGER = Path(__file__).parents[3] / "ledger"


def test_every_statement_has_a_purpose_line() -> None:
    assert [name for name, body in texts().items() if not body.startswith("-- purpose: ")] == []


def test_every_part_is_in_its_place() -> None:
    assert [name for name, body in texts().items() if "-- here:" in body] == []
    written = "\n".join(path.read_text(encoding="utf-8") for path in (LEDGER / "sql").glob("*.sql"))
    parts = re.findall(r"^-- part: (\w+)$", written, re.MULTILINE)
    assert {name: written.count(f"-- here: {name}\n") > 1 for name in parts} == dict.fromkeys(parts, True)


def test_every_statement_is_used_and_every_used_one_exists() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in LEDGER.glob("*.py"))
    called = set(re.findall(r'(?:statement|_run)\(\s*"(\w+)"', source))
    assert called - set(texts()) == set()
    assert {name for name in texts() if f'"{name}"' not in source} == set()
