"""Odoo's answers by what happens next: the one place where statuses and error texts are read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from connectors.odoo.http import Answer
from connectors.odoo.port import LoadAnswer, LoadMessage
from domain.errors import LadingError, Misconfigured, OutcomeUnknown, Refused, StopTheRun, TryAgain

TEXT_LIMIT = 500
_OK = 200
_LOST = {502, 504, 520, 521, 522, 524}
_BUSY = {409, 425, 429, 503}
_RACE = re.compile(
    r"serializ|serialis|sérialis|could not obtain lock|lock timeout|lock not available|deadlock"
    r"|current transaction is aborted|InFailedSqlTransaction|ir_model_data.*uniq|uniq.*ir_model_data"
    r"|ConcurrencyError|LockNotAvailable|LockError",
    re.IGNORECASE,
)
_DATABASE_GONE = re.compile(r"psycopg2?\.(errors\.)?(OperationalError|InterfaceError|AdminShutdown|\w*Connection\w*)")
_RIGHTS_STEP = "Run 'lading odoo prepare' as an administrator: it gives each bot the rights that it needs."
_KEY_STEP = (
    "Make a new API key for the bot (Odoo: Preferences > Security, or 'lading odoo prepare'), "
    "put it into LADING_ODOO_API_KEY or LADING_ODOO_KEYS__<DOMAIN>, then run the same again."
)

_SYSTEMIC: dict[int, tuple[type[LadingError], str, str]] = {
    401: (StopTheRun, "Odoo does not accept the API key: it is wrong, expired or revoked.", _KEY_STEP),
    403: (Misconfigured, "Odoo does not let the bot do {what}: {text}", _RIGHTS_STEP),
    404: (
        Misconfigured,
        "Odoo knows no {what}: {text}",
        "Check LADING_ODOO_URL and LADING_ODOO_DATABASE, and that the modules are installed ('lading doctor').",
    ),
    413: (Misconfigured, "{what} was too large for Odoo's proxy.", "Lower LADING_BATCH_LINES."),
}


def lost_a_race(text: str) -> bool:
    """True for words of PostgreSQL or Odoo that mean: rolled back because another was quicker; send it again."""
    return _RACE.search(text) is not None


def parse(body: bytes) -> Any:  # noqa: ANN401 - JSON
    """JSON with exact decimals.

    Raises:
        ValueError: not JSON.
    """
    return json.loads(body, parse_float=Decimal)


def result_of(answer: Answer, what: str, *, changes: bool) -> Any:  # noqa: ANN401 - JSON of any shape
    """What Odoo answered.

    Args:
        answer: status and body.
        what: model and method, for the message.
        changes: the call may have changed something.

    Raises:
        LadingError: of the kind that says what happens next.
    """
    try:
        content = parse(answer.body)
    except ValueError:
        raise _not_odoo(answer, what, changes=changes) from None
    if answer.status == _OK:
        return content
    if not isinstance(content, dict) or "message" not in content:
        raise _not_odoo(answer, what, changes=changes)
    raise _by_meaning(answer.status, content, what, changes=changes)


def plain(text: object) -> str:
    """Odoo's sentence on one line, shortened, without traceback."""
    head = str(text).split("Traceback (most recent call last)")[0]
    line = " ".join(head.split())
    return line if len(line) <= TEXT_LIMIT else line[: TEXT_LIMIT - 1] + "…"


def words(error: Refused) -> str:
    """What Odoo itself said when it refused."""
    return error.what.partition(": ")[2] or error.what


def major_version(text: str) -> int:
    """19 of ``19.0``, ``saas~19.1`` and ``19.0+e``; 0: no version."""
    digits = text.removeprefix("saas~").split(".")[0]
    return int(digits) if digits.isdigit() else 0


def load_answer(answer: Mapping[str, Any]) -> LoadAnswer:
    """What ``load`` answered, the same in every version."""
    ids = answer.get("ids")
    messages = tuple(_message(message) for message in answer.get("messages", ()))
    return LoadAnswer(tuple(int(number) for number in ids) if ids else None, messages)


def _message(message: Mapping[str, Any]) -> LoadMessage:
    record = message.get("record")
    return LoadMessage(
        record=int(record) if record is not None else None,
        field=str(message.get("field") or ""),
        text=plain(message.get("message", "")),
        error=message.get("type") == "error",
    )


def _not_odoo(answer: Answer, what: str, *, changes: bool) -> LadingError:
    """A page of a proxy, a cut answer, a redirect: something that Odoo's API did not say."""
    status = answer.status
    if status in _BUSY:
        return TryAgain(f"Odoo is busy ({status}) for {what}.")
    if 300 <= status < 400:  # noqa: PLR2004 - redirects
        step = "Set LADING_ODOO_URL to the address that Odoo itself answers under, and LADING_ODOO_DATABASE."
        return Misconfigured(f"Odoo's address answers with a redirect to {answer.location}.", next_step=step)
    if status in {401, 403, 404, 405}:
        step = "Check LADING_ODOO_URL and LADING_ODOO_DATABASE: JSON-2 needs Odoo 19 or later and an existing database."
        return Misconfigured(f"{what} was answered with {status}, and not by Odoo's API.", next_step=step)
    if changes:
        return OutcomeUnknown(f"{what} was called; the answer ({status}) is not Odoo's, or was cut.")
    return TryAgain(f"{what} was answered with {status}, but not by Odoo, or the answer was cut.")


def _by_meaning(status: int, content: dict[str, Any], what: str, *, changes: bool) -> LadingError:
    name, text = str(content.get("name", "")), plain(content["message"])
    if status in _BUSY or lost_a_race(f"{name} {text}"):
        return TryAgain(f"Odoo rolled {what} back, another call was quicker or it is busy: {text}")
    if status in _LOST or _DATABASE_GONE.search(name):
        return _lost(f"{what}: {text}", changes=changes)
    if status == 404 and name.endswith("MissingError"):  # noqa: PLR2004
        return Refused(f"Odoo refuses {what}: {text}")
    if status in _SYSTEMIC:
        kind, sentence, step = _SYSTEMIC[status]
        return kind(sentence.format(what=what, text=text), next_step=step)
    return Refused(f"Odoo refuses {what}: {text}")


def _lost(text: str, *, changes: bool) -> LadingError:
    if changes:
        return OutcomeUnknown(f"Odoo lost its database or its worker in the middle of {text}")
    return TryAgain(f"Odoo lost its database or its worker in the middle of {text}")
