"""Small durable files: written aside and renamed, readable by their owner only."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from infra.trouble import StackTrouble

DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT}


def write_private(path: Path, text: str) -> None:
    """Replace ``path`` by ``text``; readers see the old or the new, and only the owner sees either (0600).

    Raises:
        StackTrouble: the disk is full, or the folder cannot be written.
    """
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as trouble:
        aside.unlink(missing_ok=True)
        raise disk_trouble(trouble, path) from trouble


def disk_trouble(trouble: OSError, path: Path) -> StackTrouble:
    """The message for a file that could not be written."""
    if trouble.errno in DISK_ERRORS:
        return StackTrouble(
            f"The disk is full: {path} could not be written.",
            next_step=f"Free some space (2 GB are enough) on the disk of {path.parent}, then run the command again.",
        )
    return StackTrouble(
        f"{path} could not be written: {trouble.strerror or trouble}.",
        next_step=f"Make {path.parent} writable for this user, or set LADING_HOME to a folder that is.",
    )


def read_json(path: Path) -> dict[str, Any]:
    """The file's object; empty where there is no file or it was cut off."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Replace the file by ``value``; see write_private."""
    write_private(path, json.dumps(value, indent=2, sort_keys=True) + "\n")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Only one process at a time inside; the lock ends with its process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
