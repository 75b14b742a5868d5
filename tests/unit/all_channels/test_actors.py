"""Who plays the demo's channels: the same bytes on each run, and nothing is overlooked that was answered wrongly."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from domain.errors import StopTheRun
from entrypoints.all_channels import shop as shop_module
from entrypoints.all_channels.edi import EdiActor
from entrypoints.all_channels.rest import RestActor
from entrypoints.all_channels.shop import GuardedApi, ShopActor, opened
from entrypoints.all_channels.surroundings import serving
from infra.distributor.generate import world_of
from infra.distributor.stories import Story, stories
from infra.simulators.edi_customer.customer import EdiCustomer
from infra.simulators.edi_customer.segments import read

TOLD = stories(19, world_of(19, date(2026, 11, 21)))


def _of(channel: str) -> list[Story]:
    return [one for one in TOLD if one.channel == channel]


def _kinds(*names: str) -> list[Story]:
    return [one for one in _of("cobalt") if one.kind.name in names]


@pytest.fixture
def pushed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bytes]]:
    """What the shop would have pushed: topic and body."""
    sent: list[tuple[str, bytes]] = []

    def push(api: GuardedApi, _: str) -> None:
        def post(body: bytes, headers: dict[str, str]) -> int:
            sent.append((headers["X-Shopify-Topic"], body))
            return 202

        api.shop.outbox.deliver(post)

    monkeypatch.setattr(shop_module, "send_hooks", push)
    return sent


def _play_shop(*, cancelled: bool) -> ShopActor:
    """Both acts; between them the supplier cancels test orders, or it does not because it knows them."""
    told = _of("webshop")
    actor = ShopActor(opened(told), "", told, {})
    actor.first()
    for story in told if cancelled else ():
        if story.kind.name == "test order":
            actor.api.shop.cancel(actor.orders[story.number])
    actor.second()
    return actor


def test_the_shop_pushes_the_same_bytes_on_a_second_run(pushed: list[tuple[str, bytes]]) -> None:
    actor = _play_shop(cancelled=True)
    first = pushed.copy()
    tests = {actor.orders[one.number]["id"] for one in actor.stories if one.kind.name == "test order"}
    own = [
        (topic, body)
        for topic, body in first
        if topic == "orders/create" or not any(one.encode() in body for one in tests)
    ]
    pushed.clear()
    _play_shop(cancelled=False)
    assert pushed == own
    assert len(first) > len(pushed)


def test_the_shops_stories_are_pushed_as_they_are_told(pushed: list[tuple[str, bytes]]) -> None:
    actor = _play_shop(cancelled=False)
    names = [(topic, json.loads(body)["name"]) for topic, body in pushed]
    topics: dict[str, list[str]] = {}
    for topic, name in names:
        topics.setdefault(name, []).append(topic.removeprefix("orders/"))
    wanted = {
        "sound": ["create"],
        "changed": ["create", "updated"],
        "edit overtakes its order": ["updated", "create"],
        "cancelled": ["create", "cancelled", "updated"],
        "cancellation overtakes its order": ["updated", "cancelled", "create"],
        "sent twice": ["create", "create"],
        "paid later": ["create", "updated"],
    }
    for story in actor.stories:
        if story.kind.name in wanted:
            assert topics[story.number] == wanted[story.kind.name], story.kind.name
        if story.kind.name == "webhook never came":
            assert story.number not in topics
    assert actor.left() == 0


def _edi(folder: Path, told: list[Story]) -> EdiActor:
    return EdiActor(EdiCustomer(folder / "home", folder / "in", folder / "out", ours="COBALT"), told)


def test_edi_stories_are_sent_in_three_acts_and_again_byte_for_byte(tmp_path: Path) -> None:
    actor = _edi(tmp_path, _of("cobalt"))
    actor.first()
    actor.second()
    actor.third()
    sent = {path.name: path.read_bytes() for path in (tmp_path / "in").iterdir()}
    numbers = Counter(one.wanted.number for one in actor.customer.state.sent)
    twice = {"changed", "change overtakes its order", "cancelled", "cancellation overtakes its order", "sent anew",
             "same number, other content"}  # fmt: skip
    for story in actor.stories:
        assert numbers[story.number] == (2 if story.kind.name in twice else 1), story.kind.name
    for path in (tmp_path / "in").iterdir():
        path.unlink()
    second = _edi(tmp_path, _of("cobalt"))
    assert second.again
    second.first()
    second.second()
    second.third()
    assert {path.name: path.read_bytes() for path in (tmp_path / "in").iterdir()} == sent


def test_an_order_that_stands_alone_in_its_file_is_found_there(tmp_path: Path) -> None:
    (cut,) = _kinds("file cut off")
    actor = _edi(tmp_path, _of("cobalt"))
    actor.first()
    text = (tmp_path / "in" / actor.file_of(cut)).read_text()
    assert cut.number in text
    assert read(text).wrong


def test_what_the_edi_customer_was_told_wrongly_or_not_at_all_is_said(tmp_path: Path) -> None:
    told = _kinds("unknown unit")
    actor = _edi(tmp_path, told)
    actor.first()
    assert [one for one in actor.wrong() if "the receipt says ''" in one]
    for one in actor.customer.state.sent:
        one.standing = "accepted"
    assert actor.wrong() == []
    assert [actor.told(story) for story in told] == ["", ""]
    actor.customer.state.sent[0].verdict = "rejected"
    actor.customer.state.complaints.append("the answer is silent about line 2")
    assert actor.told(told[0]) == "rejected"
    assert actor.wrong() == ["COBALT complains: the answer is silent about line 2"]


class Portal:
    """Answers as it should, and remembers what it was asked."""

    def __init__(self, conflict: int = 409) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.known: dict[str, Any] = {}
        self.conflict = conflict

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path, key = request.url.path, request.headers.get("Idempotency-Key", "")
        said = json.loads(request.content)
        self.asked.append((path, key, said))
        if path.endswith("/batch"):
            (many,) = said.values()
            return httpx.Response(207, json={"results": [{"status": 202} for _ in many]})
        if self.known.setdefault(key, said) != said:
            return httpx.Response(self.conflict, json={"id": "o_other"})
        return httpx.Response(202, json={"id": f"o_{key}"})


def _rest(portal: Portal, channel: str) -> RestActor:
    client = httpx.Client(base_url="http://portal/api/v1", transport=httpx.MockTransport(portal))
    actor = RestActor(client, _of(channel), offline=channel == "field")
    actor.first()
    actor.second()
    return actor


def test_the_portals_stories_are_submitted_changed_cancelled_and_repeated() -> None:
    portal = Portal()
    actor = _rest(portal, "portal")
    assert actor.troubles == []
    paths = Counter(path.rpartition("/")[2] for path, _, _ in portal.asked)
    kinds = Counter(one.kind.name for one in actor.stories)
    assert (paths["changes"], paths["cancellation"]) == (kinds["changed"], kinds["cancelled"])
    again = (
        kinds["sent twice"] + kinds["sent anew"] + kinds["same number, other content"] + kinds["same key, other order"]
    )
    assert paths["orders"] == len(actor.stories) + again
    changed = next(said for path, _, said in portal.asked if path.endswith("/changes"))
    assert [(one["action"], one["line_number"]) for one in changed["lines"]] == [
        ("change", "1"), ("add", "3"), ("delete", "2"),
    ]  # fmt: skip


def test_an_answer_of_the_portal_that_should_be_another_is_told() -> None:
    actor = _rest(Portal(conflict=202), "portal")
    assert len(actor.troubles) == 1
    assert "was answered 202, not 409" in actor.troubles[0]


def test_orders_of_the_field_come_together_and_their_changes_before_them() -> None:
    portal = Portal()
    actor = _rest(portal, "field")
    assert actor.troubles == []
    (_, _, early), (_, _, orders) = portal.asked[:2]
    overtaken = {one.number for one in actor.stories if "overtakes" in one.kind.name}
    assert {one["number"] for one in early["changes"]} == overtaken
    assert [one["order"]["number"] for one in orders["orders"]] == [one.number for one in reversed(actor.stories)]


def _answering(answer: httpx.Response | Exception) -> RestActor:
    def asked(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    client = httpx.Client(base_url="http://portal/api/v1", transport=httpx.MockTransport(asked))
    return RestActor(client, _of("portal"))


def test_a_receiver_that_is_gone_ends_the_run_with_a_sentence() -> None:
    actor = _answering(httpx.ConnectError("Connection refused"))
    for ask in (actor.first, actor.told):
        with pytest.raises(StopTheRun, match=r"The receiver did not answer .*Connection refused.*Next: See"):
            ask()


def test_a_receiver_that_refuses_everything_is_told_and_stumbled_over_by_nothing() -> None:
    actor = _answering(httpx.Response(503, text="<html>"))
    actor.first()
    actor.second()
    assert actor.told() == {}
    actor.offline = True
    actor.first()
    assert all("503" in one for one in actor.troubles)
    assert "The batch of" in actor.troubles[-1]


def test_a_shop_that_ends_while_it_starts_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uvicorn.Server, "run", lambda *_, **__: None)
    with (
        pytest.raises(StopTheRun, match="ended while it started"),
        serving(opened(_of("webshop")), "http://127.0.0.1:9/hooks"),
    ):
        pass
