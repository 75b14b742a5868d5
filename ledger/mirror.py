"""The mirror: reference data of a system of record, read by cursor, looked up by code."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from ledger.found import storable
from ledger.statements import statement
from ledger.values import MirrorRecord


class Mirror:
    """Customers, products, prices and units as last read."""

    def __init__(self, connection: Connection) -> None:
        """Work in the book's transaction."""
        self._connection = connection

    def refresh(self, target: str, kind: str, records: Sequence[MirrorRecord], cursor: str | None = None) -> int:
        """Write records as read, and how far the reading came; returns how many records."""
        place = {"target": target, "kind": kind}
        latest = {record.id: record for record in records}
        if latest:
            self._write(place, list(latest.values()))
        if cursor is not None:
            self._connection.execute(statement("keep_mirror_cursor"), place | {"cursor": cursor})
        return len(latest)

    def _write(self, place: dict[str, str], records: Sequence[MirrorRecord]) -> None:
        ids = [record.id for record in records]
        values: dict[str, object] = {
            **place,
            "ids": ids,
            "actives": [record.active for record in records],
            "datas": [record.data for record in records],
            "write_dates": [record.write_date for record in records],
        }
        self._connection.execute(statement("upsert_mirror"), values)
        self._connection.execute(statement("drop_mirror_codes"), place | {"ids": ids})
        codes = [(record.id, kind, storable(code)) for record in records for kind, code in record.codes if code]
        if codes:
            owners, kinds, texts = (list(column) for column in zip(*codes, strict=True))
            self._connection.execute(
                statement("insert_mirror_codes"), place | {"ids": owners, "code_kinds": kinds, "codes": texts}
            )

    def found(self, target: str, kind: str, code_kind: str, codes: Sequence[str]) -> list[bytes]:
        """Every record with one of the codes, by id: a code may belong to several, and the rules say so."""
        wanted = [storable(code) for code in set(codes)]
        values = {"target": target, "kind": kind, "code_kind": code_kind, "codes": wanted}
        return [bytes(row.data) for row in self._connection.execute(statement("mirror_found"), values)]

    def all(self, target: str, kind: str) -> list[bytes]:
        """Every record of the kind, by id."""
        rows = self._connection.execute(statement("mirror_all"), {"target": target, "kind": kind})
        return [bytes(row.data) for row in rows]

    def ids(self, target: str, kind: str) -> set[int]:
        """Ids of every record of the kind."""
        rows = self._connection.execute(statement("mirror_ids"), {"target": target, "kind": kind})
        return {row.record_id for row in rows}

    def cursor(self, target: str, kind: str) -> str | None:
        """How far the kind was read; None: never."""
        found: str | None = self._connection.execute(
            statement("mirror_cursor"), {"target": target, "kind": kind}
        ).scalar()
        return found

    def drop_missing(self, target: str, kind: str, ids: Sequence[int]) -> int:
        """Drop records whose id is not among ``ids``: the system of record no longer has them."""
        values = {"target": target, "kind": kind, "ids": list(ids)}
        return int(self._connection.execute(statement("drop_missing"), values).rowcount)
