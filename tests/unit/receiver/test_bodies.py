"""Bodies are bounded one by one and all together, in bytes and in time."""

import asyncio

import pytest

from entrypoints.receiving.bodies import BodyRoom, NoRoom, TooLarge, TooSlow


class Sender:
    """A request whose body comes in parts, each after a pause."""

    def __init__(self, *parts, pause=0.0, stated=""):
        self.headers = {"content-length": stated} if stated else {}
        self._parts, self._pause = parts, pause

    async def stream(self):
        for part in self._parts:
            await asyncio.sleep(self._pause)
            yield part


def read(room, sender, limit=100, seconds=5.0):
    async def whole():
        async with room.body(sender, limit, seconds) as body:
            return body, room.free

    return asyncio.run(whole())


def test_a_body_holds_its_bytes_until_it_was_answered():
    room = BodyRoom(free=10)
    assert read(room, Sender(b"abc", b"def")) == (b"abcdef", 4)
    assert room.free == 10


@pytest.mark.parametrize("sender", [Sender(b"x" * 60, b"x" * 60), Sender(b"x", stated="101")])
def test_more_than_the_limit_is_refused_whatever_was_said(sender):
    room = BodyRoom(free=1000)
    with pytest.raises(TooLarge):
        read(room, sender)
    assert room.free == 1000


def test_a_sender_that_trickles_is_let_go():
    room = BodyRoom(free=1000)
    with pytest.raises(TooSlow):
        read(room, Sender(*[b"x"] * 50, pause=0.02), seconds=0.1)
    assert room.free == 1000


def test_many_senders_together_hold_no_more_than_the_room():
    room = BodyRoom(free=100)

    async def several():
        gate = asyncio.Event()

        async def one():
            async with room.body(Sender(b"x" * 40), 100):
                await gate.wait()

        first = [asyncio.create_task(one()) for _ in range(2)]
        await asyncio.sleep(0.01)
        with pytest.raises(NoRoom):
            async with room.body(Sender(b"x" * 40), 100):
                pass
        gate.set()
        await asyncio.gather(*first)
        async with room.body(Sender(b"x" * 100), 100) as body:
            return len(body)

    assert asyncio.run(several()) == 100
    assert room.free == 100


def test_what_goes_wrong_afterwards_is_not_taken_for_a_slow_sender():
    room = BodyRoom(free=100)

    async def failing():
        async with room.body(Sender(b"x"), 100):
            raise TimeoutError("the ledger")

    with pytest.raises(TimeoutError, match="the ledger"):
        asyncio.run(failing())
    assert room.free == 100
