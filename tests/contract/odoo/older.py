"""``python -m tests.contract.odoo.older``: the contract tests on a real Odoo 14.

Debian's ``odoo-14`` of bullseye, with that release's own Python and libraries, is unpacked into ``.lading/odoo-14``
(a minute; nothing of the machine is changed), its database is made in the tests' PostgreSQL, and pytest runs
``tests/contract/odoo`` against it, over ``/jsonrpc``. Arguments are pytest's.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path

from infra.databases import Server, drop_database, ensure_database, ensure_role, exists
from infra.odoo.serve import healthy
from tests.contract.odoo.older_copies import OLDER
from tests.contract.odoo.older_install import FOLDER, command, environment, install
from tests.odoo_fixture import PROJECT, servers

TEMPLATE, ROLE = "older14", "odoo_older"
MODULES = "sale_management,sale_stock,purchase_stock,stock_account,stock_landed_costs,delivery,account,l10n_generic_coa"
FIRST_SETTINGS = Path(__file__).with_name("older_first_settings.py")
START_SECONDS, GRACE_SECONDS = 60, 15


def main(arguments: list[str]) -> int:
    """Install, serve, test, stop; gives pytest's exit code."""
    install(_say)
    with servers("postgres") as stack:
        server = stack.parts.server()
        password, port = secrets.token_hex(16), _free_port()
        ensure_role(server, ROLE, password)
        settings = _settings(port, server.port, password)
        key = _template(server, settings)
        dsn = server.url("").rstrip("/")
        there = FOLDER / "where.json"
        there.touch(mode=0o600)
        known = {"url": f"http://127.0.0.1:{port}", "admin_key": key, "template": TEMPLATE, "owner": ROLE, "dsn": dsn}
        there.write_text(json.dumps(known), encoding="utf-8")
        log = (FOLDER / "odoo.log").open("wb")
        with subprocess.Popen(
            command("-c", str(settings), "--workers=0"), env=environment(), stdout=log, stderr=log
        ) as odoo:
            try:
                _wait(odoo, port)
                run = (sys.executable, "-m", "pytest", "tests/contract/odoo", "-p", "no:cacheprovider", *arguments)
                return subprocess.run(run, cwd=PROJECT, env={**os.environ, OLDER: str(there)}, check=False).returncode
            finally:
                odoo.terminate()
                odoo.wait(GRACE_SECONDS)
                there.unlink()


def _template(server: Server, settings: Path) -> str:
    """The database that all others are copied from; its administrator's key is the same in each."""
    kept = FOLDER / "admin_key"
    if exists(server, TEMPLATE) and kept.exists():
        return kept.read_text(encoding="utf-8")
    drop_database(server, TEMPLATE)
    ensure_database(server, TEMPLATE, ROLE, template="template0")
    _say("installing Odoo 14's modules (about 50 s)")
    quiet = ("-c", str(settings), "-d", TEMPLATE, "--no-http", "--workers=0", "--log-level=warn")
    _odoo(command(*quiet, "-i", MODULES, "--stop-after-init", "--without-demo=all"), "")
    said = _odoo(command("shell", *quiet), FIRST_SETTINGS.read_text(encoding="utf-8"))
    key = re.search(r"LADING (\w+)", said)
    if key is None:
        raise SystemExit(f"Odoo 14 was not set up: {said[-500:]}")
    kept.touch(mode=0o600)
    kept.write_text(key[1], encoding="utf-8")
    return key[1]


def _odoo(call: tuple[str, ...], script: str) -> str:
    ran = subprocess.run(call, env=environment(), input=script, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise SystemExit(f"Odoo 14 could not make its database:\n{ran.stderr[-1500:]}")
    return ran.stdout


def _settings(port: int, postgres_port: int, password: str) -> Path:
    values = {
        "addons_path": FOLDER / "root/usr/lib/python3/dist-packages/odoo/addons",
        "data_dir": FOLDER / "data",
        "db_host": "127.0.0.1",
        "db_port": postgres_port,
        "db_user": ROLE,
        "db_password": password,
        "dbfilter": f"^{TEMPLATE}_.*$",
        "http_interface": "127.0.0.1",
        "http_port": port,
        "max_cron_threads": 0,
        "list_db": False,
        "without_demo": "all",
    }
    file = FOLDER / "odoo.conf"
    file.touch(mode=0o600)
    file.write_text("[options]\n" + "\n".join(f"{name} = {value}" for name, value in values.items()), encoding="utf-8")
    return file


def _wait(odoo: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while not healthy(port, "/web/static/src/img/favicon.ico"):
        if odoo.poll() is not None or time.monotonic() > end:
            raise SystemExit(f"Odoo 14 does not answer: read {FOLDER / 'odoo.log'}")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _say(said: str) -> None:
    print(f"[odoo 14] {said}", flush=True)  # noqa: T201 - a command


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
