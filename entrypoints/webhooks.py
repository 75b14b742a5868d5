"""The receiver, ``lading receive``: one lean process that is durable before it answers.

It knows profiles, archive and ledger; runs, gates and Odoo are the consumer's business, which the ledger wakes.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import orjson
import structlog
import uvicorn
from fastapi import FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from domain.catalogue import CATALOGUE
from domain.errors import LadingError, Misconfigured
from entrypoints.portal.app import portal_app
from entrypoints.portal.refusal import answer_with_problems
from entrypoints.receiving.channels import Hooks
from entrypoints.receiving.group import GroupIntake, GroupLimits
from entrypoints.receiving.hooks import hooks_router
from entrypoints.receiving.patience import patient
from entrypoints.receiving.problems import problem
from ledger.intake import accept_many
from tasks.runtime.resources import Resources

log = structlog.get_logger("lading.receiver")

KEEP_ALIVE_SECONDS = 30
LEARN_SECONDS = 2.0
DRAIN_SECONDS = 20


def make_app(house: Resources, limits: GroupLimits | None = None) -> FastAPI:
    """The web application: hooks, the portal, health, metrics, and the pages of the codes.

    Raises:
        Misconfigured: a profile or a secret is wrong, or the ledger is of another version.
    """
    house.ledger.check_schema()
    intake = GroupIntake(partial(accept_many, house.ledger, house.archive), limits or GroupLimits())
    hooks = Hooks(house)
    life = partial(_life, hooks, intake)
    app = FastAPI(title="Lading", docs_url=None, redoc_url=None, openapi_url=None, lifespan=life)
    answer_with_problems(app)
    app.include_router(hooks_router(hooks, intake))
    app.add_api_route("/healthz", _alive, methods=["GET"])
    app.add_api_route("/readyz", partial(_ready, house, hooks, intake), methods=["GET"])
    app.add_api_route("/metrics", _metrics, methods=["GET"])
    app.add_api_route("/codes/{code}", _code, methods=["GET"])
    app.mount("/api", portal_app(house, intake))
    return app


@asynccontextmanager
async def _life(hooks: Hooks, intake: GroupIntake, app: FastAPI) -> AsyncIterator[None]:
    """Takes while the application serves; what was begun is answered before it ends."""
    app.state.intake = intake
    intake.start()
    learning = asyncio.create_task(_learning(hooks))
    yield
    learning.cancel()
    await intake.stop()


async def _learning(hooks: Hooks) -> None:
    """Changed profiles and secrets are taken up within seconds."""
    while True:
        await asyncio.sleep(LEARN_SECONDS)
        try:
            await asyncio.to_thread(hooks.learn)
        except Exception:
            log.exception("a mistake of ours while profiles were looked at; all go on as before")


async def _alive() -> dict[str, str]:
    """The process serves."""
    return {"status": "alive"}


async def _ready(house: Resources, hooks: Hooks, intake: GroupIntake) -> Response:
    """The ledger answers: a balancer sends requests here; 'lading status' asks how much waits."""
    try:
        backlog = await asyncio.to_thread(_backlog, house, hooks)
    except LadingError:
        return problem(503, "RC-AWAY-001", retry_after=5)
    said = {"status": "ready", "waiting": intake.waiting, "backlog": backlog, "channels": len(hooks.names())}
    return Response(orjson.dumps(said), media_type="application/json")


def _backlog(house: Resources, hooks: Hooks) -> int:
    """What was taken and waits for the consumer, in the channels that take pushes."""
    house.ledger.check_schema()
    with house.ledger.open() as book:
        queues = book.claims.queues()
    return sum(queues[channel].waiting for channel in hooks.names() if channel in queues)


async def _metrics() -> Response:
    """Counters for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _code(code: str) -> Response:
    """What a code means and what to do: the page that a problem's ``type`` names."""
    known = CATALOGUE.get(code)
    if known is None:
        return Response("There is no such code.\n", status_code=404, media_type="text/plain")
    text = f"{known.code}: {known.title}\n\n{known.meaning}\n\nNext: {known.next_step}\n"
    return Response(text, media_type="text/plain; charset=utf-8")


def listening(host: str, port: int) -> socket.socket:
    """A socket at the address; taken before anything is said to be running.

    Raises:
        Misconfigured: the address can't be had.
    """
    taken = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        message = f"The receiver can't listen at {host}:{port}: {error.strerror}."
        step = "Stop what uses the port, or set LADING_RECEIVER_PORT."
        raise Misconfigured(message, field="LADING_RECEIVER_PORT", value=str(port), next_step=step) from error
    return taken


def server_of(app: FastAPI, connections: int = 800) -> uvicorn.Server:
    """The server, bounded in connections and in patience with each."""
    config = uvicorn.Config(
        app,
        http=patient(connections),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    return uvicorn.Server(config)


def serve(app: FastAPI, taken: socket.socket, connections: int = 800) -> None:
    """Serve until told to stop; what was begun is ended first."""
    gc.collect()
    gc.freeze()  # libraries and application stay: looking them through stops everything for 80 ms again and again
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _told_already)
    asyncio.run(server_of(app, connections).serve(sockets=[taken]))


def _told_already(*_: object) -> None:
    """Uvicorn ends at these signals, then raises them again: whoever called ``serve`` still has things to end."""
