"""What the architecture tests look at: the house's own source, parsed once."""

import ast
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
ROOMS = ("connectors", "domain", "entrypoints", "expectations", "flows", "infra", "ledger", "tasks")


@cache
def sources() -> dict[Path, str]:
    """Source by path relative to the top; migrations are history, not house."""
    files = [path for room in ROOMS for path in sorted((TOP / room).rglob("*.py"))]
    return {path.relative_to(TOP): path.read_text() for path in files if "versions" not in path.parts}


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(text) for path, text in sources().items()}


@cache
def docs() -> str:
    """All pages of the docs and the top level's Markdown as one text."""
    pages = [*sorted((TOP / "docs").rglob("*.md")), *sorted(TOP.glob("*.md"))]
    return "\n".join(page.read_text() for page in pages)
