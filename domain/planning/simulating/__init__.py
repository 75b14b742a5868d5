"""What a replenishment policy would have done: periodic review on demand that happened, item by item.

`simulate` runs one policy through a `World` (demand, lead times, limits) at several settings at once and gives what it
cost: fill rates, stock value, orders, stock-outs. `policies` are the ones that a planner would else use; `curves`
compares two at equal service. Nothing here is drawn by chance: random lead times come in as they were drawn.
"""

from domain.planning.simulating.curves import needed, stock_at
from domain.planning.simulating.outcome import Outcome, simulate
from domain.planning.simulating.world import Limits, Policy, World

__all__ = ["Limits", "Outcome", "Policy", "World", "needed", "simulate", "stock_at"]
