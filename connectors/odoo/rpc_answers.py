"""Answers of ``/jsonrpc``, which says 200 to everything, with JSON-2's statuses: one place knows what they mean."""

from __future__ import annotations

import re
from typing import Any

import orjson

from connectors.odoo.answers import parse, result_of
from connectors.odoo.http import Answer

_OK, _REFUSED = 200, 422
_STATUS = {
    "odoo.exceptions.AccessDenied": 401,
    "odoo.exceptions.AccessError": 403,
    "odoo.exceptions.MissingError": 404,
}
_NOT_THERE = re.compile(
    r"^Object \S+ doesn't exist|^The method '\S+' does not exist|database \"\S+\" does not exist"
    r"|^type object '[\w.]+' has no attribute"
)
_NO_SUCH = 404


def rpc_result(answer: Answer, what: str, *, changes: bool, secret: str) -> Any:  # noqa: ANN401 - JSON of any shape
    """What Odoo answered.

    Args:
        answer: status and body.
        what: model and method, for the message.
        changes: the call may have changed something.
        secret: the key, which stood in the question: never shown again.

    Raises:
        LadingError: of the kind that says what happens next.
    """
    try:
        content = parse(answer.body)
    except ValueError:
        return result_of(answer, what, changes=changes)
    if answer.status != _OK or not isinstance(content, dict) or "jsonrpc" not in content:
        strange = Answer(answer.status if answer.status != _OK else 500, b"", answer.location)
        return result_of(strange, what, changes=changes)
    if "error" not in content:
        return content.get("result")
    said = content["error"].get("data") or content["error"]
    name = str(said.get("name", ""))
    text = str(said.get("message", "no reason given")).replace(secret, "***")
    if _NOT_THERE.search(text):  # its name would say that PostgreSQL is gone, where only the database is not there
        name, status = "", _NO_SUCH
    else:
        status = _STATUS.get(name, _REFUSED)
    return result_of(Answer(status, orjson.dumps({"name": name, "message": text})), what, changes=changes)
