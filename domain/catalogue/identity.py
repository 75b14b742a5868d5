"""ID-*: what the ledger decides about identity when a document or delivery is registered."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

ENTRIES: tuple[CodeEntry, ...] = (
    CodeEntry(
        code="ID-KEY-001",
        title="Document known already",
        message="Document {value} with the same key and the same content was taken before, on {when}.",
        next_step="Nothing to do: the first one stands: lading trace '{value}'.",
        severity=Severity.WARN,
        owner="operations",
        meaning="The partner sent a document again: the same business key with the same canonical content. It is counted "
        "as a duplicate and linked to the first; nothing is created a second time.",
    ),
    CodeEntry(
        code="ID-KEY-002",
        title="Same number, other content",
        message="Number {value} was used before for a document with other content, taken on {when}.",
        next_step="Operations compares both versions (lading trace '{value}'), asks the partner which one holds, "
        "and rejects or releases this one.",
        severity=Severity.EXCEPTION,
        owner="operations",
        meaning="The same business key came with other content, and the document itself does not say that it is a "
        "change. Which of the two is meant is not for a program to guess: both are kept, the later one waits.",
    ),
    CodeEntry(
        code="ID-KEY-003",
        title="Delivery known already",
        message="A delivery with the same bytes as {value} was taken before, on {when}.",
        next_step="Nothing to do: the first one stands.",
        severity=Severity.WARN,
        owner="operations",
        meaning="The same file or message, byte for byte, came again, perhaps under another name. It counts as one "
        "duplicate delivery; none of its documents is read again.",
    ),
    CodeEntry(
        code="ID-KEY-004",
        title="Older version",
        message="Document {value} is an older version than the one of {when}, which was taken before it.",
        next_step="Nothing to do: the later version stands.",
        severity=Severity.WARN,
        owner="operations",
        meaning="Web shops send a document again after each edit, with the time of the edit, and not always in order. "
        "What was true before the version that is known changes nothing any more: it counts as a duplicate.",
    ),
)
