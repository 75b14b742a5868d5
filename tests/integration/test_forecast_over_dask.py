"""The forecast over a real Dask cluster of two processes: the numbers of one process, to the last digit."""

from __future__ import annotations

import sys

import pytest

from domain.errors import Misconfigured, TryAgain
from domain.planning.forecasting.engine import forecast
from tasks.planning import share_work, sharing
from tasks.planning.forecasting import forecast_by
from tests.unit.planning.test_forecast_shares import PINS, demand, same


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed", reason="the extra 'dask' is not installed: no cluster to try")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made


def test_a_forecast_over_a_cluster_is_that_of_one_process(cluster, monkeypatch):
    monkeypatch.setattr("tasks.planning.forecasting.SIZE", 10)
    same(forecast_by(cluster.scheduler_address, demand(), PINS), forecast(demand(), pins=PINS))
    with cluster.get_client() as client:
        worked = client.run(lambda dask_worker: dask_worker.state.transition_counter)
    assert len(worked) == 2
    assert min(worked.values()) > 0


def test_workers_of_another_release_are_refused_before_anything_is_sent(cluster, monkeypatch):
    monkeypatch.setattr(share_work, "_ALIKE", ("lading",))
    with pytest.raises(Misconfigured, match="not of this release"), sharing.dask_spread(cluster.scheduler_address):
        pass


def test_a_cluster_that_is_not_there_is_told(monkeypatch):
    pytest.importorskip("distributed", reason="the extra 'dask' is not installed: no cluster to miss")
    monkeypatch.setattr(sharing, "CONNECT_SECONDS", 0.3)
    with pytest.raises(TryAgain, match="does not answer"), sharing.dask_spread("tcp://127.0.0.1:9"):
        pass
    with pytest.raises(Misconfigured, match="no address"), sharing.dask_spread("nonsense://here"):
        pass
    monkeypatch.setitem(sys.modules, "prefect_dask.client", None)
    with pytest.raises(Misconfigured, match="extra 'dask'"), sharing.dask_spread("tcp://127.0.0.1:9"):
        pass
