"""Making a stack ready to work: the ledger's schema, Odoo's bots, Prefect's deployments; twice is as once."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pydantic import SecretStr

from connectors.odoo.address import OdooAddress
from connectors.odoo.connect import connect
from connectors.odoo.port import OdooPort
from connectors.odoo.prepare import Said, Where, prepare
from domain.errors import Misconfigured
from entrypoints.cli_house import connected, migrate, tell_prefect
from infra.config import StackConnections
from infra.stack import Stack
from tasks.runtime.profiles import load_profiles
from tasks.runtime.settings import Settings

READ_SECONDS = 300.0
"""Switching features on makes Odoo rebuild its registry."""


def admin_port(known: Settings, there: StackConnections) -> OdooPort:
    """A connection as administrator: with the stack's own key, or the one given in LADING_ODOO_API_KEY.

    Raises:
        Misconfigured: no Odoo, or no key.
    """
    own = SecretStr(there.odoo_admin_key) if there.odoo_admin_key else None
    key = known.odoo_api_key or own
    if known.odoo_url is None or known.odoo_database is None or key is None:
        message = "Preparing needs an Odoo and an administrator's API key."
        step = "Run 'lading up'; or set LADING_ODOO_URL, LADING_ODOO_DATABASE and LADING_ODOO_API_KEY (administrator)."
        raise Misconfigured(message, field="LADING_ODOO_API_KEY", next_step=step)
    address = OdooAddress(known.odoo_url, known.odoo_database, key, known.odoo_user or "admin")
    return connect(address, protocol=known.odoo_protocol, role="admin", read_seconds=READ_SECONDS)


def prepare_odoo(known: Settings, stack: Stack, said: Said = lambda _: None) -> list[str]:
    """Make bots, rights and features, and keep the new keys in this home; the steps that were done.

    Raises:
        Misconfigured: no Odoo, no administrator's key, or a module is missing.
    """
    port = admin_port(known, stack.connections())
    prepared = prepare(port, Where(str(known.odoo_url), str(known.odoo_database)), said=said)
    stack.remember_keys({role: key.get_secret_value() for role, key in prepared.keys.items()})
    return list(prepared.done)


def make_folders(known: Settings) -> None:
    """The profiles' folders that stand in this home; a folder given by its whole path is its owner's to make."""
    for profile in (
        one for one in load_profiles(known.partners).values() if one.transport.kind in {"folder", "webhook", "portal"}
    ):
        names = (profile.transport.inbox, profile.transport.archived, profile.transport.outcomes)
        for name in (one for one in names if one and not Path(one).is_absolute()):
            (known.channels_folder() / name).mkdir(parents=True, exist_ok=True)


def make_ready(known: Settings, stack: Stack, said: Said = lambda _: None) -> None:
    """All that must be there before worker and consumer start.

    Raises:
        LadingError: one of the three refused; the message says which and what to do.
    """
    full = connected(known, stack.connections())
    make_folders(full)
    said("ledger: schema")
    migrate(full)
    if not full.odoo_keys and stack.parts.is_run_here("odoo"):  # a given Odoo is its administrator's to prepare
        said("Odoo: bots, rights, features")
        prepare_odoo(full, stack)
        full = connected(known, stack.connections())
    if full.prefect_api_url is not None:
        said("Prefect: pools and deployments")
        tell_prefect(full)
        from entrypoints.deploying import deploy

        asyncio.run(deploy(full))
