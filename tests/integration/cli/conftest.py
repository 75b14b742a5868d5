"""The command on a real ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from entrypoints.cli import app
from tasks.runtime.settings import settings
from tests.integration.ledger.conftest import ledger, ledger_url, server, template
from tests.integration.ledger.orders import Clerk

__all__ = ["ledger", "ledger_url", "server", "template"]
PROJECT = Path(__file__).parents[3]


@dataclass
class Shop:
    """A ledger, the clerk who fills it, and the command."""

    clerk: Clerk

    def run(self, *words: str) -> tuple[int, str]:
        """Exit code and output."""
        ran = CliRunner().invoke(app, list(words))
        return ran.exit_code, ran.output

    def json(self, *words: str, code: int = 0) -> Any:
        """The answer to --json; the exit code is as expected."""
        exit_code, said = self.run(*words, "--json")
        assert exit_code == code, said
        return json.loads(said)


@pytest.fixture
def shop(ledger_url: str, ledger: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """The command, told of a ledger of its own."""
    monkeypatch.setenv("LADING_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LADING_PARTNERS", str(PROJECT / "partners"))
    monkeypatch.setenv("LADING_LEDGER_URL", ledger_url)
    settings.cache_clear()
    yield Shop(Clerk(ledger))
    settings.cache_clear()
