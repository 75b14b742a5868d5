"""The shop's GraphQL endpoint: reads the query, charges for it, answers, and misbehaves where it was told to."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from infra.simulators.shopify.answering import NoField, answered, estimated, spent
from infra.simulators.shopify.language import BadQuery, Field, Operation, bound, parse
from infra.simulators.shopify.shop import Shop

MAX_COST = 1000
_IDEMPOTENT = "inventorySetQuantities"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP."""

    status: int
    body: dict[str, Any] | str
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    """The connection ends in the middle of it."""


@dataclass
class Api:
    """One shop's API with its bucket of points; ``faults`` are taken one a request, in their order.

    Faults: throttled, dear, 429, 429:VALUE (Retry-After), 500, 502, html, lost (done, but the answer is cut),
    cut (not done, and the answer is cut), internal, loop (the same cursor again), drop:FIELD, text:FIELD.
    """

    shop: Shop
    maximum: float = 2000.0
    rate: float = 100.0
    clock: Callable[[], float] = time.monotonic
    faults: deque[str] = field(default_factory=deque)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """The bucket is full."""
        self.left, self._at = self.maximum, self.clock()

    def answer(self, body: dict[str, Any], token: str) -> Answer:
        """The answer to one request."""
        fault = self.faults.popleft() if self.faults else ""
        refused = _before(fault)
        if refused is not None:
            return refused
        if token != self.shop.token:
            return Answer(401, {"errors": "[API] Invalid API key or access token"})
        try:
            operation = parse(str(body.get("query", "")))
        except BadQuery as error:
            return Answer(200, {"errors": [_error(str(error), "undefinedField")]})
        self.requests.append(operation.name)
        return self._charged(operation, dict(body.get("variables") or {}), fault)

    def _charged(self, operation: Operation, variables: dict[str, Any], fault: str) -> Answer:
        cost = estimated(operation.fields, variables, mutation=operation.kind == "mutation")
        if cost > MAX_COST or fault == "dear":
            text = f"Query cost is {cost}, which exceeds the single query max cost limit ({MAX_COST})."
            return Answer(200, {"errors": [_error(text, "MAX_COST_EXCEEDED")]})
        self._fill()
        if self.left < cost or fault == "throttled":
            self.left = min(self.left, cost / 2) if fault == "throttled" else self.left
            said = {"errors": [_error("Throttled", "THROTTLED")], "extensions": self._cost(cost, None)}
            return Answer(200, said)
        try:
            data = self._done(operation, variables)
        except NoField as error:
            return Answer(200, {"errors": [_error(str(error), "undefinedField")]})
        if isinstance(data, Answer):
            return data
        actual = min(spent(data), cost)
        self.left -= actual
        if fault.startswith(("drop:", "text:", "loop")):
            data = _drifted(data, fault)
        whole = {"data": data, "extensions": self._cost(cost, actual)}
        return Answer(200, whole, cut=fault == "lost")

    def _done(self, operation: Operation, variables: dict[str, Any]) -> dict[str, Any] | Answer:
        fields = operation.fields
        for one in fields:
            if one.name == _IDEMPOTENT:
                key = str(bound(one.directives.get("idempotent", {}), variables).get("key") or "").strip()
                if not key:
                    text = "The @idempotent directive is required for this mutation."
                    return Answer(200, {"errors": [_error(text, "BAD_REQUEST")]})
                with_key = Field(one.name, one.alias, {**one.arguments, "key": key}, {}, one.fields)
                fields = tuple(with_key if other is one else other for other in fields)
        found = answered(self.shop.root(), fields, variables)
        return found if isinstance(found, dict) else {}

    def _fill(self) -> None:
        now = self.clock()
        self.left = min(self.left + (now - self._at) * self.rate, self.maximum)
        self._at = now

    def _cost(self, requested: int, actual: int | None) -> dict[str, Any]:
        status = {"maximumAvailable": self.maximum, "currentlyAvailable": int(self.left), "restoreRate": self.rate}
        return {"cost": {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status}}


def _before(fault: str) -> Answer | None:
    """What goes wrong before the query is looked at."""
    if fault.startswith("429"):
        _, told, stated = fault.partition(":")
        return Answer(
            429, {"errors": "Exceeded 2 calls per second for api client."}, {"Retry-After": stated} if told else {}
        )
    known = {
        "500": Answer(500, {"errors": "Internal Server Error"}),
        "502": Answer(502, "<html><body>Bad gateway</body></html>"),
        "html": Answer(200, "<html><body>Something went wrong</body></html>"),
        "cut": Answer(200, {"data": {}}, cut=True),
        "internal": Answer(200, {"errors": [_error("Internal error", "INTERNAL_SERVER_ERROR")]}),
        "denied": Answer(200, {"errors": [_error("Access denied for orders field.", "ACCESS_DENIED")]}),
    }
    return known.get(fault)


def _error(message: str, code: str) -> dict[str, Any]:
    return {"message": message, "extensions": {"code": code}}


def _drifted(value: Any, fault: str) -> Any:  # noqa: ANN401 - JSON
    """The answer with a field gone, of another type, or with pages that never end."""
    what, _, name = fault.partition(":")
    if isinstance(value, list):
        return [_drifted(one, fault) for one in value]
    if not isinstance(value, dict):
        return value
    found = {key: _drifted(one, fault) for key, one in value.items() if not (what == "drop" and key == name)}
    if what == "text" and name in found:
        found[name] = {"unexpected": True}
    if what == "loop" and "hasNextPage" in found:
        found |= {"hasNextPage": True, "endCursor": "c2FtZQ=="}
    return found
