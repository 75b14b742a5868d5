"""A budgeted part of the fuzzing: the whole is ``python -m tests.contract.readers.fuzz``."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from connectors.ports import Raw
from tests.contract.readers.fuzz import breaking, damaged
from tests.contract.readers.golden import profile_of, samples
from tests.contract.readers.parsers import PARSERS, Parser, promised

COUNTS = {"x12": 3000, "edifact": 3000}
"""Inputs a parser; the others open files or frames and get fewer."""


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_damaged_samples_break_no_promise(name: str, tmp_path: Path) -> None:
    parser = PARSERS[name](tmp_path)
    found = [why for _, why in breaking(parser, COUNTS.get(name, 60), seed=20261121)]
    assert found == []


@pytest.mark.parametrize("sample", [path for path in samples() if path.suffix == ".edi"], ids=lambda path: path.name)
def test_every_sample_may_be_cut_at_every_byte(sample: Path) -> None:
    raw = Raw.of(sample.name, sample)
    profile, content = profile_of(sample, raw), sample.read_bytes()
    for length in range(len(content)):
        promised(content[:length], profile, sample.name)


def test_a_parser_that_raises_is_found() -> None:
    def weak(content: bytes) -> None:
        assert b"\x00" not in content, "it holds a zero"

    found = list(breaking(Parser((b"some sample text",), weak), 500, seed=1))
    assert found
    assert all(b"\x00" in content and "it holds a zero" in why for content, why in found)


def test_the_same_seed_gives_the_same_inputs() -> None:
    one, other = random.Random(3), random.Random(3)
    assert [damaged((b"abc" * 9,), one) for _ in range(50)] == [damaged((b"abc" * 9,), other) for _ in range(50)]
