"""What a command works with: settings filled up from the embedded stack, and only as much started as it needs."""

from __future__ import annotations

import getpass
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import Misconfigured
from entrypoints.receiver_look import receiver_url, takes_pushes
from infra.config import GivenOdoo, StackConfig, StackConnections
from infra.stack import Stack
from ledger.book import Ledger
from tasks.runtime.resources import Resources, use
from tasks.runtime.settings import HEARTBEAT_SECONDS, Settings, settings

POSTGRES = "postgres"
PROJECT = Path(__file__).resolve().parent.parent
_LADING = (sys.executable, "-m", "entrypoints.cli")


def person() -> str:
    """Who sits at the keyboard: for decisions that are kept."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = f"user {os.getuid()}"
    return f"{name}@{socket.gethostname()}"


def stack_of(known: Settings | None = None) -> Stack:
    """The embedded stack of this home; what the settings give is not run here."""
    known = known or settings()
    return Stack(
        StackConfig(
            home=known.state_folder(),
            project=PROJECT,
            ledger_url=known.ledger_url.get_secret_value() if known.ledger_url else "",
            odoo=_given_odoo(known),
            prefect_api_url=known.prefect_api_url or "",
            prefect_auth=known.prefect_auth.get_secret_value() if known.prefect_auth else "",
            consumer=(*_LADING, "work", "--quiet"),
            receiver=(*_LADING, "receive", "--quiet") if takes_pushes(known) else (),
            receiver_url=receiver_url(known),
            environment={"LADING_HOME": str(known.state_folder()), "LADING_PARTNERS": str(known.partners.resolve())},
        )
    )


def _given_odoo(known: Settings) -> GivenOdoo | None:
    if known.odoo_url is None:
        return None
    key = known.odoo_api_key or known.odoo_keys.get("sales")
    return GivenOdoo(known.odoo_url, known.odoo_database or "", key.get_secret_value() if key else "")


def connected(known: Settings, there: StackConnections) -> Settings:
    """The settings, with what runs here wherever nothing was given."""
    keys = there.odoo_keys if known.odoo_api_key is None and not known.odoo_keys else {}
    offered = {
        "ledger_url": there.ledger_url,
        "odoo_url": there.odoo_url,
        "odoo_database": there.odoo_database,
        "odoo_keys": dict(keys),
        "prefect_api_url": there.prefect_api_url,
        "prefect_auth": there.prefect_auth,
    }
    filled = {name: value for name, value in offered.items() if value and not getattr(known, name)}
    return Settings(**(known.model_dump(exclude_unset=True) | filled))


def settings_at_hand() -> Settings:
    """The settings, filled up from what runs here."""
    known = settings()
    return connected(known, stack_of(known).connections())


@contextmanager
def ledger_only() -> Iterator[Resources]:
    """A house whose ledger answers; the embedded PostgreSQL is started for it, and stopped again if it did not run."""
    known = settings()
    stack = stack_of(known)
    started = stack.up((POSTGRES,)) if known.ledger_url is None else []
    try:
        full = connected(known, stack.connections())
        if started:
            migrate(full)
        with using(full) as house:
            yield house
    finally:
        if started:
            stack.down((POSTGRES,))


@contextmanager
def whole_house() -> Iterator[Resources]:
    """A house with ledger, Odoo and Prefect: what runs already, by settings or by ``lading up``.

    Raises:
        Misconfigured: nothing runs, and nothing else was given.
    """
    full = settings_at_hand()
    if full.ledger_url is None or full.odoo_url is None:
        message = "No ledger or no Odoo is running here, and none is given."
        step = "Run 'lading up'; or set LADING_LEDGER_URL, LADING_ODOO_URL, LADING_ODOO_DATABASE, LADING_ODOO_API_KEY."
        raise Misconfigured(message, next_step=step)
    tell_prefect(full)
    with using(full) as house:
        yield house


@contextmanager
def prefect_only() -> Iterator[Settings]:
    """Settings, with Prefect told where its server is.

    Raises:
        Misconfigured: no server is known.
    """
    full = settings_at_hand()
    if full.prefect_api_url is None:
        message = "No Prefect server is running here, and none is given."
        raise Misconfigured(message, field="LADING_PREFECT_API_URL", next_step="Run 'lading up', or set it.")
    tell_prefect(full)
    yield full


def migrate(full: Settings) -> str:
    """Bring the ledger to this version; the revision. Nothing where no ledger is known."""
    if full.ledger_url is None:
        return ""
    ledger = Ledger(full.ledger_url.get_secret_value())
    try:
        return ledger.migrate()
    finally:
        ledger.close()


@contextmanager
def using(full: Settings) -> Iterator[Resources]:
    """A house with these settings, as the process's own until the block ends."""
    house = Resources(full)
    use(house)
    try:
        yield house
    finally:
        if "ledger" in house.__dict__:
            house.ledger.close()
        use(None)


def tell_prefect(full: Settings) -> None:
    """Prefect reads its own variables when it is imported."""
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", str(HEARTBEAT_SECONDS))
    os.environ.setdefault("PREFECT_HOME", str(full.state_folder() / "prefect-client"))
    if full.prefect_api_url is not None:
        os.environ["PREFECT_API_URL"] = full.prefect_api_url
    if full.prefect_auth is not None:
        os.environ["PREFECT_API_AUTH_STRING"] = full.prefect_auth.get_secret_value()
