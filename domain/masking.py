"""Texts that say who somebody is, made unreadable while their shape stays: for fixtures that leave the house."""

from __future__ import annotations

from domain.documents.master import Currency, Customer
from domain.facts import OrderFacts
from domain.frozen import Frozen

MASKED_FIELDS = frozenset(
    {"customer.name", "customer.address", "ship_to.name", "ship_to.address", "note", "line.description"}
)
"""Fields of a document that are masked: names, addresses, free text. All else is structure, code, amount or date."""

_TELLING = ("name", "street", "street2", "zip_code", "city", "warning")
"""Fields of a customer that say who it is."""


def masked(text: str) -> str:
    """Letters become x or X and digits 9; blanks and marks stay, so that length and shape stay."""
    return "".join(_mark(one) for one in text)


def _mark(one: str) -> str:
    if one.isdigit():
        return "9"
    if one.isalpha():
        return "X" if one.isupper() else "x"
    return one


def _masked(customer: Customer) -> Customer:
    told = {name: masked(getattr(customer, name)) for name in _TELLING}
    return customer.model_copy(update=told)


def case_facts(facts: OrderFacts) -> dict[str, object]:
    """The records of ``facts`` as plain data: people's names masked, only entries that can price these products."""
    products = [one for group in facts.products_by_sku.values() for one in group]
    products += [one for group in facts.products_by_gtin.values() for one, _ in group]
    records: dict[str, list[Frozen]] = {
        "customers": [_masked(one) for one in facts.customers_by_id.values()],
        "products": [*{one.record_id: one for one in products}.values()],
        "units": [*facts.units_by_id.values()],
        "pricelists": [*facts.pricelists.values()],
        "taxes": [*facts.taxes.values()],
        "fiscal_positions": [*facts.fiscal_positions.values()],
        "companies": [one.model_copy(update={"name": masked(one.name)}) for one in facts.companies.values()],
        "warehouses": [*facts.warehouses],
        "currencies": [
            Currency(record_id=place, code=code, rate=rate) for place, (code, rate) in enumerate(facts.rates.items(), 1)
        ],
    }
    ids = {one.record_id for one in products}
    templates = {one.template_id for one in products}
    records["entries"] = [
        entry
        for entries in facts.entries.values()
        for entry in entries
        if entry.applied_on in {"all", "category"} or entry.product_id in ids or entry.template_id in templates
    ]
    kinds = {kind: [one.model_dump(mode="json") for one in some] for kind, some in records.items()}
    return {"today": facts.today.isoformat(), "default_company_id": facts.default_company_id, "records": kinds}
