"""``/api/v1/orders/{id}/changes``, ``…/cancellation`` and ``/api/v1/changes``: what is wanted otherwise of an order."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from domain.documents.submitted_change import Asks, OfflineChanges, SubmittedCancellation, SubmittedChange
from domain.portal import pickup_key
from entrypoints.portal.answers import ChangeAccepted, ChangeResult, ChangesAnswer, ChangeStatus, answered, now
from entrypoints.portal.changing import offline_wish, take_wish, wish
from entrypoints.portal.description import body_of, problems
from entrypoints.portal.desk import Asking, Caller
from entrypoints.portal.orders import SUBMITTING, IdempotencyKey, device_id
from entrypoints.portal.refusal import Problem, Refusal
from entrypoints.portal.showing import changed
from entrypoints.portal.taking import json_body, listed, parsed, settled, unless_away

router = APIRouter(prefix="/v1", tags=["changes"])
OrderId = Annotated[str, Path(max_length=64, description="'id' of the order's answer.")]
_TAKING = {**SUBMITTING, **problems(404)}


@router.post(
    "/orders/{order_id}/changes",
    status_code=202,
    summary="Change an order",
    responses={202: {"model": ChangeAccepted, "description": "The change is safe."}, **_TAKING},
    openapi_extra=body_of(SubmittedChange),
    response_class=Response,
)
async def change(request: Request, caller: Asking, order_id: OrderId, idempotency_key: IdempotencyKey) -> Response:
    """What it does not name stays as it is. Whether it can still be done is told at the answer's link."""
    return await _taken(request, caller, order_id, idempotency_key, "change")


@router.post(
    "/orders/{order_id}/cancellation",
    status_code=202,
    summary="Cancel an order",
    responses={202: {"model": ChangeAccepted, "description": "The cancellation is safe."}, **_TAKING},
    openapi_extra=body_of(SubmittedCancellation),
    response_class=Response,
)
async def cancel(request: Request, caller: Asking, order_id: OrderId, idempotency_key: IdempotencyKey) -> Response:
    """An order is cancelled once, however often it is asked for. Goods that left are not called back."""
    return await _taken(request, caller, order_id, idempotency_key, "cancel")


async def _taken(request: Request, caller: Caller, order_id: str, key: str, asks: Asks) -> Response:
    async with json_body(caller, request) as body:
        wished = await asyncio.to_thread(wish, caller, key, asks, order_id, body)
        accepted = await take_wish(caller, wished)
    return answered(accepted, 202, location=accepted.links.self)


@router.post(
    "/changes/batch",
    status_code=207,
    summary="Submit changes and cancellations that were made offline",
    responses={207: {"model": ChangesAnswer, "description": "One result for each of them."}, **SUBMITTING},
    openapi_extra=body_of(OfflineChanges),
    response_class=Response,
)
async def change_many(request: Request, caller: Asking) -> Response:
    """They name their orders by number, and may come before them: each waits for its order."""
    async with json_body(caller, request) as body:
        wishes = listed(parsed(body), "changes")
        results = [await _one(caller, said) for said in wishes]  # in turn: without a number, the later one is newer
    unless_away([result.status for result in results])
    return answered(ChangesAnswer(results=tuple(results)), 207)


async def _one(caller: Caller, said: object) -> ChangeResult:
    named, found = device_id(said), await settled(_offline(caller, said))
    if isinstance(found, Problem):
        return ChangeResult(id=named, status=found.status, accepted=None, problem=found)
    return ChangeResult(id=named, status=202, accepted=found, problem=None)


async def _offline(caller: Caller, said: object) -> ChangeAccepted:
    return await take_wish(caller, offline_wish(caller, said))


@router.get(
    "/changes/{change_id}",
    summary="What became of a change or cancellation",
    responses={200: {"model": ChangeStatus}, **problems(401, 403, 404, 422, 429, 503)},
    response_class=Response,
)
def change_status(
    caller: Asking, change_id: Annotated[str, Path(max_length=64, description="'id' of the answer.")]
) -> Response:
    """Where it stands, who has to do something, and why where it was rejected."""
    with caller.desk.house.ledger.open() as book:
        found = book.portal.change(caller.profile.source_id, pickup_key(change_id), caller.key.customers)
    if found is None:
        raise Refusal(404, "PO-FIND-001", what="change", value=change_id)
    return answered(ChangeStatus(change=changed(found), **now()))
