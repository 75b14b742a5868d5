"""A budgeted part of the fuzzing: the whole is ``python -m tests.contract.readers.fuzz``."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.readers import fuzz
from tests.contract.readers.fuzzing import Broken, breaking, made
from tests.contract.readers.mutations_structured import STRUCTURED
from tests.contract.readers.parsers import PARSERS, Parser

COUNTS = {"csv": 100, "json": 100, "fixed": 100, "xlsx": 100, "inspect": 100}
"""Inputs a parser; those that make frames, or try every reader, get fewer than the others' 1,500."""
SEEDS = (b"some sample text", b"another one")


def broken(parser: Parser, count: int, seed: int, **bounds: float) -> list[Broken]:
    found = breaking(parser, range(count), seed, **bounds)  # type: ignore[arg-type]  # slow and most
    return [one for one in found if isinstance(one, Broken)]


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_damaged_samples_break_no_promise(name: str, tmp_path: Path) -> None:
    parser = PARSERS[name](tmp_path)
    assert [(one.number, one.why) for one in broken(parser, COUNTS.get(name, 1500), seed=20261121)] == []


def test_a_parser_that_raises_is_found_and_its_input_is_made_again() -> None:
    def weak(content: bytes, _: int) -> None:
        assert b"\x00" not in content, "it holds a zero"

    parser = Parser(SEEDS, weak)
    found = broken(parser, 500, seed=1)
    assert found
    assert all(b"\x00" in one.content and "it holds a zero" in one.why for one in found)
    assert [made(parser, 1, one.number)[0] for one in found] == [one.content for one in found]


def test_an_input_that_takes_too_long_is_ended_and_found() -> None:
    def slow(content: bytes, _: int) -> None:
        while b"\x00" in content:
            pass

    found = broken(Parser(SEEDS, slow), 60, seed=1, slow=0.05)
    assert found
    assert {one.why for one in found} == {"took more than 0.05 processor seconds"}


@pytest.mark.skipif(sys.platform != "linux", reason="NOT TESTED: only Linux lets a process forget its peak")
def test_an_input_that_takes_much_memory_is_found_each_time() -> None:
    def large(content: bytes, _: int) -> None:
        if b"\x00" in content:
            bytearray(150 << 20)[:: 1 << 12] = bytes(150 << 8)

    found = broken(Parser(SEEDS, large), 40, seed=1, most=64)
    assert len(found) > 1
    assert all(re.search(r"raised the peak by \d+ MiB", one.why) for one in found)


@pytest.mark.parametrize("name", ["x12", "csv-rows", "zip", "gzip", "ubl", "json-rows"])
def test_the_same_seed_gives_the_same_inputs(name: str, tmp_path: Path) -> None:
    parser = PARSERS[name](tmp_path)
    first = [made(parser, 3, number) for number in range(200)]
    assert first == [made(parser, 3, number) for number in range(200)]
    assert first != [made(parser, 4, number) for number in range(200)]
    assert len({content for content, _ in first}) > 150, "most inputs differ"


@pytest.mark.parametrize("shape", STRUCTURED)
def test_every_shape_is_that_of_some_parser(shape: str, tmp_path: Path) -> None:
    parsers = [make(tmp_path) for make in PARSERS.values()]
    assert shape in {parser.shape for parser in parsers}


def test_the_command_counts_and_replays(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert fuzz.main(["--parser", "x12", "--count", "30", "--keep", str(tmp_path / "kept")]) == 0
    assert "x12: 30 inputs, 0 broke a promise" in capfd.readouterr().out
    assert fuzz.main(["--parser", "x12", "--input", "7"]) == 0
    assert "it breaks no promise" in capfd.readouterr().out
    assert not (tmp_path / "kept").exists()


def test_an_input_that_kills_the_process_is_kept_and_the_run_goes_on(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: Callable[..., list[str]] = fuzz.command

    def command(*given: object) -> list[str]:
        died = [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"]
        return died if given[1] == 0 else whole(*given)

    monkeypatch.setattr(fuzz, "command", command)
    assert fuzz.main(["--parser", "x12", "--count", "5", "--keep", str(tmp_path)]) == 1
    said = capfd.readouterr().out
    assert "the process died (-9) (--seed 1 --input 0)" in said
    assert "x12: 5 inputs, 1 broke a promise" in said
    assert (tmp_path / "x12-1-0.bin").read_bytes()
