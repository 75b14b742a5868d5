"""A file put on a partner's SFTP server becomes an order in Odoo, through the consumer that runs and runs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest

from tests.contract.transports.sftp_server import PASSWORD, USER, SftpServerHere
from tests.faults.world import HEADER, PROFILE, eventually
from tests.scenario.prefect_house import PrefectHouse, prefect_house

FOLDER = 'transport: {inbox: in, archived: seen, outcomes: out, patterns: ["*.csv"], settle_seconds: 0}'
SECONDS = 120.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SftpServerHere]:
    here = SftpServerHere(tmp_path_factory.mktemp("partner"))
    for folder in ("in", "out"):
        (here.root / folder).mkdir()
    here.start()
    yield here
    here.close()


@pytest.fixture(scope="module")
def house(prefect_api: str, server: SftpServerHere) -> Iterator[PrefectHouse]:
    place = f"{{host: 127.0.0.1, port: {server.port}, user: {USER}, password: word, host_keys: ['{server.host_line}']}}"
    elsewhere = FOLDER.replace("{inbox", "{kind: sftp, look_seconds: 1, inbox").replace("}", f", sftp: {place}}}")
    with prefect_house(prefect_api) as made:
        assert FOLDER in PROFILE
        (Path(made.world.home) / "partners" / "faults.yaml").write_text(PROFILE.replace(FOLDER, elsewhere))
        made.more["LADING_SECRETS__WORD"] = PASSWORD
        yield made


async def _put(server: SftpServerHere, name: str, text: str) -> None:
    """As a careful sender does: under another name, then renamed."""
    trusted = ([server.host_key.convert_to_public()], [], [])
    async with (
        asyncssh.connect("127.0.0.1", server.port, username=USER, password=PASSWORD, known_hosts=trusted) as there,
        there.start_sftp_client() as client,
    ):
        async with client.open(f"in/{name}.part", "w") as out:
            await out.write(text)
        await client.rename(f"in/{name}.part", f"in/{name}")


def _file(house: PrefectHouse, prefix: str, count: int) -> str:
    rows = [HEADER, *house.world.orders(prefix, count=count)]
    return "".join(",".join(row) + "\r\n" for row in rows)


def _names(server: SftpServerHere, folder: str) -> list[str]:
    place = server.root / folder
    return sorted(one.name for one in place.iterdir()) if place.exists() else []


def test_files_put_on_a_server_become_orders_and_outcomes_while_the_consumer_runs(
    house: PrefectHouse, server: SftpServerHere
) -> None:
    with house.working():
        asyncio.run(_put(server, "first.csv", _file(house, "SF", 4)))
        eventually(lambda: house.done("SF") == 4, SECONDS)
        server.stop()
        server.start()  # the kept connection is gone: the next look makes a new one
        asyncio.run(_put(server, "second.csv", _file(house, "SG", 3)))
        eventually(lambda: house.done("SG") == 3, SECONDS)
        eventually(lambda: len(_names(server, "out")) == 7, SECONDS)
    assert _names(server, "in") == []
    assert _names(server, "seen") == ["first.csv", "second.csv"]
    assert [row[1] for row in house.world.fingerprint("S")] == ["sale"] * 7
    house.world.assert_invariants()
    assert {run["state_type"] for run in house.runs()} == {"COMPLETED"}
