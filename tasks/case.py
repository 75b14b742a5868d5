"""A case: one document with the facts it was judged by, in a folder, run through reader, mapping and rules.

``lading exceptions export-case`` writes it, masked; the test beside it runs it for ever after.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from connectors import read_documents
from connectors.ports import Raw, Reading
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
from domain.facts import OrderFacts
from domain.findings import Finding
from domain.profile import PartnerProfile
from domain.resolve import resolve
from domain.rules import apply_severities, run_rules

PROFILE, FACTS, EXPECTED = "profile.json", "facts.json", "expected.json"


def findings_of(folder: Path) -> list[str]:
    """Code, severity and place of each finding about the case in ``folder``, sorted."""
    profile = PartnerProfile.model_validate_json((folder / PROFILE).read_text(encoding="utf-8"))
    facts = facts_from(json.loads((folder / FACTS).read_text(encoding="utf-8")))
    (sample,) = folder.glob("delivery.*")
    return told(judged(Raw.of(sample.name, sample), profile, facts))


def expected_of(folder: Path) -> list[str]:
    """What was found when the case was exported."""
    found: list[str] = json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
    return found


def judged(raw: Raw, profile: PartnerProfile, facts: OrderFacts, external_number: str = "") -> list[Finding]:
    """All findings of reader and rules; of one document only, where its number is given."""
    found: list[Finding] = []
    for part in read_documents(raw, profile):
        if isinstance(part, Reading) and (not external_number or part.number == external_number):
            found += part.findings
            order = part.document
            if order is not None:
                found += run_rules(order, resolve(order, facts, profile), facts, profile)
    return list(apply_severities(found, profile))


def told(found: list[Finding]) -> list[str]:
    """Findings without their words: those may name what was masked."""
    return sorted(f"{one.code} {one.severity.value} {one.path}".strip() for one in found)


def facts_from(data: dict[str, Any]) -> OrderFacts:
    """Facts out of a case's file."""
    kinds = data["records"]
    return OrderFacts.of(
        today=date.fromisoformat(data["today"]),
        default_company_id=data["default_company_id"],
        customers=TypeAdapter(list[Customer]).validate_python(kinds["customers"]),
        products=TypeAdapter(list[Product]).validate_python(kinds["products"]),
        units=TypeAdapter(list[UnitOfMeasure]).validate_python(kinds["units"]),
        entries=TypeAdapter(list[PriceListEntry]).validate_python(kinds["entries"]),
        pricelists=TypeAdapter(list[PriceList]).validate_python(kinds["pricelists"]),
        taxes=TypeAdapter(list[Tax]).validate_python(kinds["taxes"]),
        fiscal_positions=TypeAdapter(list[FiscalPosition]).validate_python(kinds["fiscal_positions"]),
        companies=TypeAdapter(list[Company]).validate_python(kinds["companies"]),
        warehouses=TypeAdapter(list[Warehouse]).validate_python(kinds["warehouses"]),
        currencies=TypeAdapter(list[Currency]).validate_python(kinds.get("currencies", [])),
    )
