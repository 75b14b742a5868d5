"""A platform that is asked by REST; the paths are in ``docs/planning/platform.md``. JSON on httpx.

``PUT /plans/<plan>/inputs/<name>`` (Parquet), ``POST /plans/<plan>/ready``, ``GET /plans/<plan>/results`` and
``GET`` of each result's path. A PUT and ``ready`` may come again: the same content under the same name is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import quote

import httpx
from pydantic import BaseModel, Field, SecretStr, TypeAdapter, ValidationError

from connectors.outward import OutwardTransport
from connectors.planning_platform.port import Offered
from domain.errors import Refused, TryAgain
from domain.planning.exchange import Kind
from domain.reachable import Reach
from domain.seams import at_call

_AWAY = frozenset({408, 425, 429, 500, 502, 503, 504})
_STEP = "Check the platform's url in the planning profile and its key LADING_SECRETS__PLANNING_PLATFORM."
_LARGEST = 512 * 1024 * 1024
_PARQUET = "application/vnd.apache.parquet"


class _Result(BaseModel):
    kind: Kind
    version: int = Field(ge=1, lt=1_000_000)
    part: int = Field(default=1, ge=1, lt=10_000)
    parts: int = Field(default=1, ge=1, lt=10_000)
    path: str = Field(min_length=1, max_length=500, pattern=r"^/[\w./~%-]*$")


_RESULTS = TypeAdapter(list[_Result])


class RestPlatform:
    """One account at the platform."""

    def __init__(
        self,
        url: str,
        key: SecretStr | None,
        reach: Reach,
        *,
        seconds: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """``url`` is its base address, ``key`` its bearer token, ``reach`` which networks may be reached."""
        headers = {} if key is None else {"Authorization": f"Bearer {key.get_secret_value()}"}
        way = transport or OutwardTransport(reach)
        self._client = httpx.Client(
            base_url=url, headers=headers, timeout=seconds, follow_redirects=False, trust_env=False, transport=way
        )

    def give(self, plan: str, frames: Mapping[str, bytes]) -> None:
        """As the port has it."""
        base = f"/plans/{quote(plan, safe='')}"
        for name, content in sorted(frames.items()):
            self._ask(
                "PUT", f"{base}/inputs/{name}", content=content, headers={"Content-Type": _PARQUET, **_key(content)}
            )
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(frames.items())}
        self._ask("POST", f"{base}/ready", json={"plan": plan, "frames": digests}, headers=_key(plan.encode()))

    def offered(self, plan: str) -> list[Offered]:
        """As the port has it."""
        answer = self._ask("GET", f"/plans/{quote(plan, safe='')}/results")
        try:
            found = _RESULTS.validate_json(answer.content)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise TryAgain(f"The platform's list of results cannot be understood at {where}.", value=plan) from None
        return [Offered(plan, one.kind, one.version, one.part, one.parts, one.path) for one in found]

    def fetch(self, one: Offered) -> bytes:
        """As the port has it."""
        return self._ask("GET", one.name).content

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _ask(self, method: str, path: str, **more: object) -> httpx.Response:
        at_call("platform.ask.before")
        try:
            answer = self._client.request(method, path, **more)  # type: ignore[arg-type]
        except httpx.HTTPError as error:
            raise TryAgain(f"The planning platform could not be asked: {type(error).__name__}.", value=path) from None
        at_call("platform.ask.after")
        if answer.status_code in _AWAY:
            raise TryAgain(f"The planning platform is busy: {answer.status_code}.", value=path)
        if not answer.is_success:
            raise Refused(f"The planning platform refused: {answer.status_code}.", value=path, next_step=_STEP)
        if len(answer.content) > _LARGEST:
            raise Refused("The planning platform's answer is too large.", value=path, next_step=_STEP)
        return answer


def _key(content: bytes) -> dict[str, str]:
    return {"Idempotency-Key": hashlib.sha256(content).hexdigest()}
