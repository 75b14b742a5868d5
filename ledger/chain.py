"""The arithmetic of the audit chain: leaves, Merkle root, links. Pure."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from hashlib import sha256

FIRST = bytes(32)
"""What the first link points to."""
SIZE = 32


def leaf(line: bytes) -> bytes:
    """Hash of one audit row as PostgreSQL writes it, without its id."""
    return sha256(b"\x00" + line).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Merkle root; an odd node goes up as it is; no leaves: hash of nothing."""
    if not leaves:
        return sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        paired = [sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def link(previous: bytes, place: str, ids: Sequence[int], merkle_root: bytes) -> bytes:
    """Hash of a seal: what went before, its place (number, era, transactions), its ids in order, its root."""
    packed = struct.pack(f">{len(ids)}q", *ids)
    return sha256(b"\x02" + previous + place.encode() + b"\x00" + sha256(packed).digest() + merkle_root).digest()


def place(no: int, era: int, xid_from: str, xid_to: str) -> str:
    """Where a seal stands, as one text."""
    return f"{no}:{era}:{xid_from}:{xid_to}"


def split(leaves: bytes) -> list[bytes]:
    """Leaves that were stored as one value."""
    return [leaves[at : at + SIZE] for at in range(0, len(leaves), SIZE)]
