"""Answers that are no success: problem+json (RFC 9457) with the catalogue's words, whatever went wrong."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from domain.catalogue import finding, shown
from domain.errors import LadingError
from domain.frozen import Frozen
from domain.wrong_values import in_plain_words
from entrypoints.receiving.group import TooBusy
from entrypoints.receiving.problems import MEDIA

log = structlog.get_logger("lading.portal")

AGAIN_SECONDS = 5
_MOST_PLACES = 50


class WrongPlace(Frozen):
    """One place that is wrong."""

    path: str = Field(description="Where: lines.0.quantity, from 0.")
    message: str = Field(description="What is wrong there.")


class Problem(Frozen):
    """What went wrong, as RFC 9457 has it."""

    type: str = Field(description="Page of the code: what it means and what to do.", examples=["/codes/PO-KEY-001"])
    title: str = Field(description="One sentence.")
    status: int
    detail: str = Field(description="What to do.")
    code: str = Field(description="Number that never changes its meaning.", examples=["PO-KEY-001"])
    errors: tuple[WrongPlace, ...] = Field(default=(), description="Places that are wrong, the first fifty.")
    order: str | None = Field(default=None, description="Address of the order that this is about.")


class Refusal(Exception):
    """Ends a request; becomes the answer."""

    def __init__(
        self,
        status: int,
        code: str,
        *,
        retry_after: int | None = None,
        errors: tuple[WrongPlace, ...] = (),
        order: str | None = None,
        **words: object,
    ) -> None:
        """``words`` fill the catalogue's sentences."""
        super().__init__(code)
        found = finding(code, **words)  # type: ignore[arg-type]
        self.retry_after = retry_after
        self.problem = Problem(
            type=f"/codes/{code}",
            title=found.message,
            status=status,
            detail=found.next_step,
            code=code,
            errors=errors,
            order=order,
        )

    def response(self) -> Response:
        """The answer."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        if self.problem.status == 401:  # noqa: PLR2004 - RFC 9110 wants the way in named
            headers["WWW-Authenticate"] = "Bearer"
        return Response(self.problem.model_dump_json(), self.problem.status, headers, MEDIA)


def away() -> Refusal:
    """The ledger does not answer."""
    return Refusal(503, "PO-AWAY-001", retry_after=AGAIN_SECONDS)


def busy(seconds: int) -> Refusal:
    """More orders wait than can be taken soon."""
    return Refusal(429, "RC-BUSY-001", retry_after=seconds)


def wrong_places(errors: Mapping[str, object] | list[dict[str, object]]) -> tuple[WrongPlace, ...]:
    """Places of pydantic's errors; nothing of the values is repeated."""
    listed = errors if isinstance(errors, list) else [dict(errors)]
    return tuple(_wrong_place(one) for one in listed[:_MOST_PLACES])


def _wrong_place(error: Mapping[str, object]) -> WrongPlace:
    path = ".".join(shown(str(part)) for part in _loc(error))
    return WrongPlace(path=path, message=in_plain_words(str(error.get("msg", ""))))


def _loc(error: Mapping[str, object]) -> tuple[object, ...]:
    found = error.get("loc", ())
    return tuple(found) if isinstance(found, tuple | list) else (found,)


def _methods(app: FastAPI, request: Request) -> set[str]:
    """All methods by which the address may be asked."""
    routes = (route for route in app.routes if isinstance(route, Route))
    here = (route for route in routes if route.matches(request.scope)[0] is not Match.NONE)
    return {method for route in here for method in route.methods or ()}


def answer_with_problems(app: FastAPI) -> None:
    """Have every trouble of the application answered as a problem."""

    @app.exception_handler(Refusal)
    async def _refused(_: Request, trouble: Refusal) -> Response:
        return trouble.response()

    @app.exception_handler(TooBusy)
    async def _busy(_: Request, trouble: TooBusy) -> Response:
        return busy(trouble.seconds).response()

    @app.exception_handler(LadingError)
    async def _away(request: Request, trouble: LadingError) -> Response:
        log.warning("not answered", path=request.url.path, trouble=str(trouble))
        return away().response()

    @app.exception_handler(RequestValidationError)
    async def _asked_wrongly(_: Request, trouble: RequestValidationError) -> Response:
        errors = [dict(one) for one in trouble.errors()]
        if any("idempotency-key" in str(part).lower() for one in errors for part in _loc(one)):
            return Refusal(400, "PO-IDEM-001").response()
        places = wrong_places(errors)
        why = "; ".join(f"{place.path}: {place.message}" for place in places[:3])
        return Refusal(422, "PO-ASK-001", errors=places, why=why).response()

    @app.exception_handler(HTTPException)
    async def _no_page(request: Request, trouble: HTTPException) -> Response:
        response = Refusal(trouble.status_code, "PO-PATH-001").response()
        if trouble.status_code == 405:  # noqa: PLR2004 - the framework names the methods of one route only
            response.headers["Allow"] = ", ".join(sorted(_methods(app, request)))
        return response

    @app.exception_handler(Exception)
    async def _ours(request: Request, trouble: Exception) -> Response:
        log.error("a mistake of ours", path=request.url.path, exc_info=trouble)
        return away().response()
