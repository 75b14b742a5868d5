"""What the readers of changes share (X12 860, EDIFACT ORDCHG, UBL OrderChange): the change put together and taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from connectors.formats.canonical import business_key
from connectors.formats.orders import LONGEST_NOTE, LineDraft, Telling
from connectors.formats.reading import Taken
from domain.documents.envelope import PartyReference
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.documents.sales_order_change import LineChange, SalesOrderChange
from domain.keys import change_key

Action = Literal["add", "change", "delete"]
Purpose = Literal["change", "cancel"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeHead:
    """What a change's head states, beside what its draft holds."""

    customer: PartyReference | None
    ship_to: PartyReference | None
    requested_date: date | None
    source_rows: tuple[int, ...]
    said: bytes
    """Its text without envelope: tells changes apart that state no version."""


@dataclass(slots=True)
class ChangeDraft(Telling):
    """One change while it is read."""

    number: str = ""
    """Of the order."""
    purpose: Purpose = "change"
    replaces: bool = False
    """The lines are the whole order as it should be."""
    version: str = ""
    changed_at: datetime | None = None
    ordered_at: datetime | None = None
    """The order's own date, where it is stated."""
    currency: str = ""
    reason: str = ""
    notes: list[str] = field(default_factory=list)
    lines: list[LineChange] = field(default_factory=list)
    whole: list[SalesOrderLine] = field(default_factory=list)
    """The same lines as an order's, without those that are deleted."""
    line_count: int = 0
    """Lines found, also those that could not be read."""
    unread: int = 0
    stated_lines: Decimal | None = None
    """How many lines the whole order has, as its summary states."""
    stated_total: Decimal | None = None
    """What they come to without tax, as it states."""

    def another_line(self) -> bool:
        """Count a line; False: the document has more than the partner may send, so it is not read."""
        self.line_count += 1
        return self.line_count <= self.profile.limits.lines_per_document

    def keep(
        self,
        action: Action,
        line: SalesOrderLine | None,
        reader: LineDraft,
        *,
        quantity: bool = True,
        by: Decimal | None = None,
    ) -> None:
        """A line that was read, or None where it could not be, and what its reader said.

        Args:
            action: what is to be done.
            line: as read.
            reader: who read it.
            quantity: whether the line states one; otherwise what ``line`` has stands for nothing.
            by: instead of the line's quantity: by how much more or less.
        """
        self.findings += reader.findings
        if line is None:
            self.unread += 1
            return
        stated = line.quantity if quantity and by is None and action != "delete" else None
        self.lines.append(
            LineChange(
                position=len(self.lines) + 1,
                action=action,
                partner_line=line.partner_line,
                sku=line.sku,
                partner_sku=line.partner_sku,
                gtin=line.gtin,
                description=line.description,
                quantity=stated,
                quantity_by=by if action == "change" else None,
                unit=line.unit if stated is not None or by is not None else "",
                unit_price=line.unit_price if action != "delete" else None,
                requested_date=line.requested_date if action != "delete" else None,
            )
        )
        if action != "delete":
            self.whole.append(line.model_copy(update={"position": len(self.whole) + 1}))

    def an_order_is_whole(self, code: str, element: str) -> bool:
        """Whether an order that is marked as a change has all lines, as the profile says; told where it says nothing.

        Args:
            code: the mark.
            element: where it stands: BEG01.
        """
        stated = self.profile.changes.orders
        if stated is None:
            self.say("ED-CHG-003", path="purpose", value=code, element=element)
        return stated != "lines"

    def check_whole(self, segment: str, count: str) -> None:
        """Say it where the whole order as it should be has no line, or not as many as it states: others are deleted.

        Args:
            segment: with which a line begins.
            count: the element that states how many there are.
        """
        if self._lines_are_missing():
            self.say("ED-SET-006", value=self.number, segment=segment)
        elif self._is_whole() and self.stated_lines not in {None, self.line_count}:
            stated = f"{self.stated_lines:f}"
            self.say("ED-CHG-004", path="lines", value=stated, element=count, found=self.line_count)

    def _lines_are_missing(self) -> bool:
        return self._is_whole() and not self.line_count

    def _is_whole(self) -> bool:
        return self.replaces and self.purpose == "change"

    def can_be_made(self) -> bool:
        """Whether a change can be made of it; says it where there are too many lines."""
        limit = self.profile.limits.lines_per_document
        if self.line_count > limit:
            size = f"{self.line_count:,} lines"
            self.say("FI-FILE-004", value=self.number, what="Document", size=size, limit=f"{limit:,}")
        whole = not self.unread and self.line_count <= limit and not self._lines_are_missing()
        return bool(self.number) and whole

    def made(self, head: ChangeHead) -> Taken:
        """The canonical change, or what could be taken of it."""
        if not self.can_be_made():
            return self.taken(None)
        order = business_key(self.profile, self.number, "original", self.ordered_at or self.changed_at)
        cancels = self.purpose == "cancel"
        whole = self._is_whole()
        return self.taken(
            SalesOrderChange(
                key=change_key(order, self.purpose, self.version, said=head.said),
                number=self.number,
                purpose=self.purpose,
                version=self.version,
                changed_at=self.changed_at,
                reason=(self.reason or (" ".join(self.notes) if cancels else ""))[:LONGEST_NOTE],
                customer=head.customer,
                ship_to=None if cancels else head.ship_to,
                requested_date=None if cancels else head.requested_date,
                currency=self.currency,
                lines=() if whole or cancels else tuple(self.lines),
                complete=self._order(head) if whole else None,
                stated_total=self.stated_total if whole else None,
                note="\n".join(self.notes)[:LONGEST_NOTE],
                source_rows=head.source_rows,
            )
        )

    def _order(self, head: ChangeHead) -> SalesOrder:
        return SalesOrder(
            key=business_key(self.profile, self.number, "original", self.ordered_at or self.changed_at),
            number=self.number,
            customer=head.customer or PartyReference(),
            ship_to=head.ship_to,
            ordered_at=self.ordered_at,
            requested_date=head.requested_date,
            currency=self.currency,
            lines=tuple(self.whole),
        )

    def taken(self, document: SalesOrderChange | None) -> Taken:
        """What became of it."""
        stated: Sequence[LineChange] = self.lines
        return Taken(
            document=document,
            findings=tuple(self.findings),
            number=self.number,
            line_count=self.line_count,
            quantity=sum((line.quantity for line in stated if line.quantity is not None), Decimal(0)),
            currency=self.currency or self.profile.currency,
            ordered_at=self.changed_at,
        )
