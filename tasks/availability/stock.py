"""Stock in the mirror: what changed in Odoo since the last look, or the whole of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from connectors.odoo.reference_records import ReferenceRecord
from domain.promising.terms import Stock
from ledger.values import MirrorRecord
from tasks.runtime.resources import Resources

KIND = "stock"
_NEVER = "1970-01-01T00:00:00+00:00"


def refresh_stock(house: Resources, *, whole: bool = False) -> list[str]:
    """Bring the mirror's stock up to date and mark the SKUs whose stock is another than before.

    Args:
        house: ledger and Odoo.
        whole: read all of it, not only what Odoo shows as changed.

    Returns:
        SKUs that changed.

    Raises:
        TryAgain: Odoo or the ledger could not be reached; what was read so far is kept.
    """
    with house.ledger.open() as book:
        cursor = book.mirror.cursor(house.odoo_target, KIND)
    if cursor is None or whole:
        newest = house.stock.newest()
        changed = _kept(house, None)
        _keep_cursor(house, newest.isoformat() if newest else _NEVER)
        return changed
    try:
        products, newest_seen = house.stock.changed(datetime.fromisoformat(cursor))
        if not products:
            return []
        changed = _kept(house, products)
        _keep_cursor(house, newest_seen.isoformat())
    except BaseException:
        house.stock.forget()
        raise
    return changed


def _keep_cursor(house: Resources, cursor: str) -> None:
    with house.ledger.open() as book:
        book.mirror.refresh(house.odoo_target, KIND, [], cursor)
        book.commit("tasks.availability.cursor")


def _kept(house: Resources, products: Sequence[int] | None) -> list[str]:
    changed: list[str] = []
    seen: set[int] = set()
    for page in house.stock.read(products):
        changed += _page(house, page)
        seen.update(one.id for one in page)
    if products is None:
        changed += _emptied(house, seen)
    return changed


def _emptied(house: Resources, seen: set[int]) -> list[str]:
    """Products of the mirror of which Odoo shows nothing any more: they have no stock."""
    with house.ledger.open() as book:
        known = {stock.record_id: stock for stock in stocks(book.mirror.all(house.odoo_target, KIND))}
    left = [stock for number, stock in known.items() if number not in seen]
    return _page(house, [_nothing(stock) for stock in left]) if left else []


def _nothing(stock: Stock) -> ReferenceRecord:
    now = datetime.now(UTC)
    empty = Stock(record_id=stock.record_id, sku=stock.sku, read_at=now)
    data = empty.model_dump_json().encode()
    return ReferenceRecord(id=stock.record_id, codes=(("sku", stock.sku),), active=True, data=data, write_date=now)


def _page(house: Resources, page: Sequence[ReferenceRecord]) -> list[str]:
    """Write a page and mark, in one transaction, the SKUs whose stock is another one."""
    records = [
        MirrorRecord(one.id, one.codes, active=one.active, data=one.data, write_date=one.write_date) for one in page
    ]
    with house.ledger.open() as book:
        skus = [code for one in page for _, code in one.codes]
        before = {stock.record_id: stock for stock in stocks(book.mirror.found(house.odoo_target, KIND, "sku", skus))}
        changed = [
            stock.sku for stock in stocks(one.data for one in page) if not _same(before.get(stock.record_id), stock)
        ]
        book.mirror.refresh(house.odoo_target, KIND, records)
        book.published.mark(changed, "stock")
        book.commit("tasks.availability.stock")
    return changed


def stocks(rows: Iterable[bytes]) -> list[Stock]:
    """The mirror's rows as values."""
    return [Stock.model_validate_json(row) for row in rows]


def _same(before: Stock | None, now: Stock) -> bool:
    return before is not None and before == now.model_copy(update={"read_at": before.read_at})
