"""The simulated platform's state and answers; each fault is told by request, or by the inputs that it is given.

An input named ``misbehave`` is none of a plan's, so data chooses a fault by an item: a SKU ``PP-<FAULT>`` in the items.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import Literal, get_args

import polars as pl

from infra.simulators.planning_platform import planner

Fault = Literal["silent", "busy", "half", "twice", "another", "newer", "wild", "falling", "garbage", "stranger"]
"""``silent``: no results. ``busy``: 503. ``half``: one of two parts. ``twice``: the same part under two paths.
``another``: version 1 comes again with other content. ``newer``: version 2 corrects version 1. ``wild``: a hundred
times too much for the first item. ``falling``: values that fall with the level. ``garbage``: no table. ``stranger``:
an item that nobody has."""
FAULTS: tuple[Fault, ...] = get_args(Fault)
Answer = tuple[int, str, bytes]
_JSON, _CSV = "application/json", "text/csv"


@dataclass
class SimulatedPlatform:
    """One account."""

    key: str = "simulated-key"
    takes: tuple[str, ...] = ("forecasts",)
    faults: set[str] = field(default_factory=set)
    inputs: dict[str, dict[str, bytes]] = field(default_factory=dict)
    """By plan and name."""
    ready: set[str] = field(default_factory=set)
    asked: int = 0

    def answer(self, method: str, path: str, authorization: str, body: bytes) -> Answer:
        """Status, type of content and body."""
        self.asked += 1
        if path == "/misbehave" and method == "POST":
            self.faults = set(json.loads(body or b"[]")) & set(FAULTS)
            return 200, _JSON, json.dumps(sorted(self.faults)).encode()
        if self.key and authorization != f"Bearer {self.key}":
            return 401, _JSON, b'{"detail": "unknown key"}'
        if "busy" in self.faults:
            return 503, _JSON, b'{"detail": "busy"}'
        parts = path.strip("/").split("/")
        if parts[:1] != ["plans"] or len(parts) < 3:  # noqa: PLR2004 - plans/<plan>/<what>
            return 404, _JSON, b'{"detail": "no such resource"}'
        return self._of_plan(method, parts[1], parts[2:], body)

    def _of_plan(self, method: str, plan: str, rest: list[str], body: bytes) -> Answer:
        if method == "PUT" and rest[0] == "inputs":
            self.inputs.setdefault(plan, {})[rest[1]] = body
            return 200, _JSON, b"{}"
        if method == "POST" and rest[0] == "ready":
            told = json.loads(body)["frames"]
            missing = sorted(set(told) - set(self.inputs.get(plan, {})))
            self.ready |= set() if missing else {plan}
            return (409 if missing else 200), _JSON, json.dumps({"missing": missing}).encode()
        if method == "GET" and rest == ["results"]:
            return 200, _JSON, json.dumps(self._results(plan)).encode()
        if method == "GET" and rest[0] == "results":
            return 200, _CSV, self._content(plan, rest[1:])
        return 404, _JSON, b'{"detail": "no such resource"}'

    def _wanted(self, plan: str) -> set[str]:
        """Faults by request, and by the SKUs of the plan's items."""
        items = self.inputs.get(plan, {}).get("items")
        skus = pl.read_parquet(BytesIO(items))["sku"].to_list() if items else []
        return self.faults | {sku[3:].lower() for sku in skus if sku.startswith("PP-")} & set(FAULTS)

    def _results(self, plan: str) -> list[dict[str, object]]:
        faults = self._wanted(plan)
        if plan not in self.ready or "silent" in faults:
            return []
        parts = 2 if "half" in faults else 1
        found = [
            {"kind": kind, "version": 1, "part": 1, "parts": parts, "path": f"/plans/{plan}/results/{kind}/1/1"}
            for kind in self.takes
        ]
        again = [{**one, "path": f"{one['path']}/again"} for one in found] if faults & {"twice", "another"} else []
        newer = [{**one, "version": 2, "path": f"/plans/{plan}/results/{one['kind']}/2/1"} for one in found]
        return [*found, *again, *(newer if "newer" in faults else [])]

    def _content(self, plan: str, named: list[str]) -> bytes:
        kind, version, again = named[0], named[1], named[-1] == "again"
        faults, given = self._wanted(plan), self.inputs[plan]
        if "garbage" in faults:
            return b"\x00\xff no table"
        forecast = planner.forecasts(given["cleaned"])
        if kind == "forecasts":
            return _csv(_spoilt(forecast, faults, other=(again and "another" in faults) or version == "2"))
        policy = planner.policies(forecast)
        if kind == "policies":
            return _csv(policy)
        return _csv(planner.recommendations(policy, given["stock"], given["supply"]))


def _spoilt(frame: pl.DataFrame, faults: set[str], *, other: bool) -> pl.DataFrame:
    first = frame["sku"][0] if frame.height else ""
    value = pl.col("value") * 1.1 if other else pl.col("value")
    if "wild" in faults:
        value = pl.when(pl.col("sku") == first).then(value * 100 + 100).otherwise(value)
    if "falling" in faults:
        value = pl.when(pl.col("sku") == first).then(1000 * (1 - pl.col("level"))).otherwise(value)
    spoilt = frame.with_columns(value.alias("value"))
    if "stranger" in faults:
        spoilt = pl.concat([spoilt, spoilt.filter(pl.col("sku") == first).with_columns(sku=pl.lit("NOBODY-HAS-IT"))])
    return spoilt


def _csv(frame: pl.DataFrame) -> bytes:
    return frame.write_csv().encode()
