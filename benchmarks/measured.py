"""A command run and measured: wall and processor seconds, and the memory of all of its processes together."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY_SECONDS = 0.1
"""Between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a command and all processes that it started took."""

    status: int
    output: str
    seconds: float
    """On the wall, from its start to its end."""
    processor_seconds: float
    """Of all its processes, each as it was last seen: up to a look's time short."""
    peak_mib: float
    """Largest sum over its processes of what each holds; pages that several share are divided among them (PSS)."""
    processes: int
    """Most at once."""


def run_measured(command: Sequence[str], environment: Mapping[str, str], output: Path) -> Measured:
    """Run a command to its end; what it prints goes to ``output``."""
    peak, most = 0.0, 0
    processors: dict[int, float] = {}
    began = time.monotonic()
    with output.open("wb") as out, subprocess.Popen(command, env=dict(environment), stdout=out) as running:
        while True:
            pid, status, used = os.wait4(running.pid, os.WNOHANG)
            if pid:
                break
            family = _family(running.pid)
            processors |= {one: busy for one in family if (busy := _processor_seconds(one))}
            held = [kept for one in family if (kept := _mib(one))]
            peak, most = max(peak, sum(held)), max(most, len(held))
            time.sleep(EVERY_SECONDS)
        running.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    waited_for = used.ru_utime + used.ru_stime  # what it has waited for; its fork server's children it has not
    busy = max(waited_for, sum(processors.values()))
    return Measured(running.returncode, output.read_text(), seconds, busy, peak, most)


def _family(root: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue  # it has just ended
    found = [root]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _processor_seconds(pid: int) -> float:
    """User and system time of a process; 0 where it has just ended."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def _mib(pid: int) -> float:
    """What a process holds; 0 where it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
