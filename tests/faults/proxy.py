"""A small HTTP proxy that misbehaves on request: it drops, cuts, delays, doubles answers between Lading and Odoo."""

import contextlib
import socket
import threading
import time
from dataclasses import dataclass, field


@dataclass
class Fault:
    """What to do with the next matching request."""

    path: str
    """Part of the request's path: ``/load``."""
    kind: str
    """drop (Odoo commits, no answer), cut (answer cut at ``at`` bytes), bad-gateway, late (answer after ``seconds``),
    double (request delivered twice), refuse (never delivered)."""
    at: int = 40
    seconds: float = 0.0
    times: int = 1


@dataclass
class Proxy:
    """Listens on a free port and hands each request on to ``target`` (host, port)."""

    target: tuple[str, int]
    faults: list[Fault] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    fired: list[str] = field(default_factory=list)

    def __post_init__(self):
        self._lock = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._server.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._server.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._server.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, client):
        with client, contextlib.suppress(OSError):
            while request := read_message(client):
                path = request.split(b" ", 2)[1].decode()
                self.seen.append(path)
                if not self._answer(client, path, request):
                    return

    def _answer(self, client, path, request):
        fault = self._take(path)
        if fault is None:
            client.sendall(self._ask(request))
            return True
        self.fired.append(f"{fault.kind} {path}")
        if fault.kind == "refuse":
            return False
        answer = self._ask(request)
        if fault.kind == "double":
            answer = self._ask(request)
        if fault.kind == "late":
            time.sleep(fault.seconds)
        if fault.kind in {"double", "late"}:
            client.sendall(answer)
            return True
        if fault.kind == "bad-gateway":
            client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return True
        if fault.kind == "cut":
            client.sendall(answer[: fault.at])
        return False

    def _take(self, path):
        with self._lock:
            for fault in self.faults:
                if fault.path in path and fault.times > 0:
                    fault.times -= 1
                    return fault
        return None

    def _ask(self, request):
        with socket.create_connection(self.target, timeout=300) as upstream:
            upstream.sendall(request)
            return read_message(upstream)


def read_message(connection):
    """One HTTP message with Content-Length or chunks; b"" at the end of the stream."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:])
    }
    if headers.get(b"transfer-encoding", b"").lower() == b"chunked":
        while not body.endswith(b"0\r\n\r\n"):
            body += connection.recv(65536)
    else:
        wanted = int(headers.get(b"content-length", b"0"))
        while len(body) < wanted:
            part = connection.recv(65536)
            if not part:
                break
            body += part
    return head + b"\r\n\r\n" + body
