"""Odoo in containers: the file, the settings and the command fit each other."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import yaml

from infra.databases import Server
from infra.odoo.containers import COMPOSE, ContainerOdoo, container_database
from infra.odoo.install import OdooProgram

PASSWORD = "hunter2-of-the-cluster"
ROLE_PASSWORD = "hunter2-of-odoo"


def _odoo(home: Path) -> ContainerOdoo:
    program = OdooProgram(home / "programs")
    ContainerOdoo(home, program, Server(0, PASSWORD), ROLE_PASSWORD).choose_ports()
    return ContainerOdoo(home, program, container_database(home, PASSWORD), ROLE_PASSWORD, engine="podman")


def test_every_variable_of_the_compose_file_is_given(tmp_path: Path) -> None:
    asked = set(re.findall(r"\$\{(\w+)", COMPOSE.read_text()))
    given = _odoo(tmp_path).environment()
    assert asked
    assert asked <= {name for name, value in given.items() if value}


def test_the_settings_name_the_database_as_the_containers_see_it(tmp_path: Path) -> None:
    odoo = _odoo(tmp_path)
    odoo.write_settings()
    text = odoo.settings.read_text()
    services = yaml.safe_load(COMPOSE.read_text())["services"]
    assert re.search(r"^db_host = (\w+)$", text, re.MULTILINE).group(1) in services
    assert "http_interface = 0.0.0.0" in text
    assert str(tmp_path) not in text


def test_only_the_container_and_the_owner_can_read_the_settings(tmp_path: Path) -> None:
    odoo = _odoo(tmp_path)
    odoo.write_settings()
    assert stat.S_IMODE(odoo.folder.stat().st_mode) == 0o700
    assert odoo.settings.stat().st_mode & stat.S_IROTH


def test_no_password_is_on_a_command_line(tmp_path: Path) -> None:
    odoo = _odoo(tmp_path)
    commands = [odoo.command("shell", "-d", "odoo"), odoo.service().command]
    assert commands[0][:2] == ("podman", "compose")
    assert not [one for command in commands for one in command if "hunter2" in one]


def test_ports_are_open_to_this_machine_only() -> None:
    services = yaml.safe_load(COMPOSE.read_text())["services"]
    assert [port for one in services.values() for port in one["ports"] if not port.startswith("127.0.0.1:")] == []
