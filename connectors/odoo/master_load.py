"""Master data into an Odoo, create-only: what is there, and what people made of it, stays as it is.

For a distributor's first set-up and the demo; the columns of each kind stand in ``master_rows``. Needs an
administrator's key. Each method may be run again: what was made before is counted as existing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.odoo import master_rows
from connectors.odoo.create_only import Answers, Load, Loaded, Rows
from connectors.odoo.external_ids import pages, records_of
from connectors.odoo.master_rows import Lookups, MasterRow, master_id
from connectors.odoo.port import CREATE_ONLY, Context, OdooPort
from domain.errors import OutcomeUnknown, TryAgain
from domain.seams import at_call

_RECORDS_A_CALL = 500
_ALL: Context = {"active_test": False}


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What became of the rows of one kind."""

    kind: str
    created: int
    existing: int
    refused: tuple[tuple[str, str], ...]
    """(external id, what Odoo says)."""


class MasterLoad:
    """Loads categories, units, products, price lists, customers, suppliers and stock."""

    def __init__(self, port: OdooPort) -> None:
        """``port``: an administrator's."""
        self._port = port

    def units(self, rows: Sequence[MasterRow]) -> LoadReport:
        """``name``, ``factor``, ``reference`` (name of a unit that is there)."""
        return self._report("units", self._load("uom.uom", [master_rows.unit(row, self._lookups()) for row in rows]))

    def categories(self, rows: Sequence[MasterRow]) -> LoadReport:
        """``code``, ``name``, ``parent`` (code of a category before it in ``rows``, or empty)."""
        return self._report("categories", self._load("product.category", [master_rows.category(row) for row in rows]))

    def products(self, rows: Sequence[MasterRow]) -> LoadReport:
        """``sku``, ``name``, ``category``, ``gtin``, ``list_price``, ``cost``, ``unit``, ``packs``, ``active``."""
        lookups = self._lookups()
        answers = self._load("product.product", [master_rows.product(row, lookups) for row in rows])
        idle = [master_id("product", row["sku"]) for row in rows if not row.get("active", True)]
        self._archive([record for name in idle if (record := answers[name].record_id) is not None])
        return self._report("products", answers)

    def pricelists(self, rows: Sequence[MasterRow]) -> LoadReport:
        """``name``, ``currency``, ``entries``: applied_on all, category or product; dates; a kind.

        Kinds: fixed (``fixed_price``); percentage (``percent``); formula (``percent``, ``round_to``, ``surcharge``,
        ``margin_min``, ``margin_max``). ``base`` of the last two: list, cost, or pricelist, whose name is ``of``.
        """
        lookups = self._lookups()
        answers = self._load("product.pricelist", [master_rows.pricelist(row, lookups) for row in rows])
        lookups.templates = self._templates()
        entries = [master_rows.pricelist_entry(row, entry, lookups) for row in rows for entry in row["entries"]]
        return self._report("pricelists", answers | self._load("product.pricelist.item", entries))

    def customers(self, rows: Sequence[MasterRow]) -> LoadReport:
        """``code``, ``name``, ``gln``, address, ``active``, ``pricelist`` (name of one that was loaded)."""
        lookups = self._lookups()
        return self._report(
            "customers", self._load("res.partner", [master_rows.customer(row, lookups) for row in rows])
        )

    def suppliers(self, rows: Sequence[MasterRow]) -> LoadReport:
        """``code``, ``name``, ``gln``, address, ``prices`` by sku with ``min_quantity`` and ``lead_days``."""
        lookups = self._lookups()
        answers = self._load("res.partner", [master_rows.supplier(row, lookups) for row in rows])
        lookups.templates = self._templates()
        prices = [master_rows.supplier_price(row, price, lookups) for row in rows for price in row.get("prices", ())]
        return self._report("suppliers", answers | self._load("product.supplierinfo", prices))

    def stock(self, rows: Sequence[MasterRow]) -> LoadReport:
        """``sku``, ``warehouse`` (first or second), ``quantity``: counted once, never corrected here."""
        places = self._port.search_read("stock.warehouse", [], ["lot_stock_id"], order="id")
        lookups = Lookups(locations=[row["lot_stock_id"] for row in places], products=self._products())
        quants = [master_rows.quant(row, lookups) for row in rows]
        answers = self._load("stock.quant", quants, {"inventory_mode": True})
        counted = [("inventory_quantity_set", "=", True)]
        ours = {answer.record_id for answer in answers.values()}
        waiting = [row["id"] for row in self._port.search_read("stock.quant", counted, ["id"]) if row["id"] in ours]
        for page in pages(waiting, _RECORDS_A_CALL):
            at_call("odoo.master.stock.before")
            self._port.call("stock.quant", "action_apply_inventory", page, context={"inventory_mode": True})
            at_call("odoo.master.stock.after")
        return self._report("stock", answers)

    def _load(self, model: str, items: Sequence[Rows], context: Context = CREATE_ONLY) -> Answers:
        """Load what is not there yet, in the order given, by columns."""
        known = records_of(self._port, model, [item.external_id for item in items])
        answers = {name: Loaded("existing", record) for name, record in known.items()}
        grouped: dict[tuple[str, ...], list[Rows]] = defaultdict(list)
        for item in items:
            if item.external_id not in known:
                grouped[item.columns].append(item)
        load = Load(self._port, model, context)
        for some in grouped.values():
            for page in pages(some, _RECORDS_A_CALL):
                at_call("odoo.master.load.before")
                answers |= load.send(page)
                at_call("odoo.master.load.after")
        _raise_for(answers)
        return answers

    def _archive(self, product_ids: Sequence[int]) -> None:
        """By template, so that Odoo's pages show the product as archived."""
        domain = [("id", "in", list(product_ids)), ("active", "=", True)]
        templates = [
            row["product_tmpl_id"] for row in self._port.search_read("product.product", domain, ["product_tmpl_id"])
        ]
        if templates:
            at_call("odoo.master.archive.before")
            self._port.write("product.template", templates, {"active": False})
            at_call("odoo.master.archive.after")

    def _report(self, kind: str, answers: Answers) -> LoadReport:
        outcomes = [answer.outcome for answer in answers.values()]
        refused = tuple((name, answer.says) for name, answer in answers.items() if answer.outcome == "refused")
        return LoadReport(kind, outcomes.count("created"), outcomes.count("existing"), refused)

    def _lookups(self) -> Lookups:
        """Ids that Odoo brings along, by the names that rows use."""
        return Lookups(
            units=self._by("uom.uom", "name"),
            countries=self._by("res.country", "code"),
            currencies=self._by("res.currency", "name"),
        )

    def _by(self, model: str, field: str) -> Mapping[str, int]:
        rows = self._port.search_read(model, [], [field], order="id desc", context=_ALL)
        return {row[field]: row["id"] for row in rows if row[field]}

    def _products(self) -> Mapping[str, int]:
        return self._by("product.product", "default_code")

    def _templates(self) -> Mapping[str, int]:
        rows = self._port.search_read("product.product", [], ["default_code", "product_tmpl_id"], context=_ALL)
        return {row["default_code"]: row["product_tmpl_id"] for row in rows if row["default_code"]}


def _raise_for(answers: Answers) -> None:
    """Master data is loaded by a person who waits: what could not be asked is said at once."""
    for answer in answers.values():
        if answer.outcome == "try_again":
            raise TryAgain(answer.says)
        if answer.outcome == "unknown":
            step = "Run the same command again: what was made is found again."
            raise OutcomeUnknown(answer.says, next_step=step)
