"""A receiver in a process of its own, and senders that push to it: for tests of faults and for benchmarks.

The senders speak HTTP/1.1 over plain sockets with requests that were made before: on a machine of two processors a
client library would take more of them than the receiver.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from domain.signing import HEADERS, sign

PROJECT = Path(__file__).resolve().parents[1]
SECRET = "whsec_cHVzaGVkLXB1c2hlZC1wdXNoZWQ="
CHANNEL = "pushed"
PROFILE = """\
partner: faults
source_id: faults-pushed
channel: pushed
format: json
timezone: UTC
currency: USD
default_unit: Units
units: {EA: Units}
dates: {past_days: 0, future_days: 0}
transport:
  kind: webhook
  outcomes: out
  webhook: {signature: standard-webhooks, secrets: [pushed]}
mapping:
  date_formats: ["%Y-%m-%d"]
  columns:
    number: number
    ordered_at: date
    customer.code: customer
    requested_date: wanted
    line.sku: lines.sku
    line.quantity: lines.quantity
    line.unit: lines.unit
    line.unit_price: lines.price
    line.description: lines.text
"""
TAKEN = 202
LOST = 0
"""In place of a status: the connection broke before the answer."""


@dataclass(frozen=True, slots=True)
class Push:
    """One request, as its bytes."""

    key: str
    request: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one request."""

    key: str
    status: int
    seconds: float
    body: bytes


def order(number: str, *, day: str = "2026-01-05", customer: str = "FC-1", lines: int = 3, wanted: str = "") -> bytes:
    """An order that passes every rule of the little distributor of the fault tests; 1.4 kB with its texts."""
    made = [
        {
            "sku": f"F-{place}",
            "quantity": str(place),
            "unit": "EA",
            "price": f"{place * 8}.00",
            "text": f"Fault {place}, as the shop describes it to its own customers. " + "Zinc plated, boxed. " * 12,
        }
        for place in range(1, lines + 1)
    ]
    return json.dumps({"number": number, "date": day, "customer": customer, "wanted": wanted, "lines": made}).encode()


def pushed(key: str, body: bytes, *, channel: str = CHANNEL, secret: str = SECRET, stamp: float | None = None) -> Push:
    """The request of a message, signed as Standard Webhooks wants it."""
    scheme = "standard-webhooks"
    when = str(int(time.time() if stamp is None else stamp))
    headers = sign(scheme, secret, body, names=HEADERS[scheme], message_id=key, stamp=when)
    lines = [f"POST /hooks/{channel} HTTP/1.1", "host: receiver", f"content-length: {len(body)}"]
    lines += [f"{name}: {text}" for name, text in headers.items()]
    return Push(key, ("\r\n".join(lines) + "\r\n\r\n").encode() + body)


@dataclass
class Senders:
    """Connections that push one message after the other.

    Args:
        at_once: connections, each with one request under way.
        rate: messages a second that are offered, whatever the answers; None: each as soon as the one before is answered.
        again_seconds: what was not taken is sent again after so long, as often as it needs; None: it is not.
    """

    host: str
    port: int
    at_once: int = 32
    rate: float | None = None
    again_seconds: float | None = None
    answers: list[Answered] = field(default_factory=list)

    async def send(self, pushes: Iterable[Push]) -> list[Answered]:
        """Push them all; the time of each counts from when it was due."""
        began, todo = time.perf_counter(), iter(enumerate(pushes))
        await asyncio.gather(*(self._one(todo, began) for _ in range(self.at_once)))
        return self.answers

    async def _one(self, todo: Iterator[tuple[int, Push]], began: float) -> None:
        line = _Line(self.host, self.port)
        for place, push in todo:
            due = time.perf_counter() if self.rate is None else began + place / self.rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await self._until_taken(line, push, due)
        line.close()

    async def _until_taken(self, line: _Line, push: Push, due: float) -> None:
        taken = await self._asked(line, push, due)
        while not taken and self.again_seconds is not None:
            await asyncio.sleep(self.again_seconds)
            taken = await self._asked(line, push, due)

    async def _asked(self, line: _Line, push: Push, due: float) -> bool:
        status, body = await line.ask(push.request)
        self.answers.append(Answered(push.key, status, time.perf_counter() - due, body))
        return status == TAKEN


class _Line:
    """A connection that is made again when it broke."""

    def __init__(self, host: str, port: int) -> None:
        self._place = (host, port)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body; LOST where there was no whole answer."""
        try:
            if self._streams is None:
                self._streams = await asyncio.open_connection(*self._place)
            reader, writer = self._streams
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or b"0")
            return int(head.split(b" ", 2)[1]), await reader.readexactly(length)
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError):
            self.close()
            await asyncio.sleep(0.02)
            return LOST, b""

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


@dataclass
class ReceiverProcess:
    """``lading receive``, which may be killed and started again at the same port."""

    environment: Mapping[str, str]
    log: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 60.0) -> None:
        """Start it and wait until it serves."""
        self.port = self.port or _free_port()
        command = [sys.executable, "-m", "entrypoints.cli", "receive", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=PROJECT, env=dict(self.environment), stdout=log, stderr=log)
        ends = time.monotonic() + seconds
        while not self.alive():
            assert time.monotonic() < ends, self.log.read_text()[-2000:]
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            time.sleep(0.05)

    def alive(self) -> bool:
        """Whether it answers."""
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def ready(self) -> dict[str, object]:
        """What it says of itself."""
        with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:
            said: dict[str, object] = json.load(answer)
        return said

    def kill(self) -> None:
        """SIGKILL, as a fault would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=60)


@contextmanager
def receiving(environment: Mapping[str, str], log: Path) -> Iterator[ReceiverProcess]:
    """A receiver that serves until the block ends."""
    made = ReceiverProcess(environment, log)
    made.start()
    try:
        yield made
    finally:
        if made.process is not None and made.process.poll() is None:
            made.stop()


@asynccontextmanager
async def connection(host: str, port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection for what no well-behaved sender does."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        yield reader, writer
    finally:
        writer.close()


def _free_port() -> int:
    with socket.socket() as any_socket:
        any_socket.bind(("127.0.0.1", 0))
        return int(any_socket.getsockname()[1])
