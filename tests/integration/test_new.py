"""``lading new``: each kind, in a copy of the project: its test fails for the right reason, all else stays clean."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from entrypoints.cli import app

PROJECT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "benchmarks")
GUARDS = ("tests/architecture", "tests/unit/domain/test_catalogue.py", "tests/unit/domain/test_docs_are_current.py")
"""What holds the house together: rooms, ceilings, catalogue, generated pages."""
KINDS = {"partner": "newcomer", "rule": "SO-NEWER-001", "channel": "newformat", "flow": "new-cycle"}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(PROJECT, tmp_path_factory.mktemp("project") / "lading", ignore=LEFT_OUT)


@pytest.fixture(scope="module")
def broken_before(clean: Path) -> set[str]:
    """What a checkout in the middle of a change has broken already is not the command's doing."""
    return _broken(clean)


def _broken(folder: Path, *but: str) -> set[str]:
    left_out = [word for one in but for word in ("--deselect", one)]
    ran = _ran(folder, "pytest", "-q", "-p", "no:cacheprovider", *GUARDS, *left_out)
    assert ran.returncode in {0, 1}, ran.stdout[-3000:]
    return set(re.findall(r"^FAILED (\S+)", ran.stdout, flags=re.MULTILINE))


def _complaints(folder: Path, files: list[str]) -> set[str]:
    there = [file for file in files if (folder / file).exists()]
    checked = _ran(folder, "ruff", "check", "--no-cache", "--output-format", "concise", *there).stdout
    formatted = _ran(folder, "ruff", "format", "--no-cache", "--check", *there).stdout
    lines = [line for line in (checked + formatted).splitlines() if ":" in line]
    return {re.sub(r":\d+:\d+", "", line) for line in lines if not line.startswith("Found")}


def _ran(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A program of this environment, in the copy and with the copy's own packages in front."""
    known = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=folder, env=known, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def begun(clean: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[str]]]:
    """One of each kind in one copy, and what each has changed: a checker that is started once sees them all."""
    folder = shutil.copytree(clean, tmp_path_factory.mktemp("begun") / "lading")
    changed = {}
    for kind, name in KINDS.items():
        before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
        ran = CliRunner().invoke(app, ["new", kind, name, "--folder", str(folder)])
        assert ran.exit_code == 0, ran.output
        files = [path for path in folder.rglob("*.*") if path.is_file() and before.get(path) != path.read_bytes()]
        changed[kind] = [str(path.relative_to(folder)) for path in files]
    return folder, changed


def _tests(changed: dict[str, list[str]]) -> dict[str, str]:
    found = {}
    for kind, files in changed.items():
        (found[kind],) = [path for path in files if Path(path).name.startswith("test_")]
    return found


def test_each_new_test_fails_saying_what_is_next(begun: tuple[Path, dict[str, list[str]]]) -> None:
    folder, changed = begun
    tests = _tests(changed)
    ran = _ran(folder, "pytest", "-q", "-p", "no:cacheprovider", *tests.values())
    assert ran.returncode == 1, ran.stdout + ran.stderr
    for kind, test in tests.items():
        assert ran.stdout.count(f"FAILED {test}") == 1, (kind, ran.stdout)
    assert ran.stdout.count("FAILED tests") == len(KINDS), ran.stdout
    assert ran.stdout.count("Next: ") >= len(KINDS)


def test_nothing_else_fails_beside_a_new_test(
    clean: Path, begun: tuple[Path, dict[str, list[str]]], broken_before: set[str]
) -> None:
    folder, changed = begun
    python = [path for files in changed.values() for path in files if path.endswith(".py")]
    assert _complaints(folder, python) <= _complaints(clean, python)
    made = _ran(folder, "entrypoints.cli", "schema", "--folder", str(folder))
    assert made.returncode == 0, made.stdout + made.stderr
    assert _broken(folder, *_tests(changed).values()) <= broken_before


def _typed(files: Iterable[str]) -> list[str]:
    return sorted({path for path in files if path.endswith(".py") and not path.startswith("tests/architecture")})


def test_a_second_and_a_third_of_each_kind_stand_beside_the_first(clean: Path, tmp_path: Path) -> None:
    """In the order that is not the alphabet's, with names as long as they may be."""
    folder = shutil.copytree(clean, tmp_path / "lading")
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    names = {
        "partner": ["zeta", "a" * 41, "beta"],
        "rule": ["SO-ZULU-001", "SO-ABCDEFGH-001", "SO-MIKE-001"],
        "channel": ["zulu", "a" * 21, "mike"],
        "flow": ["zulu-cycle", "a" * 41, "mike-cycle"],
    }
    tests = []
    for kind, several in names.items():
        for name in several:
            ran = CliRunner().invoke(app, ["new", kind, name, "--folder", str(folder), "--json"])
            assert ran.exit_code == 0, ran.output
            tests.append(json.loads(ran.output)["test"])
    changed = [path for path in folder.rglob("*.*") if path.is_file() and before.get(path) != path.read_bytes()]
    python = [str(path.relative_to(folder)) for path in changed if path.suffix == ".py"]
    assert _complaints(folder, python) <= _complaints(clean, python)
    cache = PROJECT / ".mypy_cache"
    typed = _ran(folder, "mypy", "--cache-dir", str(cache if cache.exists() else tmp_path / "cache"), *_typed(python))
    assert typed.returncode == 0, typed.stdout
    ran_tests = _ran(folder, "pytest", "-q", "-p", "no:cacheprovider", *tests)
    assert ran_tests.stdout.count("FAILED tests") == len(tests), ran_tests.stdout
    assert ran_tests.stdout.count("Next: ") >= len(tests)


@pytest.mark.parametrize(("kind", "name"), [("partner", "Bad Name"), ("rule", "pack"), ("partner", "granby")])
def test_a_name_that_does_not_fit_or_is_taken_writes_nothing(clean: Path, kind: str, name: str) -> None:
    before = sorted(clean.rglob("*"))
    ran = CliRunner().invoke(app, ["new", kind, name, "--folder", str(clean)])
    assert ran.exit_code == 2
    assert "Next:" in ran.output
    assert sorted(clean.rglob("*")) == before
