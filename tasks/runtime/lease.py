"""A claim kept alive while a stage works; it ends with the stage, so a dead run's lease runs out by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from domain.errors import LeaseLost, TryAgain
from domain.work import Batch
from tasks.runtime.resources import Resources


@contextmanager
def kept_alive(house: Resources, batch: Batch) -> Iterator[None]:
    """Renew the batch's lease now and three times a lease until the block ends.

    Raises:
        LeaseLost: another run has taken the work over; nothing may be done for it here.
    """
    if not house.renew(batch):
        message = "The claim on this batch has run out and may be worked by another run."
        raise LeaseLost(message, document=batch.id)
    done = threading.Event()
    beat = threading.Thread(target=_beat, args=(house, batch, done), daemon=True, name="lading-lease")
    beat.start()
    try:
        yield
    finally:
        done.set()
        beat.join(timeout=5)


def _beat(house: Resources, batch: Batch, done: threading.Event) -> None:
    while not done.wait(house.settings.lease_seconds / 3):
        try:
            if not house.renew(batch):
                return
        except TryAgain:
            continue
