"""The life of deliveries and documents: which state may follow which, and where each is counted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from domain.errors import Refused

Bucket = Literal["done", "held", "exception", "duplicate", "rejected", "in_flight"]

_SET_ASIDE = ("held", "exception")
_MOVES: dict[str, tuple[str, ...]] = {
    "captured": ("read", "done", "refused", *_SET_ASIDE),
    "read": ("mapped", "refused", *_SET_ASIDE),
    "mapped": ("checked", "refused", *_SET_ASIDE),
    "checked": ("ready", "refused", *_SET_ASIDE),
    "ready": ("drafted", "refused", *_SET_ASIDE),
    "drafted": ("verified", *_SET_ASIDE),
    "verified": ("confirmed", "done", "drafted", *_SET_ASIDE),
    "confirmed": ("done", "exception"),
    "refused": ("rejected", "exception"),
    "held": ("captured", "read", "drafted", "refused", "superseded", "resolved"),
    "exception": ("captured", "read", "ready", "drafted", "verified", "confirmed", "refused", "superseded", "resolved"),
    "done": (),
    "resolved": (),
    "rejected": (),
    "duplicate": (),
    "superseded": (),
}

ALLOWED: Mapping[str, frozenset[str]] = MappingProxyType({state: frozenset(to) for state, to in _MOVES.items()})
"""Each state of a document and those that may follow it; a state that has none is final.

``captured`` to ``done`` is for a partner's acknowledgement of what we sent; the ledger lets no order take that step.
``done``: by Lading, the record in the system of record is ours. ``resolved``: by a person, outside (typed into Odoo by
hand, agreed on the telephone): its business is done, counted with ``done``, and no record of ours is expected.
"""

DOCUMENT_STATES = frozenset(ALLOWED)
FIRST_STATES = frozenset({"captured", "exception", "duplicate"})
"""States in which a document may be registered."""
WAY = ("captured", "read", "mapped", "checked", "ready", "drafted", "verified", "confirmed", "done")
"""What a document goes through when nothing is wrong."""
FINAL = frozenset(state for state, to in ALLOWED.items() if not to)
OPEN_QUESTION = frozenset(_SET_ASIDE)
"""Someone must decide or mend something."""

BUCKET: Mapping[str, Bucket] = MappingProxyType(
    {
        **dict.fromkeys(DOCUMENT_STATES, "in_flight"),
        "done": "done",
        "resolved": "done",
        "held": "held",
        "exception": "exception",
        "duplicate": "duplicate",
        "superseded": "duplicate",
        "rejected": "rejected",
    }
)
"""Where a state is counted: captured documents are the sum over these buckets at any time."""

DELIVERY_ALLOWED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "captured": frozenset({"split", "exception"}),
        "exception": frozenset({"captured"}),
        "split": frozenset(),
        "duplicate": frozenset(),
    }
)
"""Each state of a delivery and those that may follow it."""
DELIVERY_STATES = frozenset(DELIVERY_ALLOWED)


def may_move(before: str, after: str) -> bool:
    """Whether a document in ``before`` may go to ``after``; unknown states may go nowhere."""
    return after in ALLOWED.get(before, ())


def check_move(before: str, after: str, *, document: str | None = None) -> None:
    """Refuse a move that the lifecycle does not know.

    Raises:
        Refused: the move is not allowed; names document and both states.
    """
    if not may_move(before, after):
        raise Refused(
            f"A document in state {before} cannot become {after}.",
            document=document,
            field="state",
            value=after,
            next_step="See 'lading trace KEY': the document has moved on, or was decided before.",
        )
