"""The three places, each on a real server where it needs one."""

from __future__ import annotations

import uuid

import pytest

from tests.contract.transports.places import FolderPlace, S3Place, SftpPlace
from tests.contract.transports.sftp_server import SftpServerHere
from tests.contract.transports.swift_server import SwiftHere
from tests.integration.ledger.conftest import ledger, ledger_url, server, template

__all__ = ["ledger", "ledger_url", "server", "template"]


@pytest.fixture(scope="session")
def swift():
    here = SwiftHere()
    try:
        here.start()
        yield here
    finally:
        here.close()


@pytest.fixture
def sftp(tmp_path):
    here = SftpServerHere(tmp_path / "sftp")
    here.root.mkdir()
    here.start()
    yield here
    here.close()


@pytest.fixture
def s3_place(tmp_path, swift):
    return S3Place(tmp_path, swift, f"acme-{uuid.uuid4().hex[:12]}")


@pytest.fixture
def sftp_place(tmp_path, sftp):
    return SftpPlace(tmp_path, server=sftp)


@pytest.fixture(params=["folder", "sftp", "s3"])
def place(request, tmp_path):
    if request.param == "folder":
        return FolderPlace(tmp_path)
    found = request.getfixturevalue(f"{request.param}_place")
    for folder in ("in", "seen", "out"):
        if request.param == "sftp":
            found.names(folder)
    return found
