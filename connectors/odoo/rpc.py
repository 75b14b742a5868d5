"""Odoo 14 to 18 over ``/jsonrpc``, what odoorpc speaks too: one POST a call, one transaction a call.

It speaks 19's words to whoever asks; ``dialect.py`` translates for older versions.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import httpx
import orjson

from connectors.odoo import ownership, versions
from connectors.odoo.address import OdooAddress
from connectors.odoo.answers import load_answer, major_version
from connectors.odoo.dialect import Dialect
from connectors.odoo.http import Line
from connectors.odoo.older_groups import Question, older_groups
from connectors.odoo.older_records import shaped_records
from connectors.odoo.older_rows import shaped_rows
from connectors.odoo.port import CREATE_ONLY, ENGLISH_UTC, Context, Domain, LoadAnswer, OdooVersion, Record
from connectors.odoo.rpc_answers import rpc_result
from domain.errors import Misconfigured, OutcomeUnknown, StopTheRun, TryAgain
from domain.seams import at_call

_LINKS: Mapping[str, Mapping[str, str]] = {"sale.order": {"order_line": "sale.order.line"}}
"""One-to-many fields that a load fills, and what they lead to."""
_PATH = "/jsonrpc"


class RpcPort:
    """An ``OdooPort`` on ``/jsonrpc``; see ``port.py`` for what each method promises."""

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
        """Open no connection yet; the arguments are those of ``Json2Port``, and the address has a login."""
        self._role = role
        self._address = address
        self._key = address.key()
        self._version: OdooVersion | None = None
        self._dialect: Dialect | None = None
        self._user: int | None = None
        self._asking = threading.Lock()
        self._line = Line(
            address.url,
            headers={"Content-Type": "application/json", "User-Agent": "Lading"},
            calls_in_flight=calls_in_flight,
            connect_seconds=connect_seconds,
            read_seconds=read_seconds,
            transport=transport,
        )

    def __repr__(self) -> str:
        """Where and as whom, without the key."""
        return f"RpcPort({self.identity}, role={self._role})"

    @property
    def role(self) -> str:
        """Whose allow-list holds."""
        return self._role

    @property
    def identity(self) -> str:
        """Host and database."""
        return f"{self._line.url}/{self._address.database}"

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
        words = self._words()
        if words.lacks(model):
            return []
        named: dict[str, object] = {"domain": words.domain(model, domain), "fields": words.names(model, fields)}
        named |= {"load": ""} if words.major >= versions.SEARCH_READ_TAKES_LOAD else {}
        named |= {"order": words.order(model, order)} if order else {}
        named |= {"limit": limit} if limit is not None else {}
        named |= {"offset": offset} if offset else {}
        found = self._execute(model, "search_read", (), named, context, changes=False)
        return shaped_records(words.major, model, words.records(model, fields, found), self.search_read)

    def load(
        self, model: str, fields: Sequence[str], rows: Sequence[Sequence[object]], *, context: Context = CREATE_ONLY
    ) -> LoadAnswer:
        """Make or write many records in one transaction."""
        ownership.check_fields(self._role, model, fields)
        words = self._words()
        fields, rows = shaped_rows(words.major, model, fields, rows, self.search_read)
        columns = words.columns(model, fields, _LINKS.get(model, {}))
        kept = [place for place, column in enumerate(columns) if column is not None]
        data = [[row[place] for place in kept] for row in rows]
        names = [columns[place] for place in kept]
        return load_answer(self._execute(model, "load", (names, data), {}, context, changes=True))

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
        wanted = self._words().call(model, method, ids, arguments or {})
        changes = method not in ownership.READING_METHODS
        return self._execute(model, wanted.method, wanted.positional, wanted.named, context, changes=changes)

    def write(
        self, model: str, ids: Sequence[int], values: Mapping[str, object], *, context: Context | None = None
    ) -> None:
        """Write the same values on all the records."""
        ownership.check_fields(self._role, model, values)
        self._execute(model, "write", (list(ids), self._words().values(model, values)), {}, context, changes=True)

    def groups(self, model: str, domain: Domain, *, groupby: Sequence[str], aggregates: Sequence[str]) -> list[Record]:
        """Aggregates computed inside Odoo."""
        words = self._words()
        if words.major < versions.FORMATTED_READ_GROUP:
            return older_groups(self.call, words, Question(model, domain, groupby, aggregates))
        named = {"domain": list(domain), "groupby": list(groupby), "aggregates": list(aggregates)}
        return list(self.call(model, "formatted_read_group", arguments=named))

    def close(self) -> None:
        """Give the connections back."""
        self._line.close()

    def _words(self) -> Dialect:
        if self._dialect is None:
            self._dialect = Dialect(self.version().major)
        return self._dialect

    def _authenticated(self) -> int:
        if not self._address.login:
            message = "This Odoo asks for a login besides the key."
            raise Misconfigured(message, field="LADING_ODOO_USER", next_step="Set LADING_ODOO_USER to the bot's login.")
        who = (self._address.database, self._address.login, self._key, dict[str, object]())
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
        who = (self._address.database, self.user_id(), self._key)
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
        return rpc_result(answer, what, changes=changes, secret=self._key)
