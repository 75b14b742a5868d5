"""What the portal answers from is kept fresh whether or not orders come: the mirror, and posted invoices."""

from __future__ import annotations

import time
from datetime import datetime

from connectors.odoo.invoices import OdooInvoices
from ledger.values import MirrorRecord
from tasks.mirror import refresh
from tasks.runtime.resources import Resources

KIND = "invoice"


def anybody_asks(house: Resources) -> bool:
    """Whether a profile has a portal."""
    return any(profile.transport.portal is not None for profile in house.profiles.values())


def keep_fresh(house: Resources) -> int:
    """Read what changed in Odoo, where the last reading is older than LADING_MIRROR_SECONDS; records read.

    Raises:
        TryAgain: Odoo or the ledger could not be reached; the portal goes on with what it has, and says its age.
    """
    count = refresh(house)
    place = f"{house.odoo_target} {KIND}"
    read_at = house.mirror_read_at.get(place)
    if read_at is None or time.monotonic() - read_at >= house.settings.mirror_seconds:
        started = time.monotonic()
        count += refresh_invoices(house)
        house.mirror_read_at[place] = started
    return count


def refresh_invoices(house: Resources) -> int:
    """Bring the invoices up to date; records read.

    Raises:
        TryAgain: Odoo or the ledger could not be reached.
    """
    target = house.odoo_target
    with house.ledger.open() as book:
        cursor = book.mirror.cursor(target, KIND) or ""
    since = datetime.fromisoformat(cursor) if cursor else None
    count, newest = 0, cursor
    for page in OdooInvoices(house.odoo("reader", "sales")).changed(since):
        records = [
            MirrorRecord(one.id, one.codes, active=one.active, data=one.data, write_date=one.write_date) for one in page
        ]
        newest = max(newest, *(one.write_date.isoformat() for one in page))
        with house.ledger.open() as book:
            book.mirror.refresh(target, KIND, records)
            book.commit("tasks.portal_mirror.page")
        count += len(page)
    with house.ledger.open() as book:
        book.mirror.refresh(target, KIND, [], newest)  # also where nothing came: it was looked at just now
        book.commit("tasks.portal_mirror.cursor")
    return count
