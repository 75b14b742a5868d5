"""How the receiver is, as it says itself: for ``lading status`` and ``lading doctor``."""

from __future__ import annotations

import http.client
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from tasks.runtime.profiles import readable_profiles
from tasks.runtime.settings import Settings

ASK_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class ReceiverLook:
    """One look."""

    url: str
    state: str
    """``ready``, ``not ready`` (the ledger is away: senders hear 503), or ``not answering``."""
    channels: int = 0
    waiting: int = 0
    """Messages whose commit is under way."""
    backlog: int = 0
    """Messages and orders that were taken and wait for the consumer, each counted to 1,000 a channel."""

    def words(self) -> str:
        """In one line."""
        if self.state == "ready":
            channels = f"{self.channels} channel{'' if self.channels == 1 else 's'}"
            return f"{channels}; {self.waiting} messages wait for their commit, {self.backlog} for a run"
        if self.state == "not ready":
            return f"{self.url} answers, but the ledger is away: senders hear 503 and come again"
        return f"nothing answers at {self.url}: what partners push is not taken"


def takes_pushes(known: Settings) -> bool:
    """Whether a profile's partner pushes, so that a receiver is wanted. Files that do not say so are not parsed."""
    files = (*known.partners.glob("*.yaml"), *known.partners.glob("*.yml"))
    if not any(word in path.read_bytes() for path in files for word in (b"webhook", b"portal")):
        return False
    return any(profile.transport.is_pushed for profile in readable_profiles(known.partners))


def receiver_url(known: Settings) -> str:
    """Where it is asked from this machine; empty: it takes any free port."""
    host = known.receiver_host
    try:
        anywhere = ipaddress.ip_address(host).is_unspecified
    except ValueError:
        anywhere = not host
    plain = "127.0.0.1" if anywhere else f"[{host}]" if ":" in host else host
    return f"http://{plain}:{known.receiver_port}" if known.receiver_port else ""


def look_at_receiver(known: Settings) -> ReceiverLook | None:
    """How it is; None: no partner pushes, or nobody knows its port."""
    url = receiver_url(known)
    if not url or not takes_pushes(known):
        return None
    try:
        status, said = _asked(url)
    except (OSError, http.client.HTTPException, ValueError):
        return ReceiverLook(url, "not answering")
    if status != http.client.OK:
        return ReceiverLook(url, "not ready")
    counts = {name: int(str(said.get(name, 0))) for name in ("channels", "waiting", "backlog")}
    return ReceiverLook(url, "ready", **counts)


def _asked(url: str) -> tuple[int, Mapping[str, object]]:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=ASK_SECONDS)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        said = orjson.loads(answer.read())
    finally:
        connection.close()
    return answer.status, said if isinstance(said, dict) else {}
