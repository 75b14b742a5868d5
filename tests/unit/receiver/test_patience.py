"""Connections that are of no use end, over real sockets: slow heads, bodies that nobody wants, answers not taken (F20)."""

import asyncio
import contextlib

import pytest
import uvicorn

from entrypoints.receiving.patience import PatientProtocol
from entrypoints.webhooks import listening

ASK = b"GET / HTTP/1.1\r\nhost: here\r\n"


async def application(scope, receive, send):
    """Says ``fine`` without reading a body; at /much it says so for 32 MB; at /read it reads the body first."""
    if scope["type"] != "http":
        return
    if scope["path"] == "/read":
        while (await receive()).get("more_body"):
            pass
    body = b"fine" * (8_000_000 if scope["path"] == "/much" else 1)
    await send({
        "type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))],
    })  # fmt: skip
    for at in range(0, len(body), 1 << 16):
        await send({"type": "http.response.body", "body": body[at : at + (1 << 16)], "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


class Impatient(PatientProtocol):
    most = 4
    head_seconds = 0.3
    answer_seconds = 0.3


def played(story, keep_alive=30):
    """What the story gives, told a port where the application is served, and the connections of its server."""

    async def all_of_it():
        config = uvicorn.Config(
            application, http=Impatient, ws="none", lifespan="off", log_config=None, timeout_keep_alive=keep_alive
        )
        server = uvicorn.Server(config)
        taken = listening("127.0.0.1", 0)
        serving = asyncio.create_task(server.serve(sockets=[taken]))
        await until(lambda: server.started)
        try:
            async with asyncio.timeout(15):
                return await story(taken.getsockname()[1], server.server_state.connections)
        finally:
            server.force_exit = server.should_exit = True
            await serving

    return asyncio.run(all_of_it())


async def until(is_so):
    """Wait for what the server does in its own time."""
    while not is_so():  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.01)


async def opened(port, first=b""):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(first)
    return reader, writer


async def trickled(writer, piece=b"x", seconds=0.05):
    """A byte now and then, for ever."""
    with contextlib.suppress(OSError):
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(seconds)


async def end_of(reader):
    """All that comes until the other side hangs up."""
    with contextlib.suppress(ConnectionError):
        return await reader.read()
    return b""


def test_a_head_that_comes_byte_by_byte_is_let_go_and_told_so():
    async def story(port, connections):
        reader, writer = await opened(port, ASK + b"x-a: ")
        slow = asyncio.create_task(trickled(writer))
        said = await end_of(reader)
        slow.cancel()
        return said

    said = played(story)
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b"RC-SLOW-001" in said


def test_a_connection_that_says_nothing_is_closed_without_a_word():
    async def story(port, connections):
        reader, _ = await opened(port)
        return await end_of(reader)

    assert played(story) == b""


def test_the_clock_starts_anew_with_each_request_of_a_connection():
    async def story(port, connections):
        reader, writer = await opened(port)
        for _ in range(3):
            await asyncio.sleep(0.1)
            writer.write(ASK)
            await asyncio.sleep(0.1)
            writer.write(b"\r\n")
            await reader.readuntil(b"fine")
        await asyncio.sleep(0.5)
        assert len(connections) == 1, "idle between requests: keep-alive's own time"
        writer.write(b"G")
        return await end_of(reader)

    assert played(story).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_is_waited_for_has_the_time_of_who_waits():
    async def story(port, connections):
        head = b"POST /read HTTP/1.1\r\nhost: here\r\ncontent-length: 8\r\n\r\n"
        reader, writer = await opened(port, head)
        for _ in range(8):
            await asyncio.sleep(0.1)
            writer.write(b"x")
        return await reader.readuntil(b"fine")

    assert played(story).startswith(b"HTTP/1.1 200 ")


def test_a_body_after_its_answer_ends_the_connection():
    async def story(port, connections):
        head = b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 100000\r\n\r\n"
        reader, writer = await opened(port, head)
        slow = asyncio.create_task(trickled(writer))
        said = await end_of(reader)
        slow.cancel()
        await until(lambda: not connections)
        return said

    assert played(story).startswith(b"HTTP/1.1 200 ")


def test_an_answer_that_is_not_taken_ends_the_connection():
    async def story(port, connections):
        _, writer = await opened(port)
        writer.transport.pause_reading()
        writer.write(ASK.replace(b"/", b"/much", 1) + b"\r\n")
        await asyncio.sleep(0.1)
        assert connections
        await until(lambda: not connections)

    played(story)


def test_more_connections_than_may_be_hear_503_and_the_others_are_served():
    async def story(port, connections):
        kept = [await opened(port) for _ in range(4)]
        await until(lambda: len(connections) == 4)
        reader, _ = await opened(port)
        said = await end_of(reader)
        answers = []
        for reader, writer in kept:
            writer.write(ASK + b"\r\n")
            answers.append(await reader.readuntil(b"fine"))
            writer.close()
        await until(lambda: not connections)
        reader, writer = await opened(port, ASK + b"\r\n")
        return said, [*answers, await reader.readuntil(b"fine")]

    said, answers = played(story)
    assert said.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 5" in said.lower()
    assert len(answers) == 5


@pytest.mark.parametrize("keep_alive", [0.2])
def test_an_idle_connection_ends_with_keep_alive(keep_alive):
    async def story(port, connections):
        reader, _ = await opened(port, ASK + b"\r\n")
        return await end_of(reader)

    assert played(story, keep_alive).endswith(b"fine")
