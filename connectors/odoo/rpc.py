"""Odoo 14 to 18 over ``/jsonrpc``, what odoorpc speaks too: one POST a call, one transaction a call.

It speaks 19's words to whoever asks; ``dialect.py`` translates for older versions.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Unpack
from urllib.parse import quote

import orjson

from connectors.odoo import versions
from connectors.odoo.address import OdooAddress
from connectors.odoo.answers import load_answer, major_version
from connectors.odoo.dialect import Dialect
from connectors.odoo.guarded import Call, Groups, GuardedPort, Load, Search, Write
from connectors.odoo.http import Line, Options
from connectors.odoo.older_groups import older_groups
from connectors.odoo.older_records import shaped_records
from connectors.odoo.older_rows import shaped_rows
from connectors.odoo.port import ENGLISH_UTC, Context, LoadAnswer, OdooVersion, Record
from connectors.odoo.rpc_answers import rpc_result
from domain.errors import Misconfigured, OutcomeUnknown, StopTheRun, TryAgain
from domain.seams import at_call

_LINKS: Mapping[str, Mapping[str, str]] = {
    "sale.order": {"order_line": "sale.order.line"},
    "purchase.order": {"order_line": "purchase.order.line"},
    "stock.picking": {"move_ids": "stock.move"},
}
"""One-to-many fields that a load fills, and what they lead to."""
_PATH = "/jsonrpc"


class RpcPort(GuardedPort):
    """An ``OdooPort`` on ``/jsonrpc``; see ``port.py`` for what each method promises."""

    def __init__(self, address: OdooAddress, *, role: str = "sales", **options: Unpack[Options]) -> None:
        """Open no connection yet; the arguments are those of ``Json2Port``, and the address has a login."""
        address.key()  # what cannot be one is refused now; it is not kept, so that no dump of this object shows it
        self._address = address
        self._version: OdooVersion | None = None
        self._dialect: Dialect | None = None
        self._user: int | None = None
        self._asking = threading.Lock()
        headers = {"Content-Type": "application/json", "User-Agent": "Lading"}
        self._line = Line(address.url, headers=headers, **options)
        super().__init__(role, f"{self._line.url}/{address.database}")

    def version(self) -> OdooVersion:
        """Version of the server, without login; asked once."""
        if self._version is None:
            found = self._ask("common", "version", (), "version", changes=False)
            text = str(found.get("server_version", "")) if isinstance(found, dict) else ""
            self._version = OdooVersion(major_version(text), text)
        return self._version

    def user_id(self) -> int:
        """Record of the bot, asked once: it is the login."""
        with self._asking:
            if self._user is None:
                self._user = self._authenticated()
            return self._user

    def close(self) -> None:
        """Give the connections back."""
        self._line.close()

    def _search(self, asked: Search) -> list[Record]:
        words, model = self._words(), asked.model
        if words.lacks(model):
            return []
        named: dict[str, object] = {
            "domain": words.domain(model, asked.domain),
            "fields": words.names(model, asked.fields),
        }
        named |= {"load": ""} if words.major >= versions.SEARCH_READ_TAKES_LOAD else {}
        named |= ({"order": words.order(model, asked.order)} if asked.order else {}) | asked.paging()
        found = self._execute(model, "search_read", (), named, asked.context, changes=False)
        return shaped_records(words.major, model, words.records(model, asked.fields, found), self.search_read)

    def _load(self, asked: Load) -> LoadAnswer:
        words, model = self._words(), asked.model
        fields, rows = shaped_rows(words.major, model, asked.fields, asked.rows, self.search_read)
        columns = words.columns(model, fields, _LINKS.get(model, {}))
        kept = [place for place, column in enumerate(columns) if column is not None]
        data = [[row[place] for place in kept] for row in rows]
        names = [columns[place] for place in kept]
        return load_answer(self._execute(model, "load", (names, data), {}, asked.context, changes=True))

    def _call(self, asked: Call) -> Any:  # noqa: ANN401 - as the port has it
        wanted = self._words().call(asked.model, asked.method, asked.ids, asked.arguments)
        sent = (wanted.positional, wanted.named, asked.context)
        return self._execute(asked.model, wanted.method, *sent, changes=asked.changes)

    def _write(self, asked: Write) -> None:
        values = self._words().values(asked.model, asked.values)
        self._execute(asked.model, "write", (list(asked.ids), values), {}, asked.context, changes=True)

    def _groups(self, asked: Groups) -> list[Record]:
        words = self._words()
        if words.major < versions.FORMATTED_READ_GROUP:
            return older_groups(self.call, words, asked)
        named = {"domain": list(asked.domain), "groupby": list(asked.groupby), "aggregates": list(asked.aggregates)}
        return list(self.call(asked.model, "formatted_read_group", arguments=named, context=asked.context))

    def _words(self) -> Dialect:
        if self._dialect is None:
            self._dialect = Dialect(self.version().major)
        return self._dialect

    def _authenticated(self) -> int:
        if not self._address.login:
            message = "This Odoo asks for a login besides the key."
            raise Misconfigured(message, field="LADING_ODOO_USER", next_step="Set LADING_ODOO_USER to the bot's login.")
        who = (self._address.database, self._address.login, self._address.key(), dict[str, object]())
        self._choose_database()
        found = self._ask("common", "authenticate", who, "login", changes=False)
        if not found:
            message = f"Odoo does not accept the key of {self._address.login}: it is wrong, expired or revoked."
            step = "Make a new API key for the bot, put it into LADING_ODOO_API_KEY, then run the same again."
            raise StopTheRun(message, next_step=step)
        return int(found)

    def _choose_database(self) -> None:
        """A cookie that names the database, for versions that say why they refuse only then.

        Raises:
            Misconfigured: there is no such database.
        """
        if self.version().major >= versions.ERRORS_WITHOUT_SESSION:
            return
        name = self._address.database
        if not self._ask("db", "db_exist", (name,), "database", changes=False):
            message = f"Odoo has no database {name} (404)."
            raise Misconfigured(message, field="LADING_ODOO_DATABASE", value=name)
        self._line.get(f"/web/login?db={quote(name)}")

    def _execute(
        self,
        model: str,
        method: str,
        positional: Sequence[object],
        named: Mapping[str, object],
        context: Context | None,
        *,
        changes: bool,
    ) -> Any:  # noqa: ANN401 - JSON
        known = {**named, "context": {**ENGLISH_UTC, **(context or {})}}
        who = (self._address.database, self.user_id(), self._address.key())
        sent = (*who, model, method, list(positional), known)
        try:
            return self._ask("object", "execute_kw", sent, f"{model} {method}", changes=changes)
        except (TryAgain, OutcomeUnknown):
            self._user = None  # the cookie may have ended with Odoo: log in again before the next call
            raise

    def _ask(self, service: str, method: str, args: Sequence[object], what: str, *, changes: bool) -> Any:  # noqa: ANN401 - JSON
        params = {"service": service, "method": method, "args": list(args)}
        sent = orjson.dumps({"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}, default=str)
        at_call("odoo.rpc.before")
        answer = self._line.post(_PATH, sent, changes=changes)
        at_call("odoo.rpc.after")
        return rpc_result(answer, what, changes=changes, secret=self._address.key())
