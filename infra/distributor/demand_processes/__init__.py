"""Demand with a known truth, made from a seed: what a perfect forecaster would have said stands beside each series.

Eight families (``FAMILIES``), each a state that moves by chance and a demand drawn from it. Whoever knows the process
and its state knows the quantiles of demand over the lead time; how near a forecast comes to that can be measured.
Seeds 1 to 20 (``CHOOSING_SEEDS``) are for choosing and tuning; figures that are told come from others.

Pure NumPy and numba: nothing of the house is imported. The same seed gives the same tables, on any number of threads.
"""

from infra.distributor.demand_processes.families import CHOOSING_SEEDS, FAMILIES, Process, processes
from infra.distributor.demand_processes.tables import Known, known, write
from infra.distributor.demand_processes.truth import LEVELS, perfect

__all__ = ["CHOOSING_SEEDS", "FAMILIES", "LEVELS", "Known", "Process", "known", "perfect", "processes", "write"]
