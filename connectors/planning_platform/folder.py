"""A platform that exchanges files: ``to/<plan>/`` for it, ``from/<plan>.<kind>.v<version>.<part>of<parts>.csv`` for us.

What we give is written aside and renamed, the manifest last: who sees the manifest sees all. What it gives is read only
when its name is whole (no ``.part`` or ``.tmp``), and left where it is: the ledger knows what was taken.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import orjson

from connectors.planning_platform.port import Offered
from domain.errors import TryAgain
from domain.planning.exchange import KINDS
from domain.seams import at_rename

_NAME = re.compile(
    r"(?P<plan>[a-z0-9_-]+)\.(?P<kind>" + "|".join(KINDS) + r")\.v(?P<version>\d{1,6})"
    r"(\.(?P<part>\d{1,4})of(?P<parts>\d{1,4}))?\.(csv|parquet|ndjson)"
)
MANIFEST = "manifest.json"


class FolderPlatform:
    """A folder that both can see."""

    def __init__(self, folder: Path) -> None:
        """``folder`` holds ``to`` and ``from``; made where they are not."""
        self._to, self._from = folder / "to", folder / "from"

    def give(self, plan: str, frames: Mapping[str, bytes]) -> None:
        """As the port has it."""
        target = self._to / plan
        try:
            target.mkdir(parents=True, exist_ok=True)
            self._from.mkdir(parents=True, exist_ok=True)
            for name, content in frames.items():
                _write(target / f"{name}.parquet", content)
            digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(frames.items())}
            _write(target / MANIFEST, orjson.dumps({"plan": plan, "frames": digests}, option=orjson.OPT_INDENT_2))
        except OSError as error:
            raise TryAgain(f"The platform's folder cannot be written: {error.strerror}.", value=str(self._to)) from None

    def offered(self, plan: str) -> list[Offered]:
        """As the port has it."""
        try:
            names = sorted(one.name for one in self._from.iterdir() if one.is_file())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise TryAgain(f"The platform's folder cannot be read: {error.strerror}.", value=str(self._from)) from None
        found = (_NAME.fullmatch(name) for name in names)
        return [_offered(one) for one in found if one is not None and one["plan"] == plan]

    def fetch(self, one: Offered) -> bytes:
        """As the port has it."""
        try:
            return (self._from / one.name).read_bytes()
        except OSError as error:
            raise TryAgain(f"The file {one.name} cannot be read: {error.strerror}.", value=one.name) from None

    def close(self) -> None:
        """Nothing is held."""


def _offered(name: re.Match[str]) -> Offered:
    part, parts = int(name["part"] or 1), int(name["parts"] or 1)
    return Offered(name["plan"], name["kind"], int(name["version"]), part, parts, name[0])  # type: ignore[arg-type]


def _write(path: Path, content: bytes) -> None:
    aside = path.with_name(f".{path.name}.part")
    aside.write_bytes(content)
    at_rename("platform.folder.before")
    aside.replace(path)
    at_rename("platform.folder.after")
