"""Answers to a partner made of what the ledger knows: pure, so that the same facts always say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from domain.changing import Applied
from domain.checks import SUBSTITUTE
from domain.documents.envelope import PartyReference
from domain.documents.order_response import Difference, OrderResponse, Reason, ResponseLine, Verdict
from domain.documents.resolved_order import ResolvedLine, ResolvedOrder
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.documents.sales_order_change import SalesOrderChange
from domain.findings import Finding, Severity
from domain.keys import normalise
from domain.profile import Tolerance

_PRICE_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Facts:
    """What became of an order."""

    asked: SalesOrder
    """As the partner sent it."""
    stands: SalesOrder | None
    """As it stands in the system of record, in the partner's words; None: nothing of it does."""
    resolved: ResolvedOrder | None = None
    """As it stands, in our codes; None: it was never resolved."""
    our_reference: str = ""
    findings: Sequence[Finding] = ()
    tolerance: Tolerance = field(default_factory=Tolerance)
    """How far a price may be from the one asked and still be the same."""
    promises: Mapping[int, date] = field(default_factory=dict)
    """Days by which all of a line can leave our warehouse, by its position; one that was promised nothing has none."""
    successors: Mapping[str, str] = field(default_factory=dict)
    """Our code of what is sold instead, by the normalised code of a product that is not sold any more."""


def order_response(facts: Facts) -> OrderResponse:
    """The answer to an order: accepted, accepted with changes, or rejected, line by line."""
    lines = _lines(facts)
    return OrderResponse(
        verdict=_verdict(facts, lines),
        number=facts.asked.number,
        our_reference=facts.our_reference if facts.stands else "",
        ordered_at=facts.asked.ordered_at,
        currency=facts.asked.currency,
        customer=facts.asked.customer,
        ship_to=facts.asked.ship_to,
        promised=facts.resolved.requested_date if facts.stands and facts.resolved else None,
        reasons=_reasons(facts.findings, "", rejected=facts.stands is None),
        lines=lines,
    )


def _verdict(facts: Facts, lines: Sequence[ResponseLine]) -> Verdict:
    if facts.stands is None:
        return "rejected"
    same_day = facts.stands.requested_date == facts.asked.requested_date
    return "accepted" if same_day and all(line.verdict == "accepted" for line in lines) else "changed"


def _lines(facts: Facts) -> tuple[ResponseLine, ...]:
    standing = {line.position: line for line in facts.stands.lines} if facts.stands else {}
    ours = {line.position: line for line in facts.resolved.lines} if facts.resolved and facts.stands else {}
    return tuple(_line(facts, line, standing.get(line.position), ours.get(line.position)) for line in facts.asked.lines)


def _line(
    facts: Facts, asked: SalesOrderLine, stands: SalesOrderLine | None, ours: ResolvedLine | None
) -> ResponseLine:
    price = _price(asked, stands, ours, facts.tolerance)
    promised = _promised(facts, stands) if stands else None
    differences = _differences(asked, stands, price, facts.tolerance) if stands else ()
    if promised is not None and promised != _standing_day(facts, stands) is not None and "date" not in differences:
        differences = (*differences, "date")
    old, instead = _instead(facts, asked, stands, ours)
    if instead and stands is not None and "product" not in differences:
        differences = (*differences, "product")
    verdict: Verdict = "rejected" if stands is None else "changed" if differences else "accepted"
    return ResponseLine(
        position=asked.position,
        partner_line=asked.partner_line,
        sku=(asked.sku or old) if instead else (ours.sku if ours else "") or asked.sku,
        partner_sku=asked.partner_sku,
        gtin=asked.gtin,
        description=asked.description,
        verdict=verdict,
        differences=differences,
        instead=instead,
        reasons=_reasons(facts.findings, f"lines[{asked.position}]", rejected=stands is None)
        if verdict != "accepted"
        else (),
        ordered=asked.quantity,
        quantity=stands.quantity if stands else Decimal(0),
        unit=asked.unit,
        price=asked.unit_price if stands is None else price,
        requested=asked.requested_date or facts.asked.requested_date,
        promised=promised,
    )


def _instead(
    facts: Facts, asked: SalesOrderLine, stands: SalesOrderLine | None, ours: ResolvedLine | None
) -> tuple[str, str]:
    """Our code of the product that was asked for, as far as known, and of the one that stands or is offered instead."""
    path = f"lines[{asked.position}].sku"
    old = next((one.value for one in facts.findings if one.code == SUBSTITUTE and one.path == path), "")
    new = facts.successors.get(normalise(old), "") if old else ""
    if stands is None:
        return old, new
    other = (stands.sku, stands.partner_sku, stands.gtin) != (asked.sku, asked.partner_sku, asked.gtin)
    taken = bool(new) and ours is not None and normalise(ours.sku) == normalise(new)
    return old, ours.sku if ours is not None and (other or taken) else ""


def _standing_day(facts: Facts, stands: SalesOrderLine | None) -> date | None:
    whole_day = facts.resolved.requested_date if facts.resolved else None
    return (stands.requested_date if stands else None) or whole_day


def _promised(facts: Facts, stands: SalesOrderLine) -> date | None:
    """The day that stands, or the later one that was promised when the order was mapped."""
    standing, ours = _standing_day(facts, stands), facts.promises.get(stands.position)
    return ours if ours is not None and (standing is None or ours > standing) else standing


def _price(
    asked: SalesOrderLine, stands: SalesOrderLine | None, ours: ResolvedLine | None, tolerance: Tolerance
) -> Decimal | None:
    """That stands, for one of the partner's units: the price asked where it is near enough to what is posted."""
    if stands is None:
        return None
    posted = _posted(stands, ours)
    if posted is None:
        return stands.unit_price
    known = asked.unit_price
    return known if known is not None and tolerance.allows(posted, known) else posted


def _posted(stands: SalesOrderLine, ours: ResolvedLine | None) -> Decimal | None:
    if ours is None or ours.price_unit is None or not stands.quantity:
        return None
    with localcontext() as context:
        context.prec = 60
        one = ours.price_unit * (1 - ours.discount / 100) * ours.quantity / stands.quantity
        return one.quantize(_PRICE_PLACES, ROUND_HALF_UP)


def _differences(
    asked: SalesOrderLine, stands: SalesOrderLine, price: Decimal | None, tolerance: Tolerance
) -> tuple[Difference, ...]:
    found: list[Difference] = []
    if stands.quantity != asked.quantity:
        found.append("quantity")
    if stands.unit != asked.unit:
        found.append("unit")
    if (stands.sku, stands.partner_sku, stands.gtin) != (asked.sku, asked.partner_sku, asked.gtin):
        found.append("product")
    if asked.unit_price is not None and price is not None and not tolerance.allows(price, asked.unit_price):
        found.append("price")
    if stands.requested_date != asked.requested_date:
        found.append("date")
    return tuple(found)


def _reasons(findings: Sequence[Finding], path: str, *, rejected: bool) -> tuple[Reason, ...]:
    """Of a line, or of what is no line where ``path`` is empty; of a refusal what is more than a warning."""
    return tuple(
        Reason(code=one.code, text=one.message)
        for one in findings
        if (one.path.startswith(path) if path else not one.path.startswith("lines["))
        and (not rejected or one.severity is not Severity.WARN)
        and (bool(path) or rejected)
    )


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """What became of a change."""

    change: SalesOrderChange
    before: SalesOrder | None
    """The order as it stood; None: it never came."""
    applied: Applied | None
    """What the change made of it; None: it was refused, the order stands as before."""
    our_reference: str = ""
    findings: Sequence[Finding] = ()
    promises: Mapping[int, date] = field(default_factory=dict)
    """Dates that stand, by the line's position."""


def change_response(facts: ChangeFacts) -> OrderResponse:
    """The answer to a change: each line that it adds, changes or deletes; of a cancel, all lines."""
    change, before = facts.change, facts.before or facts.change.complete
    refused = facts.applied is None
    lines = _of_cancel(facts) if change.purpose == "cancel" else _of_change(facts)
    return OrderResponse(
        answers="change",
        verdict="rejected" if refused else "accepted",
        number=change.number,
        version=change.version,
        our_reference=facts.our_reference,
        ordered_at=before.ordered_at if before else None,
        currency=change.currency or (before.currency if before else ""),
        customer=change.customer or (before.customer if before else PartyReference()),
        ship_to=change.ship_to or (before.ship_to if before else None),
        promised=None if refused or change.purpose == "cancel" else change.requested_date,
        reasons=_reasons(facts.findings, "", rejected=refused),
        lines=lines,
    )


def _of_cancel(facts: ChangeFacts) -> tuple[ResponseLine, ...]:
    return tuple(_changed(facts, line, line, "delete") for line in facts.before.lines) if facts.before else ()


def _of_change(facts: ChangeFacts) -> tuple[ResponseLine, ...]:
    standing = facts.before.lines if facts.before else ()
    known = {line.position: line for line in standing}
    if facts.applied is None:
        return tuple(_changed(facts, line, line, "") for line in standing)
    after = {line.position: line for line in facts.applied.order.lines}
    made = [
        _changed(facts, known.get(position), after[position], "change" if position in known else "add")
        for position in sorted(facts.applied.touched)
        if position in after
    ]
    gone = [_changed(facts, known[one], known[one], "delete") for one in sorted(facts.applied.deleted) if one in known]
    return tuple(sorted((*made, *gone), key=lambda line: line.position))


def _changed(facts: ChangeFacts, before: SalesOrderLine | None, line: SalesOrderLine, action: str) -> ResponseLine:
    refused = facts.applied is None
    deleted = action == "delete" and not refused
    said = _reasons(facts.findings, f"lines[{line.position}]", rejected=refused) if refused else ()
    return ResponseLine.model_validate(
        {
            "position": line.position,
            "partner_line": line.partner_line,
            "sku": line.sku,
            "partner_sku": line.partner_sku,
            "gtin": line.gtin,
            "description": line.description,
            "verdict": "rejected" if refused else "accepted",
            "action": action,
            "reasons": said,
            "ordered": (before or line).quantity if deleted else line.quantity,
            "quantity": Decimal(0) if deleted else line.quantity,
            "unit": line.unit,
            "price": line.unit_price,
            "requested": line.requested_date,
            "promised": None if deleted else facts.promises.get(line.position),
        }
    )
