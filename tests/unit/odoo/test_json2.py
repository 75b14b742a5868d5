from __future__ import annotations

import threading
from decimal import Decimal

import httpx
import pytest

from connectors.odoo.limiter import Limiter, limiter_of
from connectors.odoo.port import CREATE_ONLY, UPDATE
from domain import seams
from domain.errors import Misconfigured, TryAgain
from tests.unit.odoo.fakes import KEY, a_port, body_of, says


def test_a_call_is_one_post_with_bearer_key_database_and_named_arguments() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=[{"id": 1, "amount_total": 10.1}])

    found = a_port(answer).search_read("sale.order", [("id", "in", [1])], ["amount_total"], limit=5)

    assert found == [{"id": 1, "amount_total": Decimal("10.1")}]
    assert str(seen[0].url) == "http://odoo.example/json/2/sale.order/search_read"
    assert seen[0].headers["authorization"] == f"bearer {KEY}"
    assert seen[0].headers["x-odoo-database"] == "books"
    body = body_of(seen[0])
    assert body["context"] == {"tz": "UTC", "lang": "en_US"}
    assert (body["domain"], body["limit"]) == ([["id", "in", [1]]], 5)


def test_load_is_create_only_unless_asked_otherwise_and_names_the_bad_records() -> None:
    bodies = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(body_of(request))
        bad = {
            "type": "error",
            "record": 1,
            "rows": {"from": 2, "to": 3},
            "field": "partner_id",
            "message": "no\n such",
        }
        return httpx.Response(200, json={"ids": False, "messages": [bad]})

    port = a_port(answer)
    found = port.load("sale.order", ("id", "client_order_ref"), [("__lading__.a", "1")])
    port.load("sale.order", (".id", "client_order_ref"), [(7, "1")], context=UPDATE)

    assert bodies[0]["context"] == dict(CREATE_ONLY)
    assert (CREATE_ONLY["mode"], CREATE_ONLY["noupdate"], CREATE_ONLY["tz"]) == ("update", True, "UTC")
    assert "mode" not in bodies[1]["context"]
    assert found.ids is None
    assert (found.messages[0].record, found.messages[0].field, found.messages[0].text) == (1, "partner_id", "no such")


def test_a_write_outside_the_list_makes_no_call() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        pytest.fail("a call was made")

    sales, reader = a_port(answer), a_port(answer, role="reader")
    for attempt in (
        lambda: sales.write("sale.order", [1], {"state": "sale"}),
        lambda: sales.load("sale.order", ("id", "order_line/name"), [("a", "b")]),
        lambda: sales.load("res.partner", ("id", "name"), [("a", "b")]),
        lambda: sales.call("sale.order", "action_draft", [1]),
        lambda: reader.write("sale.order", [1], {"client_order_ref": "x"}),
        lambda: reader.call("sale.order", "action_confirm", [1]),
    ):
        with pytest.raises(Misconfigured, match="may not"):
            attempt()


def test_every_call_passes_the_seams_before_and_after() -> None:
    passed: list[tuple[str, str]] = []
    seams.install(lambda kind, name: passed.append((kind, name)))
    try:
        a_port(says(200, [])).search_read("sale.order", [], ["id"])
    finally:
        seams.install(None)

    assert passed == [("call", "odoo.json2.before"), ("call", "odoo.json2.after")]


def test_two_ports_to_one_odoo_share_its_limit_and_the_smaller_one_holds() -> None:
    first, second = limiter_of("http://shared.example", 4), limiter_of("http://shared.example", 2)

    assert first is second
    assert first.limit == 2
    assert limiter_of("http://other.example", 4) is not first


def test_a_call_that_finds_no_slot_in_time_is_tried_again_and_a_freed_slot_is_taken() -> None:
    limiter = Limiter(1)
    with limiter.slot(1), pytest.raises(TryAgain, match="busy"), limiter.slot(0.01):
        pass
    taken = threading.Event()

    def wait() -> None:
        with limiter.slot(5):
            taken.set()

    waits = threading.Thread(target=wait)
    with limiter.slot(1):
        waits.start()
        assert not taken.wait(0.05)
    assert taken.wait(5)
    waits.join(5)
    assert limiter.in_flight == 0
