"""Signatures of what partners push: computed over the raw bytes, compared in constant time. Pure: the clock is given.

Sources: Shopify's "Verify a webhook" (base64 HMAC-SHA256 over the body), Standard Webhooks 1.0 (id, timestamp and
body joined by dots; keys begin ``whsec_``), and the plain HMAC-SHA256 that most others use.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

SignatureScheme = Literal["shopify", "standard-webhooks", "hmac-sha256"]
Verdict = Literal["right", "missing", "wrong", "stale"]
LONGEST_HEADER = 4096
LONGEST_STAMP = 12
_DIGEST_BYTES = hashlib.sha256().digest_size
_WHSEC = "whsec_"


@dataclass(frozen=True, slots=True)
class Signed:
    """Names of the headers that a scheme uses; lower case."""

    signature: str
    id: str
    timestamp: str = ""
    """Empty: the scheme signs no time, so an old message cannot be told from a new one by its signature."""


HEADERS: Mapping[SignatureScheme, Signed] = {
    "shopify": Signed(signature="x-shopify-hmac-sha256", id="x-shopify-webhook-id"),
    "standard-webhooks": Signed(signature="webhook-signature", id="webhook-id", timestamp="webhook-timestamp"),
    "hmac-sha256": Signed(signature="x-signature", id="x-delivery-id", timestamp="x-timestamp"),
}


def judge(
    scheme: SignatureScheme,
    names: Signed,
    headers: Mapping[str, str],
    body: bytes,
    secrets: Sequence[str],
    *,
    now: float,
    tolerance_seconds: float,
) -> Verdict:
    """Whether one of the live secrets signed these very bytes, recently.

    Args:
        scheme: how the text to sign is made and the signature written.
        names: the headers that carry id, time and signature.
        headers: by lower-case name.
        body: raw bytes, as they came.
        secrets: one, or two while a secret is rotated; all are tried, so that the time taken tells nothing.
        now: seconds since the epoch.
        tolerance_seconds: how far the signed time may be from ``now``, either way.
    """
    given = headers.get(names.signature, "")
    if not given or len(given) > LONGEST_HEADER:
        return "wrong" if given else "missing"
    stamp = headers.get(names.timestamp, "") if names.timestamp else ""
    if names.timestamp and not stamp:
        return "missing"
    text = _signed_text(scheme, names, headers, stamp, body)
    told = list(_digests(scheme, given))
    right = [
        hmac.compare_digest(_mac(scheme, secret, text), one)
        for secret in secrets
        for one in (told or [bytes(_DIGEST_BYTES)])
    ]
    if not told or not any(right):
        return "wrong"
    return "right" if not stamp or _recent(stamp, now, tolerance_seconds) else "stale"


def sign(
    scheme: SignatureScheme, secret: str, body: bytes, *, names: Signed, message_id: str = "", stamp: str = ""
) -> dict[str, str]:
    """The headers of a signed message: for our own calls to partners, for simulators and tests."""
    headers = {names.id: message_id} | ({names.timestamp: stamp} if names.timestamp else {})
    mac = _mac(scheme, secret, _signed_text(scheme, names, headers, stamp, body))
    text = mac.hex() if scheme == "hmac-sha256" else base64.b64encode(mac).decode()
    return headers | {names.signature: f"v1,{text}" if scheme == "standard-webhooks" else text}


def _signed_text(scheme: SignatureScheme, names: Signed, headers: Mapping[str, str], stamp: str, body: bytes) -> bytes:
    if scheme == "standard-webhooks":
        return f"{headers.get(names.id, '')}.{stamp}.".encode() + body
    return f"{stamp}.".encode() + body if stamp else body


def _mac(scheme: SignatureScheme, secret: str, text: bytes) -> bytes:
    return hmac.new(_key(scheme, secret), text, hashlib.sha256).digest()


def _key(scheme: SignatureScheme, secret: str) -> bytes:
    if scheme == "standard-webhooks":
        try:
            return base64.b64decode(secret.removeprefix(_WHSEC), validate=True)
        except (binascii.Error, ValueError):
            return secret.encode()
    return secret.encode()


def _digests(scheme: SignatureScheme, given: str) -> Iterable[bytes]:
    """Every SHA-256 that the header states; another algorithm or length is none."""
    if scheme == "standard-webhooks":
        texts = [part.removeprefix("v1,") for part in given.split(" ") if part.startswith("v1,")]
    else:
        texts = [given.strip().removeprefix("sha256=")]
    for text in texts:
        digest = _decoded(text)
        if len(digest) == _DIGEST_BYTES:
            yield digest


def _decoded(text: str) -> bytes:
    if len(text) == _DIGEST_BYTES * 2:
        try:
            return bytes.fromhex(text)
        except ValueError:
            return b""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _recent(stamp: str, now: float, tolerance_seconds: float) -> bool:
    digits = stamp.isascii() and stamp.isdigit() and len(stamp) <= LONGEST_STAMP
    return digits and abs(now - int(stamp)) <= tolerance_seconds
