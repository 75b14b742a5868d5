"""What Lading asks of an Odoo, whatever protocol it speaks: JSON-2 now, odoorpc for 14 to 18 later.

Every method is one call, one transaction in Odoo. Errors are the house's kinds (``domain.errors``):

* ``TryAgain``: could not ask, or Odoo rolled back a lost race: nothing was changed.
* ``OutcomeUnknown``: a call that changes things was sent and its answer was lost.
* ``Refused``: Odoo answered no, for a business reason, in Odoo's words without traceback.
* ``StopTheRun``: the key is not accepted any more. ``Misconfigured``: rights, database, address or field are wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

Record = dict[str, Any]
"""Fields of one record as Odoo answers them: numbers with a point are Decimal, many-to-one fields are ids."""
Domain = Sequence[object]
"""Odoo's search domain: values always stand as values, never as parts of a text."""
Context = Mapping[str, object]

ENGLISH_UTC: Context = {"tz": "UTC", "lang": "en_US"}
"""Dates without zone are UTC, and messages are in the language that we classify."""
CREATE_ONLY: Context = {
    **ENGLISH_UTC,
    "mode": "update",
    "noupdate": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}
"""With it ``load`` makes what is new and leaves what is known as it is; without it ``load`` overwrites people."""
UPDATE: Context = ENGLISH_UTC
"""For ``load`` by ``.id``: a batched write of named fields on records that exist."""


class LoadMessage(NamedTuple):
    """What Odoo says about one record of a ``load``."""

    record: int | None
    """Index of the record among those sent, from 0; None: the message is about the whole call."""
    field: str
    text: str
    error: bool


class LoadAnswer(NamedTuple):
    """Answer of a ``load``: either all records are in Odoo, or none is."""

    ids: tuple[int, ...] | None
    """Ids in the order of the records sent; None: the whole call was rolled back."""
    messages: tuple[LoadMessage, ...]


class OdooVersion(NamedTuple):
    """Version of the server."""

    major: int
    text: str


class OdooPort(Protocol):
    """One bot's way into one database of one Odoo."""

    @property
    def role(self) -> str:
        """Which allow-list of writes holds (``ownership``): sales, reader, admin and so on."""

    @property
    def identity(self) -> str:
        """Where this port leads, without secrets: host and database."""

    def version(self) -> OdooVersion:
        """Version of the server, without login."""

    def user_id(self) -> int:
        """Record of the bot, asked once."""

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
        """Records that match, with the named fields and ``id``; many-to-one fields as ids (False: none)."""

    def load(
        self, model: str, fields: Sequence[str], rows: Sequence[Sequence[object]], *, context: Context = CREATE_ONLY
    ) -> LoadAnswer:
        """Make (or with ``UPDATE`` and a first column ``.id`` write) many records in one transaction."""

    def call(
        self,
        model: str,
        method: str,
        ids: Sequence[int] = (),
        *,
        arguments: Mapping[str, object] | None = None,
        context: Context | None = None,
    ) -> Any:  # noqa: ANN401 - each of Odoo's methods answers in its own shape
        """Call a public method by named arguments; whether it changes things is known by ``ownership``."""

    def write(
        self, model: str, ids: Sequence[int], values: Mapping[str, object], *, context: Context | None = None
    ) -> None:
        """Write the same values on all the records."""

    def groups(
        self,
        model: str,
        domain: Domain,
        *,
        groupby: Sequence[str],
        aggregates: Sequence[str],
        context: Context | None = None,
    ) -> list[Record]:
        """Aggregates computed inside Odoo, one row a group; its days begin in the context's time zone."""

    def close(self) -> None:
        """Give the connections back."""
