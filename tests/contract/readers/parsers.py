"""What is fuzzed: a parser's name to the samples that are damaged and to how it is called. One entry a parser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from connectors import identify, read_documents
from connectors.inspect import neutral_profile
from connectors.ports import Raw, Reading
from domain.profile import PartnerProfile
from tests.contract.readers.golden import profile_of, samples


@dataclass(frozen=True, slots=True)
class Parser:
    """One parser: ``parse`` raises where it breaks what it promises, and only there."""

    samples: tuple[bytes, ...]
    parse: Callable[[bytes], None]


def promised(content: bytes, profile: PartnerProfile, name: str) -> None:
    """What a reader promises of any bytes: no exception, at least one entry, findings where nothing was read."""
    parts = list(read_documents(Raw.of(name, content), profile))
    entries = [part for part in parts if isinstance(part, Reading)]
    assert entries, "no entry stands for the delivery"
    assert [one.ordinal for one in entries] == list(range(1, len(entries) + 1)), "ordinals are not 1, 2, 3 ..."
    for one in entries:
        assert one.payload is not None or one.findings, "an unreadable entry says nothing"
        assert one.content_hash, "an entry has no hash"


def _of_format(form: str) -> Parser:
    found = []
    profile = neutral_profile(form) if form in {"x12", "edifact", "ubl"} else None
    for path in samples():
        raw = Raw.of(path.name, path)
        known = identify(raw)
        if known is not None and known[1].format == form:
            profile = profile or profile_of(path, raw)
            found.append(raw.read())
    if profile is None or not found:
        raise KeyError(f"no golden sample is read by {form}: write one under tests/samples")
    chosen = profile
    return Parser(tuple(found), lambda content: promised(content, chosen, f"fuzz.{form}"))


def _archive(_: Path) -> Parser:
    """Unpacking: what is inside is read as UBL."""
    packed = tuple(path.read_bytes() for path in samples() if path.suffix in {".zip", ".gz"})
    return Parser(packed, lambda content: promised(content, neutral_profile("ubl"), "fuzz.zip"))


def _inspect(folder: Path) -> Parser:
    from connectors.inspect import inspect_file

    def parse(content: bytes) -> None:
        path = folder / "fuzz.bin"
        path.write_bytes(content)
        answer = inspect_file(path)
        assert answer["verdict"] == "read" or answer["findings"], "refused without a finding"

    return Parser(tuple(path.read_bytes() for path in samples()), parse)


SAMPLED = ("x12", "edifact", "ubl", "csv", "json", "fixed", "xlsx")
"""Readers whose golden samples are damaged: a reader with such samples needs only its name here."""
PARSERS: dict[str, Callable[[Path], Parser]] = {
    **{form: cache(lambda _folder, form=form: _of_format(form)) for form in SAMPLED},
    "inspect": _inspect,
    "archive": _archive,
}
"""Name to what makes the parser, given a folder it may write to."""
