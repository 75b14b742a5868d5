"""Orders' own dates back onto them after confirming, in as few calls as their number of dates allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from connectors.odoo.port import UPDATE, OdooPort
from domain.errors import OutcomeUnknown, Refused
from domain.seams import at_call

_WRITES_MAX = 5
"""A write of one date on many orders costs a tenth of a ``load`` of a date for each: worth it for a few dates."""


class DateWriting:
    """Writes ``date_order``."""

    def __init__(self, port: OdooPort) -> None:
        """``port``: the sales bot's."""
        self._port = port
        self._context = {**UPDATE, "tracking_disable": True}

    def write(self, dates: Mapping[int, str]) -> None:
        """Write each order's date; one that is refused or gone leaves the others alone.

        Args:
            dates: by record, in Odoo's form.

        Raises:
            TryAgain: nothing was written, or not all.
            OutcomeUnknown: an answer was lost; the other dates were written. Writing the same again does no harm.
        """
        by_date: dict[str, dict[int, str]] = defaultdict(dict)
        for record, date in dates.items():
            by_date[date][record] = date
        lost: OutcomeUnknown | None = None
        for some in by_date.values() if len(by_date) <= _WRITES_MAX else [dict(dates)]:
            try:
                self._halved(some)
            except OutcomeUnknown as error:  # the other dates can be written all the same
                lost = error
        if lost is not None:
            raise lost

    def _halved(self, dates: dict[int, str]) -> None:
        if not dates or self._sent(dates) or len(dates) == 1:
            return
        items = list(dates.items())
        middle = len(items) // 2
        self._halved(dict(items[:middle]))
        self._halved(dict(items[middle:]))

    def _sent(self, dates: dict[int, str]) -> bool:
        """Whether Odoo took them; it takes all or none."""
        at_call("odoo.sales.dates.before")
        try:
            if len(set(dates.values())) == 1:
                self._port.write("sale.order", list(dates), {"date_order": min(dates.values())}, context=self._context)
                taken = True
            else:
                columns = (".id", "date_order")
                taken = bool(self._port.load("sale.order", columns, list(dates.items()), context=self._context).ids)
        except Refused:
            taken = False
        at_call("odoo.sales.dates.after")
        return taken
