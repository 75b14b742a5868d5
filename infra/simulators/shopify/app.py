"""The simulated shop over HTTP: the Admin API, and a few addresses by which a test or a person drives it.

``python -m infra.simulators.shopify --port 8093 --hooks http://127.0.0.1:8080/hooks/webshop``
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.simulators.shopify.api import Answer, Api
from infra.simulators.shopify.orders import Sold, Terms
from infra.simulators.shopify.shapes import API_VERSION

_FIRST_BYTES = 20


class Cut(Response):
    """Promises more than it sends: the connection ends in the middle."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401, ARG002 - ASGI
        """Send the beginning."""
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(self.body)).encode())]
        await send({"type": "http.response.start", "status": self.status_code, "headers": headers})
        await send({"type": "http.response.body", "body": bytes(self.body[:_FIRST_BYTES]), "more_body": False})


def make_app(api: Api, hooks: str = "") -> Starlette:
    """The application; webhooks go to ``hooks``, if it is given, as soon as something happens."""
    lock = asyncio.Lock()

    async def graphql(request: Request) -> Response:
        if request.path_params["version"] != API_VERSION:
            return Response('{"errors":"Not Found"}', 404, media_type="application/json")
        body = await request.json()
        async with lock:
            answer = await asyncio.to_thread(api.answer, body, request.headers.get("x-shopify-access-token", ""))
            await asyncio.to_thread(send_hooks, api, hooks)
        return _response(answer)

    async def sell(request: Request) -> Response:
        wanted = await request.json()
        lines = [Sold(**line) for line in wanted.get("lines", [])]
        order = api.shop.sell(*lines, terms=Terms(**wanted.get("terms", {})))
        return await _told(order)

    async def act(request: Request) -> Response:
        wanted = await request.json()
        order = api.shop.orders[wanted.pop("order")]
        what: dict[str, Callable[..., None]] = {
            "edit": api.shop.edit,
            "cancel": api.shop.cancel,
            "refund": api.shop.refund,
            "pay": api.shop.pay,
            "hold": api.shop.hold,
        }
        what[request.path_params["what"]](order, **wanted)
        return await _told(order)

    async def faults(request: Request) -> Response:
        api.faults.extend(await request.json())
        return Response(status_code=204)

    async def _told(order: dict[str, Any]) -> Response:
        await asyncio.to_thread(send_hooks, api, hooks)
        return Response(json.dumps({"id": order["id"], "name": order["name"]}), media_type="application/json")

    def post(path: str, run: Callable[[Request], Awaitable[Response]]) -> Route:
        return Route(path, run, methods=["POST"])

    return Starlette(
        routes=[
            post("/admin/api/{version}/graphql.json", graphql),
            post("/simulator/orders", sell),
            post("/simulator/faults", faults),
            post("/simulator/{what}", act),
        ]
    )


def send_hooks(api: Api, hooks: str) -> None:
    """Send what waits; a receiver that is away gets it the next time."""
    if not hooks or not api.shop.outbox.waiting:
        return
    with httpx.Client(timeout=10.0, trust_env=False) as client:

        def post(body: bytes, headers: dict[str, str]) -> int:
            try:
                return client.post(hooks, content=body, headers=headers).status_code
            except httpx.HTTPError:
                return 0

        api.shop.outbox.deliver(post)


def _response(answer: Answer) -> Response:
    text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
    media = "text/html" if isinstance(answer.body, str) else "application/json"
    kind = Cut if answer.cut else Response
    return kind(text, answer.status, headers=answer.headers, media_type=media)
