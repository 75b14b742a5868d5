"""A backfill plan: what would be done with each order of a time, by the readers, rules and gates of live traffic."""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path

from connectors.transports.folder import FolderInbox
from connectors.transports.names import pair_of
from connectors.transports.port import Unsettled
from domain.backfill import PlanFile, PlanHead, Planned, plan_hash
from domain.errors import Refused
from expectations.gate import warm
from ledger.backfills import PlanRow
from tasks.backfill.comparing import Compare, Now
from tasks.backfill.forking import fork_server
from tasks.backfill.judging import Judge, Read
from tasks.backfill.reading import PlanReading, archived
from tasks.mirror import refresh
from tasks.runtime.resources import Resources, use
from tasks.runtime.settings import Settings

BEGUN = 4
"""Batches for each judge that are read before the first is judged: 8 MiB each, and the time is there."""
Progress = Callable[[int, int], None]
"""Told documents and lines as they are planned."""


def make_plan(
    house: Resources, head: PlanHead, made_by: str, *, progress: Progress = lambda _documents, _lines: None
) -> tuple[PlanRow, list[str]]:
    """Read, judge, compare and keep the plan; and the first troubles of what could not be read, in words.

    Nothing changes in Odoo, and no document enters the ledger.

    Raises:
        TryAgain: Odoo or the ledger could not be asked. Refused: there is nothing in the days that were asked for, or
            this Odoo can't take orders over as history.
    """
    _refuse_history(house, head)
    reading = PlanReading(house.archive, house.profile(head.channel), head)
    with _judges(house, head) as pool, ThreadPoolExecutor(2) as aside:
        started = aside.submit(_start, pool, head.parallel)
        mirrored = aside.submit(refresh, house)
        batches = _begun(reading.batches(), head.parallel * BEGUN)  # while Odoo is asked and the judges import
        mirrored.result()
        started.result()
        with house.ledger.open() as book:
            plan = book.backfills.begin(head, made_by)
            book.commit("tasks.backfill.begin")
        for some in _in_order(house, pool, head, batches):
            with house.ledger.open() as book:
                book.backfills.add(plan, head, some)
                book.commit("tasks.backfill.add")
            progress(len(some), sum(one.lines for one in some))
    with house.ledger.open() as book:
        digest = plan_hash(head, _kept(book.backfills.documents(plan)))
        book.backfills.finish(plan, digest, dict(reading.counts))
        book.commit("tasks.backfill.finish")
        found = book.backfills.find(str(plan))
    assert found is not None  # noqa: S101 - it was finished just now
    return found, reading.troubles


def _refuse_history(house: Resources, head: PlanHead) -> None:
    too_old = house.sales.too_old_for_history() if head.posted_as == "history" else ""
    if too_old:
        raise Refused(
            f"{too_old} can't confirm an order without its deliveries, so old orders can't come in as history.",
            field="backfill.as",
            value=head.posted_as,
            partner=head.channel,
            next_step="Set backfill.as to draft in the partner's profile, or update Odoo to 17 or later.",
        )


def head_of(
    house: Resources, channel: str, days: tuple[date, date], files: Sequence[Path], *, chunking: str, parallel: int
) -> PlanHead:
    """What is asked for, with the files in the archive; where none is named, all that came in or waits in the inbox.

    Raises:
        Misconfigured: no such channel. Refused: there is no file.
    """
    profile = house.profile(channel)
    found = archived(house.archive, files, pair_of(profile))
    if not files:
        with house.ledger.open() as book:
            found = book.backfills.files_of(channel)
        known = {one.sha256 for one in found}
        found += [one for one in _waiting(house, channel) if one.sha256 not in known]
    if not found:
        raise Refused(
            f"No file of channel '{channel}' stands in the archive or its inbox, and none was named.",
            field="FILE",
            next_step="Name the files: lading backfill plan … FILE.",
        )
    return PlanHead(
        channel=channel,
        flow=profile.flow,
        posted_as=profile.backfill.posted_as,
        since=days[0],
        until=days[1],
        chunking=chunking,
        parallel=parallel,
        target=house.odoo_target,
        files=tuple(found),
    )


def _waiting(house: Resources, channel: str) -> list[PlanFile]:
    """What waits in the channel's folder and is whole: archived as pick-up would, and left where it is."""
    inbox = house.inbox(channel)
    if not isinstance(inbox, FolderInbox):
        return []
    found = []
    for waiting in inbox.ready(time.time(), house.settings.settle_seconds):
        with suppress(Unsettled), inbox.fetch(waiting) as fetched:
            content = fetched.raw.content
            path = str(content.resolve()) if isinstance(content, Path) else ""
            found.append(PlanFile(waiting.name, path, house.archive.put(content), fetched.raw.size))
    return sorted(found, key=lambda one: one.name)


def _kept(pages: Iterable[list[Planned]]) -> Iterator[Planned]:
    for page in pages:
        yield from page


@dataclass
class _Planner:
    """Decides about batch after batch of a plan."""

    house: Resources
    head: PlanHead

    def __post_init__(self) -> None:
        self._judge = Judge(self.house, self.head.channel)
        self._compare = Compare(self.head.posted_as, self.house.profile(self.head.channel).total_tolerance)

    def planned(self, batch: Sequence[Read]) -> list[Planned]:
        """What is to be done with a batch of documents, as everything stands now."""
        now = Now.of(self.house, [one.external_id for one in batch])
        return [self._compare.planned(one, now) for one in self._judge.judge(batch, now.orders)]


@contextmanager
def _judges(house: Resources, head: PlanHead) -> Iterator[Executor | None]:
    """Processes that judge, beside this one that reads; none where one is asked for.

    They are forked from one that has imported everything: the import is paid once, and its memory is shared.
    """
    if head.parallel == 1:
        yield None
        return
    settings = house.settings.model_dump()
    with ProcessPoolExecutor(head.parallel, fork_server(), _settle_in, (settings, head)) as pool:
        yield pool


def _start(pool: Executor | None, count: int) -> None:
    """Start the judging processes: waits until what they are forked from has imported everything, some seconds."""
    if pool is not None:
        for _ in range(count):
            pool.submit(_settled)


_own: list[_Planner] = []
"""A judging process's own."""


def _settle_in(settings: dict[str, object], head: PlanHead) -> None:
    """A judging process: its own connections, the mirror that is being read, Great Expectations imported."""
    house = Resources(Settings(**settings))  # type: ignore[arg-type]  # as dumped a moment ago
    house.mirror_read_at[house.odoo_target] = time.monotonic()
    use(house)
    warm()
    gc.freeze()  # what stands now stays: it need not be looked through again and again
    gc.set_threshold(100_000, 50, 50)
    _own.append(_Planner(house, head))


def _settled() -> None:
    """Nothing but a first task, which makes the pool start its processes."""


def _judged_apart(batch: list[Read]) -> list[Planned]:
    planned = _own[0].planned(batch)
    gc.collect()  # what a gate leaves behind stands in cycles: 70 MiB a process, if they wait for their turn
    return planned


def _begun(batches: Iterator[list[Read]], count: int) -> Iterator[list[Read]]:
    """The same batches, the first ones read already; each is let go as it is handed on."""
    return chain(_let_go(deque(islice(batches, count))), batches)


def _let_go(batches: deque[list[Read]]) -> Iterator[list[Read]]:
    while batches:
        yield batches.popleft()


def _in_order(
    house: Resources, pool: Executor | None, head: PlanHead, batches: Iterator[list[Read]]
) -> Iterator[list[Planned]]:
    """Batches judged in their order; only as many are under way as keep the processes busy."""
    if pool is None:
        planner = _Planner(house, head)
        yield from (planner.planned(batch) for batch in batches)
        return
    under_way: deque[Future[list[Planned]]] = deque()
    for batch in batches:
        under_way.append(pool.submit(_judged_apart, batch))
        if len(under_way) > head.parallel:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()
