"""A file dropped on an SFTP server: archived, registered, moved away there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ledger.book import Ledger
from tasks.intake import collect
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.contract.transports.sftp_server import PASSWORD, USER, SftpServerHere
from tests.integration.ledger.conftest import ledger, ledger_url, server, template
from tests.unit.readers.made import HEADING, a_profile

__all__ = ["ledger", "ledger_url", "server", "template"]
ROW = "PO-1,2026-11-20,C-1,SKU-1,Bolt,2,EA,3.50\n"


@pytest.fixture
def sftp(tmp_path: Path):
    here = SftpServerHere(tmp_path / "sftp")
    (here.root / "in").mkdir(parents=True)
    here.start()
    yield here
    here.close()


def test_an_order_dropped_by_sftp_arrives_captured(
    tmp_path: Path, sftp: SftpServerHere, ledger: Ledger, ledger_url: str
) -> None:
    place = {"host": "127.0.0.1", "port": sftp.port, "user": USER, "password": "acme", "host_keys": [sftp.host_line]}
    transport = {
        "kind": "sftp",
        "inbox": "in",
        "archived": "seen",
        "outcomes": "out",
        "settle_seconds": 0.2,
        "sftp": place,
    }
    partners = tmp_path / "partners"
    partners.mkdir()
    text = yaml.safe_dump(a_profile(transport=transport).model_dump(mode="json", exclude_defaults=True))
    (partners / "acme.yaml").write_text(text)
    house = Resources(
        Settings(home=tmp_path / "home", ledger_url=ledger_url, partners=partners, secrets={"acme": PASSWORD})
    )
    (sftp.root / "in" / "orders.csv").write_text(HEADING + ROW)
    assert collect(house, "acme") == 1
    with house.ledger.open() as book:
        (delivery,) = book.deliveries.waiting("acme")
    assert (delivery.name, delivery.state) == ("orders.csv", "captured")
    assert house.archive.read(delivery.sha256) == (HEADING + ROW).encode()
    assert [path.name for path in (sftp.root / "in").iterdir()] == []
    assert [path.name for path in (sftp.root / "seen").iterdir()] == ["orders.csv"]
    assert PASSWORD not in text
