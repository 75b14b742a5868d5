"""What no recorded transcript or sample may hold: secrets, and texts of people that are not masked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
_SECRETS = re.compile(
    r"shp(?:at|ca|pa|ss)_\w+|(?i:\b(?:basic|bearer)\s+[a-z0-9+/_=.-]{12,})|(?i:access-token|x-avalara-.*key|hmac-sha256)"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----|://[^/\s:@]+:[^/\s@]+@|\bAKIA[0-9A-Z]{16}\b"
    r"|(?i:\"(?:authorization|password|secret|licensekey|api_?key|token)\"\s*:\s*\"[^\"]+\")"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.(\w{2,})\b")
_PERSONAL = re.compile(
    r'"(?:firstName|lastName|first_name|last_name|address1|address2|city|zip|phone|email|browser_ip)"\s*:\s*"([^"]*)"'
)
_MASKED = re.compile(r"[Xx9\W_]*")
_INVENTED = re.compile(r"Ada|Moss \d+|\d+ Quay Street|04101|Portland")
"""People of the simulated shop (infra/simulators/shopify): nobody."""
_NOBODYS = frozenset({"example", "test", "invalid", "localhost", "json", "xml", "csv", "edi"})
"""Domains that nobody has (RFC 2606), and endings of file names."""


def told_in(text: str) -> list[str]:
    """Secrets, mail of real domains, and texts of people and places that are not masked (x a letter, 9 a digit)."""
    found = [one.group() for one in _SECRETS.finditer(text)]
    found += [one.group() for one in _MAIL.finditer(text) if not _reserved(one)]
    personal = [value for value in _PERSONAL.findall(text) if not _MASKED.fullmatch(value)]
    return found + [value for value in personal if not _INVENTED.fullmatch(value) and not _of_nobody(value)]


def _of_nobody(value: str) -> bool:
    mail = _MAIL.fullmatch(value)
    return mail is not None and _reserved(mail)


def _reserved(mail: re.Match[str]) -> bool:
    """Mail that nobody has."""
    labels = mail.group().rpartition("@")[2].lower().split(".")
    return labels[-1] in _NOBODYS or labels[-2] == "example"


def recorded() -> Iterator[Path]:
    """Every transcript and sample of every connector."""
    rooms = ("tests/contract/*/transcripts", "tests/samples/*", "partners/samples/*", "partners/examples/samples/*")
    for room in rooms:
        for folder in sorted(TOP.glob(room)):
            yield from (one for one in sorted(folder.glob("*")) if one.is_file())
