"""What the channels of the demo need around them: simulated servers, profiles, secrets, keys."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn
import yaml

from domain.errors import StopTheRun
from entrypoints.all_channels.shop import GuardedApi
from infra.distributor.channel_profiles import channel_profiles
from infra.distributor.customers import Customer
from infra.distributor.stories import buyers
from infra.simulators.shopify.app import make_app
from infra.simulators.tax.__main__ import server as tax_server
from infra.simulators.tax.engine import Engine, Rates

HERE = "127.0.0.1"
STOP_SECONDS = 10.0
US_TAX, OTHER_TAX = "0.15", "0.08"
"""What a fresh Odoo puts on sales in its own country; what the engine says at one address."""


def rates(customers: Sequence[Customer]) -> Rates:
    """The engine's: as Odoo's, but at the address of the portal's last customer."""
    elsewhere = buyers("portal", customers)[-1]
    return {
        ("US", ""): (("UNITED STATES", US_TAX),),
        ("US", str(elsewhere.row()["zip"])): (("ELSEWHERE", OTHER_TAX),),
    }


@contextmanager
def serving(api: GuardedApi, hooks: str) -> Iterator[str]:
    """The shop's API on a port of its own; its address.

    Raises:
        StopTheRun: it ended while it started.
    """
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        config = uvicorn.Config(make_app(api, hooks), log_level="error", access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
        thread.start()
        try:
            while not server.started:
                if not thread.is_alive():
                    message = "The simulated web shop ended while it started."
                    raise StopTheRun(message, next_step="Run 'lading demo --all-channels' again.")
                time.sleep(0.02)
            yield f"http://{HERE}:{taken.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(STOP_SECONDS)


@contextmanager
def taxing(known: Rates) -> Iterator[tuple[str, Engine]]:
    """The tax engine on a port of its own."""
    engine = Engine(rates=known)
    server = tax_server(engine, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HERE}:{server.server_address[1]}", engine
    finally:
        server.shutdown()
        server.server_close()


def write_profiles(folder: Path, own: Path, customers: Sequence[Customer], shop: Mapping[str, str]) -> Path:
    """The profiles there are, with those of the channels beside them; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(own.glob("*.y*ml")):
        shutil.copyfile(path, folder / path.name)
    for name, profile in channel_profiles(customers, shop).items():
        text = "# Made by 'lading demo --all-channels'.\n" + yaml.safe_dump(profile, sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def environment(api: GuardedApi, tax: tuple[str, Engine], receiver_port: int) -> dict[str, str]:
    """What the processes that work must know of all that."""
    url, engine = tax
    return {
        "LADING_SECRETS__WEBSHOP": api.shop.secret,
        "LADING_SECRETS__WEBSHOP_TOKEN": api.shop.token,
        "LADING_TAX_URL": url,
        "LADING_TAX_ACCOUNT": engine.account,
        "LADING_TAX_KEY": engine.key,
        "LADING_PRIVATE_NETWORKS": "127.0.0.0/8",
        "LADING_RECEIVER_HOST": HERE,
        "LADING_RECEIVER_PORT": str(receiver_port),
    }


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as found:
        found.bind((HERE, 0))
        return int(found.getsockname()[1])
