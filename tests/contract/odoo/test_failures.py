"""Failures of a real Odoo by what happens next: nothing is guessed, nothing is said twice, no secret shows."""

from __future__ import annotations

import logging
import socket
import threading
import time

import psycopg
import pytest
from pydantic import SecretStr

from connectors.odoo.json2 import Json2Port, OdooAddress
from connectors.odoo.port import OdooPort
from connectors.odoo.rows import order_rows
from connectors.odoo.sales import OdooSales
from domain.errors import Misconfigured, OutcomeUnknown, Refused, TryAgain
from tests.contract.odoo.older_copies import in_both_protocols
from tests.contract.odoo.world import World


def test_an_odoo_that_is_not_there_is_tried_again(world: World) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = Json2Port(OdooAddress(f"http://127.0.0.1:{free.getsockname()[1]}", "x", SecretStr("k")))

        with pytest.raises(TryAgain, match="cannot be reached"):
            port.user_id()
        answers = OdooSales(port).draft([world.order()])

    assert [answer.outcome for answer in answers] == ["try_again"]


def test_a_database_that_is_not_there_is_a_mistake_of_the_settings(world: World) -> None:
    port = Json2Port(OdooAddress(world.copy.url, "no_such_database", world.keys["sales"]))

    with pytest.raises(Misconfigured, match="404"):
        port.user_id()


@in_both_protocols
def test_a_model_field_or_method_that_is_not_there_is_said_in_odoos_words_without_its_traceback(world: World) -> None:
    with pytest.raises(Misconfigured, match=r"no\.such\.model"):
        world.admin.search_read("no.such.model", [], ["id"])
    with pytest.raises(Refused, match="no_such_field") as caught:
        world.admin.search_read("res.partner", [], ["no_such_field"])
    assert "Traceback" not in str(caught.value)
    with pytest.raises(Misconfigured, match="no_such_method"):
        world.admin.call("res.partner", "no_such_method")


@in_both_protocols
def test_a_write_that_is_not_answered_in_time_is_unknown_and_later_found_done(world: World) -> None:
    order = world.order()
    hasty = world.port(read_seconds=4.0)
    _until(lambda: _logged_in(hasty))  # /jsonrpc logs in first, and a busy machine is slow at that
    rows = order_rows(order)
    with psycopg.connect(world.copy.dsn) as connection:
        connection.execute("lock table sale_order in exclusive mode")
        with pytest.raises(OutcomeUnknown):
            hasty.load("sale.order", rows.columns, rows.rows)
        assert OdooSales(hasty).draft([order])[0].outcome == "unknown"
        connection.rollback()

    _until(lambda: world.orders_in_odoo([order]) == 1)
    assert world.sales.draft([order])[0].outcome == "existing"
    assert world.orders_in_odoo([order]) == 1


@in_both_protocols
def test_a_read_that_is_not_answered_in_time_is_asked_again(world: World) -> None:
    hasty = world.port("reader", read_seconds=0.4)
    with psycopg.connect(world.copy.dsn) as connection:
        connection.execute("lock table sale_order in access exclusive mode")
        with pytest.raises(TryAgain, match="was lost"):
            hasty.search_read("sale.order", [], ["name"], limit=1)


@in_both_protocols
def test_no_more_calls_than_allowed_are_in_flight_at_once(world: World) -> None:
    ports = [world.port("reader", read_seconds=90) for _ in range(6)]
    with psycopg.connect(world.copy.dsn, autocommit=True) as watcher, psycopg.connect(world.copy.dsn) as blocker:
        blocker.execute("lock table sale_order in access exclusive mode")
        calls = [
            threading.Thread(target=port.search_read, args=("sale.order", [], ["name"]), kwargs={"limit": 1})
            for port in ports
        ]
        for call in calls:
            call.start()
        waiting = (
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        )
        _until(lambda: watcher.execute(waiting).fetchone() == (2,))
        time.sleep(0.3)
        seen = watcher.execute(waiting).fetchone()
        blocker.rollback()
        for call in calls:
            call.join()

    assert seen == (2,)


@in_both_protocols
def test_neither_key_nor_address_is_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        world.port().user_id()

    assert world.keys["sales"].get_secret_value() not in caplog.text
    assert "/json/2/" not in caplog.text


def _logged_in(port: OdooPort) -> bool:
    try:
        return port.user_id() > 0
    except TryAgain:
        return False


def _until(reached: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not reached():  # type: ignore[operator]
        assert time.monotonic() < end, "not reached in time"
        time.sleep(0.05)
