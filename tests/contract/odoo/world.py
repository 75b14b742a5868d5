"""What the contract tests of Odoo stand on: bots, a few products and customers, orders, and SQL to count with."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import psycopg
from pydantic import SecretStr

from connectors.odoo.address import OdooAddress
from connectors.odoo.bots import BOTS
from connectors.odoo.connect import Protocol, connect
from connectors.odoo.master_load import MasterLoad
from connectors.odoo.port import OdooPort
from connectors.odoo.prepare import Where, prepare
from connectors.odoo.sales import ConfirmOrder, OdooSales
from domain.documents.resolved_order import ResolvedLine, ResolvedOrder
from tests.odoo_fixture import OdooCopy

ORDERED_AT = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
"""Half past one in Berlin, half an hour before its clocks go forward."""

PRODUCTS: list[dict[str, Any]] = [
    {"sku": "MUG", "name": "Mug", "category": "c", "gtin": "4006381333931", "list_price": "100", "unit": "Units"},
    {"sku": "CUP", "name": "Cup", "category": "c", "list_price": "10", "unit": "Units"},
    {"sku": "OLD", "name": "Old cup", "category": "c", "list_price": "10", "unit": "Units", "active": False},
]
PACKED: dict[str, Any] = {"packs": [{"unit": "Case of 12", "gtin": "14006381333938"}]}
PRICELISTS: list[dict[str, Any]] = [
    {
        "name": "Twenty off",
        "currency": "USD",
        "entries": [{"applied_on": "all", "kind": "percentage", "percent": "20"}],
    },
    {
        "name": "Euro",
        "currency": "EUR",
        "entries": [{"applied_on": "product", "sku": "CUP", "kind": "fixed", "fixed_price": "7"}],
    },
]
CUSTOMERS: list[dict[str, Any]] = [
    {"code": "C1", "name": "Plain", "country": "US"},
    {"code": "C2", "name": "Twenty", "country": "US", "pricelist": "Twenty off"},
    {"code": "C3", "name": "Euro", "country": "US", "pricelist": "Euro", "gln": "4000001000005"},
    {"code": "C4", "name": "Gone", "country": "US", "active": False},
]
_numbers = itertools.count(1)


@dataclass
class World:
    """Ports and people of one database."""

    copy: OdooCopy
    keys: Mapping[str, SecretStr]
    admin: OdooPort
    sales_port: OdooPort
    reader_port: OdooPort
    sales: OdooSales
    products: Mapping[str, int]
    units: Mapping[str, int]
    customers: Mapping[str, int]
    pricelists: Mapping[str, int]
    protocol: Protocol = "json2"
    open_ports: list[OdooPort] = field(default_factory=list)

    def port(self, role: str = "sales", key: SecretStr | None = None, **options: Any) -> OdooPort:
        """Another port of a bot's, with its own transport or time-outs."""
        login = self.login(key, role)
        address = OdooAddress(self.copy.url, self.copy.database, key or self.keys[role], login)
        made = connect(address, protocol=self.protocol, role=role, **options)
        self.open_ports.append(made)
        return made

    def login(self, key: SecretStr | None, role: str) -> str:
        """Whose key it is: a test may lend a bot's key to a port of another role."""
        known = next((name for name, one in self.keys.items() if one == key), role)
        return BOTS[known].login if known in BOTS else "admin"

    def speaking(self, protocol: Protocol) -> World:
        """The same database, spoken to in another protocol."""
        if protocol == self.protocol:
            return self
        made = replace(self, protocol=protocol, open_ports=[])
        made.admin = made.port("admin", self.copy.admin_key)
        made.sales_port, made.reader_port = made.port("sales"), made.port("reader")
        made.sales = OdooSales(made.sales_port, reader=made.reader_port)
        return made

    def sql(self, text: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database itself."""
        with psycopg.connect(self.copy.dsn) as connection:
            return connection.execute(text, values).fetchall()

    def orders_in_odoo(self, orders: Sequence[ResolvedOrder]) -> int:
        """Orders that carry one of our numbers, counted by SQL."""
        numbers = [order.number for order in orders]
        return int(self.sql("select count(*) from sale_order where client_order_ref = any(%s)", numbers)[0][0])

    def order(
        self, *, customer: str = "C1", lines: Sequence[ResolvedLine] | None = None, **changes: Any
    ) -> ResolvedOrder:
        """A valid order of its own number."""
        number = f"PO-{next(_numbers):05}"
        made = ResolvedOrder(
            external_id=f"__lading__.sales_order_{number.lower().replace('-', '')}",
            number=number,
            customer_code=customer,
            customer_id=self.customers[customer],
            customer_active=True,
            currency="USD",
            ordered_at=ORDERED_AT,
            lines=tuple(lines) if lines is not None else (self.line(1), self.line(2, sku="CUP", price="9.99")),
            untaxed_total=Decimal(0),
            source_label="orders.csv",
        )
        return made.model_copy(update=changes)

    def line(
        self, position: int = 1, *, sku: str = "MUG", quantity: str = "2", price: str | None = "79.5", **changes: Any
    ) -> ResolvedLine:
        """A valid line."""
        made = ResolvedLine(
            position=position,
            sku=sku,
            product_id=self.products[sku],
            product_active=True,
            product_saleable=True,
            unit="Units",
            uom_id=self.units["Units"],
            quantity=Decimal(quantity),
            price_unit=None if price is None else Decimal(price),
        )
        return made.model_copy(update=changes)

    def drafted(self, *orders: ResolvedOrder) -> list[ConfirmOrder]:
        """Draft orders and read them back, ready to be confirmed."""
        done = self.sales.draft(orders)
        assert {answer.outcome for answer in done} == {"created"}, done
        read = self.sales.read_back([order.external_id for order in orders])
        return [
            ConfirmOrder(
                external_id=order.external_id,
                record_id=read[order.external_id].record_id,
                ordered_at=order.ordered_at,
                write_date=read[order.external_id].write_date,
                lines=len(order.lines),
            )
            for order in orders
        ]


class LosesAnswers(httpx.BaseTransport):
    """The call reaches Odoo and is carried out; its answer never arrives."""

    def __init__(self, *methods: str) -> None:
        """``methods``: those whose next answer is lost, like ``load``."""
        self.to_lose = list(methods)
        self._real = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send; drop the answer where its turn has come."""
        answer = self._real.handle_request(request)
        method = _method_of(request)
        if method in self.to_lose:
            self.to_lose.remove(method)
            answer.read()
            answer.close()
            message = "the line was cut"
            raise httpx.ReadError(message)
        return answer


def _method_of(request: httpx.Request) -> str:
    """Of the path in JSON-2, of the body in /jsonrpc."""
    last = request.url.path.rpartition("/")[2]
    if last != "jsonrpc":
        return last
    params = json.loads(request.content)["params"]
    return str(params["args"][4] if params["service"] == "object" else params["method"])


@contextmanager
def a_world(copy: OdooCopy, protocol: Protocol = "json2") -> Iterator[World]:
    """Bots and master data in a fresh database."""
    admin = connect(
        OdooAddress(copy.url, copy.database, copy.admin_key, "admin"), protocol=protocol, role="admin", read_seconds=300
    )
    keys = prepare(admin, Where(copy.url, copy.database)).keys
    load = MasterLoad(admin)
    load.units([{"name": "Case of 12", "factor": "12", "reference": "Units"}])
    load.categories([{"code": "c", "name": "Crockery", "parent": ""}])
    load.products([{**PRODUCTS[0], **PACKED}, *PRODUCTS[1:]])
    load.pricelists(PRICELISTS)
    load.customers(CUSTOMERS)
    ports = {
        role: connect(OdooAddress(copy.url, copy.database, key, BOTS[role].login), protocol=protocol, role=role)
        for role, key in keys.items()
    }
    made = World(
        copy=copy,
        keys=keys,
        admin=admin,
        sales_port=ports["sales"],
        reader_port=ports["reader"],
        sales=OdooSales(ports["sales"], reader=ports["reader"]),
        products=_by(admin, "product.product", "default_code"),
        units=_by(admin, "uom.uom", "name"),
        customers=_by(admin, "res.partner", "ref"),
        pricelists=_by(admin, "product.pricelist", "name"),
        protocol=protocol,
    )
    try:
        yield made
    finally:
        for port in (admin, *ports.values(), *made.open_ports):
            port.close()


def _by(port: OdooPort, model: str, name: str) -> dict[str, int]:
    rows = port.search_read(model, [], [name], context={"active_test": False})
    return {row[name]: row["id"] for row in rows if row[name]}
