"""Which forecast method an item has: the profile's, or what a planner chose instead of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.planning.forecasting.methods import DEFAULT
from domain.planning.overrides import Override
from domain.planning.profile import PlanningProfile


def method_alone(profile: PlanningProfile, sku: str, category: str) -> str:
    """The profile's method of an item: its own goes before its category's, a longer beginning before a shorter one."""
    chosen = profile.methods
    begins = (name for name in sorted(chosen, key=len, reverse=True) if category.startswith(name))
    return chosen.get(sku) or chosen.get(next(begins, ""), "") or DEFAULT


def pinned(
    keys: Iterable[tuple[str, str, str]], profile: PlanningProfile, edits: Sequence[Override]
) -> dict[tuple[str, str], str]:
    """Method by sku and place, of those that do not have the engine's own.

    Args:
        keys: sku, place, category.
        profile: methods by item and category.
        edits: overrides that count, the one that goes before all others last; before anything is known of suppliers,
            so that one of a supplier's items fits nothing.
    """
    words = [one for one in edits if one.what == "method"]
    found = {}
    for sku, place, category in keys:
        name = method_alone(profile, sku, category)
        for one in words:
            if one.scope.fits(sku, place, "", category):
                name = one.value
        if name != DEFAULT:
            found[sku, place] = name
    return found
