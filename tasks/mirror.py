"""The mirror of Odoo's master data in the ledger: read by write_date, so that no document costs a call."""

from __future__ import annotations

import math
import threading
import time
from datetime import UTC, datetime

from connectors.odoo.references import KINDS
from ledger.values import MirrorRecord
from tasks.runtime.looked import Looked
from tasks.runtime.resources import Resources

_one_at_a_time = threading.Lock()
_SHAPE = "2"
"""Raised when records have new fields: a cursor of another shape does not count, so that all is read again once."""

LOOKED_SECONDS = 60.0
"""For so long a code that was looked for in vain is not looked for again while Odoo has nothing new."""
_MARKS_FROM = 900
"""Marks of one quarter of an hour are compared with each other."""
_NEVER = Looked(-math.inf)


def refresh(house: Resources, *, oldest_seconds: float | None = None) -> int:
    """Bring the mirror up to date if it is older than ``oldest_seconds`` (default: the setting); records read.

    Raises:
        TryAgain: Odoo or the ledger could not be reached.
    """
    allowed = house.settings.mirror_seconds if oldest_seconds is None else oldest_seconds
    with _one_at_a_time:
        return 0 if _age(house) < allowed else _read(house)


def look_again(house: Resources, *, oldest_seconds: float) -> int:
    """The same for codes that are in no record of the mirror: what they name may have been made in Odoo a moment ago.

    Codes that are nobody's come again and again. They have the mirror read only if Odoo has anything else than when it
    was read for them last, which two small calls tell, at most every ``oldest_seconds``; after ``LOOKED_SECONDS`` it is
    read anyway, whatever the marks say.

    Raises:
        TryAgain: Odoo or the ledger could not be reached.
    """
    with _one_at_a_time:
        age, looked = _age(house), house.mirror_looked.get(house.odoo_target, _NEVER)
        if min(age, time.monotonic() - looked.at) < oldest_seconds:
            return 0
        since = datetime.fromtimestamp(time.time() // _MARKS_FROM * _MARKS_FROM, UTC)
        at, mark = time.monotonic(), house.references.mark(since)
        same = mark is not None and (since, mark) == (looked.since, looked.mark)
        count = 0 if same and age < LOOKED_SECONDS else _read(house)
        house.mirror_looked[house.odoo_target] = Looked(at, since, mark)
        return count


def _age(house: Resources) -> float:
    read_at = house.mirror_read_at.get(house.odoo_target)
    return math.inf if read_at is None else time.monotonic() - read_at


def _read(house: Resources) -> int:
    started = time.monotonic()
    count = sum(_refresh_kind(house, kind) for kind in KINDS)
    house.mirror_read_at[house.odoo_target] = started
    return count


def drop_missing(house: Resources) -> int:
    """Compare the sets of ids and forget what Odoo no longer has: deletions don't show in write_date."""
    dropped = 0
    for kind in KINDS:
        ids = house.references.ids(kind)
        with house.ledger.open() as book:
            dropped += book.mirror.drop_missing(house.odoo_target, kind, ids)
            book.commit("tasks.mirror.drop")
    return dropped


def _refresh_kind(house: Resources, kind: str) -> int:
    with house.ledger.open() as book:
        cursor = book.mirror.cursor(house.odoo_target, kind)
    shape, _, moment = (cursor or "").rpartition(" ")
    since = datetime.fromisoformat(moment) if moment and shape == _SHAPE else None
    count, newest = 0, ""
    for page in house.references.changed(kind, since):
        records = [
            MirrorRecord(one.id, one.codes, active=one.active, data=one.data, write_date=one.write_date) for one in page
        ]
        newest = max(newest, *(one.write_date.isoformat() for one in page))
        with house.ledger.open() as book:
            book.mirror.refresh(house.odoo_target, kind, records)
            book.commit("tasks.mirror.refresh")
        count += len(page)
    with house.ledger.open() as book:  # only now: pages come by id, and a run that dies among them must read them again
        told = f"{_SHAPE} {newest}" if newest else cursor or ""
        book.mirror.refresh(house.odoo_target, kind, [], told)  # also where nothing came: it was looked at just now
        book.commit("tasks.mirror.cursor")
    return count
