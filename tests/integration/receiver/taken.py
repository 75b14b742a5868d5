"""Pushes to channels of several formats, and what the ledger makes of them: for tests of the faults' catalogue."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import sqlalchemy
import yaml

from domain.signing import HEADERS, sign
from entrypoints.webhooks import make_app
from tasks.capture import capture
from tasks.runtime.resources import Resources
from tests.integration.receiver.conftest import SECRETS, serving
from tests.unit.readers.made import a_profile

SCHEME = "standard-webhooks"


@dataclass
class Line:
    """A partner's line to the receiver, and a look into the ledger behind it."""

    house: Resources
    client: httpx.Client
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def push(self, body: bytes | str, channel: str = "edi", message: str = "", **headers: str) -> httpx.Response:
        """One signed message."""
        content = body if isinstance(body, bytes) else body.encode()
        name = message or f"m-{next(self.numbers)}"
        stamp = str(int(time.time()))
        signed = sign(SCHEME, SECRETS["edi"], content, names=HEADERS[SCHEME], message_id=name, stamp=stamp)
        return self.client.post(f"/hooks/{channel}", content=content, headers={**signed, **headers})

    def take(self, *bodies: bytes | str, channel: str = "edi") -> None:
        """Push, and read all that waits."""
        for body in bodies:
            assert self.push(body, channel).status_code == 202
        self.read(channel)

    def read(self, channel: str = "edi") -> None:
        """Split what waits, as a run does."""
        held = []
        while (batch := self.house.claim(channel, self.house.limits(), "a test")) is not None:
            held.append(batch)
            if batch.delivery is not None:
                capture.fn(self.house, batch)
        for batch in held:
            self.house.give_back(batch)

    def rows(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """What a person with psql would see."""
        with self.house.ledger.open() as book:
            return [tuple(row) for row in book._connection.execute(sqlalchemy.text(sql), values)]

    def documents(self) -> list[tuple[str, str, str, list[str]]]:
        """By arrival: number, purpose, state, codes of its findings."""
        found = self.rows("SELECT number, purpose, state, findings FROM documents ORDER BY id")
        return [(number, purpose, state, [one["code"] for one in some]) for number, purpose, state, some in found]

    def states(self) -> list[str]:
        """States of the documents, by arrival."""
        return [state for _, _, state, _ in self.documents()]

    def balanced(self) -> bool:
        """Nothing was lost and nothing came from nowhere."""
        with self.house.ledger.open() as book:
            return book.reconcile().balanced


def channel(house: Resources, name: str, form: str, **changes: Any) -> None:
    """A profile of a channel that takes pushes."""
    fields = {
        "channel": name,
        "partner": name,
        "source_id": f"{name}-orders",
        "transport": {"kind": "webhook", "webhook": {"secrets": ["edi"]}},
        "dates": {"past_days": 0, "future_days": 0},
    }
    made = a_profile(form, **{**fields, **changes}).model_dump(mode="json", exclude_defaults=True)
    (house.settings.partners / f"{name}.yaml").write_text(yaml.safe_dump(made))


@contextmanager
def a_line(house: Resources) -> Iterator[Line]:
    """A receiver that serves the channels that are there now."""
    with serving(make_app(house)) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield Line(house, client)
    house.ledger.close()
