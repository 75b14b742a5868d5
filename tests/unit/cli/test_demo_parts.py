"""Parts of the demo and of the house that need no server."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Self

import pytest

from domain.errors import StopTheRun
from entrypoints import demo_watch
from entrypoints.cli_house import connected, person, stack_of
from entrypoints.demo_files import Dropped
from entrypoints.tracing import odoo_link, run_link
from infra.config import StackConnections
from infra.stack import ServiceStatus
from ledger.reconciling import Amounts, Balance
from tasks.runtime.settings import Settings, settings


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [one for one in os.environ if one.startswith("LADING_")]:
        monkeypatch.delenv(name)
    settings.cache_clear()
    yield
    settings.cache_clear()


THERE = StackConnections(
    ledger_url="postgresql+psycopg://here/lading",
    odoo_url="http://127.0.0.1:1",
    odoo_database="odoo",
    odoo_keys={"sales": "secret-of-the-stack"},
    prefect_api_url="http://127.0.0.1:2/api",
)


def test_what_runs_here_fills_what_was_not_given() -> None:
    full = connected(Settings(), THERE)
    assert full.ledger_url is not None
    assert full.ledger_url.get_secret_value() == THERE.ledger_url
    assert full.odoo_keys["sales"].get_secret_value() == "secret-of-the-stack"
    assert full.prefect_api_url == THERE.prefect_api_url


def test_what_was_given_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LADING_LEDGER_URL", "postgresql+psycopg://mine/ledger")
    monkeypatch.setenv("LADING_ODOO_URL", "https://odoo.example")
    monkeypatch.setenv("LADING_ODOO_API_KEY", "mine")
    full = connected(Settings(), THERE)
    assert full.ledger_url is not None
    assert full.ledger_url.get_secret_value() == "postgresql+psycopg://mine/ledger"
    assert full.odoo_url == "https://odoo.example"
    assert full.odoo_keys == {}, "the stack's keys are not for another Odoo"


def test_a_given_odoo_is_not_run_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert stack_of(Settings(home=tmp_path)).config.odoo is None
    monkeypatch.setenv("LADING_ODOO_URL", "https://odoo.example")
    monkeypatch.setenv("LADING_ODOO_API_KEY", "hunter2")
    given = stack_of(Settings(home=tmp_path)).config
    assert given.odoo is not None
    assert given.odoo.url == "https://odoo.example"
    assert "hunter2" not in repr(given)


def test_links_lead_to_the_record_and_to_the_run() -> None:
    known = connected(Settings(), THERE)
    assert odoo_link(known, 42) == "http://127.0.0.1:1/odoo/sale.order/42"
    assert odoo_link(known, None) == ""
    assert run_link(known, "abc") == "http://127.0.0.1:2/runs/flow-run/abc"
    assert run_link(Settings(), "abc") == ""


def test_a_decision_has_a_name() -> None:
    assert "@" in person()


class _Circuits:
    def __init__(self, stopped: list[object]) -> None:
        self._stopped = stopped

    def list(self) -> list[object]:
        return self._stopped


class _Reconciled:
    def __init__(self, total: Balance) -> None:
        self.total = total


class _House:
    """A ledger that shows one balance after the other; only what ``watch`` looks at."""

    def __init__(self, balances: list[Balance]) -> None:
        self._balances = balances
        self.ledger = self
        self.circuits = _Circuits([])

    def open(self) -> _House:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def reconcile(self) -> _Reconciled:
        return _Reconciled(self._balances.pop(0) if len(self._balances) > 1 else self._balances[0])


class _Stack:
    def __init__(self, *services: ServiceStatus) -> None:
        self._services = services

    def status(self) -> tuple[ServiceStatus, ...]:
        return self._services


class _Steps:
    def __init__(self) -> None:
        self.seen: list[tuple[int, int]] = []

    def progress(self, done: int, total: int, _words: str) -> None:
        self.seen.append((done, total))


def _balance(captured: int, done: int, deliveries: dict[str, int]) -> Balance:
    balance = Balance(captured=Amounts(documents=captured), deliveries=deliveries)
    balance.buckets["done"] = Amounts(documents=done)
    balance.buckets["in_flight"] = Amounts(documents=captured - done)
    return balance


def test_watching_ends_when_every_file_is_split_and_nothing_is_in_flight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_watch, "EVERY_SECONDS", 0.001)
    steps = _Steps()
    seen = [
        _balance(0, 0, {"captured": 1}),
        _balance(5, 0, {"captured": 1, "split": 1}),
        _balance(9, 4, {"split": 2}),
        _balance(9, 9, {"split": 2}),
    ]
    first = demo_watch.watch(_House(seen), _Stack(), Dropped(2, 0, 0), steps, since=time.monotonic())  # type: ignore[arg-type]
    assert first is not None
    assert steps.seen == [(0, 0), (0, 5), (4, 9)]


def test_watching_says_nothing_new_came_when_all_was_known() -> None:
    house = _House([_balance(9, 9, {"split": 2, "duplicate": 2})])
    assert demo_watch.watch(house, _Stack(), Dropped(2, 2, 9), _Steps(), since=0.0) is None  # type: ignore[arg-type]


def test_watching_stops_when_a_service_died(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_watch, "EVERY_SECONDS", 0.001)
    stack = _Stack(ServiceStatus("consumer", "died", last_lines=("out of memory",)))
    house = _House([_balance(5, 1, {"split": 1})])
    with pytest.raises(StopTheRun, match="consumer is died: out of memory"):
        demo_watch.watch(house, stack, Dropped(1, 0, 0), _Steps(), since=0.0)  # type: ignore[arg-type]


def test_a_made_distributors_truth_is_json_and_sums_to_the_cent() -> None:
    from infra.distributor import distributor

    truth = json.loads(json.dumps(distributor(5, date(2026, 11, 21), share=4).truth()))
    for document in truth["documents"]:
        assert Decimal(document["untaxed_total"]) == sum(Decimal(line["amount"]) for line in document["lines"])
