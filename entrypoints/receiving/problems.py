"""Answers that are no success: problem+json (RFC 9457), whose ``type`` is the page of the catalogue's code."""

from __future__ import annotations

from fastapi import Response

from domain.catalogue import finding

MEDIA = "application/problem+json"


def problem(status: int, code: str, *, retry_after: int | None = None, **words: object) -> Response:
    """The answer for one finding of the catalogue; says nothing that the sender did not send."""
    import orjson

    found = finding(code, **words)  # type: ignore[arg-type]
    body = {
        "type": f"/codes/{code}",
        "title": found.message,
        "status": status,
        "detail": found.next_step,
        "code": code,
    }
    headers = {"Retry-After": str(retry_after)} if retry_after is not None else {}
    return Response(orjson.dumps(body), status_code=status, media_type=MEDIA, headers=headers)
