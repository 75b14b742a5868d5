"""What the tax engine does, said once: of the simulated engine, and of a transcript in the words of its published schema.

The transcript is written by hand after that schema: there is no account here to record. One that was recorded belongs
beside it, scrubbed (``tests/contract/test_scrubbed.py``); the tests below hold it to the schema.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from connectors.tax.avatax import AvaTax
from domain.errors import Misconfigured, Refused, TryAgain
from infra.simulators.tax.engine import Engine
from tests.contract.tax.test_avatax import KEY, _judge, _over, _question, _unknown, published

__all__ = ["published"]
TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.json"))


def _replayed(path: Path) -> httpx.MockTransport:
    """Answers each question with what the transcript has of its address, or of a key that is not taken."""
    known: list[dict[str, Any]] = json.loads(path.read_text())

    def answer(request: httpx.Request) -> httpx.Response:
        right = httpx.BasicAuth("simulated", KEY)._auth_header
        asked = json.loads(request.content)
        for one in known:
            said = one["request"]
            wrong = request.headers["Authorization"] != right
            place = asked["addresses"]["shipTo"]
            fits = all(place.get(name) == value for name, value in said.get("ship_to", {}).items())
            if said["path"] == request.url.path and said.get("wrong_key", False) == wrong and fits:
                assert wrong or asked["type"] == said["type"]
                return httpx.Response(one["status"], json=one["response"])
        raise AssertionError(f"the transcript has nothing for {asked['addresses']}")

    return httpx.MockTransport(answer)


Tax = Callable[..., AvaTax]


@pytest.fixture(params=["simulated", *(path.stem for path in TRANSCRIPTS)])
def tax(request: pytest.FixtureRequest) -> Tax:
    simulated = request.param == "simulated"
    path = next((one for one in TRANSCRIPTS if one.stem == request.param), TRANSCRIPTS[0])
    transport = _over(Engine()) if simulated else _replayed(path)
    return lambda key=KEY: AvaTax(
        "http://tax.example", "simulated", SecretStr(key), company_code="ACME", transport=transport
    )


def test_each_line_has_its_tax_and_where_it_comes_from(tax: Tax) -> None:
    answer = tax().quote(_question())
    assert [(line.position, line.tax) for line in answer.lines] == [(1, Decimal("1.81")), (2, Decimal("0.72"))]
    assert {line.why for line in answer.lines} == {"CALIFORNIA 6 % + SAN FRANCISCO 1.25 %"}


def test_an_address_that_is_none_is_refused_in_the_engines_words(tax: Tax) -> None:
    with pytest.raises(Refused, match="cannot be located"):
        tax().quote(_question("1", "XX"))


def test_a_busy_engine_is_asked_again(tax: Tax) -> None:
    with pytest.raises(TryAgain, match="429"):
        tax().quote(_question("00429"))


def test_a_key_that_is_not_taken_is_our_own_mistake(tax: Tax) -> None:
    with pytest.raises(Misconfigured, match="401"):
        tax("another").quote(_question())


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_transcript_is_of_the_published_types(published: dict[str, Any], path: Path) -> None:
    looked = 0
    for one in json.loads(path.read_text()):
        kind = "TransactionModel" if one["status"] == 200 else "ErrorResult"
        if kind in published["components"]["schemas"]:
            assert _judge(published, kind, one["response"]) == []
            assert _unknown(published, kind, one["response"]) == set()
            looked += 1
        for line in one["response"].get("lines", []):
            assert _unknown(published, "TransactionLineModel", line) == set()
            for detail in line["details"]:
                assert _unknown(published, "TransactionLineDetailModel", detail) == set()
    assert looked
