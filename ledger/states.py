"""States as the ledger's SQL needs them, from the one lifecycle."""

from __future__ import annotations

from domain.lifecycle import ALLOWED, BUCKET, OPEN_QUESTION

OPEN: tuple[str, ...] = tuple(sorted(state for state, bucket in BUCKET.items() if bucket == "in_flight"))
"""Somebody or something still has to work on it."""
ASIDE: tuple[str, ...] = tuple(sorted(OPEN_QUESTION))
"""Waits for a person."""
STEPS: tuple[str, ...] = tuple(f"{state}>{to}" for state in OPEN for to in sorted(ALLOWED[state]))
"""Moves that a run may make; from what waits for a person only a decision leads away."""
