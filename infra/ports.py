"""Free ports, chosen once and remembered."""

from __future__ import annotations

import socket
import time
import zlib
from pathlib import Path

from infra.files import locked, read_json, write_json
from infra.trouble import StackTrouble

TRIES = 200
SPREAD = 20000
LOW = 20000
WAIT_SECONDS = 2.0


def is_free(port: int) -> bool:
    """Whether nobody listens on the port of this machine's own address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Ports:
    """The ports of one home: the usual one where it is free, else one that depends on the home's path."""

    def __init__(self, home: Path) -> None:
        self._file = home / "ports.json"
        self._seed = zlib.crc32(str(home).encode())

    def remembered(self, name: str) -> int | None:
        """The port chosen earlier, if any."""
        port = read_json(self._file).get(name)
        return port if isinstance(port, int) else None

    def _wait_for(self, port: int | None) -> None:
        """A killed process keeps its port for a moment: what was remembered is worth a short wait."""
        limit = time.monotonic() + WAIT_SECONDS
        while isinstance(port, int) and not is_free(port) and time.monotonic() < limit:
            time.sleep(0.05)

    def choose(self, name: str, usual: int) -> int:
        """The remembered port if it is free, else another one, remembered from now on.

        Call it only for a service that is not running: a running one holds its port.

        Raises:
            StackTrouble: no port is free.
        """
        start = LOW + (self._seed + zlib.crc32(name.encode())) % SPREAD
        with locked(self._file.with_name("ports.lock")):
            known = read_json(self._file)
            self._wait_for(known.get(name))
            taken = {port for other, port in known.items() if other != name}
            for port in (known.get(name), usual, *range(start, start + TRIES)):
                if isinstance(port, int) and port not in taken and is_free(port):
                    write_json(self._file, {**known, name: port})
                    return port
        raise StackTrouble(
            f"No free port was found for {name} between {start} and {start + TRIES}.",
            next_step="Stop a program that listens on many ports, then run the command again.",
            service=name,
        )
