"""Questions of planning to an Odoo: in pages, as one company, and counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from connectors.odoo.port import OdooPort, Record
from connectors.odoo.rows import as_odoo_time, from_odoo_time
from domain.errors import Misconfigured

PAGE = 10_000
"""Records an answer."""
_IDS = 5_000
"""Ids a question: each stands in the domain."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SALES_STOCK = {"purchase_stock": ("stock.move", "purchase_line_id"), "sale_stock": ("sale.report", "warehouse_id")}


@dataclass
class Asking:
    """A port as one company; days are those of its zone."""

    port: OdooPort
    company: int
    currency: int
    """Record of the company's currency."""
    zone: tzinfo
    zone_name: str
    calls: int = field(default=0)

    @property
    def context(self) -> dict[str, object]:
        """Archived records too; what differs by company as this one has it."""
        return {"active_test": False, "allowed_company_ids": [self.company]}

    def rows(
        self, model: str, domain: Sequence[object], fields: Sequence[str], *, order: str = "", limit: int | None = None
    ) -> list[Record]:
        """The records of one answer."""
        self.calls += 1
        return self.port.search_read(model, domain, list(fields), order=order, limit=limit, context=self.context)

    def pages(self, model: str, domain: Sequence[object], fields: Sequence[str]) -> Iterator[Record]:
        """All records, by their number, so that none comes twice where some are made meanwhile."""
        last = 0
        while True:
            asked: list[Any] = [*domain, ("id", ">", last)]
            found = self.rows(model, asked, fields, order="id", limit=PAGE)
            yield from found
            if len(found) < PAGE:
                return
            last = found[-1]["id"]

    def of(
        self, model: str, name: str, ids: Iterable[int] | None, domain: Sequence[object], fields: Sequence[str]
    ) -> Iterator[Record]:
        """All records whose field is one of these; None: whatever it is."""
        if ids is None:
            yield from self.pages(model, domain, fields)
            return
        wanted = sorted(set(ids))
        for begin in range(0, len(wanted), _IDS):
            yield from self.pages(model, [(name, "in", wanted[begin : begin + _IDS]), *domain], fields)

    def by_id(self, model: str, ids: Iterable[int], fields: Sequence[str]) -> dict[int, Record]:
        """Records by number."""
        return {row["id"]: row for row in self.of(model, "id", ids, [], fields)}

    def groups(
        self, model: str, domain: Sequence[object], groupby: Sequence[str], aggregates: Sequence[str]
    ) -> list[Record]:
        """Sums made by Odoo; many-to-one keys as ids, days as dates of the zone."""
        self.calls += 1
        context = {**self.context, "tz": self.zone_name}
        found = self.port.groups(model, domain, groupby=groupby, aggregates=aggregates, context=context)
        return [{**row, **{name: _key(row[name], name) for name in groupby}} for row in found]

    def fields_of(self, model: str, names: Sequence[str]) -> frozenset[str]:
        """Which of these fields there are: those of modules that may not be installed."""
        self.calls += 1
        arguments = {"allfields": list(names), "attributes": ["type"]}
        return frozenset(self.port.call(model, "fields_get", arguments=arguments))

    def now(self) -> datetime:
        """Odoo's clock: what it would write as the date of a new move."""
        self.calls += 1
        told = self.port.call("stock.move", "default_get", arguments={"fields": ["date"]})
        return from_odoo_time(told["date"]) or datetime.min.replace(tzinfo=UTC)

    def begin(self, day: date) -> str:
        """The first moment of a day of the zone, as Odoo stores it."""
        return as_odoo_time(datetime.combine(day, time(), self.zone))

    def day(self, moment: object) -> date | None:
        """The day of the zone on which a moment of Odoo's fell."""
        known = from_odoo_time(moment)
        return None if known is None else known.astimezone(self.zone).date()

    def check_modules(self) -> None:
        """Planning reads what these modules know.

        Raises:
            Misconfigured: one is missing.
        """
        for module, (model, name) in _SALES_STOCK.items():
            if not self.fields_of(model, [name]):
                message = f"Odoo lacks the module {module}: planning reads {name} of {model}."
                raise Misconfigured(message, field=module, next_step="Install it in Odoo's Apps.")


def number(value: object) -> float:
    """A number of Odoo's; False and nothing are 0."""
    return float(str(value)) if value else 0.0


def _key(value: Any, name: str) -> Any:  # noqa: ANN401 - as Odoo groups
    """``[id, name]`` → id; the label of a day (``['2026-03-05 23:00:00', '06 Mar 2026']``) → its date."""
    if name.endswith(":day"):
        return _labelled(value[1] if isinstance(value, (list, tuple)) else value)
    return value[0] if isinstance(value, (list, tuple)) else value


def _labelled(label: object) -> date | None:
    """Labels come in the language that each call asks for: English."""
    if not label:
        return None
    day, month, year = str(label).split()
    return date(int(year), _MONTHS.index(month) + 1, int(day))
