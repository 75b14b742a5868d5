"""Nothing of one customer is ever in an answer to another: every path that the description names, asked every way."""

import json
import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.catalogue import finding
from entrypoints.portal.app import description
from tests.integration.portal.conftest import an_order, work

MARK = "BOBS-OWN"
"""Stands in every text of Bob's."""
STATES = ("captured", "held", "exception", "done", "rejected")


def bobs_orders(bob, house):
    """Orders of Bob in every state, with the mark in every text that he may write."""
    for number, state in enumerate(STATES):
        party = {"code": MARK, "name": MARK, "address": [MARK], "country": "DE"}
        line = {
            "sku": f"{MARK}-{number}",
            "partner_sku": MARK,
            "description": MARK,
            "quantity": "3",
            "line_number": MARK,
        }
        order = an_order(f"{MARK}-{state}", lines=[line], ship_to=party, note=MARK)
        assert bob.submit(order, f"{MARK}-{number}").status_code == 202
    said = [finding("SO-PARTY-001", value=MARK, customer=MARK)]
    work(
        house,
        {f"{MARK}-{state}": (state, said if state in {"held", "exception", "rejected"} else []) for state in STATES},
    )
    return [one["id"] for one in bob.get("/orders").json()["orders"]]


def test_nothing_of_bobs_is_in_any_answer_to_ada(stocked, house, ada, bob):
    ids = bobs_orders(bob, house)
    assert len(ids) == len(STATES)
    with house.ledger.open() as book:
        row = book.mirror.found("odoo:mirrored", "customer", "code", ["C-B"])
        assert row
    secrets = {MARK, "INV/2026/0002", "INV/2026/0003", "PO of 200", "PO of 201", *ids}
    theirs = [*ids, MARK, f"{MARK}-held", "C-B", "C-C", "INV/2026/0002", "INV/2026/0003", "200", "201"]
    paths = description()["paths"]
    named = {path: [one["name"] for one in next(iter(routes.values())).get("parameters", []) if one["in"] == "query"]
             for path, routes in paths.items()}  # fmt: skip
    values = st.one_of(
        st.sampled_from([*theirs, "1", "50", "A-1"]),
        st.text(string.ascii_letters + string.digits + "_-%\\'\"", max_size=8),
    )
    seen = set()

    def question(path):
        """The path and its own parameters, those that it needs always among them."""
        needed = {"sku": values} if "sku" in named[path] else {}
        return st.tuples(
            st.just(path),
            st.fixed_dictionaries(needed, optional={name: values for name in named[path] if name != "sku"}),
        )

    @settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        asks=st.sampled_from(sorted(paths)).flatmap(question),
        part=values,
        order=st.fixed_dictionaries({"number": st.sampled_from(["A-1", "A-2"])}, optional={"customer": values}),
        key=st.sampled_from([f"{MARK}-0", f"{MARK}-1", "mine"]),
    )
    def ask(asks, part, order, key):
        path, asked = asks
        for method in paths[path]:
            url = path.removeprefix("/v1").replace("{order_id}", part).replace("{number}", part)
            if method == "get":
                answer = ada.get(url, **asked)
            elif url.endswith("/batch"):
                answer = ada.batch((key, an_order(**order)))
            else:
                answer = ada.submit(an_order(**order), key)
            sent = json.dumps([url, asked, order, key])
            leaked = [text for text in secrets if text in answer.text and text not in sent]
            assert not leaked, (method, url, asked, answer.text)
            assert answer.status_code < 500
            seen.add((method, path, answer.status_code // 100))

    ask()
    assert {path for _, path, _ in seen} == set(paths)
    for path in paths:
        assert (next(iter(paths[path])), path, 2) in seen or "{" in path, path
    assert all(ada.get(f"/orders/{one}").status_code == 404 for one in ids)
    assert all(bob.get(f"/orders/{one}").status_code == 200 for one in ids)


def test_an_order_of_mine_with_bobs_key_and_number_is_another_order(ada, bob):
    mine, theirs = ada.submit(an_order("X"), "k"), bob.submit(an_order("X", note="y"), "k")
    assert (mine.status_code, theirs.status_code) == (202, 202)
    assert mine.json()["id"] != theirs.json()["id"]
    assert len(ada.get("/orders").json()["orders"]) == 1
