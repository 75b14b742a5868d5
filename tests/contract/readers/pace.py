"""How slow this machine is just now: bounds of processor time are meant for a common one."""

import time

USUAL_SECONDS = 0.08
"""What the yardstick costs on a common machine that has nothing else to do."""


def times_slower() -> float:
    """How many times more processor time than usual a fixed piece of work takes; at least 1."""
    began = time.process_time()
    made = {number: str(number) for number in range(300_000)}
    assert len(made) == 300_000
    return max(1.0, (time.process_time() - began) / USUAL_SECONDS)
