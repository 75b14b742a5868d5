"""What a stack is told: plain values, read from nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infra.odoo.serve import OdooLimits
from infra.prefect import Retention

SERVERS = ("postgres", "odoo", "prefect")
WORKERS = ("worker", "consumer", "receiver")
ALL = (*SERVERS, *WORKERS)


@dataclass(frozen=True)
class GivenOdoo:
    """An Odoo that somebody else runs."""

    url: str
    database: str
    api_key: str = field(repr=False)


@dataclass(frozen=True)
class StackConfig:
    """How the stack of one home is.

    Args:
        home: where all state lives.
        project: the project's folder, where flows are loaded from.
        programs: where Odoo's program is kept; default: ``home/programs``. Several homes may share one.
        ledger_url: PostgreSQL of the ledger; empty: a database in the embedded one. Secret.
        odoo: an Odoo that is given; None: a real one is installed and run.
        prefect_api_url: a Prefect server that is given; empty: one is run.
        prefect_auth: ``user:password`` of the Prefect server, whichever it is; empty: none. Secret.
        prefect_database_url: PostgreSQL of the Prefect server that is run; empty: SQLite. Secret.
        consumer: the consumer's command; empty: none is run.
        receiver: the receiver's command; empty: none is run.
        receiver_url: where it can be asked; empty: it takes any free port.
        durable: False only for tests: PostgreSQL then survives a crash of its own, not one of the machine.
        environment: what worker and consumer get beside the connections.
    """

    home: Path
    project: Path
    programs: Path | None = None
    ledger_url: str = field(default="", repr=False)
    odoo: GivenOdoo | None = None
    prefect_api_url: str = ""
    prefect_auth: str = field(default="", repr=False)
    prefect_database_url: str = field(default="", repr=False)
    odoo_limits: OdooLimits = field(default_factory=OdooLimits)
    prefect_retention: Retention = field(default_factory=Retention)
    consumer: tuple[str, ...] = ()
    receiver: tuple[str, ...] = ()
    receiver_url: str = ""
    durable: bool = True
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class StackConnections:
    """How to reach what runs; as kept in ``home/stack.json`` (0600). Holds secrets: never print it.

    Args:
        odoo_keys: API keys by domain (sales, reader, …), as made by ``lading odoo prepare``.
    """

    ledger_url: str = field(default="", repr=False)
    odoo_url: str = ""
    odoo_database: str = ""
    odoo_admin_key: str = field(default="", repr=False)
    odoo_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    prefect_api_url: str = ""
    prefect_ui_url: str = ""
    prefect_auth: str = field(default="", repr=False)

    def environment(self) -> dict[str, str]:
        """The same as settings: ``LADING_…`` and ``PREFECT_…``; nothing for what is not known."""
        known = {
            "LADING_LEDGER_URL": self.ledger_url,
            "LADING_ODOO_URL": self.odoo_url,
            "LADING_ODOO_DATABASE": self.odoo_database,
            "LADING_PREFECT_API_URL": self.prefect_api_url,
            "PREFECT_API_URL": self.prefect_api_url,
            "PREFECT_API_AUTH_STRING": self.prefect_auth,
            **{f"LADING_ODOO_KEYS__{domain.upper()}": key for domain, key in self.odoo_keys.items()},
        }
        return {name: value for name, value in known.items() if value}
