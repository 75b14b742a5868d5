"""The receiver is killed while orders are submitted: each that got 202 is there once, and sending again ends it all."""

import asyncio
import json
import os
import sys
from pathlib import Path

import psycopg
import pytest

from tests.integration.portal.conftest import an_order
from tests.pushing import Push, Senders, receiving

KILLS = 3


def _request(secret: str, number: int) -> Push:
    body = json.dumps(an_order(f"PO-{number}", note="x" * 500)).encode()
    lines = [
        "POST /api/v1/orders HTTP/1.1", "host: portal", f"content-length: {len(body)}", "content-type: application/json",
        f"authorization: Bearer {secret}", f"idempotency-key: k-{number}",
    ]  # fmt: skip
    return Push(f"k-{number}", ("\r\n".join(lines) + "\r\n\r\n").encode() + body)


@pytest.mark.slow
def test_what_got_202_is_there_once_whenever_the_process_dies(house, people, partners, ledger_url, tmp_path: Path):
    known = {
        "LADING_HOME": tmp_path / "home", "LADING_PARTNERS": partners, "LADING_LEDGER_URL": ledger_url,
        "LADING_ODOO_DATABASE": "mirrored",
    }  # fmt: skip
    environment = os.environ | {name: str(value) for name, value in known.items()}
    assert sys.executable
    with receiving(environment, tmp_path / "receiver.log") as receiver:
        senders = Senders("127.0.0.1", receiver.port, 8, again_seconds=0.1)

        async def send():
            sending = asyncio.create_task(senders.send([_request(people.secrets["ada"], n) for n in range(400)]))
            for _ in range(KILLS):
                before = sum(one.status == 202 for one in senders.answers)
                while not sending.done() and sum(one.status == 202 for one in senders.answers) < before + 60:  # noqa: ASYNC110 - no event says so
                    await asyncio.sleep(0.01)
                receiver.kill()
                await asyncio.to_thread(receiver.start)
            await sending

        asyncio.run(send())
    assert any(one.status == 0 for one in senders.answers), "no kill hit a request under way"
    with psycopg.connect(ledger_url.replace("+psycopg", "")) as connection:
        rows = connection.execute("SELECT name, count(*) FROM deliveries GROUP BY 1").fetchall()
    assert dict(rows) == {f"PO-{n}": 1 for n in range(400)}
    answers = {}
    for one in senders.answers:
        if one.status == 202:
            answers.setdefault(one.key, set()).add(one.body)
    assert len(answers) == 400
    assert all(len(bodies) == 1 for bodies in answers.values())
