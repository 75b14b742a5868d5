"""Plans of a few items, for tests of one step each."""

import json

from domain.planning.policy import needs
from domain.planning.proposing import proposal
from tests.unit.planning.plan_world import forecasts, history, profile, snapshot

CURVE = {0.5: 27.0, 0.9: 36.0, 0.95: 40.0, 0.99: 50.0}
"""Of 14 days in which 28 are expected: order up to 40 at .95."""


def planned(stock, *, settings=None, items=None, offers=None, overrides=(), curves=None, elsewhere=None, **rows):
    """A proposal; ``stock``: on hand by SKU, or by (SKU, place). Suppliers: ACME at 9, 7 days, unless offers say otherwise."""
    held = {key if isinstance(key, tuple) else (key, "WH"): value for key, value in stock.items()}
    skus = sorted({sku for sku, _ in held})
    own = profile(**{"services": {"default": 0.95, "classes": {}}, **(settings or {})})
    known = forecasts(curves if curves is not None else dict.fromkeys(held, (28.0, CURVE, 14.0)))
    facts = {one["sku"]: one for one in items or []}
    usual = [{"sku": sku} for sku in skus] if offers is None else offers
    world = snapshot(
        items=[facts.get(sku, {"sku": sku}) for sku in sorted({*skus, *facts})],
        stock=[{"sku": sku, "place": place, "on_hand": value} for (sku, place), value in held.items()],
        suppliers=[{"supplier": "ACME", "price": 9.0, "lead_days": 7, **one} for one in usual],
        **rows,
    )
    needed = needs(world, history(), known, own, overrides)
    return proposal(world, needed, own, overrides, forecasts=known, elsewhere=elsewhere)


def quantities(frame):
    """(sku, place, kind) to quantity."""
    return {(one["sku"], one["place"], one["kind"]): one["quantity"] for one in frame.to_dicts()}


def bought(frame):
    """SKU to quantity that is bought."""
    return {one["sku"]: one["quantity"] for one in frame.to_dicts() if one["kind"] == "purchase"}


def steps(line):
    """(rule, before, after) of a line."""
    return [(one["rule"], one["before"], one["after"]) for one in json.loads(line["why"])]


def says(line, rule):
    """What a line says of a rule."""
    return [one["says"] for one in json.loads(line["why"]) if one["rule"] == rule]
