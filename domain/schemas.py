"""JSON Schemas of the canonical documents: made from the models, so that they cannot say anything else."""

from __future__ import annotations

import json

from domain.documents.acknowledgement import Acknowledgement, FunctionalAcknowledgement
from domain.documents.inventory_report import InventoryReport
from domain.documents.master import Customer, PriceListEntry, Product, UnitOfMeasure
from domain.documents.order_response import OrderResponse
from domain.documents.resolved_order import ReadBackOrder, ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.documents.sales_order_change import SalesOrderChange
from domain.findings import Finding
from domain.frozen import Frozen

FOLDER = "docs/schemas"

_DOCUMENTS: dict[str, type[Frozen | Finding]] = {
    "sales_order": SalesOrder,
    "sales_order_change": SalesOrderChange,
    "customer": Customer,
    "product": Product,
    "price_list_entry": PriceListEntry,
    "unit_of_measure": UnitOfMeasure,
    "resolved_order": ResolvedOrder,
    "read_back_order": ReadBackOrder,
    "order_response": OrderResponse,
    "acknowledgement": Acknowledgement,
    "functional_acknowledgement": FunctionalAcknowledgement,
    "inventory_report": InventoryReport,
    "finding": Finding,
}


def json_schemas() -> dict[str, str]:
    """Path in the repository and text of each schema; the same models give the same bytes."""
    return {f"{FOLDER}/{name}.json": _schema(name, model) for name, model in _DOCUMENTS.items()}


def _schema(name: str, model: type[Frozen | Finding]) -> str:
    version = model.model_fields["schema_version"].default if "schema_version" in model.model_fields else "1"
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:lading:{name}:{version}"}
    body = model.model_json_schema(mode="serialization")
    return json.dumps({**head, **body}, indent=2, ensure_ascii=False, sort_keys=False) + "\n"
