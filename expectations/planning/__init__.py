"""The gates of demand planning: a snapshot, a forecast, a plan. Bad rows set aside, systemic trouble stops the plan."""

from __future__ import annotations

from expectations.planning.forecast import gate_forecast
from expectations.planning.outcome import PlanGate
from expectations.planning.plan import gate_plan
from expectations.planning.snapshot import gate_snapshot

__all__ = ["PlanGate", "gate_forecast", "gate_plan", "gate_snapshot"]
