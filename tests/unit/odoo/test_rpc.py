"""/jsonrpc: each answer by what happens next, 19's words in an older version's, and no key in sight."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from connectors.odoo import versions
from connectors.odoo.address import OdooAddress
from connectors.odoo.connect import connect
from connectors.odoo.dialect import Dialect
from connectors.odoo.doctor import _version
from connectors.odoo.rpc import RpcPort
from domain.errors import LadingError, Misconfigured, OutcomeUnknown, Refused, StopTheRun, TryAgain
from tests.unit.odoo.fakes import KEY

ADDRESS = OdooAddress("http://odoo.example", "books", SecretStr(KEY), "bot")


class Server:
    """An old Odoo that keeps what it was asked."""

    def __init__(self, version: str = "14.0", answer: Any = None) -> None:
        self.version, self.answer = version, answer
        self.asked: list[list[Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != "/jsonrpc":
            return httpx.Response(404, text="not here")
        params = json.loads(request.content)["params"]
        known = {"version": {"server_version": self.version}, "db_exist": True, "authenticate": 7}
        if params["method"] in known:
            return httpx.Response(200, json={"jsonrpc": "2.0", "result": known[params["method"]]})
        self.asked.append(params["args"])
        if isinstance(self.answer, Exception):
            raise self.answer
        if isinstance(self.answer, httpx.Response):
            return self.answer
        return httpx.Response(200, json={"jsonrpc": "2.0", "result": self.answer})


def a_port(server: Server) -> RpcPort:
    return RpcPort(ADDRESS, role="admin", transport=httpx.MockTransport(server))


def an_error(name: str, message: str) -> httpx.Response:
    data = {"name": name, "message": message, "debug": f"Traceback {KEY}", "arguments": [message]}
    return httpx.Response(200, json={"jsonrpc": "2.0", "error": {"code": 200, "message": "x", "data": data}})


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (an_error("odoo.exceptions.AccessDenied", "Access Denied"), StopTheRun),
        (an_error("odoo.exceptions.AccessError", "You may not"), Misconfigured),
        (an_error("odoo.exceptions.UserError", f"No, {KEY}"), Refused),
        (an_error("odoo.exceptions.UserError", "Object no.such doesn't exist"), Misconfigured),
        (an_error("odoo.exceptions.MissingError", "Record does not exist"), Refused),
        (an_error("builtins.AttributeError", "type object 'x' has no attribute 'y'"), Misconfigured),
        (an_error("builtins.AttributeError", "'NoneType' object has no attribute 'y'"), Refused),
        (an_error("psycopg2.OperationalError", 'FATAL: database "books" does not exist'), Misconfigured),
        (an_error("psycopg2.OperationalError", "server closed the connection"), OutcomeUnknown),
        (an_error("psycopg2.errors.SerializationFailure", "could not serialize access"), TryAgain),
        (httpx.Response(502, text="<html>"), OutcomeUnknown),
        (httpx.Response(503, text="<html>"), TryAgain),
        (httpx.Response(200, json={"something": "else"}), OutcomeUnknown),
        (httpx.ReadTimeout("late"), OutcomeUnknown),
        (httpx.ConnectError("no"), TryAgain),
    ],
)
def test_what_happens_next(answer: Any, kind: type[LadingError]) -> None:
    port = a_port(Server(answer=answer))

    with pytest.raises(LadingError) as caught:
        port.write("res.partner", [1], {"name": "x"})

    assert type(caught.value) is kind
    assert KEY not in f"{caught.value}{caught.value!r}{port!r}{vars(port)!r}{ADDRESS!r}"


def test_a_read_whose_answer_was_lost_is_tried_again() -> None:
    with pytest.raises(TryAgain):
        a_port(Server(answer=httpx.ReadTimeout("late"))).search_read("res.partner", [], ["name"])


def test_a_login_is_asked_for() -> None:
    port = RpcPort(OdooAddress("http://odoo.example", "books", SecretStr(KEY)), transport=httpx.MockTransport(Server()))

    with pytest.raises(Misconfigured, match="login"):
        port.user_id()


def test_a_question_in_14s_words_and_its_answer_in_19s() -> None:
    answer = [{"id": 5, "product_uom": [3, "Dozen"], "tax_id": [1, 2], "order_id": [9, "S9"], "price_unit": 7.5}]
    server = Server(answer=answer)

    fields = ["order_id", "product_uom_id", "tax_ids", "price_unit"]
    found = a_port(server).search_read("sale.order.line", [("product_uom_id", "=", 3)], fields, order="id desc")

    assert found == [{"id": 5, "order_id": 9, "product_uom_id": 3, "tax_ids": [1, 2], "price_unit": Decimal("7.5")}]
    named = server.asked[0][6]
    assert named["domain"] == [["product_uom", "=", 3]]
    assert named["fields"] == ["order_id", "product_uom", "tax_id", "price_unit"]
    assert (named["order"], "load" in named) == ("id desc", False)


def test_columns_of_a_load_are_14s_too() -> None:
    server = Server(answer={"ids": [4], "messages": []})

    columns = ("id", "order_line/id", "order_line/product_uom_id/.id")
    assert a_port(server).load("sale.order", columns, [("a", "b", 3)]).ids == (4,)

    assert server.asked[0][5] == [["id", "order_line/id", "order_line/product_uom/.id"], [["a", "b", 3]]]


def test_an_absent_field_holds_or_does_not_hold_its_constant() -> None:
    words = Dialect(14)

    asked = ["|", ("active", "=", True), ("active", "=", False), ("name", "=", "x")]
    assert words.domain("res.company", asked) == ["|", (1, "=", 1), (0, "=", 1), ("name", "=", "x")]
    assert words.domain("product.product", [("product_uom_ids.write_date", ">=", "x")]) == [(0, "=", 1)]
    assert words.records("res.company", ["active"], [{"id": 1}]) == [{"id": 1, "active": True}]
    assert Dialect(19).domain("res.company", asked) == asked


def test_groups_come_under_the_names_that_were_asked_for() -> None:
    server = Server(answer=[{"product_uom": [3, "Dozen"], "product_uom_qty_sum": 24.0, "__count": 2}])

    groupby, aggregates = ["product_uom_id"], ["product_uom_qty:sum", "__count"]
    found = a_port(server).groups("sale.order.line", [], groupby=groupby, aggregates=aggregates)

    assert found == [{"product_uom_id": [3, "Dozen"], "product_uom_qty:sum": Decimal("24.0"), "__count": 2}]
    assert server.asked[0][4] == "read_group"
    assert server.asked[0][6]["fields"] == ["product_uom_qty_sum:sum(product_uom_qty)"]


@pytest.mark.parametrize(("version", "said"), [("14.0", "tried"), ("17.0", "untried"), ("12.0", "14 or later")])
def test_the_doctor_says_untried_for_a_version_that_was_not_tried(version: str, said: str) -> None:
    (check,) = _version(a_port(Server(version)))

    assert said in check.what + check.next_step
    assert check.what.endswith(", tried") is (version == "14.0")


@pytest.mark.parametrize("version", ["14.0", "18.0"])
def test_auto_takes_jsonrpc_for_an_odoo_without_json2(version: str) -> None:
    port = connect(ADDRESS, transport=httpx.MockTransport(Server(version)))

    assert (port.user_id(), port.version().text) == (7, version)


def test_auto_asks_again_when_odoo_was_not_there() -> None:
    answers = iter([httpx.ConnectError("no"), None])

    def answer(request: httpx.Request) -> httpx.Response:
        trouble = next(answers, None)
        if trouble:
            raise trouble
        return Server("14.0")(request)

    port = connect(ADDRESS, transport=httpx.MockTransport(answer))
    with pytest.raises(TryAgain):
        port.user_id()
    assert port.user_id() == 7


def test_the_docs_name_every_difference_of_the_table() -> None:
    text = Path("docs/odoo.md").read_text(encoding="utf-8").partition("## Versions")[2]
    known = [name for one in versions.FIELDS for name in (one.model, one.name, one.older) if name]
    known += [name for one in versions.METHODS for name in (one.name, one.older)]
    known += [*versions.MODELS, *versions.XMLIDS.values()]
    assert [name for name in known if f"`{name}`" not in text] == []
