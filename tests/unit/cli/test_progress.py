"""Progress: steps as they are done, a line a minute where nobody watches, nothing where words are unwelcome."""

from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from entrypoints import cli_progress
from entrypoints.cli_frame import Screen
from entrypoints.cli_progress import Steps


def test_each_step_is_a_line_when_it_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    with Steps(Screen()) as steps:
        steps.step("one")
        steps.step("one")
        assert capsys.readouterr().out == ""
        steps.step("two")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" (")[0] for line in lines] == ["✓ one", "✓ two"]


def test_the_step_that_failed_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(steps: Steps) -> None:
        steps.step("one")
        raise RuntimeError

    with pytest.raises(RuntimeError), Steps(Screen()) as steps:
        fail(steps)
    assert capsys.readouterr().out.startswith("✗ one (")


def test_a_long_step_says_once_in_a_while_how_far_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_progress, "EVERY_SECONDS", 0.05)
    with Steps(Screen()) as steps:
        steps.step("carrying")
        steps.progress(3, 10, "2 in Odoo")
        time.sleep(0.3)
    said = capsys.readouterr().out
    assert "… carrying 3 of 10, 2 in Odoo (0 min)" in said


def test_on_a_terminal_a_bar_moves() -> None:
    shown = io.StringIO()
    screen = Screen()
    screen._console = Console(file=shown, force_terminal=True, width=100)
    with Steps(screen) as steps:
        steps.step("carrying")
        steps.progress(3, 10, "2 in Odoo")
        time.sleep(0.3)
    assert "3 of 10, 2 in Odoo" in shown.getvalue()
    assert "✓ carrying" in shown.getvalue()


def test_nothing_is_said_with_quiet_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    for screen in (Screen(quiet=True), Screen(json=True)):
        with Steps(screen) as steps:
            steps.step("one")
            steps.progress(1, 2)
    assert capsys.readouterr().out == ""
