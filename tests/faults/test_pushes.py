"""Pushes while the receiver and PostgreSQL are killed, and on full disks: what was acknowledged is there, once."""

import asyncio
import contextlib
import itertools
import json
import os
import signal
import threading
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from infra.databases import ensure_database
from ledger.archive import Archive
from ledger.book import Ledger
from tests.faults.restarts import own_postgres
from tests.pushing import LOST, PROFILE, SECRET, TAKEN, Answered, Senders, order, pushed, receiving
from tests.short_set import sampled

ROUNDS = 3
AT_ONCE = 16


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    with own_postgres(tmp_path_factory.mktemp("own")) as stack:
        yield stack


@pytest.fixture
def environment(tmp_path, postgres, request):
    """For a receiver with a ledger and an archive of its own."""
    server, name = postgres.parts.server(), f"pushes_{abs(hash(request.node.name)) % 10**8}"
    ensure_database(server, name, "postgres")
    url = server.url(name, driver="psycopg")
    Ledger(url).migrate()
    (tmp_path / "partners").mkdir()
    (tmp_path / "partners" / "pushed.yaml").write_text(PROFILE)
    return os.environ | {
        "LADING_HOME": str(tmp_path / "home"),
        "LADING_PARTNERS": str(tmp_path / "partners"),
        "LADING_LEDGER_URL": url,
        "LADING_SECRETS__PUSHED": SECRET,
    }


@contextlib.contextmanager
def sending(receiver):
    """Senders that push one order after the other until the block ends, each until it is taken; their answers."""
    over, senders = threading.Event(), Senders("127.0.0.1", receiver.port, AT_ONCE, again_seconds=0.05)
    bodies = (pushed(f"m-{n}", order(f"PO-{n}")) for n in itertools.count())
    pushes = itertools.takewhile(lambda _: not over.is_set(), bodies)
    thread = threading.Thread(target=lambda: asyncio.run(senders.send(pushes)), daemon=True)
    thread.start()
    try:
        yield senders.answers
    finally:
        over.set()
        thread.join(60)
        assert not thread.is_alive(), senders.answers[-5:]


def rows(environment):
    with psycopg.connect(environment["LADING_LEDGER_URL"].replace("+psycopg", "")) as connection:
        return connection.execute("SELECT id, name, sha256, state FROM deliveries ORDER BY id").fetchall()


def assert_nothing_was_lost(environment, answers: list[Answered]):
    """Each message with a 202 has its row, one alone, under the number that was told, and its bytes."""
    kept = rows(environment)
    by_name = {name: (number, digest) for number, name, digest, _ in kept}
    assert len(by_name) == len(kept), "a message has two rows"
    assert {state for *_, state in kept} == {"captured"}
    archive = Archive(Path(environment["LADING_HOME"]) / "archive")
    told = {(one.key, json.loads(one.body)["delivery"]) for one in answers if one.status == TAKEN}
    assert told
    for key, number in told:
        found, digest = by_name[key]
        assert found == number
        assert json.loads(archive.read(digest))["number"] == key.replace("m-", "PO-")


def test_what_was_acknowledged_is_there_however_often_receiver_and_postgresql_are_killed(
    environment, postgres, tmp_path, pytestconfig
):
    with receiving(environment, tmp_path / "log") as receiver, sending(receiver) as answers:
        for _ in sampled(range(ROUNDS), 2, pytestconfig):
            taken = sum(one.status == TAKEN for one in answers)
            while sum(one.status == TAKEN for one in answers) < taken + 60:
                time.sleep(0.05)
            receiver.kill()
            receiver.start()
            time.sleep(0.5)
            postgres.restart("postgres", first=signal.SIGQUIT)
    assert_nothing_was_lost(environment, answers)
    seen = {one.status for one in answers}
    assert seen >= {TAKEN, LOST}
    assert seen <= {TAKEN, LOST, 503}
    with Ledger(environment["LADING_LEDGER_URL"]).open() as book:
        assert book.reconcile().balanced


def test_a_receiver_that_is_told_to_end_answers_what_it_began(environment, tmp_path):
    with receiving(environment, tmp_path / "log") as receiver:
        with sending(receiver) as answers:
            while len(answers) < 50:
                time.sleep(0.02)
            assert receiver.stop() == 0
            receiver.start()
        assert_nothing_was_lost(environment, answers)
        assert {one.status for one in answers} <= {TAKEN, LOST}


def pushed_once(receiver, key, body):
    (answer,) = asyncio.run(Senders("127.0.0.1", receiver.port, 1).send([pushed(key, body)]))
    return answer


def test_a_full_disk_of_the_archive_is_no_acknowledgement(environment):
    """The process may write no file over 1,000 bytes: the kernel answers as a full quota does."""
    with receiving(environment, Path("/dev/null")) as receiver:
        process = psutil.Process(receiver.process.pid)
        soft, hard = process.rlimit(psutil.RLIMIT_FSIZE)
        process.rlimit(psutil.RLIMIT_FSIZE, (1_000, hard))
        full = pushed_once(receiver, "m-1", order("PO-1"))
        assert (full.status, json.loads(full.body)["code"]) == (503, "RC-AWAY-001")
        assert rows(environment) == []
        process.rlimit(psutil.RLIMIT_FSIZE, (soft, hard))
        assert pushed_once(receiver, "m-1", order("PO-1")).status == TAKEN
    assert len(rows(environment)) == 1


def test_a_ledger_that_cannot_be_written_is_no_acknowledgement(environment):
    """As PostgreSQL becomes when its disk is full or it was made a standby: read only."""
    url = environment["LADING_LEDGER_URL"].replace("+psycopg", "")
    name = url.rpartition("/")[2].partition("?")[0]

    def read_only(setting):
        with psycopg.connect(url, autocommit=True, options="-c default_transaction_read_only=off") as connection:
            connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {setting}')
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    with receiving(environment, Path("/dev/null")) as receiver:
        assert pushed_once(receiver, "m-0", order("PO-0")).status == TAKEN
        read_only("on")
        assert pushed_once(receiver, "m-1", order("PO-1")).status == 503
        assert receiver.alive()
        read_only("off")
        assert pushed_once(receiver, "m-1", order("PO-1")).status == TAKEN
    assert [name for _, name, *_ in rows(environment)] == ["m-0", "m-1"]
