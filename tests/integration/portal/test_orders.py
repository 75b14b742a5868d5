"""Orders over REST into a real ledger: safe before 202, once whatever is sent again, and told in a customer's words."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
import sqlalchemy

from connectors.portal.envelope import unwrapped
from domain.catalogue import finding
from domain.errors import TryAgain
from domain.findings import Severity
from tests.integration.portal.conftest import Asker, an_order, work


def deliveries(house):
    with house.ledger.open() as book:
        rows = book._connection.execute(
            sqlalchemy.text("SELECT channel, partner, name, sha256, state, pickup_key FROM deliveries ORDER BY id")
        )
        return [row._asdict() for row in rows]


def code(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == answer.status_code
    return answer.status_code, said["code"]


def test_an_order_is_on_disk_and_in_the_ledger_when_its_sender_hears_so(ada, house):
    answer = ada.submit(an_order())
    assert answer.status_code == 202
    said = answer.json()
    assert (said["number"], said["customer"], said["status"]) == ("PO-1", "C-A", "received")
    assert answer.headers["location"] == said["links"]["self"]
    (row,) = deliveries(house)
    assert (row["channel"], row["partner"], row["name"], row["state"]) == ("portal", "C-A", "PO-1", "captured")
    kept = unwrapped(house.archive.read(row["sha256"]))
    assert (kept.customer, kept.order["number"]) == ("C-A", "PO-1")
    assert json.dumps(an_order()).encode() in house.archive.read(row["sha256"])


def test_the_answers_link_leads_to_the_order(ada):
    link = ada.submit(an_order()).json()["links"]["self"]
    answer = ada.client.get(link, headers={"Authorization": f"Bearer {ada.secret}"})
    assert answer.status_code == 200
    assert answer.headers["age"] == "0"
    assert answer.json()["order"]["status"] == "received"
    assert answer.json()["age_seconds"] == 0


def test_the_same_key_with_the_same_order_is_the_same_answer(ada, house):
    first, second = ada.submit(an_order()), ada.submit(an_order())
    spaced = ada.submit(json.dumps(an_order(), indent=4).encode() + b"\n")
    mixed = ada.submit(
        dict(reversed(an_order(lines=[{"quantity": 2.0, "unit_price": 10, "sku": "A-1", "unit": "EA"}]).items()))
    )
    assert first.status_code == 202
    assert first.content == second.content == spaced.content == mixed.content
    assert len(deliveries(house)) == 1


def test_the_same_key_with_another_order_is_refused_and_says_what_differs(ada, house):
    first = ada.submit(an_order())
    answer = ada.submit(an_order(note="quick", lines=[{"sku": "A-1", "quantity": 3, "unit": "EA", "unit_price": 10}]))
    assert code(answer) == (409, "PO-IDEM-002")
    assert "lines[1].quantity" in answer.json()["title"]
    assert "note" in answer.json()["title"]
    assert answer.json()["order"] == first.json()["links"]["self"]
    assert len(deliveries(house)) == 1


def test_two_customers_may_use_one_key_and_one_number(ada, bob, house):
    answers = ada.submit(an_order()), bob.submit(an_order())
    assert [one.status_code for one in answers] == [202, 202]
    assert len({one.json()["id"] for one in answers}) == 2
    work(house, {})
    assert {one.json()["orders"][0]["status"] for one in (ada.get("/orders"), bob.get("/orders"))} == {"received"}


@pytest.mark.parametrize("key", ["", "a b", b"\xe4", "x" * 201])
def test_an_order_needs_a_key_of_its_own(ada, house, key):
    assert code(ada.submit(an_order(), key)) == (400, "PO-IDEM-001")
    assert deliveries(house) == []


def test_without_the_header_it_is_told_too(ada):
    answer = ada.ask("POST", "/orders", json=an_order())
    assert code(answer) == (400, "PO-IDEM-001")


def test_who_the_customer_is_comes_from_the_key(ada, house):
    assert code(ada.submit(an_order(customer="C-B"))) == (403, "PO-CUST-001")
    assert deliveries(house) == []
    assert ada.submit(an_order(customer="C-A")).json()["customer"] == "C-A"


def test_a_field_seller_names_one_of_theirs(rep, house):
    assert code(rep.submit(an_order())) == (422, "PO-CUST-002")
    assert code(rep.submit(an_order(customer="C-B"))) == (403, "PO-CUST-001")
    assert rep.submit(an_order(customer="C-C")).status_code == 202
    assert [row["partner"] for row in deliveries(house)] == ["C-C"]


@pytest.mark.parametrize(
    ("secret", "told"),
    [("nonsense", "PO-KEY-001"), ("over", "PO-KEY-002"), ("stray", "PO-KEY-003")],
)
def test_keys_that_open_nothing(client, people, house, secret, told):
    asker = Asker(client, people.secrets.get(secret, secret))
    for answer in (asker.submit(an_order()), asker.get("/orders"), asker.get("/prices", sku="A")):
        status, found = code(answer)
        assert found == told
        assert status == (403 if told == "PO-KEY-003" else 401)
        assert ("www-authenticate" in answer.headers) == (status == 401)
    assert deliveries(house) == []


def test_no_key_at_all(client):
    assert code(client.get("/api/v1/orders")) == (401, "PO-KEY-001")
    assert code(client.post("/api/v1/orders", json=an_order())) == (401, "PO-KEY-001")


def test_a_revoked_key_soon_opens_nothing(ada, house, monkeypatch):
    assert ada.get("/orders").status_code == 200
    with house.ledger.open() as book:
        assert book.portal.revoke_key("ada", by="test", reason="lost")
        assert not book.portal.revoke_key("ada", by="other", reason="again")
        book.commit("test.revoke")
    monkeypatch.setattr("entrypoints.portal.keys.LEARN_SECONDS", 0.0)
    assert code(ada.get("/orders")) == (401, "PO-KEY-002")


def test_each_key_has_its_pace(client, people):
    hasty = Asker(client, people.secrets["hasty"])
    answers = [hasty.get("/orders") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["code"] == "PO-RATE-001"
    assert int(answers[-1].headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (b"", 400, "PO-BODY-001"),
        (b"{", 400, "PO-BODY-001"),
        (b'{"number": "x", "number": "y"}', 400, "PO-BODY-001"),
        (b"[]", 422, "PO-BODY-002"),
        (b"null", 422, "PO-BODY-002"),
        (an_order(lines=[]), 422, "PO-BODY-002"),
        (an_order(lines=[{"sku": "A", "quantity": 0}]), 422, "PO-BODY-002"),
        (an_order(lines=[{"sku": "A", "quantity": "1e-400"}]), 422, "PO-BODY-002"),
        (an_order(lines=[{"sku": "A", "quantity": True}]), 422, "PO-BODY-002"),
        (an_order(ordered_at="2026-11-20T10:00:00"), 422, "PO-BODY-002"),
        (an_order(ordered_at=5), 422, "PO-BODY-002"),
        (an_order(number="a\x00b"), 422, "PO-BODY-002"),
        (an_order(note="a\x00b"), 422, "PO-BODY-002"),
        (an_order(number="   "), 422, "PO-BODY-002"),
        (an_order(strange=1), 422, "PO-BODY-002"),
        (json.dumps(an_order(note="\ud800")).encode(), 422, "PO-BODY-002"),
        (b" " * 3_000_000, 413, "PO-SIZE-001"),
    ],
)
def test_what_is_not_as_described_is_not_kept(ada, house, body, status, told):
    answer = ada.submit(body)
    assert code(answer) == (status, told)
    if told == "PO-BODY-002":
        assert answer.json()["errors"]
    assert deliveries(house) == []


def test_another_type_of_content(ada):
    assert code(ada.submit(an_order(), **{"Content-Type": "text/plain"})) == (415, "PO-BODY-001")


def test_no_acknowledgement_when_the_ledger_is_away(ada, house, monkeypatch):
    assert ada.get("/orders").status_code == 200

    def away(*_):
        raise TryAgain("PostgreSQL is away.")

    monkeypatch.setattr(type(house.ledger), "open", away)
    for answer in (ada.submit(an_order()), ada.batch(("d-1", an_order())), ada.get("/orders"), ada.get("/invoices")):
        assert code(answer) == (503, "PO-AWAY-001")
        assert int(answer.headers["retry-after"]) > 0
    monkeypatch.undo()
    assert deliveries(house) == []
    assert ada.submit(an_order()).status_code == 202


def test_postgresql_goes_away_and_comes_back(ada, house, server, ledger_url):
    assert ada.submit(an_order()).status_code == 202
    name = ledger_url.rpartition("/")[2]
    with psycopg.connect(server.url("postgres"), autocommit=True) as there:
        there.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        there.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        try:
            for answer in (ada.submit(an_order("PO-2"), "k-2"), ada.get("/orders")):
                assert code(answer) == (503, "PO-AWAY-001")
                assert int(answer.headers["retry-after"]) > 0
        finally:
            there.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    assert ada.submit(an_order("PO-2"), "k-2").status_code == 202
    assert [row["name"] for row in deliveries(house)] == ["PO-1", "PO-2"]


def test_orders_made_offline_come_in_bursts_and_each_has_its_own_result(rep, house):
    good = [(str(uuid.uuid4()), an_order(f"F-{n}", customer="C-C")) for n in range(20)]
    answer = rep.batch(
        *good[:10],
        ("bad-1", an_order("F-X", customer="C-B")),
        ("bad-2", an_order("F-Y", customer="C-C", lines=[])),
        good[0],
        (good[1][0], an_order("F-1", customer="C-C", note="other")),
        *good[10:],
    )
    assert answer.status_code == 207
    results = answer.json()["results"]
    assert [one["status"] for one in results] == [202] * 10 + [403, 422, 202, 409] + [202] * 10
    assert results[12] == results[0]
    assert [results[n]["problem"]["code"] for n in (10, 11, 13)] == ["PO-CUST-001", "PO-BODY-002", "PO-IDEM-002"]
    assert sorted(row["name"] for row in deliveries(house)) == sorted(order["number"] for _, order in good)
    again = rep.batch(*good)
    first = [one["accepted"] for one in results[:10] + results[14:]]
    assert [one["accepted"] for one in again.json()["results"]] == first
    assert len(deliveries(house)) == 20


def test_a_batch_that_is_none(rep):
    for body in ({}, {"orders": []}, {"orders": [{}] * 201}, [], {"orders": {}}, {"orders": [1], "more": 1}):
        assert code(rep.ask("POST", "/orders/batch", json=body)) == (400, "PO-BODY-001")
    answer = rep.batch(("", an_order()))
    assert [one["problem"]["code"] for one in answer.json()["results"]] == ["PO-IDEM-001"]
    answer = rep.ask("POST", "/orders/batch", json={"orders": [5]})
    assert [(one["status"], one["problem"]["code"]) for one in answer.json()["results"]] == [(422, "PO-BODY-002")]


def test_one_key_a_hundred_times_at_once_is_one_order(ada, house):
    """F28 in small: some keys, each a hundred times at once; one row a key, equal answers."""
    calls = [number for _ in range(100) for number in range(4)]
    with ThreadPoolExecutor(100) as threads:
        answers = list(threads.map(lambda n: (n, ada.submit(an_order(f"PO-{n}"), f"k-{n}")), calls))
    assert {answer.status_code for _, answer in answers} == {202}
    assert len({(number, answer.content) for number, answer in answers}) == 4
    assert sorted(row["name"] for row in deliveries(house)) == sorted(f"PO-{n}" for n in range(4))


def test_one_key_with_many_orders_at_once_takes_one_and_refuses_the_others(ada, house):
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda n: ada.submit(an_order(f"PO-{n}"), "one"), range(32)))
    taken = [one for one in answers if one.status_code == 202]
    assert len(taken) == 1
    assert {code(one) for one in answers if one.status_code != 202} == {(409, "PO-IDEM-002")}
    assert [row["name"] for row in deliveries(house)] == [taken[0].json()["number"]]


def test_what_became_of_orders_in_words(ada, house):
    hold = finding("SO-PRICE-001", value="10", sku="A-1", currency="EUR", unit="Units", expected="8", source="entry 12")
    reject = finding("SO-HEAD-001", severity=Severity.REJECT)
    for number in ("NEW", "HELD", "DONE", "NO", "OURS"):
        ada.submit(an_order(number), number)
    becomes = {
        "HELD": ("held", [hold]),
        "DONE": ("done", []),
        "NO": ("rejected", [reject, hold]),
        "OURS": ("exception", [finding("SO-PARTY-001", value="C-A", customer="C-A")]),
    }
    work(house, becomes)
    orders = {one["number"]: one for one in ada.get("/orders").json()["orders"]}
    assert {number: one["status"] for number, one in orders.items()} == {
        "NEW": "received", "HELD": "waiting", "DONE": "confirmed", "NO": "rejected", "OURS": "waiting",
    }  # fmt: skip
    assert orders["HELD"]["waiting"]["who"] == "us"
    assert orders["DONE"]["our_reference"] == "S00001"
    told = ada.get(f"/orders/{orders['NO']['id']}").json()
    assert [one["code"] for one in told["reasons"]] == ["SO-HEAD-001"]
    assert "entry 12" not in ada.get(f"/orders/{orders['HELD']['id']}").text
    assert "entry 12" not in ada.get("/orders").text


def test_the_same_order_under_another_key_counts_once_and_another_one_waits(ada, house):
    first = ada.submit(an_order(), "one").json()
    work(house, {"PO-1": ("done", [])})
    second = ada.submit(an_order(), "two").json()
    other = ada.submit(an_order(note="other"), "three").json()
    work(house, {})
    told = ada.get(f"/orders/{second['id']}").json()["order"]
    assert (told["status"], told["duplicate_of"]) == ("duplicate", first["links"]["self"])
    told = ada.get(f"/orders/{other['id']}").json()["order"]
    assert (told["status"], told["duplicate_of"]) == ("waiting", None)
    assert "this number" in told["says"]


def test_lists_come_in_pages_that_neither_skip_nor_repeat(ada, bob):
    for number in range(7):
        ada.submit(an_order(f"PO-{number}"), f"k-{number}")
        bob.submit(an_order(f"B-{number}"), f"k-{number}")
    seen, cursor = [], None
    for _ in range(4):
        page = ada.get("/orders", limit=3, **({"cursor": cursor} if cursor else {})).json()
        seen += [one["number"] for one in page["orders"]]
        cursor = page["next"]
        if cursor is None:
            break
        ada.submit(an_order(f"LATE-{cursor}"), cursor)
    assert seen == [f"PO-{n}" for n in range(6, -1, -1)]
    assert [one["number"] for one in ada.get("/orders", number="PO-3").json()["orders"]] == ["PO-3"]
    assert code(ada.get("/orders", cursor="o_nothing")) == (404, "PO-FIND-001")
    theirs = bob.get("/orders").json()["orders"][0]["id"]
    assert code(ada.get("/orders", cursor=theirs)) == (404, "PO-FIND-001")
    assert code(ada.get("/orders", limit=0)) == (422, "PO-ASK-001")


def test_the_pages_of_codes_and_of_nothing(ada, client):
    answer = ada.get("/orders/o_nothing")
    assert code(answer) == (404, "PO-FIND-001")
    assert client.get(answer.json()["type"]).status_code == 200
    assert code(ada.get("/nothing")) == (404, "PO-PATH-001")
    assert code(ada.get("/orders/o_1%0A2")) == (404, "PO-PATH-001"), "with a line end it is no address of the portal's"
    assert code(client.get("/nothing")) == (404, "PO-PATH-001")
    assert code(ada.ask("DELETE", "/orders")) == (405, "PO-PATH-001")
    assert client.get("/api/openapi.json").json()["openapi"].startswith("3.1")
