"""What a server is to the stack: a command, a way to see that it is ready, and how it is ended."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Service:
    """One process that the stack keeps.

    Args:
        ready: whether it does its work by now; asked again and again until ``start_seconds`` are over.
        port: where it listens itself; another program that answers there is not taken for it.
        url: where people or programs reach it; empty where they do not.
        grace_seconds: how long it may take to end before it is killed.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    ready: Callable[[], bool]
    url: str = ""
    port: int | None = None
    user: int | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    start_seconds: float = 60
    grace_seconds: float = 15


@dataclass(frozen=True)
class ServiceStatus:
    """How a service is: ``running``, ``stopped`` (by us, or never started), ``died``, ``not answering``, ``external``.

    External means: given by URL, not run here.
    """

    name: str
    state: str
    url: str = ""
    pid: int | None = None
    log: str = ""
    last_lines: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """Whether it does its work."""
        return self.state in {"running", "external"}
