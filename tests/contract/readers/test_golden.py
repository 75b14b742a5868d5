"""Golden samples: the difference is the message."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from connectors import READERS, reader
from connectors.ports import Raw
from connectors.unpack import packed, unpacked
from tests.contract.readers.golden import SAMPLES, expectation_of, profile_of, read_sample, samples


@pytest.mark.parametrize("sample", samples(), ids=lambda path: path.name)
def test_each_sample_gives_what_is_expected_of_it(sample: Path) -> None:
    expectation = expectation_of(sample)
    assert expectation.exists(), f"{sample.name} has no expectation: run python -m tests.contract.readers.golden"
    assert read_sample(sample) == json.loads(expectation.read_text(encoding="utf-8"))


def test_no_expectation_is_left_without_its_sample() -> None:
    wanted = {expectation_of(sample) for sample in samples()}
    assert set(SAMPLES.glob("edi/*.expected.json")) | set(SAMPLES.glob("files/*.expected.json")) == wanted


@pytest.mark.parametrize("sample", samples(), ids=lambda path: path.name)
def test_each_sample_is_claimed_by_one_reader(sample: Path) -> None:
    raw = Raw.of(sample.name, sample)
    if packed(raw):
        raw = next(one for one in unpacked(raw, profile_of(sample, raw)) if isinstance(one, Raw))
    claims = [name for name in READERS if reader(name).identify(raw.head(), raw.name) is not None]
    assert claims[0] == profile_of(sample, raw).format
    assert "x12" not in claims[1:]
