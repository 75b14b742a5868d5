"""A portal behind a real server on a real ledger, with keys of two customers and of a field seller."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import yaml

from domain.documents.invoice import Invoice
from domain.documents.master import Company, Customer, PriceList, PriceListEntry, Product, UnitOfMeasure
from domain.findings import Finding
from domain.frozen import Frozen
from domain.lifecycle import WAY
from domain.portal import PortalKey, secret_hash
from entrypoints.webhooks import make_app
from ledger.book import Ledger
from ledger.values import MirrorRecord, Move
from tasks.capture import capture
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.integration.ledger.conftest import ledger, ledger_url, server, template
from tests.integration.receiver.conftest import serving
from tests.unit.readers.made import a_profile

__all__ = ["ledger", "ledger_url", "server", "template"]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
UNITS = {"EA": "Units", "CS": "Case"}


def channel(name: str, **place: object) -> dict[str, object]:
    profile = a_profile(
        "portal",
        channel=name,
        partner=name,
        source_id=f"{name}-orders",
        currency="EUR",
        units=UNITS,
        dates={"past_days": 0, "future_days": 0},
        availability={"buffer": 1} if name == "portal" else None,
        transport={"kind": "portal", "portal": {"burst": 100_000, "requests_per_minute": 1_000_000, **place}},
    )
    return profile.model_dump(mode="json", exclude_defaults=True)


@dataclass
class People:
    """Who asks, with their keys."""

    house: Resources
    secrets: dict[str, str] = field(default_factory=dict)

    def key(self, name: str, *customers: str, channel: str = "portal", **changes: object) -> str:
        """A key's secret; the key's id is ``name``."""
        secret = f"lk_{name}_{'x' * 20}{name}"
        values: dict[str, object] = {
            "id": name, "channel": channel, "customers": customers, "label": "", "made_by": "test", "made_at": NOW,
            "expires_at": None, "revoked_at": None, "revoked_by": "", "secret_hash": secret_hash(secret),
        }  # fmt: skip
        with self.house.ledger.open() as book:
            book.portal.add_key(PortalKey(**{**values, **changes}))  # type: ignore[arg-type]
            book.commit("test.key")
        self.secrets[name] = secret
        return secret


@dataclass
class Asker:
    """A caller with one key."""

    client: httpx.Client
    secret: str

    def ask(self, method: str, path: str, **given: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.secret}", **given.pop("headers", {})}  # type: ignore[dict-item]
        return self.client.request(method, f"/api/v1{path}", headers=headers, **given)  # type: ignore[arg-type]

    def get(self, path: str, **params: object) -> httpx.Response:
        return self.ask("GET", path, params=params)

    def submit(self, order: object, key: str = "k-1", **headers: str) -> httpx.Response:
        content = order if isinstance(order, bytes) else json.dumps(order).encode()
        said = {"Content-Type": "application/json", "Idempotency-Key": key, **headers}
        return self.ask("POST", "/orders", content=content, headers=said)

    def batch(self, *orders: tuple[str, object]) -> httpx.Response:
        body = {"orders": [{"id": key, "order": order} for key, order in orders]}
        return self.ask("POST", "/orders/batch", json=body)


def an_order(number: str = "PO-1", **changes: object) -> dict[str, object]:
    line = {"sku": "A-1", "quantity": "2", "unit": "EA", "unit_price": "10"}
    return {"number": number, "ordered_at": "2026-11-20T10:00:00Z", "lines": [line], **changes}


def work(house: Resources, becomes: Mapping[str, tuple[str, Sequence[Finding]]], channel: str = "portal") -> None:
    """What the consumer would do: deliveries become documents, and these go to their states; others stay captured."""
    while (batch := house.claim(channel, house.limits(), "test")) is not None:
        if batch.delivery is not None:
            capture.fn(house, batch)
        with house.ledger.open() as book:
            rows = book.documents.in_batch(batch, ["captured"])
            for row in rows:
                state, findings = becomes.get(row.number, ("captured", ()))
                for step in _way(state):
                    name = "S00001" if step == "confirmed" else None
                    said = findings if step == state else None
                    book.documents.move_many(batch, [Move(row.id, step, record_name=name, findings=said)])
            book.commit("test.work")
        house.give_back(batch)
        if batch.delivery is None:
            return


def _way(state: str) -> tuple[str, ...]:
    if state == "captured":
        return ()
    if state in {"held", "exception"}:
        return ("read", state)
    if state == "rejected":
        return ("read", "refused", "rejected")
    return WAY[1 : WAY.index(state) + 1]


@pytest.fixture
def partners(tmp_path: Path) -> Path:
    folder = tmp_path / "partners"
    folder.mkdir()
    (folder / "portal.yaml").write_text(yaml.safe_dump(channel("portal")))
    (folder / "field.yaml").write_text(yaml.safe_dump(channel("field", largest_bytes=20_000)))
    (folder / "slow.yaml").write_text(yaml.safe_dump(channel("slow", burst=3, requests_per_minute=60)))
    return folder


@pytest.fixture
def house(tmp_path: Path, partners: Path, ledger_url: str) -> Resources:
    known = Settings(home=tmp_path / "home", ledger_url=ledger_url, partners=partners, odoo_database="mirrored")
    return Resources(known)


@pytest.fixture
def people(house: Resources) -> People:
    made = People(house)
    made.key("ada", "C-A")
    made.key("bob", "C-B")
    made.key("rep", "C-A", "C-C", channel="field")
    made.key("over", "C-A", expires_at=NOW - timedelta(days=1))
    made.key("hasty", "C-A", channel="slow")
    made.key("stray", "C-A", channel="gone")
    return made


@pytest.fixture
def client(house: Resources) -> Iterator[httpx.Client]:
    with serving(make_app(house)) as address, httpx.Client(base_url=address, timeout=60) as made:
        yield made
    house.ledger.close()


@pytest.fixture
def ada(client: httpx.Client, people: People) -> Asker:
    return Asker(client, people.secrets["ada"])


@pytest.fixture
def bob(client: httpx.Client, people: People) -> Asker:
    return Asker(client, people.secrets["bob"])


@pytest.fixture
def rep(client: httpx.Client, people: People) -> Asker:
    return Asker(client, people.secrets["rep"])


def mirror(ledger: Ledger, kind: str, *records: tuple[Frozen, tuple[tuple[str, str], ...]]) -> None:
    """What a reading of Odoo would leave."""
    rows = [
        MirrorRecord(one.record_id, codes, active=True, data=one.model_dump_json().encode(), write_date=NOW)  # type: ignore[attr-defined]
        for one, codes in records
    ]
    with ledger.open() as book:
        book.mirror.refresh("odoo:mirrored", kind, rows, NOW.isoformat())
        book.commit("test.mirror")


@pytest.fixture
def stocked(house: Resources, people: People) -> Resources:
    """A mirror with two customers on two price lists, a product and its units, and invoices."""
    ledger = house.ledger
    mirror(ledger, "company", (Company(record_id=1, name="Us", currency="EUR"), (("name", "Us"),)))
    mirror(
        ledger,
        "uom",
        (UnitOfMeasure(record_id=1, name="Units", factor="1", reference_id=1), (("name", "Units"),)),
        (UnitOfMeasure(record_id=2, name="Case", factor="12", reference_id=1), (("name", "Case"),)),
    )
    lists = [PriceList(record_id=n, name=f"List {n}", currency="EUR") for n in (1, 2)]
    mirror(ledger, "pricelist", *((one, (("name", one.name),)) for one in lists))
    entries = [
        PriceListEntry(record_id=n, pricelist_id=n, currency="EUR", applied_on="all", kind="percentage",
                       percent=str(10 * n), base="list")
        for n in (1, 2)
    ]  # fmt: skip
    mirror(ledger, "pricelist_entry", *((one, (("pricelist", str(one.pricelist_id)),)) for one in entries))
    product = Product(record_id=7, template_id=7, sku="A-1", name="Anvil", uom_id=1, list_price="20", pack_uom_ids=(2,))
    gone = Product(record_id=8, template_id=8, sku="OLD", name="Old", uom_id=1, list_price="20", active=False)
    mirror(ledger, "product", (product, (("sku", "A-1"),)), (gone, (("sku", "OLD"),)))
    people_there = [
        Customer(record_id=100, code="C-A", name="Ada", pricelist_id=1),
        Customer(record_id=200, code="C-B", name="Bob", pricelist_id=2),
        Customer(record_id=201, code="C-C", name="Bob's branch", parent_id=200, pricelist_id=2),
    ]
    mirror(ledger, "customer", *((one, (("code", one.code),)) for one in people_there))
    invoices = [
        an_invoice(1, "INV/2026/0001", 100, 100), an_invoice(2, "INV/2026/0002", 200, 200),
        an_invoice(3, "INV/2026/0003", 201, 200), an_invoice(4, "INV/2026/0004", 100, 100),
    ]  # fmt: skip
    mirror(
        ledger,
        "invoice",
        *(
            (one, (("house", str(one.house_id)), ("customer", str(one.customer_id)), ("number", one.number)))
            for one in invoices
        ),
    )
    return house


def an_invoice(record: int, number: str, customer: int, owed_by: int) -> Invoice:
    return Invoice(
        record_id=record, number=number, kind="invoice", customer_id=customer, house_id=owed_by, issued_on="2026-11-01",
        due_on="2026-12-01", currency="EUR", untaxed="100.00", tax="19.00", total="119.00", residual="119.00",
        state="open", origin=f"S{record}", reference=f"PO of {customer}",
    )  # fmt: skip
