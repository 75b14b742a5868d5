"""What OpenAPI says beyond what the routes say themselves: bodies that are read by us, and the problems."""

from __future__ import annotations

from typing import Any

from domain.frozen import Frozen
from entrypoints.portal.refusal import Problem
from entrypoints.receiving.problems import MEDIA

_WHEN = {
    400: "The body can't be read, or there is no Idempotency-Key.",
    401: "No key, an unknown one, or one that is not valid any more.",
    403: "Another customer's, or the key's channel is not open.",
    404: "There is none of yours.",
    405: "It is asked in another way.",
    408: "The body did not come in time.",
    409: "The Idempotency-Key was used for another order.",
    413: "The body is too large.",
    415: "The body is not JSON by its own word.",
    422: "Not as described.",
    429: "Too many requests, or too much waits: come again after Retry-After seconds.",
    503: "Nothing can be kept or looked up now: come again after Retry-After seconds.",
}
_REFERENCE = "#/components/schemas/{model}"
_BODIES: dict[str, type[Frozen]] = {}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """``responses`` for these statuses."""
    content = {MEDIA: {"schema": {"$ref": _REFERENCE.format(model=Problem.__name__)}}}
    return {status: {"description": _WHEN[status], "content": content} for status in statuses}


def body_of(model: type[Frozen]) -> dict[str, Any]:
    """``openapi_extra`` of a route that reads its body itself."""
    _BODIES[model.__name__] = model
    schema = {"$ref": _REFERENCE.format(model=model.__name__)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def completed(schema: dict[str, Any]) -> dict[str, Any]:
    """The description with the models that routes name by themselves."""
    known = schema.setdefault("components", {}).setdefault("schemas", {})
    models: list[type[Frozen]] = [*_BODIES.values(), Problem]
    for model in models:
        own = model.model_json_schema(ref_template=_REFERENCE)
        known |= own.pop("$defs", {})
        known[model.__name__] = own
    for unused in ("HTTPValidationError", "ValidationError"):
        known.pop(unused, None)
    schema["components"]["schemas"] = dict(sorted(known.items()))
    words = "The key that you were given: made by 'lading portal keys new'."
    schema["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "description": words}}
    for path in schema["paths"].values():
        for operation in path.values():
            operation["security"] = [{"key": []}]
    return schema
