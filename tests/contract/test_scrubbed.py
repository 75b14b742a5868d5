"""No transcript and no sample in the project holds a secret or names a person."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from tests.contract.scrub import TOP, recorded, told_in


def texts(path: Path) -> list[str]:
    """What stands in a file; of an archive what stands in its parts."""
    content = path.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return [content.decode("utf-8", "replace")]


@pytest.mark.parametrize("path", recorded(), ids=lambda path: str(path.relative_to(TOP)))
def test_nothing_recorded_holds_a_secret_or_names_anybody(path: Path) -> None:
    assert [found for text in texts(path) for found in told_in(text)] == []


def test_every_connector_that_calls_or_is_called_has_something_recorded() -> None:
    rooms = {path.parent.relative_to(TOP).as_posix() for path in recorded()}
    assert {
        "tests/contract/shopify/transcripts",
        "tests/contract/tax/transcripts",
        "tests/samples/edi",
        "partners/examples/samples/portal",
        "partners/examples/samples/webshop",
    } <= rooms


@pytest.mark.parametrize(
    "canary",
    [
        "shpat_" + "a" * 32,
        "Authorization: Basic " + "c2VjcmV0OnNlY3JldA==",
        "Bearer " + "eyJhbGciOi.J9abcdefgh",
        '"licenseKey": "1B2C3D4E"',
        "-----BEGIN RSA PRIVATE KEY-----",
        "sftp://user:word@host/in",
        "jo@acme-tools.com",
        "X-Shopify-Access-Token",
        '"firstName": "Grace"',
        '"city": "Erie"',
        '"phone" : "+1 814 555 0199"',
    ],
)
def test_the_scrub_test_finds_what_it_is_for(canary: str) -> None:
    assert told_in(f"[{canary}]")


@pytest.mark.parametrize(
    "fine", ["jo@example.com", "ops@mail.example.org", '"city": "Xxxx"', '"zip": "99999"', "Basic terms"]
)
def test_it_leaves_masked_texts_and_reserved_domains_alone(fine: str) -> None:
    assert told_in(fine) == []
