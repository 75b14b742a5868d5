"""A house with a real ledger, archive and folders, and one EDI partner who wants answers; Odoo is not asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain import seams
from domain.documents.resolved_order import ResolvedLine, ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.work import Batch
from ledger.book import Ledger
from ledger.intake import Arrival, accept
from ledger.publications import Publication
from ledger.values import DocumentRow, Move
from tasks.capture import capture
from tasks.outcome_files import write_outcomes
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.integration.ledger.conftest import ledger, ledger_url, server, template
from tests.unit.readers.made import a_profile

__all__ = ["ledger", "ledger_url", "server", "template"]
ANSWERS = {"acknowledge": True, "orders": ["accepted", "changed", "rejected"], "inventory": True}
WAY = ("read", "mapped", "checked", "ready", "drafted", "verified", "confirmed")


class Killed(BaseException):
    """The process dies here."""


@dataclass
class House:
    """What the tests do with it."""

    resources: Resources
    home: Path
    count: int = 0

    @property
    def out(self) -> list[Path]:
        folder = self.home / "channels" / "out"
        return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []

    def files(self, kind: str) -> list[bytes]:
        return [path.read_bytes() for path in self.out if f".{kind}." in path.name]

    def arrive(self, content: str | bytes, name: str = "") -> int:
        self.count += 1
        profile = self.resources.profile("acme")
        arrival = Arrival(
            source_id=profile.source_id, channel="acme", partner="acme", name=name or f"file{self.count}.edi",
            media=profile.format, received_at=datetime.now(UTC),
        )  # fmt: skip
        data = content if isinstance(content, bytes) else content.encode()
        return accept(self.resources.ledger, self.resources.archive, arrival, data).id

    def claim(self) -> Batch | None:
        return self.resources.claim("acme", self.resources.limits(), "test")

    def work(self) -> Batch | None:
        """Claim what waits and pass it through the capture stage."""
        batch = self.claim()
        if batch is not None:
            capture.fn(self.resources, batch)
        return batch

    def take(self, content: str | bytes) -> Batch:
        self.arrive(content)
        batch = self.work()
        assert batch is not None
        return batch

    def rows(self, batch: Batch, *states: str) -> list[DocumentRow]:
        with self.resources.ledger.open() as book:
            return book.documents.in_batch(batch, list(states))

    def confirm(self, batch: Batch) -> list[DocumentRow]:
        """As the stages and Odoo would."""
        for state in WAY:
            rows = self.rows(batch, "captured", *WAY)
            moves = [Move(row.id, state, **self._extra(row, state)) for row in rows]
            with self.resources.ledger.open() as book:
                assert book.documents.move_many(batch, moves) == {row.id for row in rows}
                book.commit("test.move")
        return self.rows(batch, "confirmed")

    @staticmethod
    def _extra(row: DocumentRow, state: str) -> dict[str, Any]:
        if state == "drafted":
            return {"record_id": 7, "record_name": "S00007"}
        if state != "mapped":
            return {}
        order = SalesOrder.model_validate_json(row.payload)
        lines = tuple(
            ResolvedLine(position=one.position, quantity=one.quantity, price_unit=one.unit_price) for one in order.lines
        )
        resolved = ResolvedOrder(
            external_id=row.external_id, number=row.number, customer_code="C", currency=order.currency,
            ordered_at=order.ordered_at, requested_date=order.requested_date, lines=lines,
            untaxed_total=order.total(), source_label="a file",
        )  # fmt: skip
        return {"resolved": resolved.model_dump_json().encode()}

    def done(self, batch: Batch) -> None:
        outcome = write_outcomes(self.resources, batch, self.confirm(batch), to="done")
        assert outcome.stop is None

    def publications(self) -> list[Publication]:
        with self.resources.ledger.open() as book:
            return list(reversed(book.publications.listed()))

    def let_lease_run_out(self) -> None:
        with self.resources.ledger.open() as book:
            book._connection.exec_driver_sql("UPDATE claims SET lease_until = now() - interval '1 second'")
            book.commit("test.lease")
        with self.resources.ledger.open() as book:
            book.claims.sweep()
            book.commit("test.sweep")
        with self.resources.ledger.open() as book:
            book._connection.exec_driver_sql("UPDATE threads SET available_at = now()")
            book._connection.exec_driver_sql("UPDATE deliveries SET available_at = now()")
            book.commit("test.available")


def make_house(tmp_path: Path, ledger_url: str, form: str = "x12", **answers: object) -> House:
    transport = {"inbox": "in", "archived": "seen", "outcomes": "out"}
    checks = {"superseded": {"BOLT-M8": "BOLT-M8-2"}}
    profile = a_profile(form, transport=transport, answers={**ANSWERS, **answers}, currency="USD", checks=checks)
    partners = tmp_path / "partners"
    partners.mkdir()
    (partners / "acme.yaml").write_text(yaml.safe_dump(profile.model_dump(mode="json", exclude_defaults=True)))
    settings = Settings(
        home=tmp_path / "home", ledger_url=ledger_url, partners=partners, channels=tmp_path / "channels"
    )
    return House(Resources(settings), tmp_path)


@pytest.fixture
def house(tmp_path: Path, ledger: Ledger, ledger_url: str) -> Iterator[House]:
    made = make_house(tmp_path, ledger_url)
    yield made
    seams.install(None)
    made.resources.ledger.close()
