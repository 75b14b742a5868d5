"""One shop's GraphQL Admin API at one version: a call, the throttle, and what it means when no good answer comes.

httpx logs whole URLs: the token stands in a header, never in an address, and its logger is kept to warnings.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from connectors.outward import OutwardTransport
from connectors.shopify.queries import PATH
from connectors.shopify.throttle import Bucket, retry_after_seconds
from domain.errors import LadingError, Misconfigured, OutcomeUnknown, Refused, TryAgain
from domain.reachable import Reach
from domain.seams import at_call

TRIES = 6
"""Of one call, while the shop is busy."""
BACKOFF_SECONDS = 0.5
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_OK, _UNAUTHORISED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY, _SERVER = 200, 401, 403, 404, 429, 500
_MOST_BYTES = 33_554_432


class TooDear(Refused):
    """The query costs more than one query may: ask for less at once."""


@dataclass
class ShopClient:
    """A line to one shop.

    Args:
        address: ``https://acme.myshopify.com``, without path.
        token: Admin API access token.
        shop: name for messages.
        reach: where the address may lead.
        transport: for tests.
    """

    address: str
    token: str = field(repr=False)
    shop: str
    read_seconds: float = 30.0
    bucket: Bucket = field(default_factory=Bucket)
    sleep: Callable[[float], None] = time.sleep
    reach: Reach = field(default_factory=Reach)
    transport: httpx.BaseTransport | None = None
    _costs: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """No redirects, no proxy from the environment: the address is the shop's, or nobody's."""
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._http = httpx.Client(
            base_url=self.address,
            headers={"X-Shopify-Access-Token": self.token, "Content-Type": "application/json"},
            timeout=httpx.Timeout(self.read_seconds, connect=5.0),
            follow_redirects=False,
            trust_env=False,
            transport=self.transport or OutwardTransport(self.reach),
        )

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def ask(self, query: str, /, **variables: object) -> dict[str, Any]:
        """The data of a query, which changes nothing.

        Raises:
            TryAgain: the shop is away or busy for longer than a call waits.
            TooDear: the query costs more than one may.
            Refused: the shop finds the query wrong. Misconfigured: the address, the token or its rights are wrong.
        """
        return self._called(query, variables, changes=False)

    def change(self, query: str, /, **variables: object) -> dict[str, Any]:
        """The data of a mutation; its ``userErrors`` are the caller's.

        Raises:
            As ``ask``; and OutcomeUnknown: it was sent, and no whole answer came.
        """
        return self._called(query, variables, changes=True)

    def _called(self, query: str, variables: Mapping[str, object], *, changes: bool) -> dict[str, Any]:
        body = orjson.dumps({"query": query, "variables": dict(variables)})
        for attempt in range(TRIES):
            self.sleep(self.bucket.wait_for(self._costs.get(query, 10.0)))
            at_call("shopify.graphql.before")
            answer = self._sent(body, changes=changes)
            at_call("shopify.graphql.after")
            wait = self._wait(answer, attempt, changes=changes)
            if wait is None:
                return self._data(query, answer, changes=changes)
            self.sleep(wait)
        raise TryAgain(f"The shop {self.shop} is busy.", field="shopify", value=self.shop)

    def _sent(self, body: bytes, *, changes: bool) -> httpx.Response:
        try:
            return self._http.post(PATH, content=body)
        except _NOT_SENT as error:
            raise TryAgain(f"The shop {self.shop} can't be reached: {type(error).__name__}.") from None
        except httpx.InvalidURL:
            raise self._misconfigured("its address is none", "shopify.api") from None
        except httpx.HTTPError as error:
            raise self._lost(type(error).__name__, changes=changes) from None

    def _lost(self, why: str, *, changes: bool) -> LadingError:
        kind = OutcomeUnknown if changes else TryAgain
        return kind(f"No whole answer came from the shop {self.shop}: {why}.")

    def _wait(self, answer: httpx.Response, attempt: int, *, changes: bool) -> float | None:
        """How long to wait before the same call again; None: this answer counts."""
        if answer.status_code == _TOO_MANY:
            return retry_after_seconds(answer.headers.get("retry-after", ""))  # turned away unread: nothing changed
        if answer.status_code >= _SERVER:
            if changes:
                raise self._lost(f"status {answer.status_code}", changes=True)
            return BACKOFF_SECONDS * 2.0**attempt
        said = _parsed(answer)
        if said is None:
            return None
        cost = _cost(said)
        self.bucket.told(cost)
        if "THROTTLED" in _codes(said):
            return self.bucket.refill_seconds(_requested(cost))
        return None

    def _data(self, query: str, answer: httpx.Response, *, changes: bool) -> dict[str, Any]:
        status, said = answer.status_code, _parsed(answer)
        if status in {_UNAUTHORISED, _FORBIDDEN}:
            raise self._misconfigured("it refuses the token", "shopify.pull.token")
        if status == _NOT_FOUND or 300 <= status < 400:  # noqa: PLR2004 - redirects
            raise self._misconfigured("there is no Admin API of the pinned version", "shopify.shop")
        if status != _OK or said is None:
            raise self._lost(f"status {status} and no JSON object", changes=changes)
        codes = _codes(said)
        if "MAX_COST_EXCEEDED" in codes:
            raise TooDear(f"The shop {self.shop} finds the query too dear.", field="shopify.pull.page_orders")
        if "ACCESS_DENIED" in codes:
            raise self._misconfigured("the token lacks rights (read_orders and others)", "shopify.pull.token")
        if codes & {"INTERNAL_SERVER_ERROR", "TIMEOUT", "SHOP_INACTIVE"}:
            raise self._lost(", ".join(sorted(codes)), changes=changes)
        data = said.get("data")
        if said.get("errors") or not isinstance(data, dict):
            raise Refused(f"The shop {self.shop} refuses the query: {_words(said)}", field="shopify")
        self._costs[query] = _requested(_cost(said))
        return data

    def _misconfigured(self, why: str, place: str) -> Misconfigured:
        step = "Mend the profile's section 'shopify' or the secret that it names."
        return Misconfigured(f"The shop {self.shop} can't be asked: {why}.", field=place, next_step=step)


def _parsed(answer: httpx.Response) -> dict[str, Any] | None:
    """The JSON object; None: it is something else (an HTML page with status 200, a cut answer)."""
    try:
        said = orjson.loads(answer.content) if len(answer.content) <= _MOST_BYTES else None
    except orjson.JSONDecodeError:
        return None
    return said if isinstance(said, dict) else None


def _cost(said: Mapping[str, Any]) -> Mapping[str, object]:
    more = said.get("extensions")
    cost = more.get("cost") if isinstance(more, dict) else None
    return cost if isinstance(cost, dict) else {}


def _requested(cost: Mapping[str, object]) -> float:
    stated = cost.get("requestedQueryCost")
    return float(stated) if isinstance(stated, int | float) else 10.0


def _codes(said: Mapping[str, Any]) -> set[str]:
    errors = said.get("errors")
    found = set()
    for error in errors if isinstance(errors, list) else []:
        more = error.get("extensions") if isinstance(error, dict) else None
        if isinstance(more, dict) and isinstance(more.get("code"), str):
            found.add(more["code"])
    return found


def _words(said: Mapping[str, Any]) -> str:
    errors = said.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else errors
    text = first.get("message") if isinstance(first, dict) else first
    return str(text)[:200] if text else "no data in the answer"
