"""Word of new work, as PostgreSQL tells it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import psycopg
from sqlalchemy import URL

CHANNEL = "lading_work"


def _connect(url: URL) -> psycopg.Connection[Any]:
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(plain, autocommit=True, connect_timeout=5, application_name="lading-listen")
    connection.execute(f"LISTEN {CHANNEL}")
    return connection


def listen(url: URL, timeout: float) -> Iterator[str | None]:
    """Channels with new work; None after ``timeout`` seconds of silence and after each new connection.

    A lost connection is made again by itself; word that was missed meanwhile is why None means: look yourself.
    """
    while True:
        try:
            with _connect(url) as connection:
                yield None
                while True:
                    heard = False
                    for notify in connection.notifies(timeout=timeout, stop_after=1):
                        heard = True
                        yield notify.payload
                    if not heard:
                        yield None
        except psycopg.Error:
            yield None
            time.sleep(min(timeout, 1.0))
