"""Reference data is found by code, as last read."""

from __future__ import annotations

from datetime import timedelta

from ledger.values import MirrorRecord
from tests.integration.ledger.orders import NOW, Clerk, order


def product(number: int, sku: str, *, active: bool = True, data: bytes = b"{}") -> MirrorRecord:
    return MirrorRecord(number, [("sku", sku), ("gtin", "")], active=active, data=data, write_date=NOW)


def test_a_record_read_again_replaces_its_data_and_its_codes(clerk: Clerk) -> None:
    with clerk.ledger.open() as book:
        book.mirror.refresh("odoo", "product", [product(1, "OLD"), product(2, "B")], "2026-03-01")
        book.mirror.refresh("odoo", "product", [product(1, "NEW", data=b"new")], "2026-03-02")
        assert book.mirror.found("odoo", "product", "sku", ["OLD", "NEW", "B"]) == [b"new", b"{}"]
        assert book.mirror.cursor("odoo", "product") == "2026-03-02"
        assert book.mirror.found("other-odoo", "product", "sku", ["B"]) == []
        assert book.mirror.cursor("odoo", "customer") is None


def test_every_record_with_a_code_is_found_archived_ones_too(clerk: Clerk) -> None:
    with clerk.ledger.open() as book:
        book.mirror.refresh("odoo", "product", [product(1, "A", active=False), product(9, "A", data=b"active")])
        assert book.mirror.found("odoo", "product", "sku", ["A", "A"]) == [b"{}", b"active"]


def test_records_that_the_system_of_record_lost_are_dropped_with_their_codes(clerk: Clerk) -> None:
    with clerk.ledger.open() as book:
        book.mirror.refresh("odoo", "product", [product(n, f"S{n}") for n in range(1, 6)])
        assert book.mirror.drop_missing("odoo", "product", [1, 2, 3]) == 2
        assert book.mirror.ids("odoo", "product") == {1, 2, 3}
        assert book.mirror.found("odoo", "product", "sku", ["S3", "S5"]) == [b"{}"]


def test_alike_orders_are_those_with_the_same_hash_within_the_window_and_no_duplicates(clerk: Clerk) -> None:
    clerk.work(*(order(f"PO-{n}", n, alike_hash="same") for n in (1, 2)), order("PO-1", 3, alike_hash="same"))
    with clerk.ledger.open() as book:
        recent = NOW - timedelta(days=3650)
        assert [each.number for each in book.alike(["same"], recent)["same"]] == ["PO-1", "PO-2"]
        assert book.alike(["same"], NOW + timedelta(days=3650)) == {}
        assert [row.number for row in book.population("web", 1)] == ["PO-2"]
