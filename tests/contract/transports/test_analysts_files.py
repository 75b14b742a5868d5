"""A plan's frames on a real S3 server: twice is once, under the prefix, read there as partitions, with the columns told."""

import io

import orjson
import polars as pl

from tasks.planning.analysts import COLUMNS, extract_for_analysts
from tests.contract.transports.swift_server import ACCESS, REGION, SECRET
from tests.unit.planning.test_analysts import case


def test_a_plan_given_twice_is_there_once_and_read_as_partitions(s3_place, tmp_path):
    server = s3_place.server
    made = case(tmp_path, f"s3://{s3_place.bucket}/plans/")
    keys = {"s3_endpoint": server.endpoint, "s3_region": REGION, "s3_access_key": ACCESS, "s3_secret_key": SECRET}
    made.house.settings = type(made.house.settings)(home=tmp_path / "home", **keys)
    assert [extract_for_analysts(made) for _ in range(2)] == [2, 2]
    for table in ("stock", "needs"):
        folder = f"plans/{table}/profile=house/date=2026-03-02/"
        assert [one.key for one in s3_place.hand.objects(folder)] == [f"{folder}house-1.parquet"]
    theirs = {"aws_access_key_id": ACCESS, "aws_secret_access_key": SECRET, "aws_region": REGION}
    options = {**theirs, "aws_endpoint_url": server.endpoint, "aws_allow_http": "true"}
    stock = pl.scan_parquet(f"s3://{s3_place.bucket}/plans/stock/", hive_partitioning=True, storage_options=options)
    read = stock.filter(pl.col("profile") == "house").select("sku", "on_hand", pl.col("date").cast(pl.String)).collect()
    assert read.rows() == [("MUG", 3.0, "2026-03-02")]
    told = io.BytesIO()
    s3_place.hand.download(f"plans/{COLUMNS}", told)
    assert set(orjson.loads(told.getvalue())) == {"stock", "needs"}
