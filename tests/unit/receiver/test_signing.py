"""Signatures over raw bytes: what is right, missing, wrong or stale (F51)."""

import base64
import hashlib
import hmac

import pytest

from domain.signing import HEADERS, judge, sign

NOW = 1_790_000_000.0
BODY = b'{"id": 1, "total": "12.50"}'
SECRET = "old-secret"
NEXT = "next-secret"
SCHEMES = ["shopify", "standard-webhooks", "hmac-sha256"]


def signed(scheme, body=BODY, secret=SECRET, stamp=str(int(NOW))):
    return sign(scheme, secret, body, names=HEADERS[scheme], message_id="msg_1", stamp=stamp)


def verdict(scheme, headers, body=BODY, secrets=(SECRET,), now=NOW):
    return judge(scheme, HEADERS[scheme], headers, body, secrets, now=now, tolerance_seconds=300)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_a_live_secret_signed_is_right(scheme):
    stamp = "" if scheme == "shopify" else str(int(NOW))
    assert verdict(scheme, signed(scheme, stamp=stamp)) == "right"
    assert verdict(scheme, signed(scheme, stamp=stamp), secrets=(NEXT, SECRET)) == "right"
    assert verdict(scheme, signed(scheme, secret=NEXT, stamp=stamp), secrets=(SECRET, NEXT)) == "right"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_other_secrets_bytes_and_algorithms_are_wrong(scheme):
    names = HEADERS[scheme]
    stamp = "" if scheme == "shopify" else str(int(NOW))
    right = signed(scheme, stamp=stamp)
    assert verdict(scheme, right, secrets=(NEXT,)) == "wrong"
    assert verdict(scheme, right, body=BODY.replace(b" ", b"")) == "wrong"  # re-serialised
    for given in (right[names.signature][:-4], right[names.signature][:20], "sha1=" + "0" * 40, "é" * 32, "=" * 44):
        assert verdict(scheme, right | {names.signature: given}) == "wrong"
    weak = hmac.new(SECRET.encode(), BODY, hashlib.sha1).hexdigest()
    assert verdict(scheme, right | {names.signature: f"sha1={weak}"}) == "wrong"
    assert verdict(scheme, {name: text for name, text in right.items() if name != names.signature}) == "missing"
    assert verdict(scheme, right | {names.signature: "x" * 5000}) == "wrong"


@pytest.mark.parametrize("scheme", ["standard-webhooks", "hmac-sha256"])
@pytest.mark.parametrize(
    ("stamp", "said"),
    [
        (str(int(NOW) - 300), "right"),
        (str(int(NOW) + 300), "right"),
        (str(int(NOW) - 301), "stale"),
        (str(int(NOW) + 301), "stale"),
        ("9" * 40, "stale"),
        ("-1", "stale"),
        ("١٧٩٠", "stale"),
        ("", "missing"),
    ],
)
def test_an_old_message_is_a_replay(scheme, stamp, said):
    assert verdict(scheme, signed(scheme, stamp=stamp)) == said


def test_the_time_is_signed_too():
    headers = signed("standard-webhooks", stamp=str(int(NOW) - 9000)) | {"webhook-timestamp": str(int(NOW))}
    assert verdict("standard-webhooks", headers) == "wrong"


def test_a_standard_webhook_as_its_specification_shows_it():
    """The example of the Standard Webhooks text: one signature among several, a key in base64."""
    secret = "whsec_" + base64.b64encode(b"k" * 24).decode()
    text = b"msg_2KWPBgLlAfxdpx2AI54pPJ85f4W." + str(int(NOW)).encode() + b'.{"test": 2432232314}'
    mac = base64.b64encode(hmac.new(b"k" * 24, text, hashlib.sha256).digest()).decode()
    headers = {
        "webhook-id": "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
        "webhook-timestamp": str(int(NOW)),
        "webhook-signature": f"v1a,ignored v1,{'A' * 43}= v1,{mac}",
    }
    assert verdict("standard-webhooks", headers, body=b'{"test": 2432232314}', secrets=(secret,)) == "right"


def test_shopify_as_its_documentation_computes_it():
    mac = base64.b64encode(hmac.new(SECRET.encode(), BODY, hashlib.sha256).digest()).decode()
    assert verdict("shopify", {"x-shopify-hmac-sha256": mac}) == "right"
