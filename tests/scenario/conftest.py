"""The Prefect server that the first and the last scenario share: between them Prefect has time to miss a dead run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scenario.prefect_house import PrefectHouse, prefect_house


@pytest.fixture(scope="session")
def in_sight() -> Iterator[PrefectHouse]:
    """A house that Prefect sees."""
    with prefect_house() as made:
        yield made
