"""How long a connection may hold its place without being of use, and how many there may be: uvicorn bounds neither.

A head that comes byte by byte, a body that nobody waits for any more, and an answer that is not taken each end the
connection; bodies that are waited for are bounded by ``bodies.BodyRoom``.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from entrypoints.metrics import RECEIVED
from entrypoints.receiving.problems import problem

HEAD_SECONDS = 10.0
"""From the connection, or from a request's first byte, to the end of its head; the same for an unwanted body."""
ANSWER_SECONDS = 20.0
"""How long nothing of an answer may be taken."""
_AGAIN_SECONDS = 5


class PatientProtocol(H11Protocol):
    """uvicorn's connection, with an end to its patience."""

    most = 800
    """Connections at once."""
    head_seconds = HEAD_SECONDS
    answer_seconds = ANSWER_SECONDS
    _timer: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Serve it, or say that there are too many and when to come again."""
        full = len(self.connections) >= self.most
        super().connection_made(transport)
        if full:
            self.connections.discard(self)
            self._refuse(503, "RC-BUSY-001")
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        """As uvicorn; the clock runs on while a head is not whole."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """As uvicorn; a body of which the answer did not wait for the end must end soon."""
        super().on_response_complete()
        if self.conn.their_state is not h11.IDLE:  # between requests keep-alive has its own clock
            self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """As uvicorn; no clock outlives its connection."""
        super().connection_lost(exc)
        self._stop_timer()
        self._stop_stuck()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing came for the time of keep-alive; what was not taken until now is not waited for."""
        self.transport.abort()

    def pause_writing(self) -> None:
        """The sender does not take its answer."""
        super().pause_writing()
        self._stuck = self._stuck or self.loop.call_later(self.answer_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It does again."""
        super().resume_writing()
        self._stop_stuck()

    def _watch(self) -> None:
        unwanted = self.conn.our_state is h11.DONE  # the answer is out, and its body still comes
        if self.conn.their_state is not h11.IDLE and not unwanted:
            self._stop_timer()
        elif self._timer is None:
            self._timer = self.loop.call_later(self.head_seconds, self._impatient)

    def _impatient(self) -> None:
        begun = self.conn.their_state is h11.IDLE and bool(self.conn.trailing_data[0])
        if begun and self.conn.our_state is h11.IDLE:
            self._refuse(408, "RC-SLOW-001", seconds=f"{self.head_seconds:g}")
        else:
            self.transport.abort()

    def _refuse(self, status: int, code: str, **words: object) -> None:
        """Say why, and hang up."""
        RECEIVED.labels("unknown", str(status)).inc()
        answer = problem(status, code, retry_after=_AGAIN_SECONDS, **words)
        headers = [*answer.raw_headers, (b"connection", b"close")]
        self.transport.write(self.conn.send(h11.Response(status_code=status, headers=headers)) or b"")
        self.transport.write(self.conn.send(h11.Data(data=bytes(answer.body))) or b"")
        self.conn.send(h11.EndOfMessage())
        self.transport.close()
        self._stuck = self._stuck or self.loop.call_later(self.answer_seconds, self.transport.abort)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stop_stuck(self) -> None:
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None


def patient(connections: int) -> type[PatientProtocol]:
    """The protocol with so many connections at once."""
    return type("Patient", (PatientProtocol,), {"most": connections})
