"""One ledger database for the seeds of a file."""

import pytest

from expectations.gate import warm
from tests.simulator.bench import bench


@pytest.fixture(scope="module")
def ledger():
    warm()
    with bench() as made:
        yield made
