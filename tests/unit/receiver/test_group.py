"""Group commit: order of answers, failures, floods."""

import asyncio
import threading
import time
from datetime import UTC, datetime

import pytest

from domain.errors import StopTheRun, TryAgain
from entrypoints.receiving.group import GroupIntake, GroupLimits, TooBusy
from ledger.intake import Arrival
from ledger.values import Registered


def arrival(name, channel="shop"):
    return Arrival(channel, channel, "acme", name, "json", datetime.now(UTC))


def served(take, work, limits=None):
    async def run():
        intake = GroupIntake(take, limits or GroupLimits())
        intake.start()
        try:
            return await work(intake)
        finally:
            await intake.stop()

    return asyncio.run(run())


def numbered(messages):
    return [Registered(int(one.name), "captured", created=True, duplicate_of=None) for one, _ in messages]


def test_each_gets_its_own_answer_and_commits_are_shared():
    sizes = []

    def take(messages):
        sizes.append(len(messages))
        time.sleep(0.01)
        return numbered(messages)

    async def work(intake):
        return await asyncio.gather(*(intake.accept(arrival(str(n)), b"x") for n in range(200)))

    answers = served(take, work)
    assert [one.id for one in answers] == list(range(200))
    assert len(sizes) < 20


def test_trouble_is_everyones_and_the_next_group_is_taken():
    calls = []

    def take(messages):
        calls.append(len(messages))
        if len(calls) == 1:
            raise TryAgain("away")
        if len(calls) == 2:
            raise ValueError("a mistake of ours")
        return numbered(messages)

    async def work(intake):
        with pytest.raises(TryAgain):
            await intake.accept(arrival("1"), b"x")
        with pytest.raises(StopTheRun, match="ValueError"):
            await intake.accept(arrival("2"), b"x")
        return await intake.accept(arrival("3"), b"x")

    assert served(take, work).id == 3


def test_a_flood_of_one_channel_leaves_room_for_the_others():
    gate = threading.Event()

    def take(messages):
        gate.wait(10)
        return numbered(messages)

    async def work(intake):
        flood = [asyncio.create_task(intake.accept(arrival(str(n), "loud"), b"x")) for n in range(5)]
        await asyncio.sleep(0.05)
        with pytest.raises(TooBusy):
            await intake.accept(arrival("9", "loud"), b"x")
        quiet = asyncio.create_task(intake.accept(arrival("7", "quiet"), b"x"))
        await asyncio.sleep(0.05)
        assert not quiet.done()
        gate.set()
        assert (await quiet).id == 7
        assert [one.id for one in await asyncio.gather(*flood)] == [0, 1, 2, 3, 4]
        return await intake.accept(arrival("11", "loud"), b"x")

    assert served(take, work, GroupLimits(waiting=10)).id == 11


def test_a_sender_that_hangs_up_takes_nothing_back():
    taken = []

    def take(messages):
        time.sleep(0.1)
        taken.extend(one.name for one, _ in messages)
        return numbered(messages)

    async def work(intake):
        gone = asyncio.create_task(intake.accept(arrival("1"), b"x"))
        await asyncio.sleep(0.03)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        await intake.accept(arrival("2"), b"x")
        return intake.waiting

    assert served(take, work) == 0
    assert "1" in taken
