"""Heads and lines in two files of one delivery: a stream of line frames, each with its head beside it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol
from weakref import finalize

import polars as pl

from connectors.files.problem import Unreadable
from connectors.files.sources import HEAD_ALONE, LINE_ALONE, NORMAL, with_marks
from connectors.formats.archive import FAULT_CODES, kept, packed_as
from connectors.pairing import half_of
from connectors.ports import Raw
from domain.catalogue import finding
from domain.mapping import HEAD_FIELDS, TableMapping

_HEAD_MARKS = ("_row", "_cells", "_stray", "_kind", "_key")


class _Half(Protocol):
    def frames(self, fields: Sequence[str]) -> Iterator[pl.DataFrame]: ...

    def width(self) -> int: ...


class PairSource:
    """An archive of both files: the one that a transport makes of a pair, or as the partner packed it.

    Only the heads' mapped columns stand in memory; large files stand unpacked in a folder that goes with the source.
    """

    def __init__(self, raw: Raw, mapping: TableMapping, limit: int, make: Callable[[Raw, TableMapping], _Half]) -> None:
        """Find both files.

        Args:
            raw: a zip of two files.
            mapping: the profile's.
            limit: bytes that both may unpack to.
            make: the source of one file of the format.

        Raises:
            Unreadable: a file is missing or there twice, or the delivery is no archive that may be opened.
        """
        folder = Path(tempfile.mkdtemp(prefix="lading-"))
        finalize(self, shutil.rmtree, folder, ignore_errors=True)
        head, lines = _members(raw, mapping, limit, folder)
        columns = {str(field): names for field, names in mapping.columns.items()}
        of_head = {field: names for field, names in columns.items() if field in HEAD_FIELDS}
        of_lines = {field: names for field, names in columns.items() if field not in HEAD_FIELDS}
        head_mapping = mapping.model_copy(update={"columns": {"number": mapping.head.join, **of_head}})
        line_mapping = mapping.model_copy(update={"columns": {"number": mapping.head.join, **of_lines}})
        self._heads = _heads(make(head, head_mapping), tuple({"number": "", **of_head}))
        self._lines = make(lines, line_mapping)

    def width(self) -> int:
        """Cells of a line row."""
        return self._lines.width()

    def frames(self, fields: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Line rows with their heads; last the heads without lines."""
        wanted = [name for name in self._heads.columns if name.split("#")[0] in fields or name == "_head"]
        heads = self._heads.select(list(dict.fromkeys(("number", *wanted))))
        line_fields = [field for field in fields if field not in HEAD_FIELDS]
        seen: list[pl.Series] = []
        row = 0
        blank: dict[str, pl.DataType] = {}
        for frame in self._lines.frames(("number", *line_fields)):
            keyed = frame.with_columns(_number())
            seen.append(keyed["number"].unique())
            row = int(frame["_row"][-1])
            joined = keyed.join(heads, on="number", how="left", maintain_order="left")
            kind = pl.when(pl.col("_head").is_null() & (pl.col("number") != "")).then(LINE_ALONE).otherwise(NORMAL)
            joined = joined.with_columns(kind.cast(pl.Int8).alias("_kind")).drop("_head")
            blank = dict(joined.schema)
            yield joined
        yield from self._alone(heads, seen, row, blank)

    def _alone(
        self, heads: pl.DataFrame, seen: list[pl.Series], row: int, blank: dict[str, pl.DataType]
    ) -> Iterator[pl.DataFrame]:
        used = pl.concat(seen).unique() if seen else pl.Series("number", [], pl.String)
        alone = heads.filter(~pl.col("number").is_in(used.implode()) & (pl.col("number") != "")).drop("_head")
        if alone.is_empty():
            return
        numbers = pl.int_range(row + 1, row + 1 + alone.height, dtype=pl.Int64).alias("_row")
        marked = with_marks(alone.with_columns(numbers, pl.lit(HEAD_ALONE, pl.Int8).alias("_kind")))
        absent = [pl.lit(None, kind).alias(name) for name, kind in blank.items() if name not in marked.columns]
        yield marked.with_columns(absent).select(list(blank)) if blank else marked


def _number() -> pl.Expr:
    return pl.col("number").cast(pl.String, strict=False).fill_null("").str.strip_chars()


def _heads(source: _Half, fields: Sequence[str]) -> pl.DataFrame:
    frames = [frame.with_columns(_number()).drop(_HEAD_MARKS) for frame in source.frames(fields)]
    if not frames:
        return pl.DataFrame({"number": [], "_head": []}, schema={"number": pl.String, "_head": pl.Boolean})
    heads = pl.concat(frames).unique("number", keep="first", maintain_order=True)
    return heads.with_columns(pl.lit(value=True).alias("_head"))


def _members(raw: Raw, mapping: TableMapping, limit: int, folder: Path) -> tuple[Raw, Raw]:
    if packed_as(raw.head(4096)) != "zip":
        why = "heads and lines come in two files, and this is one"
        raise Unreadable(finding("FI-FILE-001", value=raw.name, format="pair of files", why=why))
    halves: dict[str, Raw] = {}
    with raw.open() as stream:
        for member in kept(stream, raw.name, limit, folder):
            if member.fault:
                code = FAULT_CODES[member.fault]
                raise Unreadable(finding(code, value=raw.name, member=member.name, why=member.why))
            role, _ = half_of(Path(member.name).name, mapping.head) or ("", "")
            if role in halves:
                why = f"it holds more than one file of {role}s: {halves[role].name}, {member.name}"
                raise Unreadable(finding("FI-FILE-001", value=raw.name, format="pair of files", why=why))
            halves[role] = Raw(member.name, member.content)
            halves.pop("", None)
    for role in ("head", "line"):
        if role not in halves:
            raise Unreadable(finding("FI-FILE-009", value=raw.name, missing=role))
    return halves["head"], halves["line"]
