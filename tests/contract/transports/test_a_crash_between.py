"""A process that dies at any seam of a server's transport: the next one goes on, nothing is taken or written twice."""

from __future__ import annotations

import pytest
import yaml

from domain import seams
from tasks.intake import collect
from tasks.runtime.resources import Resources
from tests.contract.transports import places
from tests.contract.transports.swift_server import ACCESS, SECRET
from tests.contract.transports.test_every_transport import deliveries, order

NAMES = [f"{kind}.{act}" for kind in ("sftp", "s3") for act in ("put_away", "outcome")] + ["ledger.archive_s3.put"]


class Dead(BaseException):
    """Nothing of ours catches it."""


class Killer:
    def __init__(self, name):
        self.name, self.met = name, 0

    def __call__(self, _kind, name):
        if name == self.name:
            self.met += 1
            raise Dead


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("name", NAMES)
def test_the_next_process_goes_on(request, tmp_path, ledger_url, name, side):
    place = request.getfixturevalue("sftp_place" if name.startswith("sftp") else "s3_place")
    assert (place.names("in"), place.names("out"), place.names("seen")) == ([], [], [])
    (tmp_path / "partners").mkdir()
    made = places.profile(place).model_dump(mode="json", exclude_defaults=True)
    (tmp_path / "partners" / "acme.yaml").write_text(yaml.safe_dump(made))
    known = {"ledger_url": ledger_url, "partners": tmp_path / "partners"}
    if name.startswith("ledger"):
        here = {"s3_endpoint": place.server.endpoint, "s3_access_key": ACCESS, "s3_secret_key": SECRET}
        known |= here | {"archive": f"s3://{place.bucket}/raw"}
    place.drop("one.csv", order(1))

    def work():
        house = Resources(places.settings(place, **known))
        collect(house, "acme")
        house.inbox("acme").write_outcome("one.done.json", b"said")
        return house

    killer = Killer(f"{name}.{side}")
    seams.install(killer)
    try:
        with pytest.raises(Dead):
            work()
    finally:
        seams.install(None)
    assert killer.met == 1
    assert deliveries(work()) == [("one.csv", "captured")]
    assert (place.names("in"), place.names("seen")) == ([], ["one.csv"])
    assert place.names("out")[-1:] == ["one.done.json"]
    assert place.content("out", "one.done.json") == b"said"
