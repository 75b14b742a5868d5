"""The kinds of stories: what is sent about an order, what becomes of it in ledger and Odoo, what the customer hears."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StoryKind:
    """One kind."""

    name: str
    documents: tuple[str, ...]
    """Purpose and end of each document, but for those that only repeat another."""
    odoo: str = "sale"
    """State of the order in Odoo at the end; empty: no confirmed order of it."""
    code: str = ""
    """A finding that must be among those of its documents."""
    changes: bool = False
    told: str = "accepted"
    """What the customer is told of the order itself: accepted, rejected, or nothing as long as a person decides."""


ONCE = ("original done",)
CHANGED = ("change done", "original done")
CANCELLED = ("cancel done", "original done")
HELD = ("original held",)
_ALL = (
    StoryKind("sound", ONCE),
    StoryKind("changed", CHANGED, changes=True),
    StoryKind("change overtakes its order", CHANGED, changes=True),
    StoryKind("edit overtakes its order", ONCE, changes=True),
    StoryKind("cancelled", CANCELLED, "cancel"),
    StoryKind(
        "cancellation overtakes its order", ("cancel done", "original rejected"), "", "SC-CANC-001", told="rejected"
    ),
    StoryKind("sent twice", ONCE),
    StoryKind("sent anew", ("original done", "original duplicate"), "sale", "ID-KEY-001"),
    StoryKind("same number, other content", ("original done", "original exception"), "sale", "ID-KEY-002"),
    StoryKind("wrong price", HELD, "", "SO-PRICE-001", told=""),
    StoryKind("unknown unit", ("original rejected",), "", "SO-LINE-004", told="rejected"),
    StoryKind("unknown SKU", ("original exception",), "", "SO-LINE-002", told=""),
    StoryKind("webhook never came", ONCE),
    StoryKind("paid later", ONCE),
    StoryKind("test order", ("cancel done", "original rejected"), "", "SH-HEAD-001", told="rejected"),
    StoryKind("sold over the counter", HELD, "", "SH-HEAD-002", told=""),
    StoryKind("control numbers left out", ONCE, code="AK-NUM-001"),
    StoryKind("control number used twice", HELD, "", "AK-NUM-002", told=""),
    StoryKind("schema drift", ("original rejected",), "", "SO-LINE-001", told="rejected"),
    StoryKind("file cut off", ("original exception",), "", "ED-SET-003", told=""),
    StoryKind("our answer refused", ONCE),
    StoryKind("taxed otherwise", HELD, "", "SO-TAX-001", told=""),
    StoryKind("same key, other order", ONCE),
    StoryKind("made offline", ONCE),
)
KINDS = {one.name: one for one in _ALL}

_EDI = (
    ("sound", 9),
    ("changed", 3),
    ("change overtakes its order", 1),
    ("cancelled", 2),
    ("cancellation overtakes its order", 1),
    ("sent twice", 1),
    ("sent anew", 2),
    ("same number, other content", 1),
    ("wrong price", 2),
    ("unknown unit", 2),
    ("unknown SKU", 1),
    ("control numbers left out", 1),
    ("control number used twice", 1),
    ("schema drift", 1),
    ("file cut off", 1),
    ("our answer refused", 1),
)
STORIES: dict[str, tuple[tuple[str, int], ...]] = {
    "webshop": (
        ("sound", 10),
        ("changed", 3),
        ("edit overtakes its order", 1),
        ("cancelled", 2),
        ("cancellation overtakes its order", 1),
        ("sent twice", 2),
        ("paid later", 1),
        ("webhook never came", 2),
        ("wrong price", 2),
        ("sold over the counter", 1),
        ("unknown SKU", 1),
        ("test order", 2),
    ),
    "cobalt": _EDI,
    "nordwind": _EDI,
    "portal": (
        ("sound", 8),
        ("changed", 2),
        ("cancelled", 2),
        ("sent twice", 2),
        ("sent anew", 2),
        ("same key, other order", 1),
        ("same number, other content", 1),
        ("wrong price", 2),
        ("unknown unit", 2),
        ("unknown SKU", 1),
        ("taxed otherwise", 2),
    ),
    "field": (
        ("made offline", 9),
        ("changed", 2),
        ("change overtakes its order", 1),
        ("cancelled", 1),
        ("cancellation overtakes its order", 1),
        ("sent twice", 2),
        ("sent anew", 1),
        ("same number, other content", 1),
        ("wrong price", 2),
        ("unknown unit", 1),
        ("unknown SKU", 1),
    ),
}
"""By channel: how many of each kind."""
