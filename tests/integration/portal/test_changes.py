"""Changes and cancellations over REST into a real ledger: of own orders only, once, and told in a customer's words."""

import json

import pytest

from connectors.portal.envelope import wrapped, wrapped_change
from domain.catalogue import finding
from domain.documents.sales_order_change import SalesOrderChange
from domain.portal import change_id, pickup_key
from ledger.intake import Arrival, accept
from tests.integration.portal.conftest import NOW, an_order, work

LESS = {"changed_at": "2026-11-20T11:00:00Z", "lines": [{"line_number": "10", "quantity": "1"}]}


def wants(asker, order, what, body, key="w-1"):
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return asker.ask("POST", f"/orders/{order}/{what}", content=content, headers=headers)


def code(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def documents(house):
    """By arrival: type, purpose, partner, number, state."""
    with house.ledger.open() as book:
        statement = "SELECT type, purpose, partner, number, state FROM documents ORDER BY id"
        return [tuple(row) for row in book._connection.exec_driver_sql(statement)]


@pytest.fixture
def order(ada):
    line = {"sku": "A-1", "quantity": "2", "unit": "EA", "unit_price": "10", "line_number": "10"}
    return ada.submit(an_order(lines=[line])).json()["id"]


def test_a_change_is_in_the_thread_of_its_order_and_can_be_followed(ada, house, order):
    answer = wants(ada, order, "changes", {**LESS, "version": "2"})
    assert answer.status_code == 202
    said = answer.json()
    assert (said["number"], said["customer"], said["asks"], said["status"]) == ("PO-1", "C-A", "change", "received")
    assert answer.headers["location"] == said["links"]["self"]
    work(house, {})
    with house.ledger.open() as book:
        ids = book._connection.exec_driver_sql("SELECT id FROM documents ORDER BY type").scalars().all()
        first, change = (book.documents.get([one])[0] for one in ids)
    read = SalesOrderChange.model_validate_json(change.payload)
    assert (change.thread_id, read.version, read.lines[0].quantity) == (first.thread_id, "2", 1)
    told = ada.get(f"/changes/{said['id']}").json()
    assert (told["change"]["status"], told["age_seconds"]) == ("received", 0)
    assert [one["id"] for one in ada.get(f"/orders/{order}").json()["changes"]] == [said["id"]]
    link = ada.client.get(said["links"]["orders"], headers={"Authorization": f"Bearer {ada.secret}"})
    assert [one["id"] for one in link.json()["orders"]] == [order]


def test_what_became_of_a_change_is_told_without_what_is_ours(ada, house, order):
    made = wants(ada, order, "changes", LESS).json()["id"]
    shipped = finding("SC-SHIP-001", value="1", position=1, sku="A-1", name="S1", delivered="2")
    edited = finding("SC-EDIT-001", value="S1", what="line 2")
    work(house, {})
    with house.ledger.open() as book:
        book._connection.exec_driver_sql(
            "UPDATE documents SET state = 'rejected', findings = %(found)s::json WHERE type = 'sales_order_change'",
            {"found": json.dumps([one.model_dump(mode="json") for one in (shipped, edited)])},
        )
        book.commit("test.rejected")
    told = ada.get(f"/changes/{made}").json()["change"]
    assert (told["status"], [one["code"] for one in told["reasons"]]) == ("rejected", ["SC-SHIP-001"])
    assert "stands as before" in told["says"]


def test_the_same_key_is_the_same_change_and_with_another_it_is_refused(ada, house, order):
    first, again = (wants(ada, order, "changes", LESS) for _ in range(2))
    spaced = wants(ada, order, "changes", json.dumps(LESS, indent=3).encode())
    assert first.content == again.content == spaced.content
    other = wants(ada, order, "changes", {**LESS, "note": "quick"})
    assert code(other) == (409, "PO-IDEM-003")
    assert (other.json()["order"], "note" in other.json()["title"]) == (first.json()["links"]["self"], True)
    second = ada.submit(an_order("PO-2"), "k-2").json()["id"]
    assert "number" in wants(ada, second, "changes", LESS).json()["title"]
    assert wants(ada, order, "changes", LESS, key="w-2").json()["id"] != first.json()["id"]


def test_a_key_counts_for_orders_changes_and_cancellations_each_by_itself(ada, house, order):
    asked = (
        ada.submit(an_order("PO-2"), "one"),
        wants(ada, order, "changes", LESS, key="one"),
        wants(ada, order, "cancellation", {}, key="one"),
    )
    assert [one.status_code for one in asked] == [202, 202, 202]
    assert len({one.json()["id"] for one in asked}) == 3
    assert code(wants(ada, order, "changes", {}, key="one")) == (409, "PO-IDEM-003")
    assert code(wants(ada, order, "cancellation", {"reason": "late"}, key="one")) == (409, "PO-IDEM-003")
    assert code(ada.submit(an_order("PO-3"), "one")) == (409, "PO-IDEM-002")


@pytest.mark.parametrize(
    "first",
    [
        wrapped_change("C-A", "w-1", ("change", "PO-1", None), b'{"renamed": 1}'),
        wrapped("C-A", "w-1", b'{"number": "PO-1", "lines": []}'),
        b"not an envelope",
    ],
)
def test_what_another_version_took_under_the_key_is_another_change(ada, house, order, first):
    public = change_id("portal-orders", "C-A", "w-1", "change")
    arrival = Arrival(
        "portal-orders", "portal", "C-A", "PO-1", media="portal-change", received_at=NOW, pickup_key=pickup_key(public)
    )
    accept(house.ledger, house.archive, arrival, first)
    answer = wants(ada, order, "changes", LESS)
    assert code(answer) == (409, "PO-IDEM-003")
    assert "its form" in answer.json()["title"]


def test_an_order_is_cancelled_once_however_often_it_is_asked_for(ada, house, order):
    made = [wants(ada, order, "cancellation", {"reason": text}, key=text).json() for text in ("late", "twice")]
    assert len({one["id"] for one in made}) == 2
    work(house, {})
    assert documents(house)[1:] == [
        ("sales_order_change", "cancel", "C-A", "PO-1", "captured"),
        ("sales_order_change", "cancel", "C-A", "PO-1", "duplicate"),
    ]
    assert [ada.get(f"/changes/{one['id']}").json()["change"]["status"] for one in made] == ["received", "duplicate"]


def test_only_own_orders_are_changed(ada, bob, rep, house, order):
    for what in ("changes", "cancellation"):
        assert code(wants(bob, order, what, {})) == (404, "PO-FIND-001")
        assert code(wants(ada, "o_none", what, {})) == (404, "PO-FIND-001")
    made = wants(ada, order, "changes", LESS).json()["id"]
    assert code(bob.get(f"/changes/{made}")) == (404, "PO-FIND-001")
    same = bob.submit(an_order()).json()["id"]
    assert bob.get(f"/orders/{same}").json()["changes"] == []
    offline = {"id": "d-1", "number": "PO-1", "customer": "C-B", "cancellation": {}}
    (result,) = rep.ask("POST", "/changes/batch", json={"changes": [offline]}).json()["results"]
    assert (result["status"], result["problem"]["code"]) == (403, "PO-CUST-001")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"{", (400, "PO-BODY-001")),
        ({"lines": [{"action": "burn"}]}, (422, "PO-BODY-002")),
        ({"lines": [{"quantity": 0}]}, (422, "PO-BODY-002")),
        ({"number": "PO-2"}, (422, "PO-BODY-002")),
    ],
)
def test_a_change_that_is_not_as_described_is_refused(ada, house, order, body, found):
    assert code(wants(ada, order, "changes", body)) == found
    assert code(wants(ada, order, "cancellation", b"{" if isinstance(body, bytes) else body)) == found
    assert code(wants(ada, order, "changes", {}, key="")) == (400, "PO-IDEM-001")


def test_what_was_made_offline_names_its_order_by_number_and_may_come_before_it(rep, house):
    changes = [
        {"id": "d-1", "number": "F-1", "customer": "C-A", "change": LESS},
        {"id": "d-2", "number": "F-2", "customer": "C-C", "cancellation": {"reason": "closed"}},
        {"id": "d-3", "number": "F-3", "customer": "C-A"},
        {"id": "d-4", "number": "F-4", "change": LESS},
        7,
    ]
    answer = rep.ask("POST", "/changes/batch", json={"changes": changes})
    assert answer.status_code == 207
    results = answer.json()["results"]
    assert [one["status"] for one in results] == [202, 202, 422, 422, 422]
    assert [one["problem"]["code"] for one in results[2:]] == ["PO-BODY-002", "PO-CUST-002", "PO-BODY-002"]
    assert rep.ask("POST", "/changes/batch", json={"changes": changes}).json() == answer.json()
    rep.submit(an_order("F-1", customer="C-A"))
    work(house, {}, channel="field")
    assert documents(house) == [
        ("sales_order_change", "change", "C-A", "F-1", "captured"),
        ("sales_order_change", "cancel", "C-C", "F-2", "captured"),
        ("sales_order", "original", "C-A", "F-1", "captured"),
    ]
    assert code(rep.ask("POST", "/changes/batch", json={"changes": []})) == (400, "PO-BODY-001")
