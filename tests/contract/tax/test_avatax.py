"""The tax engine's connector on its simulator, and both held to the published schema."""

from __future__ import annotations

import base64
import gzip
import json
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import yaml
from pydantic import SecretStr

from connectors.tax.avatax import AvaTax, asked
from domain.errors import LadingError, Misconfigured, Refused, TryAgain
from domain.tax_answers import TaxedLine, TaxPlace, TaxQuestion
from infra.simulators.tax.__main__ import server
from infra.simulators.tax.engine import Engine

SCHEMA = Path(__file__).parents[4] / "shared" / "schemas" / "avatax" / "openapi.yaml.gz"
KEY = "simulated-key"


def _question(code: str = "94107", country: str = "US") -> TaxQuestion:
    lines = (
        TaxedLine(1, "BOLT", Decimal(10), Decimal("25.00")),
        TaxedLine(2, "NUT", Decimal("0.5"), Decimal("9.99")),
    )
    place = TaxPlace("1 Main St", "Town", code, country)
    return TaxQuestion("__lading__.sales_order_x", "C-1", date(2026, 3, 10), "USD", place, lines)


def _over(engine: Engine) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        told = request.headers.get("Authorization", "")
        status, body = engine.answer(request.method, request.url.path, told, request.content)
        return httpx.Response(status, content=body)

    return httpx.MockTransport(answer)


def _tax(engine: Engine, key: str = KEY) -> AvaTax:
    return AvaTax("http://tax.example", "simulated", SecretStr(key), company_code="ACME", transport=_over(engine))


@pytest.fixture
def engine() -> Engine:
    return Engine()


def test_each_line_has_its_tax_and_where_it_comes_from(engine: Engine) -> None:
    answer = _tax(engine).quote(_question())

    assert [(line.position, line.tax) for line in answer.lines] == [(1, Decimal("1.81")), (2, Decimal("0.72"))]
    assert answer.lines[0].why == "CALIFORNIA 6 % + SAN FRANCISCO 1.25 %"
    assert (engine.asked[0]["type"], engine.asked[0]["commit"]) == ("SalesOrder", False), "a question leaves nothing"


def test_over_a_real_socket_it_is_the_same(engine: Engine) -> None:
    here = server(engine, 0)
    threading.Thread(target=here.serve_forever, daemon=True).start()
    try:
        tax = AvaTax(f"http://127.0.0.1:{here.server_port}", "simulated", SecretStr(KEY))
        assert tax.quote(_question()) == _tax(Engine()).quote(_question())
        tax.close()
    finally:
        here.shutdown()
        here.server_close()
    with pytest.raises(TryAgain, match="could not be asked"):
        AvaTax(f"http://127.0.0.1:{here.server_port}", "simulated", SecretStr(KEY)).quote(_question())


@pytest.mark.parametrize(
    ("code", "country", "kind", "words"),
    [
        ("00429", "US", TryAgain, "429"),
        ("00500", "US", TryAgain, "500"),
        ("00503", "US", TryAgain, "503"),
        ("00999", "US", TryAgain, "cut"),
        ("00400", "US", Refused, "As asked by 00400"),
        ("00888", "US", Refused, "another shape"),
        ("1", "XX", Refused, "cannot be located"),
    ],
)
def test_trouble_is_told_by_what_happens_next(
    engine: Engine, code: str, country: str, kind: type[LadingError], words: str
) -> None:
    with pytest.raises(kind, match=words):
        _tax(engine).quote(_question(code, country))


def test_a_wrong_key_is_our_own_mistake_and_is_not_shown(engine: Engine) -> None:
    with pytest.raises(Misconfigured, match="401") as caught:
        _tax(engine, "canary-77").quote(_question())
    assert "canary-77" not in str(caught.value)


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    if not SCHEMA.exists():
        pytest.skip(f"the published schema is not at hand: {SCHEMA.name}")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with gzip.open(SCHEMA) as stream:
        loaded = yaml.load(stream, Loader=loader)
    return json.loads(json.dumps(loaded, default=str))


def _judge(published: dict[str, Any], name: str, value: object) -> list[str]:
    schema = {"$ref": f"#/components/schemas/{name}", "components": published["components"]}
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(value)]


def _unknown(published: dict[str, Any], name: str, value: dict[str, Any]) -> set[str]:
    """Fields that the published type does not have: it would take them without a word."""
    return set(value) - set(published["components"]["schemas"][name]["properties"])


def test_the_question_is_as_published(published: dict[str, Any]) -> None:
    question = asked(_question(), "ACME")
    assert _judge(published, "CreateTransactionModel", question) == []
    assert _unknown(published, "CreateTransactionModel", question) == set()
    assert _unknown(published, "AddressLocationInfo", question["addresses"]["shipTo"]) == set()
    for line in question["lines"]:
        assert _unknown(published, "LineItemModel", line) == set()
    assert _judge(published, "CreateTransactionModel", {**question, "date": 5}) != []


def test_the_simulators_answers_are_as_published(published: dict[str, Any], engine: Engine) -> None:
    assert "/api/v2/transactions/create" in published["paths"]
    told = "Basic " + base64.b64encode(f"simulated:{KEY}".encode()).decode()
    body = json.dumps(asked(_question(), "ACME")).encode()
    status, text = engine.answer("POST", "/api/v2/transactions/create", told, body)
    found = json.loads(text)
    assert status == 200
    assert _judge(published, "TransactionModel", found) == []
    assert _unknown(published, "TransactionModel", found) == set()
    for line in found["lines"]:
        assert _unknown(published, "TransactionLineModel", line) == set()
        for detail in line["details"]:
            assert _unknown(published, "TransactionLineDetailModel", detail) == set()
    assert engine.answer("GET", "/api/v2/utilities/ping", told, b"")[0] == 200
