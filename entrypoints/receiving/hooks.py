"""``POST /hooks/<channel>``: the signature, then archive and ledger, then 2xx. Nothing else happens in a request."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson
import structlog
from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from domain.catalogue import shown
from domain.errors import LadingError
from domain.signing import judge
from domain.urgency import PRIORITIES
from entrypoints.metrics import RECEIVE_SECONDS, RECEIVED
from entrypoints.receiving.bodies import BODY_SECONDS, BodyRoom, NoRoom, TooLarge, TooSlow
from entrypoints.receiving.channels import Hook, Hooks
from entrypoints.receiving.group import GroupIntake, TooBusy
from entrypoints.receiving.problems import problem
from ledger.intake import Arrival

if TYPE_CHECKING:
    from ledger.values import Registered

log = structlog.get_logger("lading.receiver")

KEPT_HEADERS = (
    "x-shopify-topic",
    "x-shopify-webhook-id",
    "x-shopify-event-id",
    "x-shopify-triggered-at",
    "x-shopify-shop-domain",
    "x-shopify-api-version",
    "x-shopify-test",
    "webhook-id",
    "webhook-timestamp",
    "content-type",
)
"""Headers that are kept with a delivery."""
_AGAIN_SECONDS = 5
_UNREADY_SECONDS = 60
_GONE = 499
"""For the metrics: the sender hung up before its message was whole."""
_REFUSALS = {"missing": "RC-SIGN-001", "wrong": "RC-SIGN-002", "stale": "RC-SIGN-003"}


def hooks_router(hooks: Hooks, intake: GroupIntake) -> APIRouter:
    """The routes of all channels that take pushes."""
    router = APIRouter()
    room = BodyRoom()

    @router.post("/hooks/{channel}", status_code=202, summary="Take one message of a channel")
    async def hook(channel: str, request: Request) -> Response:
        began = time.perf_counter()
        known = hooks.get(channel)
        if known is None:
            response = _not_here(hooks, channel)
        else:
            response = await _answer(known, request, intake, room)
        label = "unknown" if known is None else channel
        RECEIVED.labels(label, str(response.status_code)).inc()
        RECEIVE_SECONDS.labels(label).observe(time.perf_counter() - began)
        return response

    return router


def _not_here(hooks: Hooks, channel: str) -> Response:
    if hooks.is_unready(channel):
        return problem(503, "RC-CHAN-002", retry_after=_UNREADY_SECONDS, value=channel)
    return problem(404, "RC-CHAN-001", value=channel)


async def _answer(hook: Hook, request: Request, intake: GroupIntake, room: BodyRoom) -> Response:
    limit = hook.place.largest_bytes
    try:
        async with room.body(request, limit) as body:
            return _refusal(hook, request.headers, body) or await _keep(hook, request.headers, body, intake)
    except TooLarge:
        return problem(413, "RC-SIZE-001", limit=f"{limit:,}")
    except TooSlow:
        return problem(408, "RC-SLOW-001", seconds=f"{BODY_SECONDS:g}")
    except NoRoom:
        return problem(429, "RC-BUSY-001", retry_after=_AGAIN_SECONDS)
    except ClientDisconnect:
        return Response(status_code=_GONE)  # nobody hears it


async def _keep(hook: Hook, headers: Mapping[str, str], body: bytes, intake: GroupIntake) -> Response:
    try:
        registered = await intake.accept(_arrival(hook, headers, body), body)
    except TooBusy as busy:
        return problem(429, "RC-BUSY-001", retry_after=busy.seconds)
    except LadingError as trouble:
        log.warning("not taken", channel=hook.profile.channel, trouble=str(trouble))
        return problem(503, "RC-AWAY-001", retry_after=_AGAIN_SECONDS)
    return _taken(registered)


def _refusal(hook: Hook, headers: Mapping[str, str], body: bytes) -> Response | None:
    place = hook.place
    if not body:
        return problem(400, "RC-SIZE-002")
    verdict = judge(
        place.signature,
        place.headers(),
        headers,
        body,
        hook.secrets,
        now=time.time(),
        tolerance_seconds=place.tolerance_seconds,
    )
    if verdict == "right":
        return None
    log.warning("refused", channel=hook.profile.channel, why=verdict)
    return problem(401, _REFUSALS[verdict], value=place.signature, seconds=f"{place.tolerance_seconds:g}")


def _arrival(hook: Hook, headers: Mapping[str, str], body: bytes) -> Arrival:
    """The same message sent again has the same key; other bytes under its id are another delivery (and a conflict)."""
    profile, sha256 = hook.profile, hashlib.sha256(body).hexdigest()
    message = shown(headers.get(hook.place.headers().id, "")) or sha256
    topic = shown(headers.get("x-shopify-topic", ""))
    return Arrival(
        source_id=profile.source_id,
        channel=profile.channel,
        partner=profile.partner,
        name=f"{topic} {message}".strip(),
        media=profile.format,
        received_at=datetime.now(UTC),
        pickup_key=f"hook {message} {sha256[:16]}",
        priority=PRIORITIES[profile.priority],
        sha256=sha256,
        headers=_kept(headers),
    )


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """What a reader may want to know of the message; never its signature."""
    return {name: shown(value) for name in KEPT_HEADERS if (value := headers.get(name, ""))}


def _taken(registered: Registered) -> Response:
    """The same for each time that the message is sent."""
    return Response(orjson.dumps({"delivery": registered.id}), status_code=202, media_type="application/json")
