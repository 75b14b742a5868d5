"""``/api/v1/orders``: submit, submit many, and what became of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response
from pydantic import Field

from domain.documents.submitted_order import OfflineOrders, SubmittedOrder
from domain.portal import pickup_key
from entrypoints.portal.answers import Accepted, BatchAnswer, BatchResult, OrderPage, OrderStatus, answered, now
from entrypoints.portal.description import body_of, problems
from entrypoints.portal.desk import Asking, Caller, OfCustomer
from entrypoints.portal.refusal import Problem, Refusal
from entrypoints.portal.showing import head, status
from entrypoints.portal.submitting import submission, take
from entrypoints.portal.taking import json_body, listed, parsed, settled, unless_away
from ledger.portal import NEWEST

router = APIRouter(prefix="/v1", tags=["orders"])
_LONGEST_KEY = 200
_MOST_CHANGES = 50
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=_LONGEST_KEY,
        pattern=r"^[!-~]+$",
        description="A UUID of your making, the same each time you send this order.",
    ),
]
SUBMITTING = problems(400, 401, 403, 408, 409, 413, 415, 422, 429, 503)


class OrderList(OfCustomer):
    """Which orders."""

    number: str | None = Field(default=None, max_length=64, description="Only those with this number of yours.")
    cursor: str | None = Field(default=None, max_length=64, description="'next' of the page before.")
    limit: int = Field(default=50, ge=1, le=100, description="Orders a page.")


@router.post(
    "/orders",
    status_code=202,
    summary="Submit an order",
    responses={202: {"model": Accepted, "description": "The order is safe."}, **SUBMITTING},
    openapi_extra=body_of(SubmittedOrder),
    response_class=Response,
)
async def submit(request: Request, caller: Asking, idempotency_key: IdempotencyKey) -> Response:
    """The order is on disk and in the ledger before you hear 202. The same again gets the same answer."""
    async with json_body(caller, request) as body:
        accepted = await take(caller, submission(caller, idempotency_key, parsed(body), body))
    return answered(accepted, 202, location=accepted.links.self)


@router.post(
    "/orders/batch",
    status_code=207,
    summary="Submit orders that were made offline",
    responses={207: {"model": BatchAnswer, "description": "One result for each order."}, **SUBMITTING},
    openapi_extra=body_of(OfflineOrders),
    response_class=Response,
)
async def submit_many(request: Request, caller: Asking) -> Response:
    """Each order is taken or refused by itself; send those with 429 or 503 again, with the same ids."""
    async with json_body(caller, request) as body:
        orders = listed(parsed(body), "orders")
        results = await _each(caller, orders)
    unless_away([result.status for result in results])
    return answered(BatchAnswer(results=tuple(results)), 207)


async def _each(caller: Caller, orders: Sequence[object]) -> list[BatchResult]:
    """Results in the order of ``orders``; of those with one id the first counts."""
    first: dict[object, int] = {}
    for place, said in enumerate(orders):
        first.setdefault(device_id(said) or place, place)
    results: dict[int, BatchResult] = {}
    firsts = set(first.values())
    for places in (sorted(firsts), [place for place in range(len(orders)) if place not in firsts]):
        found = await asyncio.gather(*(_one(caller, orders[place]) for place in places))
        results |= dict(zip(places, found, strict=True))
    return [results[place] for place in range(len(orders))]


def device_id(said: object) -> str:
    """What a device called it, as far as that can be said; empty: it can't."""
    named = said.get("id") if isinstance(said, dict) else None
    return named[:_LONGEST_KEY] if isinstance(named, str) and named.isascii() else ""


async def _one(caller: Caller, said: object) -> BatchResult:
    named, found = device_id(said), await settled(_taken(caller, said))
    if isinstance(found, Problem):
        return BatchResult(id=named, status=found.status, accepted=None, problem=found)
    return BatchResult(id=named, status=202, accepted=found, problem=None)


async def _taken(caller: Caller, said: object) -> Accepted:
    key, order = _offline(said)
    return await take(caller, submission(caller, key, order))


def _offline(said: object) -> tuple[str, object]:
    if not isinstance(said, dict) or set(said) != {"id", "order"}:
        raise Refusal(422, "PO-BODY-002", count=1)
    key = said["id"]
    if not isinstance(key, str) or not 1 <= len(key) <= _LONGEST_KEY or not all("!" <= one <= "~" for one in key):
        raise Refusal(422, "PO-IDEM-001")
    return key, said["order"]


@router.get(
    "/orders",
    summary="Your orders, the newest first",
    responses={200: {"model": OrderPage}, **problems(401, 403, 404, 422, 429, 503)},
    response_class=Response,
)
def orders(caller: Asking, asked: Annotated[OrderList, Query()]) -> Response:
    """What came through this interface with keys of yours."""
    customers, source = caller.customers(asked.customer), caller.profile.source_id
    with caller.desk.house.ledger.open() as book:
        before = NEWEST
        if asked.cursor is not None:
            last = book.portal.order(source, pickup_key(asked.cursor), customers)
            if last is None:
                raise Refusal(404, "PO-FIND-001", what="page", value=asked.cursor)
            before = last.delivery_id
        found = book.portal.orders(source, customers, before=before, limit=asked.limit + 1, number=asked.number)
    heads = tuple(head(one) for one in found[: asked.limit])
    more = heads[-1].id if len(found) > asked.limit else None
    return answered(OrderPage(orders=heads, next=more, **now()))


@router.get(
    "/orders/{order_id}",
    summary="What became of an order",
    responses={200: {"model": OrderStatus}, **problems(401, 403, 404, 422, 429, 503)},
    response_class=Response,
)
def order(caller: Asking, order_id: Annotated[str, Path(max_length=64, description="'id' of the answer.")]) -> Response:
    """Where it stands, who has to do something, its lines, what happened to them and what was wanted otherwise."""
    source = caller.profile.source_id
    with caller.desk.house.ledger.open() as book:
        found = book.portal.order(source, pickup_key(order_id), caller.key.customers)
        if found is None:
            raise Refusal(404, "PO-FIND-001", what="order", value=order_id)
        content = book.portal.content(found.document_id) if found.document_id else None
        changes = book.portal.changes(source, [found.customer], found.number, limit=_MOST_CHANGES)
    return answered(status(found, content, changes))
