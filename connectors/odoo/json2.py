"""Odoo 19 and later over JSON-2: one POST a call, one transaction a call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import orjson

from connectors.odoo.address import OdooAddress
from connectors.odoo.answers import load_answer, major_version, result_of
from connectors.odoo.guarded import Call, Groups, GuardedPort, Load, Search, Write
from connectors.odoo.http import Line, Options
from connectors.odoo.port import ENGLISH_UTC, Context, LoadAnswer, OdooVersion, Record
from domain.seams import at_call

__all__ = ["Json2Port", "OdooAddress"]


class Json2Port(GuardedPort):
    """An ``OdooPort`` on JSON-2; see ``port.py`` for what each method promises."""

    def __init__(self, address: OdooAddress, *, role: str = "sales", **options: Unpack[Options]) -> None:
        """Open no connection yet.

        Args:
            address: url, database, key.
            role: whose allow-list of writes holds (``ownership``).
            options: limits and time-outs of the line.
        """
        headers = {
            "Authorization": f"bearer {address.key()}",
            "X-Odoo-Database": address.database,
            "Content-Type": "application/json",
            "User-Agent": "Lading",
        }
        self._line = Line(address.url, headers=headers, **options)
        self._user: int | None = None
        super().__init__(role, f"{self._line.url}/{address.database}")

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

    def close(self) -> None:
        """Give the connections back."""
        self._line.close()

    def _search(self, asked: Search) -> list[Record]:
        arguments: dict[str, object] = {"domain": list(asked.domain), "fields": list(asked.fields), "load": ""}
        arguments |= ({"order": asked.order} if asked.order else {}) | asked.paging()
        return list(self.call(asked.model, "search_read", arguments=arguments, context=asked.context))

    def _load(self, asked: Load) -> LoadAnswer:
        body = {"fields": list(asked.fields), "data": list(asked.rows)}
        return load_answer(self._post(asked.model, "load", body, asked.context, changes=True))

    def _call(self, asked: Call) -> Any:  # noqa: ANN401 - as the port has it
        body = dict(asked.arguments) | ({"ids": list(asked.ids)} if asked.ids else {})
        return self._post(asked.model, asked.method, body, asked.context, changes=asked.changes)

    def _write(self, asked: Write) -> None:
        body = {"ids": list(asked.ids), "vals": dict(asked.values)}
        self._post(asked.model, "write", body, asked.context, changes=True)

    def _groups(self, asked: Groups) -> list[Record]:
        arguments = {
            "domain": list(asked.domain),
            "groupby": list(asked.groupby),
            "aggregates": list(asked.aggregates),
        }
        return list(self.call(asked.model, "formatted_read_group", arguments=arguments, context=asked.context))

    def _post(
        self, model: str, method: str, body: Mapping[str, object], context: Context | None, *, changes: bool
    ) -> Any:  # noqa: ANN401 - JSON
        sent = orjson.dumps({**body, "context": {**ENGLISH_UTC, **(context or {})}}, default=str)
        at_call("odoo.json2.before")
        answer = self._line.post(f"/json/2/{model}/{method}", sent, changes=changes)
        at_call("odoo.json2.after")
        return result_of(answer, f"{model} {method}", changes=changes)
