"""What we ask, and what the simulated shop answers and sends, is what Shopify publishes."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from connectors import identify
from connectors.ports import Raw
from connectors.shopify import queries
from connectors.shopify.fulfilling import Parcel, fulfil
from connectors.shopify.publishing import cancel, set_stock
from connectors.shopify.pulling import pages, pulled
from infra.simulators.shopify.language import parse
from infra.simulators.shopify.shapes import order_body, refund_body
from tests.contract.shopify.schema import FOLDER, mistakes_of, needs_schema, types, wrong_in
from tests.shopping import LOCATION, STARTED, TWO, Counter, Terms, codes, profile, read

HOOKS = FOLDER / "webhooks"
QUERIES = sorted(
    name for name, text in vars(queries).items() if isinstance(text, str) and text.startswith(("query", "mut"))
)
needs_hooks = pytest.mark.skipif(not HOOKS.is_dir(), reason=f"NOT TESTED: the published samples {HOOKS} are not there")


def sample(topic: str) -> dict:
    return json.loads((HOOKS / "metadatas" / queries.API_VERSION / f"{topic}.json").read_text())["response"]


@needs_schema
@pytest.mark.parametrize("name", QUERIES)
def test_every_query_is_of_the_published_schema_and_asks_nothing_deprecated(name: str) -> None:
    assert mistakes_of(parse(getattr(queries, name))) == []


def test_there_are_queries_to_look_at() -> None:
    first = ["CANCEL", "FULFIL", "FULFILLED", "FULFILMENTS", "LEVELS", "LOOK"]
    assert [*first, "MORE_LINES", "ORDER", "SET_QUANTITIES"] == QUERIES


@needs_schema
def test_the_schema_itself_is_looked_at() -> None:
    broken = parse("query X { orders(first: 1, colour: 2) { nodes { id { a } hue totalPrice } } order { name } }")
    said = mistakes_of(broken)
    assert len(said) == 5, said
    assert len(types()) > 3000


@needs_schema
def test_the_simulated_shop_answers_in_the_published_types() -> None:
    counter = Counter()
    answers: list[tuple[str, dict]] = []
    keep = counter._answered

    def kept(request: httpx.Request) -> httpx.Response:
        answer = keep(request)
        answers.append((json.loads(request.content)["query"], answer.json()))
        return answer

    counter._answered = kept  # type: ignore[method-assign]
    terms = Terms(company_location=3, shipping="5.00", presentment="EUR", tax_rate="0.1", po_number="7")
    order = counter.shop.sell(*TWO, terms=terms)
    other = counter.shop.sell(*TWO)
    counter.shop.refund(order, "NUT-M8", 1)
    counter.shop.stock.keep("BOLT-M8", LOCATION, 3)
    assert [len(page) for page in pages(counter.client, STARTED, 1)] == [1, 1]
    assert pulled(counter.client, order["id"])
    set_stock(counter.client, LOCATION, {"BOLT-M8": 9}, "r")
    bolts = {order["lineItems"][0]["id"]: 1}
    fulfil(counter.client, Parcel(order["id"], bolts, "T-1", "UPS"))
    fulfil(counter.client, Parcel(order["id"], bolts, "T-1", "UPS"))
    fulfil(counter.client, Parcel(order["id"], bolts), lost=True)
    cancel(counter.client, other["id"], reason="OTHER", note="x")
    assert len(answers) >= 12
    for query, answer in answers:
        operation = parse(query)
        root = "Mutation" if operation.kind == "mutation" else "QueryRoot"
        assert wrong_in(root, answer["data"], operation.fields) == []
        cost = answer["extensions"]["cost"]
        assert set(cost) == {"requestedQueryCost", "actualQueryCost", "throttleStatus"}
        assert set(cost["throttleStatus"]) == {"maximumAvailable", "currentlyAvailable", "restoreRate"}


@needs_hooks
@pytest.mark.parametrize("topic", ["orders/create", "orders/updated", "orders/cancelled"])
def test_webhooks_of_the_simulated_shop_have_the_names_and_kinds_of_the_published_ones(topic: str) -> None:
    counter = Counter()
    order = counter.shop.sell(*TWO, terms=Terms(shipping="5.00"))
    assert unlike(order_body(order), sample(topic), "") == []


@needs_hooks
def test_its_refunds_too() -> None:
    counter = Counter()
    order = counter.shop.sell(*TWO)
    counter.shop.refund(order, "NUT-M8", 1)
    assert unlike(refund_body(order, order["refunds"][0]), sample("refunds/create"), "") == []


OTHERWISE = {"company", "transactions"}
"""Parts that the published samples leave out: an order of a company, a refund's transactions."""


def unlike(made: object, published: object, place: str) -> list[str]:
    """Names that the published sample does not have, and values of other kinds; what either leaves empty is not told."""
    if isinstance(made, dict) and isinstance(published, dict):
        extra = [f"{place}.{name}" for name in made if name not in published and name not in OTHERWISE]
        both = [name for name in made if name in published]
        return extra + [wrong for name in both for wrong in unlike(made[name], published[name], f"{place}.{name}")]
    if isinstance(made, list) and isinstance(published, list):
        return [wrong for one in made[:1] for other in published[:1] for wrong in unlike(one, other, f"{place}[]")]
    if made is None or published is None or type(made) is type(published):
        return []
    return [f"{place}: {type(made).__name__} instead of {type(published).__name__}"]


@needs_hooks
@pytest.mark.parametrize("topic", ["orders/create", "orders/updated", "orders/paid", "orders/fulfilled"])
def test_the_published_sample_of_a_topic_is_read(topic: str) -> None:
    """All of them show one and the same cancelled test order: read without its cancellation it is an order."""
    body = sample(topic)
    cancelled = read(body, topic=topic)
    assert cancelled.change is not None
    assert (cancelled.change.purpose, cancelled.number, cancelled.key.number) == (
        "cancel",
        "#9999",
        "820982911946154508",
    )
    order = read(body | {"cancelled_at": None}, profile({"shipping_sku": "SHIP"}), topic=topic)
    assert [line.sku for line in order.document.lines][:2] == ["SKU2006-001", "LENS-PROTECT-2YR"]
    assert order.document.lines[-1].sku == "SHIP"
    assert "SH-HEAD-001" in codes(order)
    assert "SH-HEAD-006" in codes(order), "the sample's id was rounded by JavaScript"


@needs_hooks
def test_the_published_refund_deletion_and_edit() -> None:
    assert codes(read(sample("refunds/create"), topic="refunds/create")) == ["SH-REFUND-001"]
    assert read(sample("orders/delete"), topic="orders/delete").change.purpose == "cancel"
    assert codes(read(sample("orders/edited"), topic="orders/edited")) == ["SH-FILE-002"]


def exemplars() -> list[Path]:
    return sorted((HOOKS / "exemplars").glob("*/orders/*.json")) + sorted(
        (HOOKS / "exemplars").glob("*/refunds/*.json")
    )


@needs_hooks
@pytest.mark.parametrize("path", exemplars(), ids=lambda path: f"{path.parts[-3]}-{path.parent.name}-{path.stem}")
def test_real_payloads_with_their_values_taken_out_never_make_the_reader_raise(path: Path) -> None:
    """Their texts are 'example string' and their times all alike: every place that matters is told."""
    raw = Raw.of(path.name, path)
    reading = read(raw.read())
    assert reading.payload is None
    assert reading.findings
    known = identify(raw)
    assert known is None or known[1].format in {"shopify", "json"}


@needs_hooks
@pytest.mark.parametrize("topic", ["orders/create", "refunds/create", "orders/edited"])
def test_inspect_knows_the_format(topic: str) -> None:
    raw = Raw.of("body.json", json.dumps(sample(topic)).encode())
    known = identify(raw)
    expected = "shopify" if topic != "orders/edited" else "json"
    assert known is not None
    assert known[1].format == expected
