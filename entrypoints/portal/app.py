"""The portal as a web application of its own, mounted under ``/api``: OpenAPI at ``/api/openapi.json``."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from entrypoints.portal import availability, changes, invoices, orders, prices
from entrypoints.portal.description import completed
from entrypoints.portal.desk import Desk
from entrypoints.portal.refusal import answer_with_problems
from entrypoints.receiving.group import GroupIntake
from tasks.runtime.resources import Resources

_ABOUT = """Orders, their changes, prices, availability and invoices for customers and field sellers.

Who asks is said by a key (`Authorization: Bearer …`), which stands for one customer or for those of a field seller;
each sees only its own. Answers come from a mirror and say how old they are (`Age`, `as_of`). What goes wrong is told
as `application/problem+json`, whose `type` is the page of the code."""


class _Portal(FastAPI):
    """Its description is completed with what its routes do not say by themselves."""

    def openapi(self) -> dict[str, Any]:
        """The description, made once."""
        if not self.openapi_schema:
            self.openapi_schema = completed(super().openapi())
        return self.openapi_schema


def portal_app(house: Resources, intake: GroupIntake) -> FastAPI:
    """The application; ``intake`` runs in the loop that serves it."""
    made = _bare()
    made.state.desk = Desk(house, intake)
    return made


def description() -> dict[str, Any]:
    """OpenAPI 3.1 of the portal; the same on every machine."""
    return _bare().openapi()


def _bare() -> FastAPI:
    made = _Portal(
        title="Lading portal",
        version="1",
        description=_ABOUT,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        servers=[{"url": "/api"}],
        redirect_slashes=False,
    )
    answer_with_problems(made)
    for part in (orders, changes, availability, prices, invoices):
        made.include_router(part.router)
    return made
