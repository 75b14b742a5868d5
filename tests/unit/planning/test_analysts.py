"""A plan's frames where analysts look for them."""

from datetime import date
from types import SimpleNamespace

import orjson
import polars as pl

from domain.planning.frames import STOCK
from domain.planning.plan_frames import NEEDS
from domain.planning.profile import PlanningProfile
from ledger.archive import Archive
from tasks.planning.analysts import COLUMNS, extract_for_analysts
from tasks.planning.keeping import keep_frames
from tasks.runtime.settings import Settings


def case(tmp_path, place):
    archive = Archive(tmp_path / "archive")
    inputs = keep_frames(archive, {STOCK: STOCK.of([{"sku": "MUG", "place": "WH", "on_hand": 3.0}])})
    outputs = keep_frames(archive, {NEEDS: NEEDS.empty()})
    head = SimpleNamespace(inputs=inputs, outputs=outputs, today=date(2026, 3, 2), code="house-1")
    house = SimpleNamespace(settings=Settings(home=tmp_path / "home"), archive=archive)
    return SimpleNamespace(profile=PlanningProfile(plan="house", analysts=place), head=head, house=house)


def test_each_frame_stands_in_its_partition_with_its_columns_told(tmp_path):
    assert extract_for_analysts(case(tmp_path, "extract")) == 2
    folder = tmp_path / "home" / "extract"
    found = pl.read_parquet(folder / "stock" / "profile=house" / "date=2026-03-02" / "house-1.parquet")
    assert found.select("sku", "on_hand").rows() == [("MUG", 3.0)]
    told = orjson.loads((folder / COLUMNS).read_bytes())
    assert told["stock"]["columns"]["on_hand"]["meaning"].startswith("In locations")
    assert not list(folder.rglob("*.part"))


def test_nothing_is_written_where_nobody_asked(tmp_path):
    assert extract_for_analysts(case(tmp_path, "")) == 0
    assert not (tmp_path / "home").exists()
