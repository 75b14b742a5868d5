"""Names of plans: the same inputs give the same code, on any ledger; the same content the same hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

CODE_DIGITS = 8


def plan_code(profile: str, today: date, inputs: Mapping[str, str]) -> str:
    """``northwind-2026-03-02-1a2b3c4d``: profile, day, and eight digits of the hash of what it is made of.

    Args:
        profile: its name.
        today: the company's day.
        inputs: SHA-256 of each frame (and of the profile and the overrides), by name.
    """
    return f"{profile}-{today.isoformat()}-{_digest(inputs)[:CODE_DIGITS]}"


def plan_hash(code: str, outputs: Mapping[str, str]) -> str:
    """What a person has seen and decides about: the code, and the SHA-256 of each frame that the plan gave."""
    return _digest({"code": code} | {f"frame {name}": digest for name, digest in outputs.items()})


def _digest(parts: Mapping[str, str]) -> str:
    text = "\n".join(f"{name}\x1f{parts[name]}" for name in sorted(parts))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
