"""``./lading``: what a clone does before anything is installed, and how little it does afterwards."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
OVERHEAD_SECONDS = 0.1
FILES = ("lading", "uv.lock", "pyproject.toml")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone that says it is installed, with a command that tells how it was called."""
    for name in FILES:
        shutil.copy(PROJECT / name, tmp_path / name)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    told = f"#!{sys.executable}\nimport json, sys\nprint(json.dumps(sys.argv[1:]))\n"
    (programs / "lading").write_text(told)
    (programs / "lading").chmod(0o755)
    known = sha256(b"1")
    for name in FILES[1:]:
        known.update((tmp_path / name).read_bytes())
    (tmp_path / ".venv" / "lading-installed").write_text(f"{known.hexdigest()} dev")
    return tmp_path


INHERITED = {name: value for name, value in os.environ.items() if name != "PYTHONPYCACHEPREFIX"}
"""The tests themselves may run with a place of their own for compiled files."""


def _run(clone: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, clone / "lading", *arguments), env={**INHERITED, **environment}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def test_arguments_reach_the_command_as_they_were_given(clone: Path) -> None:
    ran = _run(clone, "trace", "PO 4711", "--json")
    assert json.loads(ran.stdout) == ["trace", "PO 4711", "--json"]
    assert ran.stderr == ""


def test_the_second_time_costs_little_more_than_python_itself(clone: Path) -> None:
    bare = min(_cpu_seconds(lambda: subprocess.run((sys.executable, "-c", "pass"), check=True)) for _ in range(3))
    ours = min(_cpu_seconds(lambda: _run(clone, "setup").check_returncode()) for _ in range(3))
    assert ours < max(OVERHEAD_SECONDS, 5 * bare)


def _cpu_seconds(act: Callable[[], object]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    act()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_where_python_may_write_nothing_beside_its_sources_compiled_files_have_a_place_of_their_own(
    clone: Path,
) -> None:
    told = "import os, json; print(json.dumps([os.environ.get(n) for n in ('PYTHONDONTWRITEBYTECODE', 'PYTHONPYCACHEPREFIX')]))"
    (clone / ".venv" / "bin" / "lading").write_text(f"#!{sys.executable}\n{told}\n")
    place = str(clone / ".lading" / "pycache")
    assert json.loads(_run(clone, "status", PYTHONDONTWRITEBYTECODE="1").stdout) == [None, place]
    assert json.loads(_run(clone, "status", PYTHONDONTWRITEBYTECODE="").stdout)[1] is None


def test_a_changed_lock_file_means_installing_again_and_a_failure_says_the_next_step(clone: Path) -> None:
    (clone / "uv.lock").write_text("version = 1\n")
    (clone / "pyproject.toml").write_text("[project]\nname = 'broken'\n")
    uv = clone / ".venv" / "bin" / "uv"
    uv.write_text('#!/bin/sh\n[ "$1" = --version ] || { echo "error: no route to the index" >&2; exit 2; }\n')
    uv.chmod(0o755)
    ran = _run(clone, "demo")
    assert ran.returncode == 2
    assert "no route to the index" in ran.stderr
    assert "Next step: see that this machine reaches its Python package index" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_without_a_suitable_python_it_names_those_that_are(clone: Path) -> None:
    shutil.rmtree(clone / ".venv")
    script = (clone / "lading").read_text()
    (clone / "lading").write_text(script.replace("(3, 11), (3, 13)", "(9, 1), (9, 2)"))
    ran = _run(clone, "demo")
    assert ran.returncode == 2
    assert "Lading needs Python 3.11, 3.12 or 3.13" in ran.stderr
    assert "Next step: install one of them" in ran.stderr
