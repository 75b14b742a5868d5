"""Files that are written and places that are filled in: all of them, or none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

from domain.errors import Refused


@dataclass(frozen=True, slots=True)
class Insert:
    """Text that goes before the first match of ``before`` in a file that is there already."""

    path: str
    before: str
    """Regular expression, over lines."""
    text: str
    among: str = ""
    """Regular expression of the sorted lines above that place, among which it goes; empty: at their end."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a kind of beginning is made of; ``$name``, ``$snake`` and ``$code`` stand for what was asked for."""

    pattern: str
    """What a name must look like."""
    example: str
    files: dict[str, str]
    inserts: tuple[Insert, ...]
    test: str
    """Path of the failing test."""


def begin(folder: Path, beginning: Beginning, name: str) -> list[str]:
    """Write everything; give the paths, new ones and changed ones, the failing test last.

    Raises:
        Refused: the name does not fit, a file is there already, or a place to fill in is not found. Nothing is written.
    """
    if not re.fullmatch(beginning.pattern, name):
        raise Refused(
            f"'{name}' is no name for this.", field="name", value=name, next_step=f"Such as '{beginning.example}'."
        )
    words = {"name": name, "snake": re.sub(r"[^a-z0-9]+", "_", name.lower()), "title": name.replace("-", " ").title()}
    texts = {_filled(path, words): _filled(text, words) for path, text in beginning.files.items()}
    texts = {path: text for path, text in texts.items() if text or not (folder / path).exists()}
    there = [path for path in texts if (folder / path).exists()]
    if there:
        step = "Choose another name, or go on with what is there."
        raise Refused(f"{there[0]} is there already.", field="name", value=name, next_step=step)
    for insert in beginning.inserts:
        path = insert.path
        texts[path] = _inserted(texts.get(path) or _read(folder, path), insert, _filled(insert.text, words))
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    test = _filled(beginning.test, words)
    return [*(path for path in texts if path != test), test]


def _filled(text: str, words: dict[str, str]) -> str:
    return Template(text).safe_substitute(words)


def _read(folder: Path, path: str) -> str:
    try:
        return (folder / path).read_text(encoding="utf-8")
    except OSError:
        message = f"There is no {path} here."
        raise Refused(
            message, document=path, next_step="Run it in the project's folder, or name it by --folder."
        ) from None


def _inserted(text: str, insert: Insert, added: str) -> str:
    place = re.search(insert.before, text, flags=re.MULTILINE)
    if place is None:
        message = f"The place for it in {insert.path} is not found."
        raise Refused(message, document=insert.path, next_step="Add it by hand, as CONTRIBUTING.md says.")
    lines = re.finditer(insert.among, text[: place.start()], flags=re.MULTILINE) if insert.among else ()
    at = next((line.start() for line in lines if line[0] > added), place.start())
    return text[:at] + added + text[at:]
