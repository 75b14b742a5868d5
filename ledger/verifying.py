"""``lading audit verify``: recompute the chain from the rows and name what does not fit."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Row

from ledger import chain
from ledger.sealing import Span, read_leaves
from ledger.statements import statement

Kind = Literal["changed", "missing", "added", "reordered", "seal", "anchor"]


@dataclass(frozen=True, slots=True)
class AuditProblem:
    """One thing that does not fit."""

    kind: Kind
    seal: int | None
    audit_id: int | None
    says: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What verifying found."""

    rows: int
    seals: int
    unsealed: int
    """Rows that no seal covers yet: the last seconds."""
    head: str
    """Hash of the last seal."""
    seconds: float
    problems: tuple[AuditProblem, ...]

    @property
    def ok(self) -> bool:
        """Nothing was changed, is missing, was added or reordered."""
        return not self.problems


def verify(connection: Connection, anchor: Path | None = None) -> AuditReport:
    """Check every seal against its rows and the chain, and the head against the anchor outside."""
    started = time.monotonic()
    problems: list[AuditProblem] = []
    hashes: dict[int, str] = {}
    previous, rows, last = chain.FIRST, 0, None
    for seal in _seals(connection):
        problems += _check_link(seal, len(hashes) + 1, previous)
        problems += _check_rows(connection, seal)
        previous, last = bytes(seal.hash), seal
        hashes[seal.no] = previous.hex()
        rows += seal.rows
    unsealed, outside = _check_outside(connection, last)
    problems += outside
    problems += _check_anchor(anchor, hashes)
    head = hashes[last.no] if last else ""
    return AuditReport(rows, len(hashes), unsealed, head, time.monotonic() - started, tuple(problems))


def _seals(connection: Connection) -> Iterator[Row[Any]]:
    after = -1
    while page := list(connection.execute(statement("seals"), {"after": after})):
        yield from page
        after = page[-1].no


def _check_link(seal: Row[Any], expected: int, previous: bytes) -> list[AuditProblem]:
    leaves = chain.split(bytes(seal.leaves))
    place = chain.place(seal.no, seal.era, seal.xid_from, seal.xid_to)
    wrong = []
    if seal.no != expected:
        wrong.append(f"seal {expected} is missing")
    if bytes(seal.previous) != previous:
        wrong.append("it does not point to the seal before it")
    if len(leaves) != seal.rows or len(seal.ids) != seal.rows or chain.root(leaves) != bytes(seal.root):
        wrong.append("its leaves do not give its root")
    if chain.link(bytes(seal.previous), place, seal.ids, bytes(seal.root)) != bytes(seal.hash):
        wrong.append("its hash does not fit its contents")
    return [AuditProblem("seal", seal.no, None, f"Seal {seal.no}: {words}.") for words in wrong]


def _check_rows(connection: Connection, seal: Row[Any]) -> list[AuditProblem]:
    ids, leaves = read_leaves(connection, Span(seal.era, seal.xid_from, seal.xid_to))
    if ids == seal.ids and b"".join(leaves) == bytes(seal.leaves):
        return []
    return list(_differences(seal, dict(zip(ids, leaves, strict=True))))


def _differences(seal: Row[Any], found: dict[int, bytes]) -> Iterator[AuditProblem]:
    sealed = dict(zip(seal.ids, chain.split(bytes(seal.leaves)), strict=False))
    owner = {leaf: number for number, leaf in sealed.items()}
    for number in sorted(sealed.keys() | found.keys()):
        if number not in found:
            yield AuditProblem("missing", seal.no, number, f"Audit row {number} is missing.")
        elif number not in sealed:
            yield AuditProblem("added", seal.no, number, f"Audit row {number} was added after the seal.")
        elif found[number] != sealed[number]:
            other = owner.get(found[number])
            if other is None:
                yield AuditProblem("changed", seal.no, number, f"Audit row {number} was changed.")
            else:
                says = f"Audit row {number} was reordered: it holds what row {other} held."
                yield AuditProblem("reordered", seal.no, number, says)


def _check_outside(connection: Connection, last: Row[Any] | None) -> tuple[int, list[AuditProblem]]:
    era = connection.execute(statement("sealing_horizon")).one().era
    values = {"era": era, "sealed_era": last.era if last else 0, "sealed_to": last.xid_to if last else "0"}
    tail = connection.execute(statement("audit_outside"), values).one()
    wrong = []
    if tail.future or tail.alien:
        says = f"{tail.future + tail.alien} audit rows carry transaction numbers that this server has not given out."
        wrong.append(AuditProblem("added", None, None, says))
    return tail.rows, wrong


def _check_anchor(anchor: Path | None, hashes: dict[int, str]) -> list[AuditProblem]:
    if anchor is None:
        return []
    try:
        kept = json.loads(anchor.read_text(encoding="utf-8"))
        no, wanted = int(kept["seal"]), str(kept["hash"])
    except (OSError, ValueError, KeyError, TypeError):
        return [AuditProblem("anchor", None, None, "The anchor outside the database cannot be read.")]
    if no not in hashes:
        return [AuditProblem("anchor", no, None, f"Seal {no}, anchored outside, is gone: the end was cut off.")]
    if hashes[no] != wanted:
        return [AuditProblem("anchor", no, None, f"Seal {no} differs from its anchor outside: it was made anew.")]
    return []
