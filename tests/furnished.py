"""An Odoo with its bots and master data, made once for all test processes of this machine, and copied."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from infra.databases import drop_database, ensure_database, exists
from infra.files import locked, read_json, write_json
from infra.odoo.serve import FRESH
from infra.odoo.template import ROLE
from infra.stack import Stack
from tests.odoo_fixture import PROJECT, OdooCopy, fresh_name, odoo_at, servers, test_stack

FURNISHED = f"{FRESH}furnished"
MADE_BY = ("connectors/odoo/*.py", "domain/rules/ownership.py", "tests/faults/world.py")
"""Sources whose change makes another database."""


@contextmanager
def furnished_copy(name: str) -> Iterator[tuple[OdooCopy, dict[str, str]]]:
    """A database with bots and master data for as long as the block runs, and the bots' keys, which hold in each copy.

    The first one of a day takes half a minute, the others a quarter of a second.
    """
    database = fresh_name(name)
    with servers("postgres", "odoo") as stack:
        server = stack.parts.server()
        with locked(stack.config.home / "furnished.lock"):  # copied while nobody is in it, and with the keys it has now
            keys = _furnished(stack)
            ensure_database(server, database, ROLE, template=FURNISHED)
        try:
            yield odoo_at(stack, database), keys
        finally:
            drop_database(server, database)


def furnished_keys() -> dict[str, str]:
    """The bots' keys, where a copy is open."""
    return dict(read_json(test_stack().config.home / "furnished.json")["keys"])


def _furnished(stack: Stack) -> dict[str, str]:
    """Make the database if it is not there as it should be; the bots' keys."""
    from tests.faults.world import furnish

    server, template = stack.parts.server(), stack.parts.template()
    template.make(lambda _: None)
    record = stack.config.home / "furnished.json"
    known, wanted = read_json(record), _made_from(template.admin_key())
    if known.get("made_from") != wanted or not exists(server, FURNISHED):
        drop_database(server, FURNISHED)
        template.copy(FURNISHED)
        known = {"made_from": wanted, "keys": furnish(odoo_at(stack, FURNISHED))}
        write_json(record, known)
    return dict(known["keys"])


def _made_from(template: str) -> str:
    """Of the sources, of the template, and of the day: keys end some day."""
    told = hashlib.sha256(f"{template} {datetime.now(UTC).date()}".encode())
    for pattern in MADE_BY:
        for path in sorted(PROJECT.glob(pattern)):
            told.update(path.read_bytes())
    return told.hexdigest()
