"""A receiver as its own process would run it, on a real ledger, with three channels."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml
from fastapi import FastAPI

from entrypoints.webhooks import listening, make_app, server_of
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.integration.ledger.conftest import ledger, ledger_url, server, template
from tests.unit.readers.made import a_profile

__all__ = ["ledger", "ledger_url", "server", "template"]
SECRETS = {"shop_eu": "shop-secret", "shop_next": "shop-secret-next", "edi": "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ="}


def hook(channel: str, **place: object) -> dict[str, object]:
    profile = a_profile(
        channel=channel,
        source_id=f"{channel}-orders",
        transport={"kind": "webhook", "webhook": place},
    )
    return profile.model_dump(mode="json", exclude_defaults=True)


@pytest.fixture
def partners(tmp_path: Path) -> Path:
    folder = tmp_path / "partners"
    folder.mkdir()
    for channel, place in (
        ("shop", {"signature": "shopify", "secrets": ["shop_eu", "shop_next"], "largest_bytes": 10_000}),
        ("edi", {"secrets": ["edi"]}),
        ("plain", {"signature": "hmac-sha256", "secrets": ["shop_eu"]}),
    ):
        (folder / f"{channel}.yaml").write_text(yaml.safe_dump(hook(channel, **place)))
    filed = a_profile(channel="filed", source_id="filed-orders").model_dump(mode="json", exclude_defaults=True)
    (folder / "filed.yaml").write_text(yaml.safe_dump(filed))
    return folder


@pytest.fixture
def house(tmp_path: Path, partners: Path, ledger_url: str) -> Resources:
    return Resources(Settings(home=tmp_path / "home", ledger_url=ledger_url, partners=partners, secrets=SECRETS))


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The application behind a real server on a port of its own; its address."""
    taken = listening("127.0.0.1", 0)
    server = server_of(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield "http://{}:{}".format(*taken.getsockname()[:2])
    server.should_exit = True
    thread.join(30)
    taken.close()


@pytest.fixture
def client(house: Resources) -> Iterator[httpx.Client]:
    """A caller of the receiver."""
    with serving(make_app(house)) as address, httpx.Client(base_url=address, timeout=60) as made:
        yield made
    house.ledger.close()
