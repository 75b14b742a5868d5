"""What goes into the ledger and what comes out, as plain frozen values.

Hashes are lower hexadecimal; payloads are bytes of JSON; moments have zones; money is Decimal in its currency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from domain.backfill import PostedAs
from domain.documents.envelope import BusinessKey
from domain.findings import Finding


@dataclass(frozen=True, slots=True)
class DeliveryIn:
    """A delivery that stands in the archive and is to be registered."""

    source_id: str
    channel: str
    partner: str
    name: str
    """File name or message id, as the sender gave it."""
    sha256: str
    size: int
    """Bytes."""
    media: str
    received_at: datetime
    pickup_key: str | None = None
    """Names one pick-up, so that a crash between registering and moving the file makes no duplicate."""
    priority: int = 100
    """Lower goes first."""
    plan_id: int | None = None
    """Backfill plan whose documents are taken from it; None: all documents are."""
    plan_file: int | None = None
    """Place of the file in the plan, from 0."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """What the transport said beside the bytes, lower-case names; a replay reads by the same."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What registering a delivery came to."""

    id: int
    state: str
    created: bool
    """False: this very pick-up was registered before."""
    duplicate_of: int | None


@dataclass(frozen=True, slots=True)
class Trailer:
    """What a delivery itself claims to hold; None: it does not say."""

    documents: int | None = None
    lines: int | None = None
    quantity: Decimal | None = None
    money: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery as the ledger has it."""

    id: int
    source_id: str
    channel: str
    partner: str
    name: str
    sha256: str
    size: int
    media: str
    received_at: datetime
    state: str
    duplicate_of: int | None
    cursor: str
    trailer: Trailer | None
    documents: int
    """Registered from it so far."""
    lines: int
    plan_id: int | None = None
    """Backfill plan whose documents are taken from it; None: all are."""
    plan_file: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """What the transport said beside the bytes, lower-case names."""


@dataclass(frozen=True, slots=True)
class DocumentIn:
    """A document split from a delivery."""

    ordinal: int
    """Place in the delivery; splitting again gives the same ordinals."""
    key: BusinessKey | None
    """None: could not be read."""
    external_id: str
    content_hash: str
    number: str
    type: str
    currency: str
    total: Decimal
    line_count: int
    quantity: Decimal
    ordered_at: datetime | None
    due: date | None
    payload: bytes
    findings: Sequence[Finding] = ()
    state: str = "captured"
    alike_hash: str = ""
    record_id: int | None = None
    """The draft that it is to correct, by a backfill plan."""
    record_seen: datetime | None = None
    revises: bool = False
    """By a plan that a person saw: a known key is no duplicate and no conflict."""
    stamp: datetime | None = None
    """It is sent again after each edit, and was so at this moment; None: it is sent once."""
    as_change: DocumentIn | None = None
    """What it is where an earlier moment of it is known with other content."""
    priority: int | None = None
    """Lower goes first; None: as its delivery."""


@dataclass(frozen=True, slots=True)
class RegisteredDocument:
    """What registering a document came to."""

    ordinal: int
    id: int
    outcome: Literal["new", "duplicate", "conflict", "known"]
    """known: this delivery's document of that ordinal was registered before."""
    state: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as the ledger has it, with its contents."""

    id: int
    delivery_id: int
    ordinal: int
    thread_id: int
    channel: str
    partner: str
    source_id: str
    company: str
    key: BusinessKey | None
    external_id: str
    number: str
    type: str
    state: str
    currency: str
    total: Decimal
    line_count: int
    quantity: Decimal
    ordered_at: datetime | None
    due: date | None
    payload: bytes
    resolved: bytes | None
    record_id: int | None
    record_name: str
    record_seen: datetime | None
    """When the record was last written, as of our last reading of it."""
    findings: tuple[Finding, ...]
    waived: frozenset[str]
    attempt: int
    captured_at: datetime
    delivery_name: str
    delivery_sha256: str
    plan_id: int | None = None
    """Backfill plan that brought it; None: it came live."""
    posted_as: PostedAs | None = None
    """What the plan makes of it in Odoo; None: it came live."""


@dataclass(frozen=True, slots=True)
class Move:
    """A document goes to another state. None keeps what is there; findings that are given replace those of before."""

    document_id: int
    to: str
    resolved: bytes | None = None
    record_id: int | None = None
    record_name: str | None = None
    record_seen: datetime | None = None
    findings: Sequence[Finding] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class IntentIn:
    """What is about to be done to another system."""

    key: str
    """Deterministic: document key, operation, target, and attempt where there is one."""
    document_id: int
    operation: str
    target: str
    payload_hash: str
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class IntentRow:
    """An intent as the ledger has it."""

    key: str
    document_id: int
    operation: str
    target: str
    payload_hash: str
    attempt: int
    state: Literal["recorded", "settled", "refused", "unknown"]
    result: dict[str, object] | None
    not_before: datetime | None
    """Nothing may be sent again before this moment: the first call may still be running."""
    recorded_at: datetime
    settled_at: datetime | None
    new: bool
    """This call recorded it; False: it stood there before."""


@dataclass(frozen=True, slots=True)
class Settle:
    """What came back for an intent."""

    key: str
    state: Literal["settled", "refused"]
    result: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class MirrorRecord:
    """A record of reference data."""

    id: int
    codes: Sequence[tuple[str, str]]
    """(kind of code, code), for example ``("sku", "A-1")``."""
    active: bool
    data: bytes
    """JSON of the domain's model."""
    write_date: datetime | None


@dataclass(frozen=True, slots=True)
class AuditIn:
    """Something that happened, beyond what the ledger writes by itself."""

    actor: str
    kind: str
    document_id: int | None = None
    delivery_id: int | None = None
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """A document that waits (or waited) for a person."""

    id: int
    document_id: int
    delivery_id: int
    kind: Literal["held", "exception", "promise"]
    """promise: the order is done, but what it was promised is in danger."""
    code: str
    cause: str
    """Code and value of the deciding finding: equal for documents that one repair may cure."""
    findings: tuple[Finding, ...]
    channel: str
    partner: str
    number: str
    external_id: str
    currency: str
    money: Decimal
    """At risk."""
    due: date | None
    owner: str
    opened_at: datetime
    resolved_at: datetime | None
    resolution: str
    resolved_by: str
    resolved_reason: str
    assignee: str
    """Who takes care of it; empty: nobody yet."""
    assigned_by: str
    assigned_at: datetime | None
    record_id: int | None
    record_name: str
    delivery_name: str
    document_state: str
