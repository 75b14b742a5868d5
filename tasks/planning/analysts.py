"""Analysts' extract: a plan's frames as Parquet, where their tools look for them, with a page of the columns' meanings.

``<table>/profile=<name>/date=<day>/<code>.parquet``: partitions as Hive, DuckDB, Spark and Polars read them. Written
again it is the same object.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson

from domain.planning.frames import SNAPSHOT
from domain.planning.plan_frames import PLAN
from domain.planning.table import Table
from tasks.planning.case import Case
from tasks.runtime.settings import Settings
from tasks.runtime.transports import open_bucket

COLUMNS = "_columns.json"
_BUCKET = "s3://"
Put = Callable[[str, bytes], None]


def extract_for_analysts(case: Case) -> int:
    """Write every frame that the plan has; how many. Nothing where the profile names no place.

    Raises:
        Misconfigured: the place cannot be written, or the extra for S3 is not installed.
        TryAgain: the service could not be reached.
    """
    place = case.profile.analysts
    if not place:
        return 0
    put = _to(case.house.settings, place)
    digests = {**case.head.inputs, **case.head.outputs}
    tables = [table for table in (*SNAPSHOT, *PLAN) if table.name in digests]
    for table in tables:
        partition = f"{table.name}/profile={case.profile.plan}/date={case.head.today.isoformat()}"
        put(f"{partition}/{case.head.code}.parquet", case.house.archive.read(digests[table.name]))
    put(COLUMNS, orjson.dumps({table.name: _columns(table) for table in tables}, option=orjson.OPT_INDENT_2))
    return len(tables)


def _columns(table: Table) -> dict[str, object]:
    columns = {one.name: {"kind": str(one.kind), "meaning": one.meaning} for one in table.columns}
    return {"meaning": table.meaning, "key": list(table.key), "columns": columns}


def _to(known: Settings, place: str) -> Put:
    if place.startswith(_BUCKET):
        from connectors.transports.bucket import md5_of

        bucket, prefix = open_bucket(known, place, "analysts")
        before = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        return lambda name, content: bucket.put(f"{before}{name}", content, md5_of(content))
    folder = known.state_folder() / Path(place)
    return lambda name, content: _write(folder / name, content)


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.part")
    aside.write_bytes(content)
    aside.replace(file)
