"""The consumer, ``lading work``: durable row, then a run of ``order-to-cash/live`` in this very process.

It picks up files, wakes on NOTIFY, makes runs that Prefect shows, frees expired leases, seals the audit trail, and
takes up profiles that were changed. The most urgent work gets the next run, and one run's room is kept for it.
Killing it loses nothing: the ledger says what waits.
"""

from __future__ import annotations

import asyncio
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
from domain.urgency import PRIORITIES, URGENT
from domain.work import BatchLimits
from entrypoints.chores import again_and_again, told
from entrypoints.live_runs import new_run, settle
from entrypoints.metrics import BATCH_RUNS, RUN_SECONDS, WAITING
from entrypoints.mirroring import keep_mirror
from entrypoints.offering import keep_numbers
from entrypoints.preparing import make_folders
from entrypoints.shipping import keep_told
from entrypoints.waking import Waking
from flows.order_to_cash import order_to_cash
from ledger.claims import Queue
from tasks.answering import send_left
from tasks.gates import warm
from tasks.intake import collect
from tasks.pull import pull, pulls
from tasks.runtime.resources import Resources

log = structlog.get_logger("lading.consumer")

BACKOFF_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)
RUNS_AT_ONCE = 4
KEPT_FOR_URGENT = 1
"""Of these: however much waits, what is urgent begins at once."""
RUNS_A_CHANNEL = 2
"""While more than a batch waits: one run confirms while the other drafts; or while something urgent waits."""
LOOKS_AT_ONCE = 8
"""At servers and buckets."""
CHORES_SECONDS = 5.0
LINGER_SECONDS = 3.0
PULL_LOOK_SECONDS = 5.0
"""How often it is looked whether it is time to ask a shop for what its webhooks missed."""
LEARN_SECONDS = 2.0
"""How soon a changed profile is taken up."""
REST_SECONDS = 0.05
"""Between two looks, at least: word comes hundreds of times a second while much is pushed."""


@dataclass
class _Channel:
    profile: PartnerProfile
    failures: int = 0
    not_before: float = 0.0
    ran_at: float = 0.0
    """When its last run began: of channels as urgent as each other, the one that waited longest is next."""
    running: set[asyncio.Task[None]] = field(default_factory=set)
    asking: Future[None] | None = None
    """A look at a server that is not ours: it may take long, and no other channel waits for it."""
    pulled_at: float = -PULL_LOOK_SECONDS
    """When the ledger was last asked whether it is time to pull."""


@dataclass
class Consumer:
    """Works the channels of all profiles until told to stop."""

    house: Resources
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Know the channels that run order to cash."""
        self._channels: dict[str, _Channel] = {}
        self._runs: set[asyncio.Task[None]] = set()
        self._elsewhere = ThreadPoolExecutor(max_workers=LOOKS_AT_ONCE, thread_name_prefix="pick-up")
        self._picked_up_at = self._learned_at = 0.0
        self._know()

    async def run(self) -> None:
        """Look, run, look again; ends after the running batches when told to stop."""
        loop = asyncio.get_running_loop()
        self._waking = Waking(self.house.ledger)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        self._waking.start()
        chores = self._chores()
        warming = asyncio.create_task(asyncio.to_thread(warm))
        while not self.stopping.is_set():
            await self._look()
            await asyncio.sleep(REST_SECONDS)
            await self._waking.wait(self.house.settings.poll_seconds)
        await asyncio.gather(*self._runs, return_exceptions=True)
        for one in chores:
            one.cancel()
        self._elsewhere.shutdown(wait=False, cancel_futures=True)
        await asyncio.gather(warming, self._waking.stop(), return_exceptions=True)

    def _stop(self) -> None:
        """The batches under way are ended, nothing more is claimed."""
        self.house.stopping.set()
        self.stopping.set()
        self._waking.wake()

    def _know(self) -> None:
        """The channels of the profiles as they are now; runs of one that went away end by themselves."""
        before, self._channels = self._channels, {}
        for name, profile in self.house.profiles.items():
            if profile.flow == "order-to-cash":
                self._channels[name] = before.get(name) or _Channel(profile)
                self._channels[name].profile = profile

    def _learn(self) -> None:
        """Take up changed profiles; with a mistake in one, all go on as before."""
        if time.monotonic() - self._learned_at < LEARN_SECONDS:
            return
        self._learned_at = time.monotonic()
        try:
            if self.house.learn():
                self._know()
                make_folders(self.house.settings)
                log.info("profiles-changed", channels=sorted(self._channels))
        except (LadingError, OSError) as trouble:
            log.warning("profiles-not-taken-up", trouble=str(trouble))

    async def _look(self) -> None:
        """Pick up what is ready; while there is room, start a run for each channel with work, the most urgent first."""
        waiting = await asyncio.to_thread(self._pick_up)
        kept_out = False
        for name, queue in sorted(waiting.items(), key=lambda one: (one[1].priority, self._channels[one[0]].ran_at)):
            channel = self._channels[name]
            if not self._wants_a_run(channel, queue) or time.monotonic() < channel.not_before:
                continue
            if len(self._runs) >= RUNS_AT_ONCE - (KEPT_FOR_URGENT if queue.priority > URGENT else 0):
                kept_out = kept_out or not channel.running
                continue
            self._start(name, channel)
        (self.house.crowded.set if kept_out else self.house.crowded.clear)()

    def _wants_a_run(self, channel: _Channel, queue: Queue) -> bool:
        if not channel.running:
            return True
        urgent = queue.priority < PRIORITIES[channel.profile.priority]
        return (urgent or queue.waiting > self.house.settings.batch_documents) and len(channel.running) < RUNS_A_CHANNEL

    def _start(self, name: str, channel: _Channel) -> None:
        run = asyncio.create_task(self._run_channel(name, channel))
        channel.ran_at = time.monotonic()
        for runs in (channel.running, self._runs):
            runs.add(run)
            run.add_done_callback(runs.discard)
        run.add_done_callback(lambda _: self._waking.wake())  # there is room again

    def _pick_up(self) -> dict[str, Queue]:
        """What waits in the channels that are worked here."""
        self._learn()
        if time.monotonic() - self._picked_up_at >= self.house.settings.poll_seconds:
            self._picked_up_at = time.monotonic()
            self._look_into_inboxes()
        try:
            with self.house.ledger.open() as book:
                waiting = book.claims.queues()
        except LadingError as trouble:
            log.warning("ledger", trouble=str(trouble))
            return {}
        for name in self._channels:
            WAITING.labels(name).set(waiting[name].waiting if name in waiting else 0)
        return {name: queue for name, queue in waiting.items() if name in self._channels}

    def _look_into_inboxes(self) -> None:
        for name, channel in self._channels.items():
            transport, idle = channel.profile.transport, channel.asking is None or channel.asking.done()
            if transport.kind == "folder":
                self._collect(name)
            elif idle and not transport.is_pushed:
                channel.asking = self._elsewhere.submit(self._collect, name)
            elif idle and pulls(channel.profile) and time.monotonic() - channel.pulled_at >= PULL_LOOK_SECONDS:
                channel.pulled_at = time.monotonic()
                channel.asking = self._elsewhere.submit(self._pull, name)

    def _collect(self, name: str) -> None:
        told("pick-up", lambda: collect(self.house, name), channel=name)

    def _pull(self, name: str) -> None:
        told("pull", lambda: self._pulled(name), channel=name)

    def _pulled(self, name: str) -> None:
        missed = pull(self.house, name)
        if missed:
            log.info("missed-by-webhooks", channel=name, orders=missed)

    async def _run_channel(self, name: str, channel: _Channel) -> None:
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

    def _chores(self) -> list[asyncio.Task[None]]:
        """Each goes on whatever becomes of the others."""
        house = self.house
        return [
            asyncio.create_task(one)
            for one in (
                again_and_again("sweep", self._sweep, CHORES_SECONDS),
                again_and_again("seal", house.ledger.seal, CHORES_SECONDS),
                again_and_again("answers", lambda: send_left(house), CHORES_SECONDS),
                keep_mirror(house),
                keep_numbers(house),
                keep_told(house),
            )
        ]

    def _sweep(self) -> None:
        """Free expired leases."""
        with self.house.ledger.open() as book:
            freed = book.claims.sweep()
            book.commit("consumer.sweep")
        if freed:
            log.info("leases-freed", count=freed)
