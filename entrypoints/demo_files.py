"""The partners of the demo drop their files: whole files by rename, in the order in which they were sent."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.distributor.generate import File
from ledger.book import Ledger
from tasks.runtime.resources import Resources

APART_SECONDS = 1.0
"""Between two files' times: a folder is taken oldest first."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was dropped, and what the ledger held before."""

    files: int
    """Files that must be taken; a half-written one must not."""
    deliveries_before: int
    documents_before: int


def drop(house: Resources, files: Sequence[File]) -> Dropped:
    """Put every file into its channel's inbox."""
    before = deliveries(house.ledger)
    began = time.time() - APART_SECONDS * (len(files) + 2)
    for place, file in enumerate(files):
        inbox = house.settings.channels_folder() / house.profile(file.channel).transport.inbox
        inbox.mkdir(parents=True, exist_ok=True)
        for name, content in file.dropped():
            _write(inbox / name, content, began + place * APART_SECONDS)
    taken = sum(file.fate != "waiting" for file in files)
    return Dropped(taken, before[0], before[1])


def deliveries(ledger: Ledger) -> tuple[int, int]:
    """How many deliveries and documents the ledger holds."""
    with ledger.open() as book:
        total = book.reconcile().total
    return sum(total.deliveries.values()), total.captured.documents


def _write(path: Path, content: bytes, when: float) -> None:
    aside = path.with_name(f".{path.name}.coming")
    aside.write_bytes(content)
    os.utime(aside, (when, when))
    aside.rename(path)
