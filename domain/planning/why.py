"""A need and its line as sentences: from demand to quantity, one step after the other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

Row = Mapping[str, Any]
_URGENCY = {
    "late": "stock ends before it can come",
    "soon": "stock ends before what the next review orders can come",
    "normal": "stock lasts until the next review's order comes",
    "early": "not needed yet: it fills up an order",
}
_TINY = 1e-9


def why(need: Row, line: Row | None = None, *, currency: str = "", words: Row | None = None) -> list[str]:
    """What the plan thinks of an item at a place.

    Args:
        need: its row of NEEDS.
        line: its row of LINES (or of what was left out: quantity 0); None: nothing is proposed.
        currency: of the company, behind money.
        words: steps of what planners decided about the need, where no line has them.
    """
    told = [_headline(need, line, currency), _demand(need), _service(need), _position(need)]
    told += _steps(line) if line is not None else [*_steps(words or {}), _nothing(need)]
    told += [_stock(need, line), _next_step(need, currency)]
    return [one for one in told if one]


def steps_of(line: Row) -> list[dict[str, Any]]:
    """The steps of a line: rule, before, after, says."""
    found = json.loads(line.get("why") or "[]")
    return [one for one in found if isinstance(one, dict)]


def _headline(need: Row, line: Row | None, currency: str) -> str:
    where = f"{need['sku']} at {need['place']}"
    if line is None:
        return f"{where}: nothing is proposed."
    if line["quantity"] <= _TINY:
        lost = _money(line["stock_out_cost"], currency)
        return f"{where}: {_number(line['need'])} are needed, but left out; {lost} are expected to be lost."
    verb = {"purchase": "buy", "transfer": "move", "make": "make"}.get(line["kind"], line["kind"])
    source = "" if line["kind"] == "make" else f" from {line['origin']}"
    price = f" at {_money(line['unit_price'], currency)}, {_money(line['value'], currency)} in all"
    money = price if line["kind"] == "purchase" else ""
    days = f"order on {line['order_on']}, expected on {line['due_on']}"
    urgency = _URGENCY.get(line["urgency"], line["urgency"])
    return f"{where}: {verb} {_number(line['quantity'])}{source}{money}; {days}; {urgency}."


def _demand(need: Row) -> str:
    method = f" (forecast: {need['method']})" if need.get("method") else ""
    late = (need["lead_days_high"] or 0) > (need["lead_days"] or 0) + _TINY
    high = f"; nine of ten receipts come within {_number(need['lead_days_high'])}" if late else ""
    return (
        f"Demand{method}: {_number(need['demand_day'])} a day, {_number(need['demand_mean'])} until what is ordered at "
        f"the next review comes: {_number(need['lead_days'])} days of lead time and "
        f"{_number(need['review_days'])} of review after the day of ordering{high}."
    )


def _service(need: Row) -> str:
    group = f" of class {need['abc']}{need['xyz']}" if need["abc"] else ""
    point = f" Reorder point {_number(need['reorder_point'])}, order up to {_number(need['order_up_to'])}."
    return (
        f"Service level {need['service_level']:.4g}{group}: demand is not above {_number(need['demand_quantile'])} "
        f"with that probability, so {_number(need['safety_stock'])} are safety stock.{point}"
    )


def _position(need: Row) -> str:
    too = f" + {_number(need['counted_too'])} counted with it" if need.get("counted_too") else ""
    return (
        f"Position {_number(need['position'])} = {_number(need['on_hand'])} on hand "
        f"+ {_number(need['on_order'])} on order (drafts too) - {_number(need['backorders'])} waiting{too}."
    )


def _steps(line: Row) -> list[str]:
    told = []
    for one in steps_of(line):
        moved = abs(one["after"] - one["before"]) > _TINY
        change = f" {_number(one['before'])} → {_number(one['after'])}" if moved else ""
        told.append(f"[{one['rule']}]{change}: {one['says']}" if change else f"[{one['rule']}] {one['says']}")
    return told


def _nothing(need: Row) -> str:
    if need["supply_kind"] == "none":
        return "Nobody is known who delivers it: no supplier with a valid price, no central place, not made here."
    if need["position"] >= need["reorder_point"] - _TINY:
        return "The position is not below the reorder point."
    return "It is below its reorder point, yet nothing is ordered."


def _stock(need: Row, line: Row | None) -> str:
    ends: date | None = need["stock_out_on"]
    last = f"Without an order stock ends on {ends}" if ends else "Without an order stock lasts beyond the horizon"
    if line is None or line["quantity"] <= _TINY:
        return f"{last}."
    return f"{last}; lowest stock {_number(line['lowest_before'])} without it, {_number(line['lowest_after'])} with it."


def _next_step(need: Row, currency: str) -> str:
    if not need["level_next"] or need["level_next"] <= need["service_level"] + _TINY:
        return ""
    return (
        f"A service level of {need['level_next']:.4g} would take {_number(need['level_next_units'])} more units, "
        f"{_money(need['level_next_money'], currency)}."
    )


def _number(value: float | None) -> str:
    return "?" if value is None else f"{round(value, 2) + 0.0:,.2f}".rstrip("0").rstrip(".")


def _money(value: float | None, currency: str) -> str:
    return f"{value or 0.0:,.2f} {currency}".rstrip()
