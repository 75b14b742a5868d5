"""The forecast over a Dask cluster: shares of the series go to its workers, each as bytes, and their parts come back.

In a flow run each share is a task of Prefect (``prefect-dask``), seen and tried again as any other; elsewhere it is a
plain call. Workers have the same release of Lading and of the libraries that make numbers: else nothing is sent.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext

from domain.errors import Misconfigured, TryAgain
from domain.planning.forecast_shares import Part, Share, Spread
from tasks.planning.share_work import release, work_packed

SETTING = "LADING_PLANNING_DASK"
CONNECT_SECONDS = 15


@task(name="forecast-share", cache_policy=NO_CACHE, persist_result=False, retries=1)
def work_share(packed: bytes) -> Part:
    """The same as a task of Prefect."""
    return work_packed(packed)


@contextmanager
def dask_spread(address: str) -> Iterator[Spread]:
    """Where shares are worked: the workers of a scheduler.

    Args:
        address: of the scheduler, tcp://host:8786.

    Raises:
        Misconfigured: the extra is not installed; a worker has no or another release.
        TryAgain: the scheduler does not answer, has no worker, or lost those that it had.
    """
    try:
        from prefect_dask.client import PrefectDaskClient
    except ImportError as error:
        message = "A forecast over Dask needs the extra 'dask', which is not installed."
        step = f"Run '.venv/bin/uv sync --frozen --inexact --extra dask', or leave {SETTING} empty."
        raise Misconfigured(message, field=SETTING, value=address, next_step=step) from error
    try:
        begun: Any = PrefectDaskClient  # prefect-dask gives it no types
        client = begun(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except ValueError as error:
        step = f"Give {SETTING} the scheduler's address as tcp://host:8786, or leave it empty."
        raise Misconfigured(
            "This is no address of a Dask scheduler.", field=SETTING, value=address, next_step=step
        ) from error
    except OSError as error:
        message = "The Dask scheduler does not answer."
        raise TryAgain(message, field=SETTING, value=address, next_step=_step("Start it")) from error
    with client:
        _ready(client, address)
        yield lambda shares: _begun(client, address, shares)


def _step(what: str) -> str:
    return f"{what}, or leave {SETTING} empty: the forecast is then made here, with the same numbers."


def _ready(client: Any, address: str) -> None:  # noqa: ANN401 - a client of Dask, which has no types
    """Refuse workers that would give other numbers, or none."""
    from distributed import TimeoutError as NoWorker

    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except NoWorker as error:
        step = _step("Start 'dask worker' for it")
        raise TryAgain("The Dask scheduler has no worker.", field=SETTING, value=address, next_step=step) from error
    here = release()
    for worker, there in client.run(release, on_error="return").items():
        if there != here:
            told = f"it has {there}, this process {here}" if isinstance(there, dict) else f"it says: {there}"
            message = f"Worker {worker} of the Dask cluster is not of this release: {told}."
            step = _step("Install the same release of Lading with its extra 'dask' there")
            raise Misconfigured(message, field=SETTING, value=address, next_step=step)


def _begun(client: Any, address: str, shares: Sequence[Share]) -> Callable[[], list[Part]]:  # noqa: ANN401 - as above
    packed = [pickle.dumps(one, protocol=pickle.HIGHEST_PROTOCOL) for one in shares]
    if FlowRunContext.get() is None:
        futures = [client.submit(work_packed, one, pure=False) for one in packed]
    else:
        futures = [client.submit(work_share, parameters={"packed": one}, pure=False) for one in packed]

    def parts() -> list[Part]:
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        try:
            return [future.result() for future in futures]
        except (KilledWorker, FutureCancelledError) as error:
            step = _step("See why its workers end (memory, most often), start them again")
            raise TryAgain(
                "The Dask cluster lost its workers.", field=SETTING, value=address, next_step=step
            ) from error

    return parts
