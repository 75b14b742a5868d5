"""Processes by their recorded id: id and start time together, so that a re-used id is never taken for ours."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import psutil

from infra.files import disk_trouble, read_json, write_json
from infra.trouble import StackTrouble

MARK = "LADING_STACK_SERVICE"
"""Environment variable that a service's processes inherit: finds the children of a parent that was killed."""
START_TOLERANCE_SECONDS = 2.0
LOG_LIMIT_BYTES = 10_000_000


@dataclass(frozen=True)
class Launch:
    """How a process is started."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    mark: str
    user: int | None = None


@dataclass(frozen=True)
class Running:
    """A process that was started: its id, and when it began (seconds since 1970)."""

    pid: int
    started: float

    @staticmethod
    def recorded(path: Path) -> Running | None:
        """What a file remembers, or None."""
        known = read_json(path)
        if isinstance(known.get("pid"), int) and isinstance(known.get("started"), int | float):
            return Running(known["pid"], float(known["started"]))
        return None

    def record(self, path: Path) -> None:
        """Remember it in a file."""
        write_json(path, {"pid": self.pid, "started": self.started})

    def process(self) -> psutil.Process | None:
        """The living process, or None when it is gone or the id belongs to another one by now."""
        with suppress(ChildProcessError):
            os.waitpid(self.pid, os.WNOHANG)
        try:
            found = psutil.Process(self.pid)
            same = abs(found.create_time() - self.started) <= START_TOLERANCE_SECONDS
            return found if same and found.status() != psutil.STATUS_ZOMBIE else None
        except psutil.Error:
            return None

    def alive(self) -> bool:
        """Whether it runs."""
        return self.process() is not None


def listens(running: Running, port: int) -> bool:
    """Whether a process or one of its children listens on the port; also where we may not know."""
    found = running.process()
    try:
        family = [] if found is None else [found, *_children(found)]
        return any(
            one.status == psutil.CONN_LISTEN and one.laddr.port == port
            for member in family
            for one in member.net_connections("tcp")
        )
    except psutil.AccessDenied:
        return True
    except psutil.Error:
        return False


def start(launch: Launch) -> Running:
    """Start a process in a session of its own, its output appended to its log.

    Raises:
        StackTrouble: the program is missing, or the log cannot be written.
    """
    rotate(launch.log)
    environment = {**launch.environment, MARK: launch.mark}
    try:
        launch.log.parent.mkdir(parents=True, exist_ok=True)
        with launch.log.open("ab") as output:
            child = subprocess.Popen(
                launch.command, env=environment, cwd=launch.folder, **as_user(launch.user), stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True, close_fds=True,
            )  # fmt: skip
    except FileNotFoundError as trouble:
        raise StackTrouble(
            f"{launch.command[0]} is not there.", next_step="Run './lading up' again: it installs what is missing."
        ) from trouble
    except OSError as trouble:
        raise disk_trouble(trouble, launch.log) from trouble
    return Running(child.pid, _started(child.pid))


class _AsUser(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def as_user(user: int | None) -> _AsUser:
    """What makes a child run as a user and with that user's group only; None: as we are."""
    return _AsUser() if user is None else _AsUser(user=user, group=pwd.getpwuid(user).pw_gid, extra_groups=[])


def _started(pid: int) -> float:
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return time.time()


def end(running: Running | None, mark: str, *, first: signal.Signals, grace_seconds: float) -> None:
    """End a process and all it started: ask, wait, then kill. Twice is as once."""
    found = running.process() if running else None
    family = [] if found is None else [found, *_children(found)]
    if found is not None:
        with suppress(psutil.Error):
            found.send_signal(first)
        _wait([found], grace_seconds)
    rest = {one.pid: one for one in (*family, *marked(mark))}
    for one in rest.values():
        with suppress(psutil.Error):
            one.kill()
    _wait(list(rest.values()), grace_seconds)


def marked(mark: str) -> list[psutil.Process]:
    """The processes that carry this mark: what is left of a service whose first process was killed."""
    found = []
    for one in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if one.pid != os.getpid() and one.environ().get(MARK) == mark:
                found.append(one)
    return found


def _children(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return list(process.children(recursive=True))
    return []


def _wait(processes: list[psutil.Process], seconds: float) -> None:
    """Wait until all are gone; our own children are reaped."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if not any(Running(one.pid, _known_start(one)).alive() for one in processes):
            break
        time.sleep(0.02)
    for one in processes:
        with suppress(ChildProcessError):
            os.waitpid(one.pid, os.WNOHANG)


def _known_start(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        return float(process.create_time())
    return 0.0


def rotate(log: Path, limit: int = LOG_LIMIT_BYTES) -> None:
    """Keep a log small: what is older than the last ``limit`` bytes moves to ``<name>.1`` and then goes.

    Safe while a process appends to it: the file stays, its content is cut.
    """
    with suppress(FileNotFoundError):
        if log.stat().st_size <= limit:
            return
        with log.open("rb") as file:
            file.seek(-limit // 2, os.SEEK_END)
            tail = file.read()
        log.with_name(f"{log.name}.1").write_bytes(tail)
        os.truncate(log, 0)


def tail(log: Path, lines: int = 5) -> tuple[str, ...]:
    """The last lines of a log; empty where there is none."""
    with suppress(OSError), log.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(-min(file.tell(), 16_000), os.SEEK_END)
        text = file.read().decode("utf-8", "replace")
        return tuple(line for line in text.splitlines() if line.strip())[-lines:]
    return ()


def running_here() -> Running:
    """This very process."""
    return Running(os.getpid(), _started(os.getpid()))
