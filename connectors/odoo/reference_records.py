"""Odoo's master records as canonical ones: pure, one function a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from connectors.odoo.port import Record
from connectors.odoo.rows import exact, from_odoo_time
from domain.documents.master import (
    Company,
    Currency,
    Customer,
    FiscalPosition,
    PriceList,
    PriceListEntry,
    Product,
    Tax,
    UnitOfMeasure,
    Warehouse,
)
from domain.frozen import Frozen

Codes = tuple[tuple[str, str], ...]
_APPLIED: Mapping[str, Literal["product", "template", "category", "all"]] = {
    "0_product_variant": "product",
    "1_product": "template",
    "2_product_category": "category",
    "3_global": "all",
}
_BASES: Mapping[str, Literal["list", "cost", "pricelist"]] = {
    "list_price": "list",
    "standard_price": "cost",
    "pricelist": "pricelist",
}


@dataclass(frozen=True, slots=True)
class ReferenceRecord:
    """One record of the system of record, for the mirror."""

    id: int
    codes: Codes
    """(kind of code, code), as written in Odoo."""
    active: bool
    data: bytes
    """JSON of the model in ``domain.documents.master``."""
    write_date: datetime


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a page of records: read once, used by all."""

    currencies: Mapping[int, str] = field(default_factory=dict)
    category_paths: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """Category and its parents, nearest first."""
    pack_codes: Mapping[int, Sequence[tuple[str, int]]] = field(default_factory=dict)
    """By product: (gtin, uom_id)."""
    replaced_taxes: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """By tax: those that it takes the place of."""
    countries: Mapping[int, str] = field(default_factory=dict)
    """Country to its ISO code."""
    country_groups: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """Countries of each group that holds them whole."""
    gln_field: str = "barcode"
    tags: Mapping[int, str] = field(default_factory=dict)
    """Names of the tags of contacts or products."""
    carriers: Mapping[int, str] = field(default_factory=dict)
    """Names of delivery methods; empty: none, or the module for them is not there."""
    one_cost: bool = False
    """One company: a product's cost is the same whoever asks."""


def _one(value: object) -> int | None:
    return int(str(value)) if value else None


def _text(value: object) -> str:
    return str(value) if value else ""


def _coded(*pairs: tuple[str, object]) -> Codes:
    return tuple((kind, str(code)) for kind, code in pairs if code)


def customer(row: Record, around: Around) -> tuple[Frozen, Codes]:
    """A customer or delivery address."""
    gln = _text(row.get(around.gln_field)) or _text(row.get("barcode"))
    made = Customer(
        record_id=row["id"],
        code=_text(row["ref"]),
        gln=gln,
        name=_text(row["name"]) or _text(row["complete_name"]),
        active=row["active"],
        parent_id=_one(row["parent_id"]),
        pricelist_id=_one(row["property_product_pricelist"]),
        fiscal_position_id=_one(row["property_account_position_id"]),
        country=_text(row["country_code"]),
        company_id=_one(row["company_id"]),
        street=_text(row["street"]),
        street2=_text(row["street2"]),
        zip_code=_text(row["zip"]),
        city=_text(row["city"]),
        tags=_names(row["category_id"], around),
        warning=_text(row["sale_warn_msg"]),
        carrier=around.carriers.get(_one(row.get("property_delivery_carrier_id")) or 0, ""),
    )
    return made, _coded(("code", row["ref"]), ("gln", gln), ("parent", row["parent_id"]))


def _names(ids: Sequence[int], around: Around) -> tuple[str, ...]:
    return tuple(sorted(around.tags[one] for one in ids if one in around.tags))


def product(row: Record, around: Around) -> tuple[Frozen, Codes]:
    """A product variant with its packs."""
    packs = tuple(around.pack_codes.get(row["id"], ()))
    units = dict.fromkeys([*row["uom_ids"], *(unit for _, unit in packs)])
    made = Product(
        record_id=row["id"],
        template_id=row["product_tmpl_id"],
        sku=_text(row["default_code"]),
        gtin=_text(row["barcode"]),
        name=_text(row["name"]),
        active=row["active"],
        saleable=row["sale_ok"],
        uom_id=row["uom_id"],
        pack_uom_ids=tuple(unit for unit in units if unit != row["uom_id"]),
        pack_gtins=packs,
        list_price=exact(row["lst_price"]),
        cost=exact(row["standard_price"]) if around.one_cost else None,
        tax_ids=tuple(row["taxes_id"]),
        category_id=_one(row["categ_id"]),
        category_path=around.category_paths.get(row["categ_id"], ()),
        storable=row["is_storable"] in {True, "product"},
        lead_days=int(exact(row["sale_delay"])),
        tags=_names(row["all_product_tag_ids"], around),
    )
    codes = (("sku", row["default_code"]), ("gtin", row["barcode"]), *(("gtin", gtin) for gtin, _ in packs))
    return made, _coded(*codes, ("template", row["product_tmpl_id"]))


def uom(row: Record, around: Around) -> tuple[Frozen, Codes]:  # noqa: ARG001 - one shape for all kinds
    """A unit; the root of its family is the first of its path."""
    made = UnitOfMeasure(
        record_id=row["id"],
        name=row["name"],
        factor=exact(row["factor"]),
        reference_id=int(str(row["parent_path"]).split("/")[0]),
        rounding=exact(row["rounding"]),
        active=row["active"],
    )
    return made, _coded(("name", row["name"]))


def pricelist(row: Record, around: Around) -> tuple[Frozen, Codes]:
    """A price list."""
    made = PriceList(
        record_id=row["id"],
        name=row["name"],
        currency=around.currencies.get(row["currency_id"], ""),
        company_id=_one(row["company_id"]),
        active=row["active"],
    )
    return made, _coded(("name", row["name"]))


def pricelist_entry(row: Record, around: Around) -> tuple[Frozen, Codes]:
    """A price list's rule; one on a base that we don't know, a module's, is opaque to us."""
    base = _BASES.get(row["base"])
    kind = row["compute_price"] if row["compute_price"] == "fixed" or base else "formula"
    made = PriceListEntry(
        record_id=row["id"],
        pricelist_id=row["pricelist_id"],
        currency=around.currencies.get(row["currency_id"], ""),
        applied_on=_APPLIED[row["applied_on"]],
        product_id=_one(row["product_id"]),
        template_id=_one(row["product_tmpl_id"]),
        category_id=_one(row["categ_id"]),
        min_quantity=exact(row["min_quantity"]),
        starts=from_odoo_time(row["date_start"]),
        ends=from_odoo_time(row["date_end"]),
        kind=kind,
        fixed_price=exact(row["fixed_price"]) if kind == "fixed" else None,
        **_terms(row, kind) if kind != "fixed" and base else {},
        base=base if kind != "fixed" else None,
        base_pricelist_id=_one(row["base_pricelist_id"]) if kind != "fixed" and base == "pricelist" else None,
        formula=f"{row['compute_price']} of {row['base']}" if kind == "formula" else "",
    )
    return made, _coded(("pricelist", row["pricelist_id"]))


def _terms(row: Record, kind: str) -> dict[str, Decimal]:
    """What a percentage or a formula does to its base."""
    if kind == "percentage":
        return {"percent": exact(row["percent_price"])}
    return {
        "percent": exact(row["price_discount"]),
        "round_to": exact(row["price_round"]),
        "surcharge": exact(row["price_surcharge"]),
        "margin_min": exact(row["price_min_margin"]),
        "margin_max": exact(row["price_max_margin"]),
    }


def tax(row: Record, around: Around) -> tuple[Frozen, Codes]:  # noqa: ARG001 - one shape for all kinds
    """A sales tax."""
    made = Tax(
        record_id=row["id"],
        name=row["name"],
        amount=exact(row["amount"]),
        price_include=row["price_include"],
        company_id=_one(row["company_id"]),
        active=row["active"],
    )
    return made, _coded(("name", row["name"]))


def fiscal_position(row: Record, around: Around) -> tuple[Frozen, Codes]:
    """Which taxes take the place of which."""
    group = _one(row["country_group_id"])
    members = around.country_groups.get(group) if group is not None else None
    pairs = row.get("tax_map") or [(old, new) for new in row["tax_ids"] for old in around.replaced_taxes.get(new, ())]
    made = FiscalPosition(
        record_id=row["id"],
        name=row["name"],
        company_id=_one(row["company_id"]),
        tax_map=tuple(sorted(pairs)),
        removes_all=row.get("removes_all", not row["tax_ids"]),
        auto_apply=row["auto_apply"],
        sequence=row["sequence"],
        country=around.countries.get(row["country_id"], ""),
        countries=None if members is None else tuple(sorted(around.countries[one] for one in members)),
        opaque=bool(row["vat_required"] or (row["zip_from"] and row["zip_to"]) or row["state_ids"])
        or (group is not None and members is None),
        active=row["active"],
    )
    return made, _coded(("name", row["name"]))


def company(row: Record, around: Around) -> tuple[Frozen, Codes]:
    """A company that sells."""
    currency = around.currencies.get(row["currency_id"], "")
    made = Company(
        record_id=row["id"],
        name=row["name"],
        currency=currency,
        active=row["active"],
        credit_limits=bool(row["account_use_credit_limit"]),
    )
    return made, _coded(("name", row["name"]))


def currency(row: Record, around: Around) -> tuple[Frozen, Codes]:  # noqa: ARG001 - one shape for all kinds
    """A currency that is in use."""
    made = Currency(record_id=row["id"], code=row["name"], rate=exact(row["rate"]))
    return made, _coded(("name", row["name"]))


def warehouse(row: Record, around: Around) -> tuple[Frozen, Codes]:  # noqa: ARG001 - one shape for all kinds
    """Where goods are taken from."""
    made = Warehouse(
        record_id=row["id"],
        code=row["code"],
        name=row["name"],
        company_id=_one(row["company_id"]),
        active=row["active"],
    )
    return made, _coded(("code", row["code"]), ("name", row["name"]))


Make = Callable[[Record, Around], tuple[Frozen, Codes]]
