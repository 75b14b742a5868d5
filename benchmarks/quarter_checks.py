"""What is true at the end of the simulated quarter, by SQL in Odoo and the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl
import psycopg

from benchmarks.quarter_world import OdooWorld
from domain.planning.orders import line_id
from domain.planning.overrides import Override
from domain.planning.plan_frames import LEFT_OUT, LINES, NEEDS
from ledger.plans import PlanHead
from tasks.planning.case import OVERRIDES, Case
from tasks.runtime.resources import Resources

_IN_ODOO = """
SELECT d.module || '.' || d.name, p.default_code, l.product_uom_qty::text, l.order_id, o.state
FROM ir_model_data d JOIN purchase_order_line l ON l.id = d.res_id JOIN purchase_order o ON o.id = l.order_id
JOIN product_product p ON p.id = l.product_id WHERE d.model = 'purchase.order.line' AND d.module = '__lading__'
"""
_LEDGER = """
SELECT p.profile, p.code, l.kind, l.line, l.sku, l.state, coalesce(l.changed_quantity, l.quantity)::text, l.changed_quantity
FROM plan_lines l JOIN plans p ON p.id = l.plan_id
"""
_TWINS = """
SELECT count(*) FROM (SELECT o.origin, o.partner_id, l.product_id, l.date_planned::date FROM purchase_order_line l
JOIN purchase_order o ON o.id = l.order_id WHERE o.state <> 'cancel' GROUP BY 1, 2, 3, 4 HAVING count(*) > 1) twins
"""
_OPEN = "SELECT count(*) FROM plan_orders WHERE state IN ('recorded', 'unknown') AND kind <> 'rule'"
_SERVED = """
SELECT sum(l.product_uom_qty)::float, sum(l.product_uom_qty * l.price_unit)::float,
       sum(coalesce(s.units, 0))::float, sum(coalesce(s.units, 0) * l.price_unit)::float
FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id LEFT JOIN LATERAL (
  SELECT sum(m.quantity) AS units FROM stock_move m WHERE m.sale_line_id = l.id AND m.state = 'done'
  AND m.date::date = o.date_order::date) s ON true
WHERE o.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Check:
    """One statement about the end."""

    what: str
    seen: int
    of: int
    good: bool


def checks(house: Resources, ledger: str, world: OdooWorld) -> list[Check]:
    """All of them."""
    with psycopg.connect(ledger) as connection:
        lines = connection.execute(_LEDGER).fetchall()
        open_orders = connection.execute(_OPEN).fetchall()[0][0]
    standing = world.yard.sql(_IN_ODOO)
    return [*_posted(lines, standing, open_orders, world), *_edits(house), _untouched(world)]


def _posted(lines: list[Any], standing: list[Any], open_orders: int, world: OdooWorld) -> Iterator[Check]:
    names = {line_id(one[0], one[1], one[2], one[3]): one for one in lines}
    posted = {name for name, one in names.items() if one[5] == "posted"}
    there = {name: row for name, *row in standing}
    equal = [
        one
        for one in posted & set(there)
        if Decimal(there[one][1]) == Decimal(names[one][6]) and there[one][0] == names[one][4]
    ]
    yield Check(
        "lines posted, each one line of a purchase order with the same item and quantity",
        len(equal),
        len(posted),
        len(equal) == len(posted),
    )
    yield Check(
        "of these, with the planner's own quantity",
        *_same(
            [one for one in equal if names[one][7] is not None], [one for one in posted if names[one][7] is not None]
        ),
    )
    strangers = set(there) - posted
    yield Check(
        "lines of Lading's in Odoo that no posted line stands behind", len(strangers), len(there), not strangers
    )
    yield Check(
        "external ids of a line that stand in Odoo twice",
        len(standing) - len(there),
        len(standing),
        len(standing) == len(there),
    )
    twins = world.yard.sql(_TWINS)[0][0]
    yield Check("items ordered twice by one plan from one supplier for one day", twins, len(there), not twins)
    unposted = sum(one[5] in {"approved", "posting"} for one in lines)
    yield Check("approved lines that are not posted", unposted, len(posted), not unposted)
    rejected = {name for name, one in names.items() if one[5] in {"rejected", "superseded"}}
    wrong = rejected & set(there)
    yield Check("rejected or superseded lines that stand in Odoo", len(wrong), len(rejected), not wrong)
    yield Check(
        "orders whose outcome is not known", open_orders, len({row[2] for row in there.values()}), not open_orders
    )


def _same(seen: list[Any], wanted: list[Any]) -> tuple[int, int, bool]:
    return len(seen), len(wanted), len(seen) == len(wanted)


def _edits(house: Resources) -> Iterator[Check]:
    with house.ledger.open() as book:
        heads = [one for one in book.plans.newest(most=10_000) if LINES.name in one.outputs]
        rows = [one for one in book.overrides.list(with_ended=True) if not one.ended_at]
    counted = kept = shown = wanted = 0
    for head in heads:
        begun = {
            one.override.id
            for one in rows
            if one.override.made_at <= (head.as_of or head.made_at) and one.override.counts(head.today)
        }
        case = Case(house, head)
        counted += len(begun)
        kept += len(begun & {one.id for one in case.overrides})
        seen = list(_shown(case, head))
        shown, wanted = shown + sum(seen), wanted + len(seen)
    yield Check("edits that counted on a plan's day and are among what it was made of", kept, counted, kept == counted)
    yield Check(
        "lines, or needs, that an edit speaks of, and that go by it and name it", shown, wanted, shown == wanted
    )


def budgeted(house: Resources) -> int:
    """Lines of all plans that the budget made smaller or left out."""
    with house.ledger.open() as book:
        heads = [one for one in book.plans.newest(most=10_000) if LEFT_OUT.name in one.outputs]
    frames = [Case(house, one).frame(table)["why"] for one in heads for table in (LINES, LEFT_OUT)]
    return sum('"rule":"budget"' in (why or "") for frame in frames for why in frame)


def _shown(case: Case, head: PlanHead) -> Iterator[bool]:
    """Whether an edit is seen where it fits."""
    assert OVERRIDES in head.inputs
    lines = pl.concat([case.frame(LINES), case.frame(LEFT_OUT)])
    needs = case.frame(NEEDS)
    for one in case.overrides:
        if one.what == "service_level":
            yield from _levels(needs, one, case.overrides)
        for row in lines.iter_rows(named=True):
            if one.scope.fits(row["sku"], row["place"], row["origin"]):
                yield _told(row, one, case.overrides)


def _levels(needs: pl.DataFrame, one: Override, every: tuple[Override, ...]) -> Iterator[bool]:
    rivals = [other for other in every if other.what == one.what and other.rank > one.rank]
    for row in needs.iter_rows(named=True):
        where = (row["sku"], row["place"], row["origin"])
        if one.scope.fits(*where) and not any(other.scope.fits(*where) for other in rivals):
            yield abs(row["service_level"] - one.number) < 1e-9


def _told(row: dict[str, Any], one: Override, every: tuple[Override, ...]) -> bool:
    """The line's steps name it; or an edit that goes before it."""
    steps = [step for step in json.loads(row["why"]) if step["rule"] == "override"]
    texts = " ".join(str(step["says"]) for step in steps)
    beaten = any(
        other.rank > one.rank and other.scope.fits(row["sku"], row["place"], row["origin"])
        and (other.what == one.what or {other.what, one.what} == {"quantity", "reject"})
        for other in every
    )  # fmt: skip
    return beaten or one.reason in texts


def _untouched(world: OdooWorld) -> Check:
    """Lines of confirmed orders are what they were when they were first seen."""
    now = {
        row[0]: list(row[1:])
        for row in world.yard.sql(
            "SELECT id, product_id, product_qty::float, price_unit::float FROM purchase_order_line"
        )
    }
    seen = [line for one in world.coming.values() for line in one.lines]
    same = sum(now.get(line[0]) == [line[1], float(line[2]), float(line[3])] for line in seen)
    return Check("lines of confirmed orders that no later plan changed", same, len(seen), same == len(seen))


def service(world: OdooWorld) -> dict[str, float]:
    """Shares of units and money served at once, and what the stock was worth on average."""
    units, money, served, served_money = world.yard.sql(_SERVED, world.orders)[0]
    mean = sum(world.stock_money) / max(len(world.stock_money), 1)
    return {
        "units": served / units,
        "money": served_money / money,
        "stock": mean,
        "asked": units,
        "orders": len(world.coming),
    }
