"""The order as a whole: its dates, its totals, its likeness to others, returns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import takewhile
from zoneinfo import ZoneInfo

from domain.alike import alike_hash
from domain.catalogue import finding
from domain.findings import Finding
from domain.rules.registry import Case, rule
from domain.values.money import round_money

_ZONES_APART = timedelta(days=1)


@rule("SO-HEAD-001")
def order_has_lines(case: Case) -> Iterator[Finding]:
    """There is at least one line."""
    if not case.order.lines:
        yield finding("SO-HEAD-001", path="lines")


def _ordered_on(case: Case) -> date | None:
    at = case.order.ordered_at
    return at.astimezone(ZoneInfo(case.profile.timezone)).date() if at else None


@rule("SO-DATE-001", "SO-DATE-002", "SO-DATE-003")
def order_date_is_sane(case: Case) -> Iterator[Finding]:
    """The order's own date exists and is neither long past nor ahead."""
    ordered, today = _ordered_on(case), case.facts.today
    limit = case.profile.dates.past_days
    if ordered is None:
        yield finding("SO-DATE-001", path="ordered_at")
    elif limit and (today - ordered).days > limit:
        days = (today - ordered).days
        yield finding("SO-DATE-002", path="ordered_at", value=ordered, days=days, limit=limit)
    elif ordered - today > _ZONES_APART:
        yield finding("SO-DATE-003", path="ordered_at", value=ordered, days=(ordered - today).days)


@rule("SO-DATE-004", "SO-DATE-005")
def wanted_dates_are_sane(case: Case) -> Iterator[Finding]:
    """No wanted date is before the order's own or out of the profile's window."""
    ordered, window, today = _ordered_on(case), case.profile.dates, case.facts.today
    earliest = today - timedelta(days=window.past_days) if window.past_days else date.min
    latest = today + timedelta(days=window.future_days) if window.future_days else date.max
    for path, wanted in _wanted(case):
        if not earliest <= wanted <= latest:
            yield finding("SO-DATE-004", path=path, value=wanted, earliest=earliest, latest=latest)
        elif ordered is not None and wanted < ordered:
            yield finding("SO-DATE-005", path=path, value=wanted, ordered=ordered)


def _wanted(case: Case) -> Iterator[tuple[str, date]]:
    if case.order.requested_date is not None:
        yield "requested_date", case.order.requested_date
    for line in case.order.lines:
        if line.requested_date is not None and line.requested_date != case.order.requested_date:
            yield f"lines[{line.position}].requested_date", line.requested_date


@rule("SO-TOTAL-001", "SO-TOTAL-003")
def stated_total_is_the_sum(case: Case) -> Iterator[Finding]:
    """A stated total is the sum of the lines, within the profile's tolerance."""
    stated, currency = case.order.stated_total, case.order.currency
    if stated is None:
        return
    unpriced = sum(line.price_unit is None for line in case.resolved.lines)
    if unpriced:
        yield finding("SO-TOTAL-003", path="stated_total", value=stated, count=unpriced)
    elif not any(case.profile.total_tolerance.allows(total, stated) for total in _sums(case)):
        ours = round_money(case.resolved.untaxed_total, currency)
        yield finding("SO-TOTAL-001", path="stated_total", value=stated, sum=ours, currency=currency)


def _sums(case: Case) -> tuple[Decimal, Decimal]:
    """Rounded a line, and rounded at the end only: senders do either."""
    pairs = zip(case.order.lines, case.resolved.lines, strict=True)
    ours = sum((mine.subtotal for line, mine in pairs if line.unit_price is None), Decimal(0))
    return case.resolved.untaxed_total, case.order.total() + ours


@rule("SO-TOTAL-002")
def stated_line_count_is_theirs(case: Case) -> Iterator[Finding]:
    """As many lines were read as the sender counted."""
    stated, count = case.order.stated_line_count, len(case.order.lines)
    if stated is not None and stated != count:
        yield finding("SO-TOTAL-002", path="stated_line_count", value=stated, count=count)


@rule("SO-ALIKE-001")
def order_is_unlike_others(case: Case) -> Iterator[Finding]:
    """No earlier order of the last days asks for the same things for the same customer."""
    days = case.profile.alike_days
    if not days or not case.facts.alike:
        return
    since = case.facts.today - timedelta(days=days)
    others = case.facts.alike.get(alike_hash(case.order), ())
    earlier = takewhile(lambda other: other.external_id != case.resolved.external_id, others)
    found = next((other for other in earlier if other.seen_on >= since), None)
    if found is not None:
        yield finding("SO-ALIKE-001", path="number", value=found.number, when=found.seen_on)


@rule("SO-RET-001")
def order_is_no_return(case: Case) -> Iterator[Finding]:
    """Returns and cancellations are set aside."""
    order, returns = case.order, case.profile.returns
    if order.key.purpose == "cancel":
        yield finding("SO-RET-001", path="number", value=order.number, why="it says that it cancels an order")
    elif returns.is_return(order.number, ()):
        yield finding("SO-RET-001", path="number", value=order.number, why="its number begins as agreed for returns")
    elif returns.is_return(order.number, (line.quantity for line in order.lines)):
        position = next(line.position for line in order.lines if line.quantity < 0)
        yield finding(
            "SO-RET-001", path=f"lines[{position}].quantity", value=order.number, why=f"line {position} is negative"
        )
