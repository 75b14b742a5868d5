"""What a shop does, said once: of the simulated shop, and of a transcript in the words of Shopify's documentation.

The transcript is written by hand after the published schema and the pages on rate limits and inventory: there is no
shop here to record. One that was recorded belongs beside it, scrubbed (``tests/contract/test_scrubbed.py``).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors.shopify import publishing
from connectors.shopify.client import ShopClient
from connectors.shopify.fulfilling import Parcel, fulfil
from connectors.shopify.publishing import cancel, set_stock
from connectors.shopify.pulling import pages, pulled
from connectors.shopify.queries import PATH
from connectors.shopify.throttle import Bucket
from infra.simulators.shopify.language import parse
from tests.contract.shopify.schema import needs_schema, wrong_in
from tests.shopping import DOMAIN, LOCATION, STARTED, TWO, Clock, Counter, read

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.json"))


@dataclass
class World:
    """A shop with three orders, the first of two pages of lines, the second cancelled; seven bolts in stock."""

    client: ShopClient
    clock: Clock
    first: str
    cancelled: str
    bolt: str
    """Line of the first order."""
    busy: Callable[[], None] = lambda: None
    """The next call is throttled once."""
    sells: Callable[[], None] = lambda: None
    """A customer buys between the next reading of stock and its setting."""


class Replay:
    """Answers each call with the next of the transcript that is of its operation and variables."""

    def __init__(self, path: Path) -> None:
        self.left: list[dict[str, Any]] = json.loads(path.read_text())

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.url.path == PATH
        asked = json.loads(request.content)
        name, given = parse(asked["query"]).name, asked["variables"]
        for one in self.left:
            if one["operation"] == name and all(given.get(key) == value for key, value in one["variables"].items()):
                self.left.remove(one)
                return httpx.Response(one["status"], json=one["response"], headers=one.get("headers", {}))
        raise AssertionError(f"the transcript has no more {name} with {given}")


def replayed(path: Path) -> World:
    clock = Clock()
    client = ShopClient(
        f"https://{DOMAIN}",
        "scrubbed",
        DOMAIN,
        bucket=Bucket(clock=clock),
        sleep=clock.sleep,
        transport=httpx.MockTransport(Replay(path)),
    )
    order = "gid://shopify/Order/{}".format
    return World(client, clock, order(450789469), order(450789470), "gid://shopify/LineItem/466157049")


def simulated(monkeypatch: pytest.MonkeyPatch) -> World:
    counter = Counter()
    monkeypatch.setattr("connectors.shopify.pulling.LINES_AT_ONCE", 1)
    first, second, _ = (counter.shop.sell(*TWO) for _ in range(3))
    counter.shop.cancel(second)
    counter.shop.stock.keep("BOLT-M8", LOCATION, 7)
    counter.shop.stock.keep("BOLT-M8-XL", LOCATION, 3)

    def sells() -> None:
        real, left = publishing._levels, [1]

        def levels(client: ShopClient, location: str, skus: list[str]) -> Any:
            found = real(client, location, skus)
            for place in counter.shop.stock.levels if left else ():
                counter.shop.stock.levels[place] -= 1
            left.clear()
            return found

        monkeypatch.setattr(publishing, "_levels", levels)

    busy = lambda: counter.api.faults.append("throttled")  # noqa: E731 - a word of the world
    bolt = first["lineItems"][0]["id"]
    return World(counter.client, counter.clock, first["id"], second["id"], bolt, busy, sells)


@pytest.fixture(params=["simulated", *(path.stem for path in TRANSCRIPTS)])
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> World:
    if request.param == "simulated":
        return simulated(monkeypatch)
    return replayed(next(path for path in TRANSCRIPTS if path.stem == request.param))


def test_a_look_waits_its_turn_and_gives_every_order_once_the_longest_ago_first(world: World) -> None:
    world.busy()
    found = [one for page in pages(world.client, STARTED, 2) for one in page]
    assert world.clock.waits
    assert len({one.gid for one in found}) == len(found) == 3
    assert [one.updated_at for one in found] == sorted(one.updated_at for one in found)
    assert [one.gid for one in found if one.cancelled_at is not None] == [world.cancelled]


def test_an_order_comes_whole_and_is_read(world: World) -> None:
    found = pulled(world.client, world.first)
    assert found is not None
    order = read(found.content).document
    assert order is not None
    assert [(line.sku, str(line.quantity), str(line.unit_price)) for line in order.lines] == [
        ("BOLT-M8", "2", "79.5"),
        ("NUT-M8", "10", "0.35"),
    ]
    assert order.total() == order.stated_total


def test_stock_that_changed_since_it_was_read_is_read_again(world: World) -> None:
    world.sells()
    told = set_stock(world.client, LOCATION, {"BOLT-M8": 5}, "r1")
    assert (told.set, told.unknown) == (["BOLT-M8"], [])


def test_what_is_cancelled_already_is_settled(world: World) -> None:
    assert cancel(world.client, world.cancelled, reason="OTHER", note="x").outcome == "settled"


def test_a_parcel_is_told(world: World) -> None:
    told = fulfil(world.client, Parcel(world.first, {world.bolt: 2}, "T-1"))
    assert told.outcome == "settled"
    assert told.record.startswith("gid://shopify/Fulfillment/")


@needs_schema
@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_transcript_is_of_the_published_types(path: Path) -> None:
    from connectors.shopify import queries

    texts = {parse(text).name: text for text in vars(queries).values() if isinstance(text, str) and "Lading" in text}
    looked = 0
    for one in json.loads(path.read_text()):
        operation = parse(texts[one["operation"]])
        data = one["response"].get("data")
        if data is not None:
            root = "Mutation" if operation.kind == "mutation" else "QueryRoot"
            assert wrong_in(root, data, operation.fields) == []
            looked += 1
    assert looked >= 10
