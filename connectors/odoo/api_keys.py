"""API keys for bots: Odoo makes one only for the user who asks, after a look at the password.

So: a session as that user, the wizard, the identity check, the key. Nothing of it is logged or kept here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import orjson
from pydantic import SecretStr

from connectors.odoo.answers import plain
from connectors.odoo.http import Line
from connectors.odoo.versions import KEYS_END_SINCE, PASSWORD_IN_CONTEXT_SINCE
from domain.errors import Misconfigured, TryAgain
from domain.seams import at_call

DAYS = 90
"""Odoo lets no ordinary user's key live longer: rotation is a duty."""
_STEP = "Check login and password; or make the key in Odoo by hand: Preferences > Security > New API Key."


def make_key(
    url: str,
    database: str,
    *,
    login: str,
    password: SecretStr,
    name: str = "Lading",
    days: int = DAYS,
) -> SecretStr:
    """A new API key of a user; older ones stay valid.

    Args:
        url: of Odoo.
        database: Odoo's database.
        login: of the user that the key is for.
        password: of that user.
        name: shown in the user's preferences.
        days: one of 1, 7, 30, 90; an administrator also 0, a key that never expires.

    Raises:
        Misconfigured: login or password is wrong, or the user may not have keys.
        TryAgain: Odoo could not be asked.
    """
    headers = {"Content-Type": "application/json"}  # a database header would make the session stateless
    line = Line(url, headers=headers, calls_in_flight=2, connect_seconds=5.0, read_seconds=60.0)
    try:
        session = _Session(line)
        at_call("odoo.api_keys.before")
        key = session.key(database, login, password, (name, str(days)))
        at_call("odoo.api_keys.after")
    finally:
        line.close()
    return SecretStr(key)


class _Session:
    """A user's session over the JSON-RPC that Odoo's own pages speak; the cookie stays in the line."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def key(self, database: str, login: str, password: SecretStr, wanted: tuple[str, str]) -> str:
        """Log in, ask for a key, answer the identity check."""
        secret = password.get_secret_value()
        user = self._ask("/web/session/authenticate", {"db": database, "login": login, "password": secret})
        if not isinstance(user, dict) or not user.get("uid"):
            message = f"Odoo does not let {login} in."
            raise Misconfigured(message, field="login", value=login, next_step=_STEP)
        name, days = wanted
        major = (user.get("server_version_info") or [19])[0]
        values = {"name": name} | ({"duration": days} if major >= KEYS_END_SINCE else {})
        wizard = self._call("res.users.apikeys.description", "create", [[values]], {})
        answer = self._call("res.users.apikeys.description", "make_key", [wizard], {})
        if answer.get("res_model") == "res.users.identitycheck":
            check = [answer["res_id"]]
            if major < PASSWORD_IN_CONTEXT_SINCE:
                self._call("res.users.identitycheck", "write", [check, {"password": secret}], {})
            answer = self._call("res.users.identitycheck", "run_check", [check], {"password": secret})
        return str(answer["context"]["default_key"])

    def _call(self, model: str, method: str, args: list[object], context: dict[str, object]) -> Any:  # noqa: ANN401 - JSON
        params = {"model": model, "method": method, "args": args, "kwargs": {"context": context}}
        return self._ask(f"/web/dataset/call_kw/{model}/{method}", params)

    def _ask(self, path: str, params: Mapping[str, object]) -> Any:  # noqa: ANN401 - JSON
        answer = self._line.post(
            path, orjson.dumps({"jsonrpc": "2.0", "method": "call", "params": params}), changes=False
        )
        try:
            content = json.loads(answer.body)
        except ValueError:
            message = f"{path} was answered with {answer.status}, and not by Odoo."
            raise TryAgain(message) from None
        if "error" in content:
            says = plain(content["error"].get("data", {}).get("message", "no reason given"))
            message = f"Odoo refuses {path}: {says}"
            raise Misconfigured(message, next_step=_STEP)
        return content["result"]
