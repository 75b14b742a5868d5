"""Consumers that stand still: for a while, or until another has taken their work over; then they go on as if nothing was.

A consumer that wakes while another works on what was its own is the one that a fence is there for. Left to chance
it sleeps through: the other needs a tenth of a second for what it has taken over.
"""

CLAIMED = "tasks.claim.after"
"""The seam at which leases that ran out have been swept, and their work perhaps taken."""
LONGEST = 150.0
SOON = (0.003, 0.012, 0.05)
"""Virtual seconds from another's claim to the awakening, at most: a step takes a thousandth."""


def freeze(simulation, process):
    """It stands still from here on; every second one until its work is another's."""
    now, chance = simulation.clock.seconds, simulation.chance
    process.frozen_at = now
    process.awaits_taker = chance.random() < 0.5
    process.frozen_until = now + (LONGEST if process.awaits_taker else chance.uniform(5, LONGEST))
    until = "until its work is taken over" if process.awaits_taker else f"until {process.frozen_until:.3f}"
    simulation.tell(process.name, f"frozen {until}")


def wake_those_it_was_taken_from(simulation, taker):
    """Who stood still for longer than a lease has lost it by this claim, and wakes a few steps after it."""
    now, chance = simulation.clock.seconds, simulation.chance
    for process in dict.fromkeys(task.process for task in simulation.scheduler.tasks):
        if process is taker or not process.awaits_taker or now - process.frozen_at <= simulation.settings.lease_seconds:
            continue
        process.awaits_taker = False
        process.frozen_until = now + chance.uniform(0, chance.choice(SOON))
        simulation.tell(process.name, f"frozen until {process.frozen_until:.3f}: {taker.name} has claimed")


def thaw_all(simulation):
    """Calm: everybody goes on."""
    for task in simulation.scheduler.tasks:
        task.process.awaits_taker = False
        task.process.frozen_until = min(task.process.frozen_until, simulation.clock.seconds)
