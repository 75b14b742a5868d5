"""The template database: Odoo's modules and first settings, made once; a copy of it takes about a second."""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from infra.databases import drop_database, ensure_database, exists, rename_database
from infra.files import locked, read_json, write_json
from infra.odoo.serve import ROLE, TEMPLATE, OdooServer
from infra.postgres import program
from infra.progress import Progress
from infra.trouble import StackTrouble

MODULES = (
    "sale_management", "sale_stock", "purchase_stock", "stock_account", "stock_landed_costs", "delivery", "account",
)  # fmt: skip
FIRST_SETTINGS = Path(__file__).with_name("first_settings.py")
BUILDING = f"{TEMPLATE}_building"
ADMIN = "admin"
"""Login and password of the administrator of an Odoo that listens on this machine only."""


@dataclass(frozen=True)
class OdooTemplate:
    """The template of one home."""

    server: OdooServer

    @property
    def _file(self) -> Path:
        return self.server.folder / "template.json"

    def admin_key(self) -> str:
        """The administrator's API key: the same in every copy. Secret."""
        return str(read_json(self._file).get("admin_key", ""))

    def ready(self) -> bool:
        """Whether it was made, with this version's modules and settings."""
        return read_json(self._file).get("made_from") == _wanted() and exists(self.server.postgres, TEMPLATE)

    def make(self, progress: Progress) -> bool:
        """Make it; False when that was done before. It shows under its name only when it is whole.

        Raises:
            StackTrouble: Odoo could not install its modules; the message has its last lines.
        """
        with locked(self.server.home / "odoo-template.lock"):
            if self.ready():
                return False
            postgres = self.server.postgres
            drop_database(postgres, BUILDING)
            ensure_database(postgres, BUILDING, ROLE, template="template0")
            progress("installing Odoo's modules into a template database (about 40 s)")
            self._odoo("-d", BUILDING, "-i", ",".join(MODULES), "--stop-after-init", "--workers=0", "--no-http")
            progress("setting Odoo up: chart of accounts, warehouses, price lists, discounts, units")
            said = self._odoo("shell", "-d", BUILDING, "--no-http", "--workers=0", script=FIRST_SETTINGS)
            drop_database(postgres, TEMPLATE)
            rename_database(postgres, BUILDING, TEMPLATE)
            write_json(self._file, {**_answer(said), "made_from": _wanted()})
        return True

    def borrow(self, other: OdooTemplate) -> bool:
        """Take the template of another home whose PostgreSQL runs: seconds instead of a minute. False: it has none."""
        if self.ready() or not other.ready():
            return False
        here, there = self.server.postgres, other.server.postgres
        dump = self.server.folder / "borrowed.dump"
        self.server.folder.mkdir(parents=True, exist_ok=True)
        drop_database(here, BUILDING)
        ensure_database(here, BUILDING, ROLE, template="template0")
        for command in (
            (str(program("pg_dump")), "-Fc", "-Z0", "-f", str(dump), there.url(TEMPLATE)),
            (str(program("pg_restore")), "-d", here.url(BUILDING), str(dump)),
        ):
            if subprocess.run(command, capture_output=True, check=False).returncode != 0:
                return False
        dump.unlink()
        drop_database(here, TEMPLATE)
        rename_database(here, BUILDING, TEMPLATE)
        write_json(self._file, read_json(other._file))
        return True

    def copy(self, database: str) -> bool:
        """A database of its own, from the template; False when it was there. About a second."""
        return ensure_database(self.server.postgres, database, ROLE, template=TEMPLATE)

    def _odoo(self, *arguments: str, script: Path | None = None) -> str:
        ran = subprocess.run(
            self.server.command(*arguments, "--log-level=warn"),
            input=script.read_text(encoding="utf-8") if script else "",
            env=self.server.environment(), cwd=self.server.folder,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        log = self.server.home / "logs" / "odoo-template.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(ran.stderr, encoding="utf-8")
        if ran.returncode != 0 or (script and "LADING " not in ran.stdout):
            lines = "\n  ".join(ran.stderr.strip().splitlines()[-6:])
            raise StackTrouble(
                f"Odoo could not make its template database:\n  {lines}\n",
                next_step=f"Read {log}, then run the command again.",
                service="odoo",
            )
        return ran.stdout


def _answer(said: str) -> dict[str, str]:
    line = next(line for line in said.splitlines() if "LADING " in line)
    found: dict[str, str] = json.loads(line[line.index("LADING ") + len("LADING ") :])
    return found


def _wanted() -> str:
    return hashlib.sha256(",".join(MODULES).encode() + FIRST_SETTINGS.read_bytes()).hexdigest()
