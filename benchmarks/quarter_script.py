"""What happens when in the simulated quarter, and the planning profile of each day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks.quarter_demand import SUPPLIERS

PROFILE = "quarter"


@dataclass(frozen=True, slots=True)
class Script:
    """What happens when, in days of the quarter."""

    days: int

    def platform(self, number: int) -> bool:
        """A planning platform is asked in one week of the middle."""
        return self.days * 4 // 9 <= number < self.days * 4 // 9 + 6

    def silent(self, number: int) -> bool:
        """Two nights of it, it does not answer."""
        return self.days * 4 // 9 + 2 <= number < self.days * 4 // 9 + 4

    def cut(self, number: int) -> bool:
        """Money is short for two weeks."""
        return self.days * 2 // 3 <= number < self.days * 2 // 3 + 14


def profile(script: Script, number: int, platform_url: str) -> dict[str, Any]:
    """The planning profile of a day."""
    values: dict[str, Any] = {
        "plan": PROFILE, "currency": "USD", "warehouses": {"WH": {}}, "history_periods": 104, "horizon_days": 90,
        "check_days": 1, "services": {"classes": {"A": 0.95, "B": 0.95, "C": 0.95}},
        "suppliers": {one.name: {"order_weekdays": list(one.weekdays)} for one in SUPPLIERS if one.weekdays},
        "working_days": [1, 2, 3, 4, 5, 6, 7],
        "approval": {"automatic_below": 25}, "posting": {"confirm": True},
        "gates": {"plan_growth_max": 10_000, "rejected_max": 0.5},
    }  # fmt: skip
    if script.cut(number):
        values["budget"] = {"per_plan": 600}
    if script.platform(number):
        values["platform"] = {"url": platform_url, "key": "platform", "window_minutes": 120, "fallback": "own"}
    return values
