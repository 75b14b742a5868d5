"""An order and a change to it make the order as it should be afterwards. Pure, and it never raises for what was sent.

Positions of lines are for ever: a line that is added gets a new one, that of a deleted line is never given again,
because the lines' external ids in the system of record are made of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.catalogue import finding
from domain.change_lines import (
    another_party,
    another_product,
    differs,
    is_numbered,
    line_number,
    made,
    product_of,
    same_place,
    same_product,
)
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.documents.sales_order_change import LineChange, SalesOrderChange
from domain.findings import Finding


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order as its changes have made it so far."""

    order: SalesOrder
    highest: int
    """The highest position that a line of it ever had."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What a change makes of an order."""

    after: Ordered
    touched: frozenset[int] = frozenset()
    """Positions of the lines that it adds or changes."""
    deleted: frozenset[int] = frozenset()
    head: frozenset[str] = frozenset()
    """Fields of the head that it changes."""
    findings: tuple[Finding, ...] = ()

    @property
    def order(self) -> SalesOrder:
        """The order as it should be afterwards; its lines keep their positions, so that they may have gaps."""
        return self.after.order

    @property
    def changes_nothing(self) -> bool:
        """The order is as it should be already."""
        return not (self.touched or self.deleted or self.head)


def ordered(order: SalesOrder, changes: Iterable[SalesOrderChange] = ()) -> Ordered:
    """The order with these changes, in the order in which they were applied."""
    standing = Ordered(order, max((line.position for line in order.lines), default=0))
    for change in changes:
        if change.purpose == "change":
            standing = applied(standing, change).after
    return standing


def applied(before: Ordered, change: SalesOrderChange) -> Applied:
    """What ``change`` makes of ``before``, and what is wrong with it; a cancel leaves the order as it is."""
    if change.purpose == "cancel":
        return Applied(before)
    work = _Work(before, change)
    if change.complete is not None:
        work.replace(change.complete)
    else:
        for line in change.lines:
            work.take(line)
    return work.done()


def older_than(change: SalesOrderChange, others: Iterable[SalesOrderChange]) -> Finding | None:
    """What is said where one of ``others``, which are applied already, is newer; None: none is, or nobody can tell."""
    newer = next((other for other in others if _older(change, other)), None)
    if newer is None:
        return None
    called, other = _called(change), _called(newer)
    return finding("SC-VERS-001", path="version", value=change.number, version=called, newer=other)


def concerns(applied_: Applied, change: SalesOrderChange, found: Finding) -> bool:
    """Whether a rule's finding about the order afterwards is about what the change says.

    What the change leaves alone was judged when the order came: it may have been let through by a person.
    """
    path = found.path
    if path.startswith("lines["):
        position = path[len("lines[") :].partition("]")[0]
        return position.isdigit() and int(position) in applied_.touched
    return path.partition(".")[0] in applied_.head or (path == "stated_total" and change.stated_total is not None)


def _older(one: SalesOrderChange, other: SalesOrderChange) -> bool:
    mine, theirs = _number(one.version), _number(other.version)
    if mine is not None and theirs is not None:
        return mine < theirs
    return one.changed_at is not None and other.changed_at is not None and one.changed_at < other.changed_at


def _number(version: str) -> int | None:
    plain = version.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 18 else None  # noqa: PLR2004 - bigint


def _called(change: SalesOrderChange) -> str:
    stamp = change.changed_at.isoformat(timespec="seconds") if change.changed_at else ""
    return change.version or stamp or "(not stated)"


class _Work:
    """One order while a change is applied."""

    def __init__(self, before: Ordered, change: SalesOrderChange) -> None:
        self.order, self.highest, self.change = before.order, before.highest, change
        self.lines = {line.position: line for line in before.order.lines}
        self.was = dict(self.lines)
        self.findings: list[Finding] = []

    def say(self, code: str, line: LineChange | SalesOrderLine, part: str = "", **words: object) -> None:
        """Keep a finding about a line of the change."""
        named = line.partner_line or product_of(line) or str(line.position)
        path = f"change.lines[{line.position}]{f'.{part}' if part else ''}"
        said = {"number": self.change.number, **words}
        self.findings.append(finding(code, path=path, value=named, severity=None, **said))

    def take(self, line: LineChange) -> None:
        """One line of a change that says what is to be done."""
        if line.action == "add":
            self._add(line)
            return
        found = self._named(line)
        if not found:
            self.say("SC-LINE-001", line, action=line.action)
        elif len(found) > 1:
            self.say("SC-LINE-002", line, count=len(found))
        elif other := another_product(found[0], line):
            self.say("SC-LINE-004", line, ours=other)
        elif line.action == "delete":
            del self.lines[found[0].position]
        else:
            self._change(found[0], line)

    def _named(self, line: LineChange | SalesOrderLine) -> list[SalesOrderLine]:
        """The order's lines that it may mean: by the partner's number, else by product."""
        number = line_number(line.partner_line) if line.partner_line.strip() else ""
        if number:
            by_number = [one for one in self.lines.values() if is_numbered(one, number)]
            if by_number:
                return by_number
        candidates = self.lines.values()
        return [one for one in candidates if same_product(one, line) and not (number and one.partner_line.strip())]

    def _add(self, line: LineChange) -> None:
        number = line_number(line.partner_line) if line.partner_line.strip() else ""
        if number and any(is_numbered(one, number) for one in self.lines.values()):
            self.say("SC-LINE-003", line)
            return
        quantity = line.quantity if line.quantity is not None else line.quantity_by
        if quantity is None or quantity <= 0:
            self.say("SC-LINE-005", line, "quantity", quantity="no quantity" if quantity is None else f"{quantity:f}")
        else:
            self._append(made(line, self.highest + 1, quantity))

    def _append(self, line: SalesOrderLine) -> None:
        self.highest += 1
        self.lines[self.highest] = line

    def _change(self, old: SalesOrderLine, line: LineChange) -> None:
        quantity = old.quantity if line.quantity is None else line.quantity
        if line.quantity is None and line.quantity_by is not None:
            quantity = old.quantity + line.quantity_by
        if quantity < 0:
            self.say("SC-LINE-005", line, "quantity", quantity=f"{quantity:f}")
        elif not quantity:
            del self.lines[old.position]
        else:
            price = old.unit_price if line.unit_price is None else line.unit_price
            values = {
                "quantity": quantity,
                "unit": line.unit or old.unit,
                "unit_price": price,
                "requested_date": line.requested_date or old.requested_date,
            }
            self.lines[old.position] = old.model_copy(update=values)

    def replace(self, complete: SalesOrder) -> None:
        """The whole order as it should be: each of its lines is one that is there, or a new one."""
        kept: dict[int, SalesOrderLine] = {}
        wanted = [line for line in complete.lines if line.quantity]
        numbers = {line_number(line.partner_line) for line in self.lines.values() if line.partner_line.strip()}
        by_number = [line for line in wanted if line_number(line.partner_line) in numbers]
        rest = [line for line in wanted if line not in by_number]
        new: list[SalesOrderLine] = []
        for line in (*by_number, *rest):
            named = [one for one in self._named(line) if one.position not in kept]
            old = next((one for one in named if same_product(one, line)), next(iter(named), None))
            if old is None or another_product(old, line):
                new.append(line)
            else:
                price = old.unit_price if line.unit_price is None else line.unit_price
                kept[old.position] = line.model_copy(update={"position": old.position, "unit_price": price})
        self.lines = kept
        for line in sorted(new, key=wanted.index):
            self._append(line.model_copy(update={"position": self.highest + 1}))

    def done(self) -> Applied:
        """The order afterwards, and how it differs."""
        change, old = self.change, self.order
        source = change.complete
        head: dict[str, object] = {}
        ship_to = (source.ship_to if source else None) or change.ship_to
        requested = (source.requested_date if source else None) or change.requested_date
        if ship_to is not None and not same_place(ship_to, old.ship_to):
            head["ship_to"] = ship_to
        if requested is not None and requested != old.requested_date:
            head["requested_date"] = requested
        self._check_head(source)
        if not self.lines and self.was:
            self.findings.append(finding("SC-LINE-006", path="lines", value=change.number))
        lines = tuple(self.lines[position] for position in sorted(self.lines))
        touched = {line.position for line in lines if differs(self.was.get(line.position), line)}
        stated = change.stated_total if change.stated_total is not None else source.stated_total if source else None
        after = old.model_copy(
            update={**head, "lines": lines, "stated_total": stated, "stated_line_count": None, "source_rows": ()}
        )
        result = Applied(
            after=Ordered(after, self.highest),
            touched=frozenset(touched),
            deleted=frozenset(self.was) - frozenset(self.lines),
            head=frozenset(head),
            findings=tuple(self.findings),
        )
        if result.changes_nothing and not self.findings:
            said = finding("SC-SAME-001", value=change.number)
            return Applied(result.after, result.touched, result.deleted, result.head, (said,))
        return result

    def _check_head(self, source: SalesOrder | None) -> None:
        old, change = self.order, self.change
        currency = (source.currency if source else "") or change.currency
        if currency and old.currency and currency != old.currency:
            self.findings.append(
                finding("SC-HEAD-001", path="currency", value=currency, number=change.number, ours=old.currency)
            )
        customer = (source.customer if source else None) or change.customer
        if customer is not None and another_party(customer.code, old.customer.code, customer.gln, old.customer.gln):
            named, ours = customer.code or customer.gln, old.customer.code or old.customer.gln
            self.findings.append(finding("SC-HEAD-002", path="customer", value=named, number=change.number, ours=ours))
