"""Group commit: messages that arrive within the same few milliseconds share one archive flush and one commit."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from domain.errors import LadingError, StopTheRun
from ledger.intake import Arrival
from ledger.values import Registered

log = structlog.get_logger("lading.receiver")

Message = tuple[Arrival, bytes]
Take = Callable[[Sequence[Message]], list[Registered]]


class TooBusy(Exception):
    """More waits than can be taken soon; ``seconds`` says when to come again."""

    def __init__(self, seconds: int) -> None:
        """Whole seconds, for Retry-After."""
        super().__init__(f"come again in {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class GroupLimits:
    """How much is gathered and how much may wait."""

    messages: int = 64
    """In one commit, at most."""
    seconds: float = 0.004
    """How long the first waits for others."""
    waiting: int = 2_000
    """Messages that may wait; one channel may hold half of them, so that a flood keeps no other partner out."""
    waiting_bytes: int = 67_108_864
    committers: int = 2
    """Groups under way at once."""


@dataclass(slots=True)
class _Waiting:
    message: Message
    answer: asyncio.Future[Registered]


@dataclass
class GroupIntake:
    """Takes messages one by one and registers them in groups; lives in one event loop."""

    take: Take
    limits: GroupLimits = field(default_factory=GroupLimits)

    def __post_init__(self) -> None:
        """Nothing runs before ``start``."""
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._held = 0
        self._held_bytes = 0
        self._by_channel: Counter[str] = Counter()
        self._idle = asyncio.Event()
        self._idle.set()
        self._committers: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to take; in the loop that will serve."""
        self._committers = [asyncio.create_task(self._commit_groups()) for _ in range(self.limits.committers)]

    async def stop(self) -> None:
        """End after everything that waits was answered."""
        await self._idle.wait()
        for task in self._committers:
            task.cancel()
        await asyncio.gather(*self._committers, return_exceptions=True)

    @property
    def waiting(self) -> int:
        """Messages that wait for their commit."""
        return self._held

    async def accept(self, arrival: Arrival, body: bytes) -> Registered:
        """Safe when this returns.

        Raises:
            TooBusy: too much waits; nothing was taken.
            LadingError: what the ledger or the archive said; nothing may be acknowledged.
        """
        self._admit(arrival.channel, len(body))
        waiting = _Waiting((arrival, body), asyncio.get_running_loop().create_future())
        try:
            self._queue.put_nowait(waiting)
            return await asyncio.shield(waiting.answer)  # a sender that hangs up takes nothing back
        finally:
            if waiting.answer.done():
                self._release(arrival.channel, len(body))
            else:
                waiting.answer.add_done_callback(lambda _: self._release(arrival.channel, len(body)))

    def _admit(self, channel: str, size: int) -> None:
        limits = self.limits
        full = self._held >= limits.waiting or self._held_bytes + size > max(limits.waiting_bytes, size)
        if full or self._by_channel[channel] * 2 >= limits.waiting:
            raise TooBusy(1 + self._held // 300)
        self._held += 1
        self._idle.clear()
        self._held_bytes += size
        self._by_channel[channel] += 1

    def _release(self, channel: str, size: int) -> None:
        self._held -= 1
        self._held_bytes -= size
        self._by_channel[channel] -= 1
        if not self._held:
            self._idle.set()

    async def _commit_groups(self) -> None:
        while True:
            group = [await self._queue.get()]
            await asyncio.sleep(self.limits.seconds)
            with contextlib.suppress(asyncio.QueueEmpty):
                while len(group) < self.limits.messages:
                    group.append(self._queue.get_nowait())
            await self._commit(group)

    async def _commit(self, group: Sequence[_Waiting]) -> None:
        try:
            answers = await asyncio.to_thread(self.take, [one.message for one in group])
        except LadingError as trouble:
            _fail(group, trouble)
        except Exception as crash:
            log.exception("a mistake of ours", messages=len(group))
            _fail(group, StopTheRun(f"The receiver failed: {type(crash).__name__}."))
        else:
            for one, answer in zip(group, answers, strict=True):
                if not one.answer.done():
                    one.answer.set_result(answer)


def _fail(group: Sequence[_Waiting], trouble: LadingError) -> None:
    for one in group:
        if not one.answer.done():
            one.answer.set_exception(trouble)
            one.answer.exception()  # its sender may have hung up: nobody else asks for it
