"""What every way into an Odoo shares: whose it is, and that no write leaves that the bot's role does not allow."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from connectors.odoo import ownership
from connectors.odoo.port import CREATE_ONLY, Context, Domain, LoadAnswer, OdooVersion, Record


class Search(NamedTuple):
    """What ``search_read`` was asked."""

    model: str
    domain: Domain
    fields: Sequence[str]
    order: str = ""
    limit: int | None = None
    offset: int = 0
    context: Context | None = None

    def paging(self) -> dict[str, object]:
        """Limit and offset, where they are asked for."""
        found: dict[str, object] = {} if self.limit is None else {"limit": self.limit}
        return found | ({"offset": self.offset} if self.offset else {})


class Load(NamedTuple):
    """What ``load`` was asked."""

    model: str
    fields: Sequence[str]
    rows: Sequence[Sequence[object]]
    context: Context


class Call(NamedTuple):
    """What ``call`` was asked."""

    model: str
    method: str
    ids: Sequence[int]
    arguments: Mapping[str, object]
    context: Context | None

    @property
    def changes(self) -> bool:
        """Whether it may change something, so that a lost answer leaves the outcome unknown."""
        return self.method not in ownership.READING_METHODS


class Write(NamedTuple):
    """What ``write`` was asked."""

    model: str
    ids: Sequence[int]
    values: Mapping[str, object]
    context: Context | None


class Groups(NamedTuple):
    """What ``groups`` was asked."""

    model: str
    domain: Domain
    groupby: Sequence[str]
    aggregates: Sequence[str]
    context: Context | None = None


class GuardedPort(ABC):
    """An ``OdooPort`` whose writes are checked here, once; a protocol says how each question travels."""

    def __init__(self, role: str, identity: str) -> None:
        """``identity`` is host and database, without secrets."""
        self._role = role
        self._identity = identity

    def __repr__(self) -> str:
        """Where and as whom, without the key."""
        return f"{type(self).__name__}({self.identity}, role={self.role})"

    @property
    def role(self) -> str:
        """Whose allow-list of writes holds."""
        return self._role

    @property
    def identity(self) -> str:
        """Host and database."""
        return self._identity

    @abstractmethod
    def version(self) -> OdooVersion:
        """As the port has it."""

    @abstractmethod
    def user_id(self) -> int:
        """As the port has it."""

    @abstractmethod
    def close(self) -> None:
        """As the port has it."""

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
        """As the port has it."""
        return self._search(Search(model, domain, fields, order, limit, offset, context))

    def load(
        self, model: str, fields: Sequence[str], rows: Sequence[Sequence[object]], *, context: Context = CREATE_ONLY
    ) -> LoadAnswer:
        """As the port has it."""
        ownership.check_fields(self._role, model, fields)
        ownership.check_made_once(self._role, model, creates_only=bool(context.get("noupdate")))
        return self._load(Load(model, fields, rows, context))

    def call(
        self,
        model: str,
        method: str,
        ids: Sequence[int] = (),
        *,
        arguments: Mapping[str, object] | None = None,
        context: Context | None = None,
    ) -> Any:  # noqa: ANN401 - as the port has it
        """As the port has it."""
        ownership.check_method(self._role, model, method)
        return self._call(Call(model, method, ids, arguments or {}, context))

    def write(
        self, model: str, ids: Sequence[int], values: Mapping[str, object], *, context: Context | None = None
    ) -> None:
        """As the port has it."""
        ownership.check_fields(self._role, model, values)
        ownership.check_made_once(self._role, model, creates_only=False)
        self._write(Write(model, ids, values, context))

    def groups(
        self,
        model: str,
        domain: Domain,
        *,
        groupby: Sequence[str],
        aggregates: Sequence[str],
        context: Context | None = None,
    ) -> list[Record]:
        """As the port has it."""
        return self._groups(Groups(model, domain, groupby, aggregates, context))

    @abstractmethod
    def _search(self, asked: Search) -> list[Record]: ...

    @abstractmethod
    def _load(self, asked: Load) -> LoadAnswer: ...

    @abstractmethod
    def _call(self, asked: Call) -> Any: ...  # noqa: ANN401 - as the port has it

    @abstractmethod
    def _write(self, asked: Write) -> None: ...

    @abstractmethod
    def _groups(self, asked: Groups) -> list[Record]: ...
