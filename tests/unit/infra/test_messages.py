"""What the stack says when something is missing: what, and the next step; never a secret."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path

import pytest

from infra import files, ports
from infra.files import read_json, write_json, write_private
from infra.odoo import debian, install
from infra.odoo.containers import engine
from infra.odoo.install import OdooProgram
from infra.odoo.way import Way
from infra.ports import Ports
from infra.processes import Launch, rotate, start, tail
from infra.trouble import StackTrouble


def _fake(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def _silent(_said: str) -> None:
    pass


def test_without_apt_the_message_names_containers_and_an_odoo_by_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StackTrouble) as trouble:
        Way(tmp_path, OdooProgram(tmp_path / "programs" / "odoo-19")).choose(_silent)
    assert "no apt-get and no dpkg-deb" in trouble.value.what
    assert "no docker, no podman" in trouble.value.what
    assert "LADING_ODOO_URL" in trouble.value.next_step


def test_without_apt_but_with_containers_they_are_taken_and_it_is_said_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fake(tmp_path / "bin", "podman", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    said: list[str] = []
    way = Way(tmp_path, OdooProgram(tmp_path / "programs" / "odoo-19"))
    assert way.choose(said.append) == "podman"
    assert way.chosen() == "podman"
    assert any("no apt-get" in one and "containers instead (podman)" in one for one in said)


def test_a_container_program_whose_daemon_is_away_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fake(tmp_path / "bin", "docker", '[ "$1" = compose ]')
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    name, reason = engine()
    assert name == ""
    assert "docker does not answer (is its daemon running?)" in reason


def test_a_mirror_without_the_package_is_told_in_apts_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = 'case "$*" in indextargets*) echo http://mirror.invalid/debian;; *update*) ;; *) echo "E: Unable to locate package odoo-19" >&2; exit 100;; esac'
    _fake(tmp_path / "bin", "apt-get", script)
    for name in ("dpkg-deb", "tar"):
        _fake(tmp_path / "bin", name, "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(StackTrouble, match="Unable to locate package odoo-19"):
        debian.fetch(tmp_path / "packages", _silent)


def test_packages_are_taken_only_with_debians_signature_where_its_keyring_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fake(tmp_path / "bin", "apt-get", "echo http://mirror.invalid/debian")
    for name in ("dpkg-deb", "tar"):
        _fake(tmp_path / "bin", name, "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    keyring = tmp_path / "debian.gpg"
    keyring.touch()
    monkeypatch.setattr(debian, "KEYRING", keyring)
    debian.fetch(tmp_path / "packages", _silent)
    lines = (tmp_path / "packages" / "sources.list").read_text().splitlines()
    assert all(f"signed-by={keyring}" in line and "trusted" not in line for line in lines)


def test_a_disk_without_room_for_odoo_is_seen_before_the_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "NEEDED_BYTES", shutil.disk_usage(tmp_path).total * 2)
    with pytest.raises(StackTrouble, match="MB left; Odoo needs") as trouble:
        OdooProgram(tmp_path / "programs" / "odoo-19").install(_silent)
    assert "LADING_HOME" in trouble.value.next_step


def test_a_full_disk_is_named_and_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "stack.json"
    write_private(target, "old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(StackTrouble, match="The disk is full") as trouble:
        write_private(target, "new")
    assert "Free some space" in trouble.value.next_step
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_what_is_written_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    write_json(tmp_path / "stack.json", {"odoo_admin_key": "hunter2"})
    assert stat.S_IMODE((tmp_path / "stack.json").stat().st_mode) == 0o600
    assert read_json(tmp_path / "stack.json") == {"odoo_admin_key": "hunter2"}


def test_a_state_file_that_was_cut_off_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "stack.json").write_text('{"odoo_ur')
    assert read_json(tmp_path / "stack.json") == {}


def test_a_port_is_remembered_and_no_other_service_gets_it(tmp_path: Path) -> None:
    first = Ports(tmp_path).choose("odoo", 28069)
    assert Ports(tmp_path).choose("odoo", 28070) == first
    assert Ports(tmp_path).choose("prefect", first) != first


def test_without_a_free_port_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "is_free", lambda _port: False)
    with pytest.raises(StackTrouble, match="No free port was found for odoo") as trouble:
        Ports(tmp_path).choose("odoo", 8069)
    assert "Stop a program" in trouble.value.next_step


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    missing = Launch((str(tmp_path / "postgres"),), {}, tmp_path, tmp_path / "log", "mark")
    with pytest.raises(StackTrouble, match="postgres is not there") as trouble:
        start(missing)
    assert "installs what is missing" in trouble.value.next_step


def test_a_long_log_is_cut_while_its_last_part_is_kept(tmp_path: Path) -> None:
    log = tmp_path / "odoo.log"
    log.write_text("".join(f"line {number}\n" for number in range(1000)))
    with log.open("ab") as writer:
        rotate(log, limit=1000)
        writer.write(b"after\n")
    assert tail(log) == ("after",)
    assert tail(tmp_path / "odoo.log.1", 1) == ("line 999",)
    assert (tmp_path / "odoo.log.1").stat().st_size <= 500
