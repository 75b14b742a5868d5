"""Which protocol an Odoo is spoken to in: by its version, or as the setting says. Nobody else knows."""

from __future__ import annotations

import threading
from typing import Any, Literal, Unpack

from connectors.odoo import versions
from connectors.odoo.address import OdooAddress
from connectors.odoo.guarded import Call, Groups, GuardedPort, Load, Search, Write
from connectors.odoo.http import Options
from connectors.odoo.json2 import Json2Port
from connectors.odoo.port import LoadAnswer, OdooPort, OdooVersion, Record
from connectors.odoo.rpc import RpcPort
from domain.errors import Misconfigured, Refused

Protocol = Literal["auto", "json2", "rpc"]


def connect(
    address: OdooAddress, *, protocol: Protocol = "auto", role: str = "sales", **options: Unpack[Options]
) -> OdooPort:
    """A port; no connection is opened yet.

    Args:
        address: url, database, key; ``/jsonrpc`` asks for a login besides.
        protocol: ``auto`` asks the server for its version at the first call.
        role: whose allow-list of writes holds (``ownership``).
        options: limits and time-outs of the line.
    """
    if protocol == "json2":
        return Json2Port(address, role=role, **options)
    if protocol == "rpc":
        return RpcPort(address, role=role, **options)
    return ChoosingPort(address, role, options)


class ChoosingPort(GuardedPort):
    """An ``OdooPort`` that finds its protocol out at the first call."""

    def __init__(self, address: OdooAddress, role: str, options: Options) -> None:
        """Nothing is asked yet; a key that cannot be one is refused at once."""
        self._address = address
        self._options = options
        self._json2 = Json2Port(address, role=role, **options)
        self._chosen: OdooPort | None = None
        self._choosing = threading.Lock()
        super().__init__(role, self._json2.identity)

    def version(self) -> OdooVersion:
        """Version of the server, without login."""
        return self._port().version()

    def user_id(self) -> int:
        """Record of the bot."""
        return self._port().user_id()

    def close(self) -> None:
        """Give the connections back."""
        self._json2.close()
        if self._chosen is not None:
            self._chosen.close()

    def _search(self, asked: Search) -> list[Record]:
        return self._port().search_read(**asked._asdict())

    def _load(self, asked: Load) -> LoadAnswer:
        return self._port().load(**asked._asdict())

    def _call(self, asked: Call) -> Any:  # noqa: ANN401 - as the port has it
        return self._port().call(**asked._asdict())

    def _write(self, asked: Write) -> None:
        self._port().write(**asked._asdict())

    def _groups(self, asked: Groups) -> list[Record]:
        return self._port().groups(**asked._asdict())

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
        older = RpcPort(self._address, role=self.role, **self._options)
        try:
            if versions.OLDEST <= older.version().major < versions.JSON2_SINCE:
                return older
        except (Misconfigured, Refused):
            pass  # neither: JSON-2 says what is wrong with the address
        older.close()
        return self._json2
