"""One Prefect server for the scenarios of a test process: it takes a quarter of a minute to come up."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.stack import Stack, StackConfig
from tests.odoo_fixture import PROJECT


@pytest.fixture(scope="session")
def prefect_api() -> Iterator[str]:
    """Address of its API; its database is its own."""
    folder = Path(tempfile.mkdtemp(prefix="lading-prefect-server-"))
    stack = Stack(StackConfig(home=folder, project=PROJECT, durable=False))
    try:
        stack.up(("prefect",))
        yield stack.connections().prefect_api_url
    finally:
        stack.down()
        shutil.rmtree(folder, ignore_errors=True)
