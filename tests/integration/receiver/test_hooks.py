"""Pushes over HTTP into a real ledger: what is taken, what is refused, and what an answer promises."""

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy

from domain.errors import TryAgain
from domain.signing import HEADERS, sign
from entrypoints import webhooks
from entrypoints.doctoring import _inbox
from tests.integration.receiver.conftest import SECRETS

BODY = b'{"id": 820982911946154508, "total_price": "403.00"}'


def push(client, body=BODY, channel="shop", *, scheme="shopify", secret="shop_eu", message="m-1", **changed):
    stamp = "" if scheme == "shopify" else str(int(time.time()))
    headers = sign(scheme, SECRETS[secret], body, names=HEADERS[scheme], message_id=message, stamp=stamp)
    return client.post(f"/hooks/{channel}", content=body, headers=headers | changed)


def deliveries(house):
    with house.ledger.open() as book:
        rows = book._connection.execute(
            sqlalchemy.text("SELECT channel, name, sha256, state, pickup_key, duplicate_of FROM deliveries ORDER BY id")
        )
        return [row._asdict() for row in rows]


def test_a_push_is_on_disk_and_in_the_ledger_when_its_sender_hears_so(client, house):
    answer = push(client, **{"X-Shopify-Topic": "orders/create"})
    assert answer.status_code == 202
    (row,) = deliveries(house)
    assert (row["channel"], row["name"], row["state"]) == ("shop", "orders/create m-1", "captured")
    assert row["sha256"] == hashlib.sha256(BODY).hexdigest()
    assert house.archive.read(row["sha256"]) == BODY


@pytest.mark.parametrize(
    ("channel", "scheme", "secret"), [("edi", "standard-webhooks", "edi"), ("plain", "hmac-sha256", "shop_eu")]
)
def test_other_schemes(client, house, channel, scheme, secret):
    assert push(client, channel=channel, scheme=scheme, secret=secret).status_code == 202
    assert len(deliveries(house)) == 1


def test_the_same_message_again_gets_the_same_answer_and_no_second_row(client, house):
    first, second = push(client), push(client)
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert len(deliveries(house)) == 1


def test_the_same_bytes_under_another_id_are_a_duplicate_delivery(client, house):
    push(client), push(client, message="m-2")
    assert [row["state"] for row in deliveries(house)] == ["captured", "duplicate"]


def test_other_bytes_under_the_same_id_are_kept_beside_the_first(client, house):
    push(client), push(client, BODY.replace(b"403", b"404"))
    assert [row["state"] for row in deliveries(house)] == ["captured", "captured"]


def test_both_secrets_live_while_they_change(client):
    assert push(client, secret="shop_next").status_code == 202


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"x-shopify-hmac-sha256": ""}, "RC-SIGN-001"),
        ({"x-shopify-hmac-sha256": "AAAA"}, "RC-SIGN-002"),
        ({"x-shopify-hmac-sha256": "sha1=" + "0" * 40}, "RC-SIGN-002"),
    ],
)
def test_what_is_not_signed_is_not_kept(client, house, changed, code):
    answer = push(client, **changed)
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.json()["code"] == code
    assert client.get(answer.json()["type"]).status_code == 200
    assert deliveries(house) == []


def test_an_old_signature_is_a_replay(client, house):
    headers = sign(
        "standard-webhooks",
        SECRETS["edi"],
        BODY,
        names=HEADERS["standard-webhooks"],
        message_id="m",
        stamp=str(int(time.time()) - 400),
    )
    answer = client.post("/hooks/edi", content=BODY, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "RC-SIGN-003")
    assert deliveries(house) == []


def test_another_channels_secret_opens_nothing(client):
    assert push(client, channel="edi", scheme="standard-webhooks", secret="shop_eu").status_code == 401


@pytest.mark.parametrize("channel", ["nobody", "filed", "..%2f..", "shop%00"])
def test_a_channel_that_takes_no_pushes_is_not_there(client, house, channel):
    answer = push(client, channel=channel)
    assert answer.status_code == 404
    assert deliveries(house) == []


def test_size_is_bounded_whatever_the_header_says(client, house):
    large = b"x" * 10_001
    assert push(client, large).status_code == 413
    headers = sign("shopify", SECRETS["shop_eu"], large, names=HEADERS["shopify"])
    assert client.post("/hooks/shop", content=iter([large[:6000], large[6000:]]), headers=headers).status_code == 413
    assert push(client, b"").status_code == 400
    assert deliveries(house) == []


def test_no_acknowledgement_when_the_ledger_is_away(client, house, monkeypatch):
    def away(*_):
        raise TryAgain("PostgreSQL is away.")

    monkeypatch.setattr(type(house.ledger), "open", away)
    answer = push(client)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    monkeypatch.undo()
    assert deliveries(house) == []
    assert push(client).status_code == 202
    assert len(deliveries(house)) == 1


def test_a_hundred_times_at_once_is_once(client, house):
    """F28 in small: many keys, each many times at once; one row a key and equal answers."""
    bodies = [BODY.replace(b"403", str(1000 + number).encode()) for number in range(20)]
    calls = [(number, body) for _ in range(25) for number, body in enumerate(bodies)]
    with ThreadPoolExecutor(32) as threads:
        answers = list(threads.map(lambda call: (call[0], push(client, call[1], message=f"m-{call[0]}")), calls))
    assert {answer.status_code for _, answer in answers} == {202}
    assert len({(number, answer.content) for number, answer in answers}) == len(bodies)
    assert [row["state"] for row in deliveries(house)] == ["captured"] * len(bodies)


def test_health_readiness_metrics(client):
    push(client)
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json()["status"] == "ready"
    assert 'lading_received_total{channel="shop",status="202"}' in client.get("/metrics").text


def test_the_receiver_refuses_to_start_without_its_secret(house):
    house.settings.secrets.pop("edi")
    with pytest.raises(Exception, match="The secret 'edi' is not set"):
        webhooks.make_app(house)


def test_doctor_names_a_missing_secret_before_a_partner_meets_it(house):
    (well,) = _inbox(house.settings, "edi", house.profile("edi"))
    assert well.ok
    house.settings.secrets.pop("edi")
    (ill,) = _inbox(house.settings, "edi", house.profile("edi"))
    assert (ill.ok, "'edi' is not set" in ill.what) == (False, True)
    assert "LADING_SECRETS__EDI" in ill.next_step
