"""The simulated shop keeps its state, signs what it sends, and misbehaves only when it was told to."""

import base64
import hashlib
import hmac

import pytest

from domain.signing import HEADERS, judge
from infra.simulators.shopify.language import BadQuery, parse
from infra.simulators.shopify.shapes import order_body
from infra.simulators.shopify.shop import Shop
from tests.shopping import STARTED, TWO, Counter, Sold, Terms


def test_a_webhook_is_signed_as_the_receiver_wants_it():
    shop = Shop(started=STARTED)
    shop.sell(*TWO)
    (event,) = shop.outbox.waiting
    headers = {name.lower(): value for name, value in shop.outbox.headers(event).items()}
    own = HEADERS["shopify"]
    verdict = judge("shopify", own, headers, event.body, [shop.secret], now=0, tolerance_seconds=300)
    assert (verdict, headers["x-shopify-topic"]) == ("right", "orders/create")
    mac = hmac.new(shop.secret.encode(), event.body, hashlib.sha256).digest()
    assert base64.b64decode(headers["x-shopify-hmac-sha256"]) == mac


def test_notes_make_webhooks_go_wrong():
    shop = Shop(started=STARTED)
    for note in (None, "sim:drop", "sim:twice", "sim:early"):
        shop.sell(*TWO, terms=Terms(note=note))
    names = [event.about[-1] for event in shop.outbox.waiting]
    assert names == ["4", "1", "3", "3"]
    assert len({event.webhook_id for event in shop.outbox.waiting}) == 3, "a copy has the id of the first"


def test_a_subscription_is_given_up_after_eight_failures():
    shop = Shop(started=STARTED)
    for _ in range(3):
        shop.sell(*TWO)
    tries = []
    while shop.outbox.waiting:
        shop.outbox.deliver(lambda body, _: tries.append(body) or 500)
    assert (len(tries), shop.outbox.subscribed) == (8, False)
    shop.sell(*TWO)
    assert shop.outbox.waiting == []


def test_what_failed_is_sent_again_with_the_same_id():
    shop = Shop(started=STARTED)
    shop.sell(*TWO)
    seen = []
    shop.outbox.deliver(lambda body, headers: seen.append((body, headers)) or 503)
    assert shop.outbox.deliver(lambda body, headers: seen.append((body, headers)) or 202) == 1
    assert seen[0] == seen[1]


def test_a_cancellation_is_sent_twice_with_the_very_same_bytes():
    shop = Shop(started=STARTED)
    shop.cancel(shop.sell(*TWO))
    _, first, second = shop.outbox.waiting
    assert (first.topic, second.topic) == ("orders/cancelled", "orders/updated")
    assert first.body == second.body


def test_money_is_text_in_both_shapes_and_means_the_same():
    order = Shop(started=STARTED).sell(Sold("A", 1, "10.00"), terms=Terms(presentment="EUR", rate="0.5"))
    body = order_body(order)
    assert body["line_items"][0]["price"] == "10.00"
    assert order["lineItems"][0]["originalUnitPriceSet"]["shopMoney"]["amount"] == "10.0"
    assert body["line_items"][0]["price_set"]["presentment_money"] == {"amount": "5.00", "currency_code": "EUR"}


def test_set_quantities_wants_an_idempotency_key():
    counter = Counter()
    query = "mutation X($i: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $i) { userErrors { code } } }"
    answer = counter.api.answer({"query": query, "variables": {"i": {"quantities": []}}}, counter.shop.token)
    assert answer.body["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize(
    "text", ["", "{", "query", "mutation { a } { b }", "query { a(b: ) }", "subscription { a }", "{ % }"]
)
def test_what_is_no_query_is_refused(text):
    with pytest.raises(BadQuery):
        parse(text)


def test_a_query_is_read_with_its_arguments_fragments_and_directives():
    made = parse('query Q($a: [ID!]!, $b: Int = 3) { x: y(z: {k: [1, "t"], v: $a}) @d(key: $b) { ... on T { id } } }')
    assert (made.kind, made.name, made.variables) == ("query", "Q", {"a": "[ID!]!", "b": "Int"})
    (one,) = made.fields
    assert (one.alias, one.name, one.fields[0].on) == ("x", "y", "T")
    assert list(one.directives) == ["d"]
