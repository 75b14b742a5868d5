"""The portal's small parts: pace, words, cursors, ids, exact JSON."""

import contextlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.portal.envelope import unwrapped, wrapped
from connectors.portal.strict_json import NotJson, read_json
from domain.catalogue import finding
from domain.findings import Severity
from domain.lifecycle import DOCUMENT_STATES
from domain.portal import PortalKey, order_id, secret_hash
from domain.portal_words import change_says, change_standing, reasons, says, standing
from entrypoints.portal.answers import cursor_of, row_of
from entrypoints.portal.pace import Pace
from entrypoints.portal.refusal import Refusal
from entrypoints.portal.showing import plain

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_a_key_may_ask_so_often_and_again_once_its_bucket_has_filled():
    clock = Clock()
    pace = Pace(clock)
    assert [pace.wait("a", 60, 3) for _ in range(4)] == [0, 0, 0, 1]
    assert pace.wait("b", 60, 3) == 0
    clock.now += 1
    assert [pace.wait("a", 60, 3) for _ in range(2)] == [0, 1]
    assert pace.wait("slow", 1, 1) == 0
    assert pace.wait("slow", 1, 1) == 60


def test_over_any_minute_no_more_pass_than_the_pace_and_the_burst():
    clock = Clock()
    pace = Pace(clock)
    passed = 0
    for _ in range(6_000):
        clock.now += 0.01
        passed += pace.wait("a", 120, 10) == 0
    assert 120 <= passed <= 130


@pytest.mark.parametrize("state", [None, *sorted(DOCUMENT_STATES)])
def test_every_state_has_words_for_a_customer(state):
    assert says(state, None, ())
    assert standing(state) in {"received", "waiting", "confirmed", "rejected", "duplicate", "settled"}
    assert change_says(state)
    assert (standing(state) == "confirmed") == (change_standing(state) == "done")


def test_an_order_that_was_cancelled_is_told_as_such_and_one_that_waits_is_not_yet():
    assert [standing(state, cancelled=True) for state in ("done", "rejected", "held")] == [
        "cancelled", "cancelled", "waiting"
    ]  # fmt: skip
    assert "cancelled" in says("done", None, (), cancelled=True)


def test_what_we_found_out_about_others_is_never_a_reason():
    inner = finding("SO-PRICE-001", value="9", sku="A", currency="EUR", unit="Units", expected="8", source="entry 12",
                    severity=Severity.REJECT)  # fmt: skip
    theirs = finding("SO-HEAD-001", severity=Severity.REJECT)
    assert theirs.owner == "partner"
    assert [one.code for one in reasons("rejected", [inner, theirs])] == ["SO-HEAD-001"]
    assert reasons("held", [theirs]) == []


def test_a_conflict_of_numbers_is_told_as_such():
    assert "this number" in says("exception", "operations", ["ID-KEY-002"])
    assert "this number" not in says("exception", "operations", ["SO-LINE-001"])


@given(st.integers(min_value=0, max_value=9_223_372_036_854_775_807))
def test_a_cursor_leads_back_to_its_row(row):
    assert row_of(cursor_of(row)) == row


@pytest.mark.parametrize("text", ["", "!", "ä", "A", "AAAAAAAAAAAAAAAAAAAA", "_" * 12, "=" * 8])
def test_no_other_text_is_a_cursor(text):
    with pytest.raises(Refusal):
        row_of(text)


def test_ids_of_orders_differ_by_customer_source_and_key():
    made = {order_id(source, customer, key) for source in "st" for customer in "cd" for key in "kl"}
    assert len(made) == 8
    assert all(len(one) == 28 for one in made)


def test_a_key_ends_when_it_is_revoked_or_over():
    def key(**changes):
        values = {"id": "k", "channel": "c", "customers": ("C",), "label": "", "made_by": "", "made_at": NOW,
                  "expires_at": None, "revoked_at": None, "revoked_by": "", "secret_hash": secret_hash("x")}  # fmt: skip
        return PortalKey(**{**values, **changes})

    assert key().live(NOW)
    assert key(expires_at=NOW + timedelta(seconds=1)).live(NOW)
    assert not key(expires_at=NOW).live(NOW)
    assert not key(revoked_at=NOW - timedelta(days=1)).live(NOW)


@pytest.mark.parametrize(
    ("number", "text"), [("1.50", "1.5"), ("100", "100"), ("1E+3", "1000"), ("0.10", "0.1"), ("0", "0"), ("1.000", "1")]
)
def test_numbers_are_written_plainly(number, text):
    assert plain(Decimal(number)) == text


def test_json_is_read_exactly():
    assert read_json(b'{"a": 12345678901234567.89, "b": [1e2]}') == {
        "a": Decimal("12345678901234567.89"),
        "b": [Decimal("1E+2")],
    }


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b'{"a": NaN}', b'{"a": Infinity}', b'{"a": 1, "a": 2}', b"\xff", b"[" * 10_000, b'{"a":' * 200,
        b'{"a": ' + b"9" * 200 + b"}", b'{"a": 1e999999999999999999999}', b"\xef\xbb\xbf{}", b"{} {}",
    ],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_is_not_read(content):
    with pytest.raises(NotJson):
        read_json(content)


def test_brackets_in_texts_are_no_nesting():
    text = b'"' + b"[" * 500 + b'\\"{{{"'
    assert read_json(b"[" + text + b"]")


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reading_of_json_raise_anything_else(content):
    with contextlib.suppress(NotJson):
        read_json(content)


@given(st.text(max_size=30), st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), max_size=30))
def test_an_envelope_gives_back_what_was_put_in(customer, key):
    found = unwrapped(wrapped(customer, key, b'{"number": 1}'))
    assert (found.customer, found.idempotency_key, found.order) == (customer, key, {"number": Decimal(1)})
