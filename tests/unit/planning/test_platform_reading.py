"""What a platform sends is read whatever its form, and refused in words."""

from datetime import date
from io import BytesIO

import polars as pl
import pytest

from connectors.planning_platform.folder import FolderPlatform
from connectors.planning_platform.reading import read_part
from domain.errors import Refused

CSV = b"sku,place,level,value\nMUG,WH,0.5,3\nMUG,WH,0.95,7.5\n"
ROWS = [("MUG", "WH", 0.5, 3.0), ("MUG", "WH", 0.95, 7.5)]


def parquet():
    buffer = BytesIO()
    pl.DataFrame(ROWS, schema=["sku", "place", "level", "value"], orient="row").write_parquet(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("content", [
    CSV, parquet(),
    b'{"sku":"MUG","place":"WH","level":0.5,"value":3}\n{"sku":"MUG","place":"WH","level":0.95,"value":7.5}\n',
], ids=["csv", "parquet", "ndjson"])  # fmt: skip
def test_each_form_is_the_same_frame(content):
    assert read_part("forecasts", content, "f").rows() == ROWS


def test_days_are_read_as_iso_writes_them():
    content = b"sku,place,kind,origin,quantity,due_on\nMUG,WH,purchase,ACME,5,2026-03-02\n"
    assert read_part("recommendations", content, "r")["due_on"].to_list() == [date(2026, 3, 2)]


@pytest.mark.parametrize(("content", "says"), [
    (b"sku,place,value\nMUG,WH,3\n", "lacks the column level"),
    (b"sku,place,level,value\nMUG,WH,0.5,many\n", "cannot be read"),
    (b"sku,place,level,value\n,WH,0.5,3\n", "no sku"),
    (b"PAR1 and nothing more", "cannot be read"),
    (b"\x00\xff\xfe", "cannot be read"),
    (b"", "cannot be read"),
])  # fmt: skip
def test_what_cannot_be_read_says_why(content, says):
    with pytest.raises(Refused, match=says):
        read_part("forecasts", content, "p1.forecasts.v1.csv")


def test_a_folder_gives_whole_names_of_its_plan_only(tmp_path):
    platform = FolderPlatform(tmp_path)
    platform.give("house-1", {"stock": b"bytes"})
    assert sorted(one.name for one in (tmp_path / "to" / "house-1").iterdir()) == ["manifest.json", "stock.parquet"]
    inbox = tmp_path / "from"
    for name in ("house-1.forecasts.v2.1of2.csv", "house-1.forecasts.v1.csv.part", "house-2.forecasts.v1.csv", "x.csv"):
        (inbox / name).write_bytes(CSV)
    (found,) = platform.offered("house-1")
    assert (found.kind, found.version, found.part, found.parts) == ("forecasts", 2, 1, 2)
    assert platform.fetch(found) == CSV
