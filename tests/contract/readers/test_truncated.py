"""Each sample of each format, cut at every byte: a finding or the same documents, never another document."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors import READERS, read_documents
from connectors.ports import Raw, Reading
from tests.contract.readers.golden import profile_of, samples
from tests.contract.readers.parsers import promised

OPEN_ENDED = {"csv", "fixed"}
"""Formats that do not say where they end: cut within the last row, a table is whole and shorter."""


def entries(content: bytes, sample: Path) -> list[Reading]:
    profile = profile_of(sample, Raw.of(sample.name, sample))
    return [part for part in read_documents(Raw(sample.name, content), profile) if isinstance(part, Reading)]


@pytest.mark.parametrize("sample", samples(), ids=lambda path: path.name)
def test_a_sample_cut_at_every_byte_never_gives_another_document(sample: Path) -> None:
    whole = sample.read_bytes()
    profile = profile_of(sample, Raw.of(sample.name, sample))
    complete = entries(whole, sample)
    good = {one.content_hash for one in complete if one.payload is not None}
    most = len(complete) + 1
    for end in range(len(whole)):
        found = promised(whole[:end], profile, sample.name)
        assert len(found) <= most, end
        if profile.format in OPEN_ENDED:
            continue
        for one in found:
            held = any(finding.severity in {"exception", "hold", "reject"} for finding in one.findings)
            assert one.payload is None or one.content_hash in good or held, (end, one.number)


def test_every_format_but_parquet_has_a_sample_that_is_cut() -> None:
    formats = {profile_of(path, Raw.of(path.name, path)).format for path in samples()}
    assert formats >= set(READERS) - {"parquet"}
    assert {path.suffix for path in samples()} >= {".zip", ".gz"}
