"""Which protocol an Odoo is spoken to in: by its version, or as the setting says. Nobody else knows."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict, Unpack

import httpx

from connectors.odoo import versions
from connectors.odoo.address import OdooAddress
from connectors.odoo.json2 import Json2Port
from connectors.odoo.port import CREATE_ONLY, Context, Domain, LoadAnswer, OdooPort, OdooVersion, Record
from connectors.odoo.rpc import RpcPort
from domain.errors import Misconfigured, Refused

Protocol = Literal["auto", "json2", "rpc"]


class Options(TypedDict, total=False):
    """What both protocols take; see ``Json2Port``."""

    role: str
    calls_in_flight: int
    connect_seconds: float
    read_seconds: float
    transport: httpx.BaseTransport | None


def connect(address: OdooAddress, *, protocol: Protocol = "auto", **options: Unpack[Options]) -> OdooPort:
    """A port; no connection is opened yet.

    Args:
        address: url, database, key; ``/jsonrpc`` asks for a login besides.
        protocol: ``auto`` asks the server for its version at the first call.
        options: role, limits and time-outs.
    """
    if protocol == "json2":
        return Json2Port(address, **options)
    if protocol == "rpc":
        return RpcPort(address, **options)
    return ChoosingPort(address, options)


class ChoosingPort:
    """An ``OdooPort`` that finds its protocol out at the first call."""

    def __init__(self, address: OdooAddress, options: Options) -> None:
        """Nothing is asked yet; a key that cannot be one is refused at once."""
        self._address = address
        self._options = options
        self._json2 = Json2Port(address, **options)
        self._chosen: OdooPort | None = None
        self._choosing = threading.Lock()

    def __repr__(self) -> str:
        """Where and as whom, without the key."""
        return f"ChoosingPort({self.identity}, role={self.role})"

    @property
    def role(self) -> str:
        """Whose allow-list holds."""
        return self._json2.role

    @property
    def identity(self) -> str:
        """Host and database."""
        return self._json2.identity

    def version(self) -> OdooVersion:
        """Version of the server, without login."""
        return self._port().version()

    def user_id(self) -> int:
        """Record of the bot."""
        return self._port().user_id()

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
        return self._port().search_read(model, domain, fields, order=order, limit=limit, offset=offset, context=context)

    def load(
        self, model: str, fields: Sequence[str], rows: Sequence[Sequence[object]], *, context: Context = CREATE_ONLY
    ) -> LoadAnswer:
        """Make or write many records in one transaction."""
        return self._port().load(model, fields, rows, context=context)

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
        return self._port().call(model, method, ids, arguments=arguments, context=context)

    def write(
        self, model: str, ids: Sequence[int], values: Mapping[str, object], *, context: Context | None = None
    ) -> None:
        """Write the same values on all the records."""
        self._port().write(model, ids, values, context=context)

    def groups(self, model: str, domain: Domain, *, groupby: Sequence[str], aggregates: Sequence[str]) -> list[Record]:
        """Aggregates computed inside Odoo."""
        return self._port().groups(model, domain, groupby=groupby, aggregates=aggregates)

    def close(self) -> None:
        """Give the connections back."""
        self._json2.close()
        if self._chosen is not None:
            self._chosen.close()

    def _port(self) -> OdooPort:
        with self._choosing:
            if self._chosen is None:
                self._chosen = self._choice()
            return self._chosen

    def _choice(self) -> OdooPort:
        """JSON-2 where the server says that it is new enough, or says nothing that can be read.

        Raises:
            TryAgain: Odoo could not be asked; it is asked again at the next call.
        """
        try:
            if self._json2.version().major >= versions.JSON2_SINCE:
                return self._json2
        except (Misconfigured, Refused):
            pass  # before 18 there is no such page
        older = RpcPort(self._address, **self._options)
        try:
            if versions.OLDEST <= older.version().major < versions.JSON2_SINCE:
                return older
        except (Misconfigured, Refused):
            pass  # neither: JSON-2 says what is wrong with the address
        older.close()
        return self._json2
