"""The consumer, ``lading work``: durable row, then a run of ``order-to-cash/live`` in this very process.

It picks up files, wakes on NOTIFY, makes runs that Prefect shows, frees expired leases and seals the audit
trail. Killing it loses nothing: the ledger says what waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import structlog
from httpx import HTTPError
from prefect.exceptions import PrefectException
from prefect.flow_engine import run_flow_async

from domain.errors import LadingError, StopTheRun
from domain.profile import PartnerProfile
from domain.work import BatchLimits
from entrypoints.live_runs import new_run, settle
from entrypoints.metrics import BATCH_RUNS, RUN_SECONDS, WAITING
from flows.order_to_cash import order_to_cash
from tasks.gates import warm
from tasks.intake import collect
from tasks.runtime.resources import Resources

log = structlog.get_logger("lading.consumer")

BACKOFF_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)
RUNS_AT_ONCE = 4
RUNS_A_CHANNEL = 2
"""While more than a batch waits: one run confirms while the other drafts."""
LOOKS_AT_ONCE = 8
"""At servers and buckets."""
CHORES_SECONDS = 5.0
LINGER_SECONDS = 3.0


@dataclass
class _Channel:
    profile: PartnerProfile
    failures: int = 0
    not_before: float = 0.0
    running: set[asyncio.Task[None]] = field(default_factory=set)
    asking: Future[None] | None = None
    """A look at a server that is not ours: it may take long, and no other channel waits for it."""


@dataclass
class Consumer:
    """Works the channels of all profiles until told to stop."""

    house: Resources
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Know the channels that run order to cash."""
        profiles = self.house.profiles.values()
        self._channels = {one.channel: _Channel(one) for one in profiles if one.flow == "order-to-cash"}
        self._slots = asyncio.Semaphore(RUNS_AT_ONCE)
        self._elsewhere = ThreadPoolExecutor(max_workers=LOOKS_AT_ONCE, thread_name_prefix="pick-up")

    async def run(self) -> None:
        """Look, run, look again; ends after the running batches when told to stop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        chores = asyncio.create_task(self._chores())
        warming = asyncio.create_task(asyncio.to_thread(warm))
        while not self.stopping.is_set():
            await self._look()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), self.house.settings.poll_seconds)
        running = [task for one in self._channels.values() for task in one.running]
        await asyncio.gather(*running, return_exceptions=True)
        chores.cancel()
        self._elsewhere.shutdown(wait=False, cancel_futures=True)
        await asyncio.gather(warming, return_exceptions=True)

    def _stop(self) -> None:
        """The batches under way are ended, nothing more is claimed."""
        self.house.stopping.set()
        self.stopping.set()

    async def _look(self) -> None:
        """Pick up what is ready, and start a run for each channel with work; two where it has more than a batch."""
        waiting = await asyncio.to_thread(self._pick_up)
        for name, channel in self._channels.items():
            if self._wants_a_run(channel, waiting.get(name, 0)) and time.monotonic() >= channel.not_before:
                run = asyncio.create_task(self._run_channel(name, channel))
                channel.running.add(run)
                run.add_done_callback(channel.running.discard)

    def _wants_a_run(self, channel: _Channel, waiting: int) -> bool:
        backlog = waiting > self.house.settings.batch_documents and len(channel.running) < RUNS_A_CHANNEL
        return backlog if channel.running else waiting > 0

    def _pick_up(self) -> dict[str, int]:
        for name, channel in self._channels.items():
            if channel.profile.transport.kind == "folder":
                self._collect(name)
            elif channel.asking is None or channel.asking.done():
                channel.asking = self._elsewhere.submit(self._collect, name)
        try:
            with self.house.ledger.open() as book:
                waiting = book.claims.waiting()
        except LadingError as trouble:
            log.warning("ledger", trouble=str(trouble))
            return {}
        for name in self._channels:
            WAITING.labels(name).set(waiting.get(name, 0))
        return waiting

    def _collect(self, name: str) -> None:
        try:
            collect(self.house, name)
        except LadingError as trouble:
            log.warning("pick-up", channel=name, trouble=str(trouble))

    async def _run_channel(self, name: str, channel: _Channel) -> None:
        async with self._slots:
            started = time.monotonic()
            limits = self.house.limits().model_copy(update={"linger_seconds": LINGER_SECONDS})
            try:
                await asyncio.to_thread(self._one_run, name, limits.model_dump(mode="json"))
                channel.failures = 0
                BATCH_RUNS.labels(name, "completed").inc()
            except Exception as trouble:  # noqa: BLE001 - the consumer outlives every run
                self._failed(name, channel, trouble)
            RUN_SECONDS.labels(name).observe(time.monotonic() - started)

    def _one_run(self, name: str, limits: dict[str, object]) -> None:
        """A run with a loop and a thread of its own: in the main thread Prefect would take SIGTERM from us."""
        asyncio.run(self._run_in_sight(name, limits))

    async def _run_in_sight(self, name: str, limits: dict[str, object]) -> None:
        """A run in Prefect's sight; without it where Prefect cannot be reached, because orders do not wait for a UI."""
        parameters = {"channel": name, "limits": limits}
        try:
            run = await new_run("order-to-cash/live", parameters)
        except (PrefectException, OSError, ValueError, HTTPError) as trouble:
            log.warning("prefect-away", channel=name, trouble=type(trouble).__name__)
            await order_to_cash.fn(channel=name, limits=BatchLimits.model_validate(limits))
            return
        await run_flow_async(order_to_cash, flow_run=run, parameters=parameters)
        await settle(run.id)

    def _failed(self, name: str, channel: _Channel, trouble: BaseException) -> None:
        wait = BACKOFF_SECONDS[min(channel.failures, len(BACKOFF_SECONDS) - 1)]
        channel.failures += 1
        channel.not_before = time.monotonic() + wait
        BATCH_RUNS.labels(name, "blocked" if isinstance(trouble, StopTheRun) else "failed").inc()
        said = str(trouble) if isinstance(trouble, LadingError) else f"{type(trouble).__name__}: {trouble}"
        log.error("run-failed", channel=name, trouble=said, again_in_seconds=wait)

    async def _chores(self) -> None:
        """Free expired leases and seal the audit trail, every few seconds."""
        while True:
            try:
                await asyncio.to_thread(self._sweep_and_seal)
            except LadingError as trouble:
                log.warning("chores", trouble=str(trouble))
            await asyncio.sleep(CHORES_SECONDS)

    def _sweep_and_seal(self) -> None:
        with self.house.ledger.open() as book:
            freed = book.claims.sweep()
            book.commit("consumer.sweep")
        if freed:
            log.info("leases-freed", count=freed)
        self.house.ledger.seal()
