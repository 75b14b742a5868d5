"""A plan's frames on a real S3 server: twice is once, under the prefix, with the columns told."""

import io

import orjson
import polars as pl

from tasks.planning.analysts import COLUMNS, extract_for_analysts
from tests.contract.transports.swift_server import ACCESS, REGION, SECRET
from tests.unit.planning.test_analysts import case


def test_a_plan_given_twice_is_there_once(s3_place, tmp_path):
    server = s3_place.server
    made = case(tmp_path, f"s3://{s3_place.bucket}/plans/")
    keys = {"s3_endpoint": server.endpoint, "s3_region": REGION, "s3_access_key": ACCESS, "s3_secret_key": SECRET}
    made.house.settings = type(made.house.settings)(home=tmp_path / "home", **keys)
    assert [extract_for_analysts(made) for _ in range(2)] == [2, 2]
    for table in ("stock", "needs"):
        folder = f"plans/{table}/profile=house/date=2026-03-02/"
        assert [one.key for one in s3_place.hand.objects(folder)] == [f"{folder}house-1.parquet"]
    stock = read(s3_place, "plans/stock/profile=house/date=2026-03-02/house-1.parquet")
    assert pl.read_parquet(io.BytesIO(stock))["on_hand"].to_list() == [3.0]
    assert set(orjson.loads(read(s3_place, f"plans/{COLUMNS}"))) == {"stock", "needs"}


def read(place, key):
    out = io.BytesIO()
    place.hand.download(key, out)
    return out.getvalue()
