"""Master data of Odoo for the ledger's mirror: by date of change with an overlap, in pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors.odoo import reference_records as records
from connectors.odoo.port import OdooPort, Record
from connectors.odoo.reference_records import Around, Make, ReferenceRecord
from connectors.odoo.rows import as_odoo_time, from_odoo_time

__all__ = ["KINDS", "OdooReferences", "ReferenceRecord"]

OVERLAP = timedelta(minutes=15)
"""A long transaction commits later, with an earlier write_date: so far back is read again."""
_PAGE = 1000
_MARKED = 2000
_ALL: Mapping[str, object] = {"active_test": False}
_GLN, _CARRIER = "global_location_number", "property_delivery_carrier_id"


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of master data is read."""

    model: str
    fields: tuple[str, ...]
    make: Make
    since: tuple[str, ...] = ()
    """Paths of dates that show a change; empty: a small kind, always read whole."""
    domain: tuple[object, ...] = ()


_KINDS: Mapping[str, Kind] = {
    "company": Kind(
        "res.company", ("name", "currency_id", "active", "account_use_credit_limit"), records.company
    ),
    "currency": Kind("res.currency", ("name", "rate"), records.currency, domain=(("active", "=", True),)),
    "warehouse": Kind("stock.warehouse", ("code", "name", "company_id", "active"), records.warehouse),
    "uom": Kind("uom.uom", ("name", "factor", "parent_path", "rounding", "active"), records.uom),
    "pricelist": Kind("product.pricelist", ("name", "currency_id", "company_id", "active"), records.pricelist),
    "tax": Kind(
        "account.tax",
        ("name", "amount", "price_include", "company_id", "active"),
        records.tax,
        domain=(("type_tax_use", "=", "sale"),),
    ),
    "fiscal_position": Kind(
        "account.fiscal.position",
        (
            "name", "company_id", "tax_ids", "active", "auto_apply", "sequence", "country_id", "country_group_id",
            "vat_required", "zip_from", "zip_to", "state_ids",
        ),
        records.fiscal_position,
    ),
    "pricelist_entry": Kind(
        "product.pricelist.item",
        (
            "pricelist_id", "currency_id", "applied_on", "product_id", "product_tmpl_id", "categ_id", "min_quantity",
            "date_start", "date_end", "compute_price", "base", "fixed_price", "percent_price", "base_pricelist_id",
            "price_discount", "price_round", "price_surcharge", "price_min_margin", "price_max_margin",
        ),
        records.pricelist_entry,
        since=("write_date", "pricelist_id.write_date"),
        domain=(("pricelist_id", "!=", False),),
    ),
    "product": Kind(
        "product.product",
        (
            "product_tmpl_id", "default_code", "barcode", "name", "active", "sale_ok", "uom_id", "uom_ids",
            "lst_price", "standard_price", "taxes_id", "categ_id", "is_storable", "sale_delay", "all_product_tag_ids",
        ),
        records.product,
        since=("write_date", "product_tmpl_id.write_date", "product_uom_ids.write_date", "categ_id.write_date"),
    ),
    "customer": Kind(
        "res.partner",
        (
            "ref", "name", "complete_name", "active", "parent_id", "property_product_pricelist",
            "property_account_position_id", "country_code", "company_id", "street", "street2", "zip", "city",
            "category_id", "sale_warn_msg",
        ),
        records.customer,
        since=("write_date",),
    ),
}  # fmt: skip
KINDS: tuple[str, ...] = tuple(_KINDS)
"""In an order in which what is pointed to comes first."""
KIND_FIELDS: Mapping[str, tuple[str, ...]] = {name: kind.fields for name, kind in _KINDS.items()}
"""By kind: the fields of Odoo that are read."""


class OdooReferences:
    """Reads master data; best with the reader's key."""

    def __init__(self, port: OdooPort) -> None:
        """``port``: whose rights show the master data of all companies."""
        self._port = port
        self._known: frozenset[str] | None = None

    def changed(self, kind: str, since: datetime | None = None) -> Iterator[list[ReferenceRecord]]:
        """Records that changed since then, archived ones too, in pages.

        Args:
            kind: one of ``KINDS``.
            since: the newest write_date seen before; an overlap is added here, so known records come again.
                None: all. Small kinds always come whole.

        Raises:
            TryAgain: Odoo could not be asked; ask again from the same ``since``.
        """
        spec = _KINDS[kind]
        domain = [*spec.domain, *_changed_since(spec, since), *self._worth(kind, since)]
        around, last = None, 0
        fields = [*spec.fields, "write_date", *(self._of_modules() if kind == "customer" else [])]
        while True:
            rows = self._page(spec.model, [*domain, ("id", ">", last)], fields)
            if not rows:
                return
            around = self._around(kind, rows, around)
            yield [_reference(spec, row, around) for row in rows]
            last = rows[-1]["id"]

    def mark(self, since: datetime) -> tuple[tuple[int, str], ...] | None:
        """What changed since then among the records that orders name, to be compared with an earlier mark.

        It says more than the newest date would: a record that a long transaction commits late shows, too.

        Args:
            since: the same for marks that are compared; small, so that little is read.

        Returns:
            Ids and dates of change of customers and products; None: too many to tell.

        Raises:
            TryAgain: Odoo could not be asked.
        """
        found: list[tuple[int, str]] = []
        for spec in (_KINDS["customer"], _KINDS["product"]):
            domain = [*spec.domain, *_changed_since(spec, since)]
            rows = self._port.search_read(
                spec.model, domain, ["write_date"], order="id", limit=_MARKED + 1, context=_ALL
            )
            if len(rows) > _MARKED:
                return None
            found += [(row["id"], str(row["write_date"])) for row in rows]
        return tuple(found)

    def ids(self, kind: str) -> list[int]:
        """All ids that the mirror should hold: what is not among them was deleted."""
        spec = _KINDS[kind]
        found: list[int] = []
        while True:
            domain = [*spec.domain, *self._worth(kind, None), ("id", ">", found[-1] if found else 0)]
            rows = self._port.search_read(spec.model, domain, ["id"], order="id", limit=20_000, context=_ALL)
            if not rows:
                return found
            found += [row["id"] for row in rows]

    def _page(self, model: str, domain: Sequence[object], fields: Sequence[str]) -> list[Record]:
        return self._port.search_read(model, domain, fields, order="id", limit=_PAGE, context=_ALL)

    def _worth(self, kind: str, since: datetime | None) -> list[object]:
        """Of all contacts only those with a code, and delivery addresses; one that lost its code must still show it."""
        if kind != "customer" or since is not None:
            return []
        coded = [("ref", "!=", False), (self._gln(), "!=", False), ("barcode", "!=", False)]
        return ["|", "|", "|", *coded, ("type", "=", "delivery")]

    def _gln(self) -> str:
        """The field of a contact's GLN where the module for it is there; people keep it in the barcode too."""
        return _GLN if _GLN in self._of_modules() else "barcode"

    def _of_modules(self) -> list[str]:
        """Fields of contacts that are there only with their module."""
        if self._known is None:
            arguments = {"allfields": [_GLN, _CARRIER], "attributes": ["type"]}
            self._known = frozenset(self._port.call("res.partner", "fields_get", arguments=arguments))
        return sorted({"barcode", *self._known})

    def _names(self, model: str) -> dict[int, str]:
        return {row["id"]: row["name"] for row in self._port.search_read(model, [], ["name"], context=_ALL)}

    def _around(self, kind: str, rows: Sequence[Record], before: Around | None) -> Around:
        if kind == "product":
            paths = before.category_paths if before else self._category_paths()
            one = before.one_cost if before else len(self._port.search_read("res.company", [], ["id"])) == 1
            packs = self._pack_codes([row["id"] for row in rows])
            tags = before.tags if before else self._names("product.tag")
            return Around(category_paths=paths, pack_codes=packs, one_cost=one, tags=tags)
        if kind == "customer":
            return before or self._around_customers()
        if before is not None or kind not in {"pricelist", "pricelist_entry", "company", "fiscal_position"}:
            return before or Around()
        if kind == "fiscal_position":
            return Around(
                replaced_taxes=self._replaced_taxes(),
                countries=self._countries(),
                country_groups=self._country_groups(),
            )
        found = self._port.search_read("res.currency", [], ["name"], context=_ALL)
        return Around(currencies={row["id"]: row["name"] for row in found})

    def _around_customers(self) -> Around:
        carriers = self._names("delivery.carrier") if _CARRIER in self._of_modules() else {}
        return Around(gln_field=self._gln(), tags=self._names("res.partner.category"), carriers=carriers)

    def _category_paths(self) -> dict[int, tuple[int, ...]]:
        found = self._port.search_read("product.category", [], ["parent_path"])
        return {
            row["id"]: tuple(int(part) for part in reversed(row["parent_path"].split("/")) if part) for row in found
        }

    def _pack_codes(self, product_ids: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
        packs: dict[int, list[tuple[str, int]]] = defaultdict(list)
        domain = [("product_id", "in", list(product_ids))]
        fields = ["product_id", "barcode", "uom_id"]
        for row in self._port.search_read("product.uom", domain, fields, order="id", context=_ALL):
            packs[row["product_id"]].append((row["barcode"], row["uom_id"]))
        return packs

    def _countries(self) -> dict[int, str]:
        return {row["id"]: row["code"] for row in self._port.search_read("res.country", [], ["code"])}

    def _country_groups(self) -> dict[int, Sequence[int]]:
        """Countries of each group whose membership does not depend on the state."""
        found = self._port.search_read("res.country.group", [("exclude_state_ids", "=", False)], ["country_ids"])
        return {row["id"]: row["country_ids"] for row in found}

    def _replaced_taxes(self) -> dict[int, list[int]]:
        domain = [("original_tax_ids", "!=", False)]
        found = self._port.search_read("account.tax", domain, ["original_tax_ids"], context=_ALL)
        return {row["id"]: row["original_tax_ids"] for row in found}


def _changed_since(spec: Kind, since: datetime | None) -> list[object]:
    if since is None or not spec.since:
        return []
    moment = as_odoo_time(since - OVERLAP)
    return ["|"] * (len(spec.since) - 1) + [(path, ">=", moment) for path in spec.since]


def _reference(spec: Kind, row: Record, around: Around) -> ReferenceRecord:
    made, codes = spec.make({"active": True, **row}, around)
    return ReferenceRecord(
        id=row["id"],
        codes=codes,
        active=bool(row.get("active", True)),
        data=made.model_dump_json().encode(),
        write_date=from_odoo_time(row["write_date"]) or datetime.min.replace(tzinfo=UTC),
    )
