"""Calls to Prefect from within a batch: a busy server is asked again at once, an absent one keeps nobody waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx
import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from tasks import prefect_calls
from tasks.prefect_calls import AskedAgain, PrefectAwayError, show, slot_of

Answer = Callable[[httpx.Request], httpx.Response]


@contextmanager
def _server(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> Iterator[list[str]]:
    """Prefect's client over our transport over this answer; the paths asked for."""
    asked: list[str] = []

    def heard(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/csrf-token"):
            return httpx.Response(404)  # as a server without that protection says
        asked.append(request.url.path.removeprefix("/api"))
        return answer(request)

    def plain(*_: object, **__: object) -> httpx.MockTransport:
        return httpx.MockTransport(heard)

    monkeypatch.setattr(prefect_calls, "AsyncHTTPTransport", plain)
    monkeypatch.setattr(prefect_calls, "FIRST_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(prefect_calls, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(prefect_calls, "AWAY_SECONDS", 0.02)
    with temporary_settings({PREFECT_API_URL: "http://prefect.test/api"}):
        yield asked


def _send(answer: Answer) -> httpx.Response:
    async def ask() -> httpx.Response:
        request = httpx.Request("POST", "http://prefect.test/api/artifacts/", json={"a": 1})
        return await AskedAgain(httpx.MockTransport(answer)).handle_async_request(request)

    return asyncio.run(ask())


def test_a_busy_server_is_asked_again_with_the_same_body() -> None:
    bodies: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(request.content)
        return httpx.Response(503 if len(bodies) < 3 else 201)

    began = time.monotonic()
    assert _send(answer).status_code == 201
    assert bodies == [b'{"a":1}'] * 3
    assert time.monotonic() - began < 1  # Prefect's own client would have slept six


def test_a_refusal_is_the_callers_affair() -> None:
    assert _send(lambda _: httpx.Response(423)).status_code == 423


@pytest.mark.parametrize("trouble", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), None])
def test_a_server_that_stays_away_is_given_up(
    monkeypatch: pytest.MonkeyPatch, trouble: httpx.TransportError | None
) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        if trouble is not None:
            raise trouble
        return httpx.Response(503)

    monkeypatch.setattr(prefect_calls, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(prefect_calls, "AWAY_SECONDS", 0.05)
    with pytest.raises(PrefectAwayError, match="does not answer"):
        _send(answer)


def test_a_slot_is_taken_waited_for_and_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    lease, taken = str(uuid4()), iter([423, 503, 200])

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("increment-with-lease"):
            status = next(taken)
            return httpx.Response(
                status, headers={"Retry-After": "0"}, json={"lease_id": lease, "limits": [{"name": "odoo"}]}
            )
        return httpx.Response(200, json={})

    async def hold() -> None:
        async with slot_of("odoo"):
            asked.append("in")

    with _server(monkeypatch, answer) as asked:
        asyncio.run(hold())
    steps = [path.rpartition("/")[2] for path in asked if "limits" in path or path == "in"]
    assert steps == ["increment-with-lease"] * 3 + ["in", "decrement-with-lease"]


@pytest.mark.parametrize("status", [200, 401, 503])
def test_without_a_limit_or_without_prefect_the_work_goes_on(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    async def hold() -> str:
        async with slot_of("odoo"):
            return "done"

    told = {"lease_id": str(uuid4()), "limits": []}
    with _server(monkeypatch, lambda _: httpx.Response(status, json=told)):
        assert asyncio.run(hold()) == "done"


@pytest.mark.filterwarnings("ignore:Artifact creation outside of a flow")
@pytest.mark.parametrize("status", [422, 503])
def test_a_page_that_cannot_be_had_stops_nothing(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    with _server(monkeypatch, lambda _: httpx.Response(status, json={})) as asked:
        asyncio.run(show("# table", "extract-gate-web"))
    assert "/artifacts/" in asked
