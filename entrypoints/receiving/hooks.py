"""``POST /hooks/<channel>``: the signature, then archive and ledger, then 2xx. Nothing else happens in a request."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson
import structlog
from fastapi import APIRouter, Request, Response

from domain.catalogue import shown
from domain.errors import LadingError
from domain.profile import PartnerProfile
from domain.signing import judge
from domain.transport import WebhookPlace
from entrypoints.metrics import RECEIVE_SECONDS, RECEIVED
from entrypoints.receiving.group import GroupIntake, TooBusy
from entrypoints.receiving.problems import problem
from ledger.intake import Arrival
from tasks.intake import PRIORITIES

if TYPE_CHECKING:
    from ledger.values import Registered

log = structlog.get_logger("lading.receiver")

_AGAIN_SECONDS = 5
_REFUSALS = {"missing": "RC-SIGN-001", "wrong": "RC-SIGN-002", "stale": "RC-SIGN-003"}


@dataclass(frozen=True, slots=True)
class Hook:
    """A channel that takes pushes, with its live secrets."""

    profile: PartnerProfile
    place: WebhookPlace
    secrets: tuple[str, ...]


class TooLarge(Exception):
    """The body has more bytes than the profile takes."""


def hooks_router(hooks: Mapping[str, Hook], intake: GroupIntake) -> APIRouter:
    """The routes of all channels that take pushes."""
    router = APIRouter()

    @router.post("/hooks/{channel}", status_code=202, summary="Take one message of a channel")
    async def hook(channel: str, request: Request) -> Response:
        began = time.perf_counter()
        response = await _answer(hooks.get(channel), channel, request, intake)
        label = channel if channel in hooks else "unknown"
        RECEIVED.labels(label, str(response.status_code)).inc()
        RECEIVE_SECONDS.labels(label).observe(time.perf_counter() - began)
        return response

    return router


async def _answer(hook: Hook | None, channel: str, request: Request, intake: GroupIntake) -> Response:
    if hook is None:
        return problem(404, "RC-CHAN-001", value=channel)
    try:
        body = await bounded_body(request, hook.place.largest_bytes)
    except TooLarge:
        return problem(413, "RC-SIZE-001", limit=f"{hook.place.largest_bytes:,}")
    return _refusal(hook, request.headers, body) or await _keep(hook, request.headers, body, intake)


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
    )


def _taken(registered: Registered) -> Response:
    """The same for each time that the message is sent."""
    return Response(orjson.dumps({"delivery": registered.id}), status_code=202, media_type="application/json")


async def bounded_body(request: Request, limit: int) -> bytes:
    """The raw body, never more than ``limit`` bytes of it in memory.

    Raises:
        TooLarge: it says or shows that it has more.
    """
    stated = request.headers.get("content-length", "")
    if stated.isdigit() and int(stated) > limit:
        raise TooLarge
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise TooLarge
        parts.append(part)
    return b"".join(parts)
