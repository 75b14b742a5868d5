"""What every command promises: exit codes, one clean message, JSON where it was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from domain.errors import Misconfigured, TryAgain
from entrypoints.cli_frame import Exit, Screen, command, guarded, shown_amount
from infra.trouble import StackTrouble
from tasks.runtime.settings import Settings, settings


@pytest.fixture(autouse=True)
def _fresh_settings() -> None:
    settings.cache_clear()


def _raising(trouble: BaseException) -> int:
    def fail(_screen: Screen) -> int:
        raise trouble

    return guarded(Screen(), fail, {})


def test_a_command_that_returns_nothing_is_fine() -> None:
    assert guarded(Screen(), lambda _: None, {}) == 0


def test_a_commands_own_exit_code_is_kept() -> None:
    assert guarded(Screen(), lambda _: Exit.BLOCKED, {}) == 3


def test_an_error_of_ours_becomes_what_where_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert _raising(Misconfigured("No ledger is configured.", field="LADING_LEDGER_URL", next_step="Set it.")) == 2
    said = capsys.readouterr()
    assert said.err == "Error: No ledger is configured. (field LADING_LEDGER_URL)\nNext: Set it.\n"
    assert said.out == ""


def test_a_command_does_not_promise_to_try_again_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert _raising(TryAgain("PostgreSQL is away.")) == 2
    assert "lading up" in capsys.readouterr().err


def test_trouble_of_the_stack_names_the_service(capsys: pytest.CaptureFixture[str]) -> None:
    assert _raising(StackTrouble("It ended at once.", next_step="Look at its log.", service="odoo")) == 2
    assert "(service odoo)" in capsys.readouterr().err


def test_an_uncaught_error_is_one_clean_message_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert _raising(ZeroDivisionError("division by zero\nsecond line")) == 2
    said = capsys.readouterr().err
    assert said.startswith("Error: ZeroDivisionError: division by zero\nNext: ")
    assert "Traceback" not in said
    assert "second line" not in said


def test_lading_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LADING_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        _raising(ZeroDivisionError())


def test_the_keyboard_stops_a_command_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert _raising(KeyboardInterrupt()) == 2
    assert "Nothing is lost" in capsys.readouterr().err


def test_a_wrong_setting_is_named_and_its_value_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LADING_BATCH_DOCUMENTS", "hunter2")

    def read(_screen: Screen) -> None:
        Settings()

    assert guarded(Screen(), read, {}) == 2
    said = capsys.readouterr().err
    assert "LADING_BATCH_DOCUMENTS" in said
    assert "hunter2" not in said


def test_with_json_an_error_is_json_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(_screen: Screen) -> int:
        raise Misconfigured("Wrong.", field="X", next_step="Mend it.")

    assert guarded(Screen(json=True), fail, {}) == 2
    said = capsys.readouterr()
    assert json.loads(said.out) == {
        "error": {"kind": "Misconfigured", "what": "Wrong.", "field": "X", "next_step": "Mend it."}
    }
    assert said.err == ""


def test_words_are_unwelcome_with_json_and_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    for screen in (Screen(json=True), Screen(quiet=True)):
        screen.say("hello")
        screen.table(("a",), [("b",)])
        screen.next("lading up")
    assert capsys.readouterr().out == ""


def test_foreign_text_is_not_taken_for_colours(capsys: pytest.CaptureFixture[str]) -> None:
    Screen().say("[red]not red[/red]")
    Screen().table(("what",), [("[bold]x[/bold]",)])
    said = capsys.readouterr().out
    assert "[red]not red[/red]" in said
    assert "[bold]x[/bold]" in said


def test_nobody_is_asked_where_nobody_can_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    class _Nobody:
        def isatty(self) -> bool:
            return False

    monkeypatch.setattr("sys.stdin", _Nobody())
    assert Screen(yes=True).confirm("Really?")
    assert not Screen().confirm("Really?")


def test_every_command_gets_the_shared_options(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    app = typer.Typer()
    seen: list[tuple[bool, bool, Path]] = []

    @command(app, "look")
    def look(screen: Screen, place: Path) -> int:
        """Look."""
        seen.append((screen.json, screen.quiet, place))
        return Exit.FINDINGS

    ran = CliRunner().invoke(app, [str(tmp_path), "--json", "--quiet"])
    assert ran.exit_code == 1
    assert seen == [(True, True, tmp_path)]


@pytest.mark.parametrize(
    ("amount", "shown"), [("464835.350", "464,835.35"), ("0", "0.00"), ("1.005", "1.005"), ("-3", "-3.00")]
)
def test_money_has_two_decimals_and_loses_no_digit(amount: str, shown: str) -> None:
    assert shown_amount(amount) == shown
