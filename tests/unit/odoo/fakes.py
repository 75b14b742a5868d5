"""An Odoo that answers what a test tells it to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
from pydantic import SecretStr

from connectors.odoo.json2 import Json2Port, OdooAddress

KEY = "canary-3f9c1e"
Answer = Callable[[httpx.Request], httpx.Response]


def a_port(answer: Answer, *, role: str = "sales", **options: Any) -> Json2Port:
    address = OdooAddress("http://odoo.example", "books", SecretStr(KEY))
    return Json2Port(address, role=role, transport=httpx.MockTransport(answer), **options)


def says(status: int, body: object) -> Answer:
    return lambda _: httpx.Response(status, json=body)


def an_error(name: str, message: str) -> dict[str, object]:
    debug = f"Traceback (most recent call last):\n  File server.py secret={KEY}"
    return {"name": name, "message": message, "arguments": [message], "context": {}, "debug": debug}


def raises(error: Exception) -> Answer:
    def answer(_: httpx.Request) -> httpx.Response:
        raise error

    return answer


def in_turn(*answers: Answer) -> Answer:
    rest: Iterator[Answer] = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        return next(rest)(request)

    return answer


def body_of(request: httpx.Request) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(request.content)
    return read
