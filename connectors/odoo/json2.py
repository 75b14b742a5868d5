"""Odoo 19 and later over JSON-2: one POST a call, one transaction a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import orjson

from connectors.odoo import ownership
from connectors.odoo.address import OdooAddress
from connectors.odoo.answers import load_answer, major_version, result_of
from connectors.odoo.http import Line
from connectors.odoo.port import (
    CREATE_ONLY,
    ENGLISH_UTC,
    Context,
    Domain,
    LoadAnswer,
    OdooVersion,
    Record,
)
from domain.seams import at_call

__all__ = ["Json2Port", "OdooAddress"]


class Json2Port:
    """An ``OdooPort`` on JSON-2; see ``port.py`` for what each method promises."""

    def __init__(
        self,
        address: OdooAddress,
        *,
        role: str = "sales",
        calls_in_flight: int = 2,
        connect_seconds: float = 5.0,
        read_seconds: float = 130.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Open no connection yet.

        Args:
            address: url, database, key.
            role: whose allow-list of writes holds (``ownership``).
            calls_in_flight: at once to this Odoo, over the whole process; the smallest that any port asks for holds.
            connect_seconds: time to connect.
            read_seconds: time to wait for an answer; above Odoo's limit_time_real, or outcomes are lost needlessly.
            transport: for tests.
        """
        self._role = role
        self._database = address.database
        self._user: int | None = None
        self._line = Line(
            address.url,
            headers={
                "Authorization": f"bearer {address.key()}",
                "X-Odoo-Database": address.database,
                "Content-Type": "application/json",
                "User-Agent": "Lading",
            },
            calls_in_flight=calls_in_flight,
            connect_seconds=connect_seconds,
            read_seconds=read_seconds,
            transport=transport,
        )

    def __repr__(self) -> str:
        """Where and as whom, without the key."""
        return f"Json2Port({self.identity}, role={self._role})"

    @property
    def role(self) -> str:
        """Whose allow-list holds."""
        return self._role

    @property
    def identity(self) -> str:
        """Host and database."""
        return f"{self._line.url}/{self._database}"

    def version(self) -> OdooVersion:
        """Version of the server, without login."""
        answer = self._line.get("/web/version")
        found = result_of(answer, "web/version", changes=False)
        text = str(found.get("version", "")) if isinstance(found, dict) else ""
        return OdooVersion(major_version(text), text)

    def user_id(self) -> int:
        """Record of the bot, asked once."""
        if self._user is None:
            self._user = int(self.call("res.users", "context_get")["uid"])
        return self._user

    def search_read(
        self,
        model: str,
        domain: Domain,
        fields: Sequence[str],
        *,
        order: str = "",
        limit: int | None = None,
        offset: int = 0,
        context: Context | None = None,
    ) -> list[Record]:
        """Records that match."""
        arguments: dict[str, object] = {"domain": list(domain), "fields": list(fields), "load": ""}
        arguments |= {"order": order} if order else {}
        arguments |= {"limit": limit} if limit is not None else {}
        arguments |= {"offset": offset} if offset else {}
        found = self.call(model, "search_read", arguments=arguments, context=context)
        return list(found)

    def load(
        self, model: str, fields: Sequence[str], rows: Sequence[Sequence[object]], *, context: Context = CREATE_ONLY
    ) -> LoadAnswer:
        """Make or write many records in one transaction."""
        ownership.check_fields(self._role, model, fields)
        answer = self._post(model, "load", {"fields": list(fields), "data": list(rows)}, context, changes=True)
        return load_answer(answer)

    def call(
        self,
        model: str,
        method: str,
        ids: Sequence[int] = (),
        *,
        arguments: Mapping[str, object] | None = None,
        context: Context | None = None,
    ) -> Any:  # noqa: ANN401 - as the port has it
        """Call a public method by named arguments."""
        ownership.check_method(self._role, model, method)
        body = dict(arguments or {}) | ({"ids": list(ids)} if ids else {})
        return self._post(model, method, body, context, changes=method not in ownership.READING_METHODS)

    def write(
        self, model: str, ids: Sequence[int], values: Mapping[str, object], *, context: Context | None = None
    ) -> None:
        """Write the same values on all the records."""
        ownership.check_fields(self._role, model, values)
        self._post(model, "write", {"ids": list(ids), "vals": dict(values)}, context, changes=True)

    def groups(self, model: str, domain: Domain, *, groupby: Sequence[str], aggregates: Sequence[str]) -> list[Record]:
        """Aggregates computed inside Odoo."""
        arguments = {"domain": list(domain), "groupby": list(groupby), "aggregates": list(aggregates)}
        return list(self.call(model, "formatted_read_group", arguments=arguments))

    def close(self) -> None:
        """Give the connections back."""
        self._line.close()

    def _post(
        self, model: str, method: str, body: Mapping[str, object], context: Context | None, *, changes: bool
    ) -> Any:  # noqa: ANN401 - JSON
        sent = orjson.dumps({**body, "context": {**ENGLISH_UTC, **(context or {})}}, default=str)
        at_call("odoo.json2.before")
        answer = self._line.post(f"/json/2/{model}/{method}", sent, changes=changes)
        at_call("odoo.json2.after")
        return result_of(answer, f"{model} {method}", changes=changes)
