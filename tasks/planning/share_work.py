"""What a worker of a Dask cluster does with a share of the forecast; it needs no Prefect."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from importlib.metadata import version
from threading import Lock

from domain.planning.forecast_shares import Part, Share, worked

_ALIKE = ("lading", "lightgbm", "numba", "numpy")
_ALONE = Lock()
"""A share uses all cores of its process, and compiled loops of two threads at once may not be run."""


def release() -> Mapping[str, str]:
    """Versions of what makes the numbers."""
    return {name: version(name) for name in _ALIKE}


def work_packed(packed: bytes) -> Part:
    """What a worker does: the rows of one share."""
    share: Share = pickle.loads(packed)  # noqa: S301 - from the process that made the plan, over the cluster's own line
    with _ALONE:
        return worked(share)
