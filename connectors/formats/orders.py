"""What the readers of orders in messages share (X12, EDIFACT, UBL): saying what is wrong, counting lines, the order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from connectors.formats.canonical import business_key, told
from connectors.formats.reading import Taken
from domain.documents.envelope import PartyReference
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.documents.sales_order_change import SalesOrderChange
from domain.findings import Finding
from domain.mapping_messages import Constant
from domain.profile import PartnerProfile

LONGEST_NOTE = 2000
"""Characters of an order's note."""


@dataclass(slots=True)
class Telling:
    """Reads something of one partner and keeps what is wrong with it."""

    profile: PartnerProfile
    findings: list[Finding] = field(default_factory=list, kw_only=True)

    def say(self, code: str, *, path: str = "", value: object = "", **words: object) -> None:
        """Keep a finding, with the severity that the profile gives it."""
        self.findings.append(told(self.profile, code, path=path, value=value, **words))


@dataclass(slots=True)
class LineDraft(Telling):
    """One line while it is read."""

    position: int
    """From 1."""

    def say_part(self, code: str, part: str, value: str, **words: object) -> None:
        """Keep a finding about a field of the line; about the whole line where ``part`` is empty."""
        self.say(code, path=self.path(part), value=value, line=self.position, **words)

    def path(self, part: str) -> str:
        """Where a finding points."""
        return f"lines[{self.position}].{part}" if part else f"lines[{self.position}]"


def with_code(party: PartyReference | None, constant: str) -> PartyReference | None:
    """The party as named, by the code that all documents of the partner have where the profile states one."""
    if not constant:
        return party
    return (party or PartyReference()).model_copy(update={"code": constant})


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHead:
    """What an order's head and summary state, beside number, currency and dates of the draft."""

    customer: PartyReference | None
    ship_to: PartyReference | None
    requested_date: date | None
    stated_total: Decimal | None
    stated_line_count: int | None
    source_rows: tuple[int, ...]


@dataclass(slots=True)
class OrderDraft(Telling):
    """One order while it is read."""

    number: str = ""
    currency: str = ""
    ordered_at: datetime | None = None
    notes: list[str] = field(default_factory=list)
    lines: list[SalesOrderLine] = field(default_factory=list)
    line_count: int = 0
    """Lines found, also those that could not be read."""

    @property
    def all_lines(self) -> bool:
        """Whether each line that was found was read."""
        return len(self.lines) == self.line_count

    @property
    def quantity(self) -> Decimal:
        """Sum over the lines that were read, units as sent."""
        return sum((line.quantity for line in self.lines), Decimal(0))

    def another_line(self) -> bool:
        """Count a line; False: the document has more than the partner may send, so it is not read."""
        self.line_count += 1
        return self.line_count <= self.profile.limits.lines_per_document

    def keep(self, line: SalesOrderLine | None, reader: LineDraft) -> None:
        """A line that was read, or None where it could not be, and what its reader said."""
        self.findings += reader.findings
        self.lines += [line] if line is not None else []

    def default_currency(self, constants: Mapping[Constant, str]) -> None:
        """Where the file states no currency: the partner's constant, else the profile's."""
        self.currency = self.currency or constants.get("currency", "") or self.profile.currency

    def can_be_made(self) -> bool:
        """Whether an order can be made of it; says it where there are too many lines."""
        limit = self.profile.limits.lines_per_document
        if self.line_count > limit:
            size = f"{self.line_count:,} lines"
            self.say("FI-FILE-004", value=self.number, what="Document", size=size, limit=f"{limit:,}")
        return bool(self.number and self.line_count) and self.all_lines

    def order(self, head: OrderHead) -> SalesOrder:
        """The canonical order."""
        return SalesOrder(
            key=business_key(self.profile, self.number, "original", self.ordered_at),
            number=self.number,
            customer=head.customer or PartyReference(),
            ship_to=head.ship_to,
            ordered_at=self.ordered_at,
            requested_date=head.requested_date,
            currency=self.currency,
            lines=tuple(self.lines),
            stated_total=head.stated_total,
            stated_line_count=head.stated_line_count,
            note="\n".join(self.notes)[:LONGEST_NOTE],
            source_rows=head.source_rows,
        )

    def taken(self, document: SalesOrder | SalesOrderChange | None) -> Taken:
        """What became of it."""
        return Taken(
            document=document,
            findings=tuple(self.findings),
            number=self.number,
            line_count=self.line_count,
            quantity=self.quantity,
            currency=self.currency,
            ordered_at=self.ordered_at,
        )
