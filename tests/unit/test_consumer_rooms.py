"""Which channel gets the next run: the most urgent, then the one that waited longest; a room is kept for urgent work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from domain.urgency import PRIORITIES
from entrypoints.consumer import RUNS_AT_ONCE, Consumer
from ledger.claims import Queue
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.unit.readers.made import a_profile

STANDARD, URGENT, BULK = PRIORITIES["standard"], PRIORITIES["critical"], PRIORITIES["bulk"]
CHANNELS = [f"ch{number}" for number in range(6)]


class Runs:
    """Runs that last until they are told to end."""

    def __init__(self) -> None:
        self.ended: dict[str, list[asyncio.Event]] = {}
        self.begun: list[str] = []

    async def run(self, name: str, _: object) -> None:
        over = asyncio.Event()
        self.ended.setdefault(name, []).append(over)
        self.begun.append(name)
        await over.wait()

    async def end(self, name: str) -> None:
        self.ended[name].pop(0).set()
        await asyncio.sleep(0.01)


def played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: Callable[[Any, Runs], Coroutine[Any, Any, None]]
) -> None:
    async def play() -> None:
        house = Resources(Settings(home=tmp_path, batch_documents=10))
        house.__dict__["profiles"] = {name: a_profile(channel=name, source_id=name) for name in CHANNELS}
        made, runs = Consumer(house), Runs()
        made._waking = SimpleNamespace(wake=lambda: None)  # type: ignore[assignment]
        monkeypatch.setattr(made, "_run_channel", runs.run)

        async def look(**waiting: int | tuple[int, int]) -> list[str]:
            """One look; the channels whose runs began with it."""
            queues = {name: Queue(*(one if isinstance(one, tuple) else (1, one))) for name, one in waiting.items()}
            monkeypatch.setattr(made, "_pick_up", lambda: queues)
            before = len(runs.begun)
            await made._look()
            await asyncio.sleep(0.01)
            return runs.begun[before:]

        await story(SimpleNamespace(look=look, house=house), runs)
        for name in list(runs.ended):
            while runs.ended[name]:
                await runs.end(name)

    asyncio.run(play())


def test_the_most_urgent_first_and_one_room_is_kept_for_urgent_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(consumer: Any, runs: Runs) -> None:
        begun = await consumer.look(ch0=BULK, ch1=STANDARD, ch2=URGENT, ch3=STANDARD, ch4=STANDARD)
        assert begun[0] == "ch2"
        assert sorted(begun[1:]) == ["ch1", "ch3"]
        assert len(begun) == RUNS_AT_ONCE - 1
        assert consumer.house.crowded.is_set()
        assert await consumer.look(ch0=BULK, ch4=STANDARD, ch5=URGENT) == ["ch5"]

    played(tmp_path, monkeypatch, story)


def test_who_was_kept_out_is_next_when_another_ends_its_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(consumer: Any, runs: Runs) -> None:
        busy = dict.fromkeys(CHANNELS[:4], STANDARD)
        assert await consumer.look(**busy) == ["ch0", "ch1", "ch2"]
        await runs.end("ch1")
        assert await consumer.look(**busy) == ["ch3"]
        await runs.end("ch0")
        assert await consumer.look(ch0=STANDARD, ch1=STANDARD) == ["ch0"]
        await runs.end("ch2")
        assert await consumer.look(ch1=STANDARD) == ["ch1"]
        assert not consumer.house.crowded.is_set()

    played(tmp_path, monkeypatch, story)


def test_a_channel_has_a_second_run_for_a_backlog_or_for_something_urgent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(consumer: Any, runs: Runs) -> None:
        assert await consumer.look(ch0=STANDARD) == ["ch0"]
        assert await consumer.look(ch0=(10, STANDARD)) == []
        assert await consumer.look(ch0=(1, URGENT)) == ["ch0"]
        assert await consumer.look(ch0=(1000, URGENT)) == []
        assert await consumer.look(ch1=STANDARD) == ["ch1"]
        assert await consumer.look(ch1=(11, STANDARD)) == []
        await runs.end("ch0")
        assert await consumer.look(ch1=(11, STANDARD)) == ["ch1"]

    played(tmp_path, monkeypatch, story)


def test_a_channel_that_comes_is_worked_and_one_that_goes_is_not(tmp_path: Path) -> None:
    house = Resources(Settings(home=tmp_path))
    house.__dict__["profiles"] = {"ch0": a_profile(channel="ch0"), "ch1": a_profile(channel="ch1")}
    made = Consumer(house)
    kept = made._channels["ch1"]
    changed = a_profile(channel="ch1", priority="critical")
    house.__dict__["profiles"] = {"ch1": changed, "ch2": a_profile(channel="ch2")}
    made._know()
    assert sorted(made._channels) == ["ch1", "ch2"]
    assert made._channels["ch1"] is kept
    assert kept.profile is changed
