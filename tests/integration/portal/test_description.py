"""The portal keeps to its own description, whatever it is asked: cases made from it by schemathesis."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from entrypoints.portal.app import description
from tests.integration.portal.conftest import Asker


@pytest.fixture
def described(client, people, stocked):
    """The description as the portal itself gives it."""
    return schemathesis.openapi.from_url(f"{client.base_url}/api/openapi.json")


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case, people):
    case.call_and_validate(headers={"Authorization": f"Bearer {people.secrets['ada']}"})


def test_the_committed_description_is_the_one_that_is_served(client):
    assert client.get("/api/openapi.json").json() == description()


def test_every_problem_that_is_described_is_one_of_the_catalogue(client, people):
    asker = Asker(client, people.secrets["ada"])
    assert asker.get("/orders", limit=1000).json()["code"] == "PO-ASK-001"
