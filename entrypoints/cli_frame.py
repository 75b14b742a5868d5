"""What all commands share: exit codes, the options --json --quiet --no-color --yes, the screen, clean errors."""

from __future__ import annotations

import functools
import inspect
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from shutil import which
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, get_type_hints

import typer

if TYPE_CHECKING:
    from rich.console import Console

NEXT = "Next:"
AGAIN = "Run 'lading status': start what does not run with 'lading up', then run this again."
"""A flow tries again by itself; a command does not."""
PIPE_WIDTH = 180
"""Columns where nobody's terminal says how many there are."""


class Exit(IntEnum):
    """What a command's exit code says."""

    FINE = 0
    FINDINGS = 1
    """It worked, and found something that people should look at."""
    CRASH = 2
    """Wrong usage, or it could not do its work."""
    BLOCKED = 3
    """A gate stopped the channel."""
    APPROVAL = 4
    """Somebody has to approve first."""


@dataclass
class Screen:
    """Where a command writes: words for people, or one JSON document for programs."""

    json: bool = False
    quiet: bool = False
    no_color: bool = False
    yes: bool = False
    _console: Console | None = field(default=None, repr=False)

    @property
    def console(self) -> Console:
        """Rich's console; made when it is first needed, because --help must not wait for it."""
        if self._console is None:
            from rich.console import Console

            made = Console(no_color=True if self.no_color else None, highlight=False, soft_wrap=True)
            if not made.is_terminal:
                made.width = PIPE_WIDTH
            self._console = made
        return self._console

    @property
    def silent(self) -> bool:
        """Whether words are unwelcome."""
        return self.json or self.quiet

    def say(self, text: str = "", *, style: str | None = None) -> None:
        """A line for people."""
        if not self.silent:
            self.console.print(text, style=style, markup=False)

    def table(self, head: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "", right: int = 0) -> None:
        """A table for people; the last ``right`` columns are numbers."""
        if self.silent:
            return
        from rich.table import Table

        shown = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
        for place, name in enumerate(head):
            shown.add_column(name, justify="right" if place >= len(head) - right else "left", overflow="fold")
        for row in rows:
            shown.add_row(*(_cell(cell) for cell in row))
        self.console.print(shown)

    def next(self, command: str, why: str = "") -> None:
        """The next useful command."""
        self.say(f"{NEXT} {_typed(command)}" + (f"   ({why})" if why else ""))

    def data(self, value: Mapping[str, object] | Sequence[object]) -> None:
        """The answer as one JSON document, if that was asked for."""
        if self.json:
            sys.stdout.write(json.dumps(value, indent=2, default=str, ensure_ascii=False) + "\n")
            sys.stdout.flush()

    def trouble(self, kind: str, what: str, next_step: str, **places: str | None) -> None:
        """An error: what is wrong, where, and what to do; on stderr, or as JSON."""
        known = {name: value for name, value in places.items() if value}
        self.data({"error": {"kind": kind, "what": what, **known, "next_step": next_step}})
        if not self.json:
            where = f" ({', '.join(f'{name} {value}' for name, value in known.items())})" if known else ""
            sys.stderr.write(f"Error: {what}{where}\n{NEXT} {next_step}\n")

    def confirm(self, question: str) -> bool:
        """Ask, unless --yes; False where nobody can answer."""
        if self.yes:
            return True
        return sys.stdin.isatty() and not self.json and typer.confirm(question)


def _typed(command: str) -> str:
    """The command as it can be typed here: in a fresh clone nobody has put ``lading`` on the path yet."""
    return command if which("lading") or not command.startswith("lading ") else f"./{command}"


def _cell(value: object) -> Any:  # noqa: ANN401 - what rich takes as a cell
    from rich.text import Text

    return Text("" if value is None else str(value))


Json = Annotated[bool, typer.Option("--json", help="Answer as one JSON document on stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colours; NO_COLOR does the same.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Answer every question with yes.")]
_SHARED: dict[str, Any] = {"json": Json, "quiet": Quiet, "no_color": NoColor, "yes": Yes}

Command = Callable[..., int | None]


def command(app: typer.Typer, name: str, *, panel: str | None = None) -> Callable[[Command], Command]:
    """Make ``function(screen, …own options…)`` the command ``name``, with the shared options and clean errors."""

    def register(function: Command) -> Command:
        hints = get_type_hints(function, include_extras=True)

        @functools.wraps(function)
        def run(**given: Any) -> None:  # noqa: ANN401 - the command's own options
            shared = {option: given.pop(option) for option in _SHARED}
            raise typer.Exit(guarded(Screen(**shared), function, given))

        own = [one for one in inspect.signature(function).parameters.values() if one.name.lstrip("_") != "screen"]
        options = [one.replace(annotation=hints[one.name], kind=inspect.Parameter.KEYWORD_ONLY) for one in own]
        options += [
            inspect.Parameter(option, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=hint)
            for option, hint in _SHARED.items()
        ]
        setattr(run, "__signature__", inspect.Signature(options))  # noqa: B010 - typer reads it; no such field is declared
        run.__annotations__ = {one.name: one.annotation for one in options}
        app.command(name, rich_help_panel=panel)(run)
        return function

    return register


def guarded(screen: Screen, function: Command, given: Mapping[str, Any]) -> int:
    """Run a command; whatever happens becomes an exit code and one clean message."""
    try:
        return int(function(screen, **given) or Exit.FINE)
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt:
        screen.trouble("stopped", "Stopped by the keyboard.", "Nothing is lost: run the command again to go on.")
    except BrokenPipeError:
        sys.stderr.close()
    except Exception as trouble:  # noqa: BLE001 - the last line of defence: no traceback reaches a user
        _tell(screen, trouble)
    return Exit.CRASH


def _tell(screen: Screen, trouble: Exception) -> None:
    from domain.errors import LadingError, TryAgain
    from infra.trouble import StackTrouble

    if isinstance(trouble, StackTrouble):
        screen.trouble("StackTrouble", trouble.what, trouble.next_step, service=trouble.service)
        return
    if isinstance(trouble, LadingError):
        places = {
            "document": trouble.document,
            "field": trouble.field,
            "value": trouble.value,
            "partner": trouble.partner,
        }
        step = AGAIN if isinstance(trouble, TryAgain) and trouble.next_step == TryAgain.next_step else trouble.next_step
        screen.trouble(type(trouble).__name__, trouble.what, step, **places)
        return
    if _debug():
        raise trouble
    words = _settings_trouble(trouble) or f"{type(trouble).__name__}: {_first_line(trouble)}"
    step = (
        "Mend the setting and run the command again."
        if words.startswith("LADING_")
        else ("Run it again with LADING_DEBUG=1 for the whole story; 'lading doctor' names what is not set up.")
    )
    screen.trouble("crash", words, step)


def _settings_trouble(trouble: Exception) -> str:
    """Wrong settings in words: which variable, what is wrong; never the value, it may be a secret."""
    from pydantic import ValidationError

    if not isinstance(trouble, ValidationError) or trouble.title != "Settings":
        return ""
    errors = trouble.errors(include_input=False, include_url=False)
    from domain.wrong_values import going_on

    return "; ".join(
        f"LADING_{'__'.join(str(p) for p in one['loc']).upper()}: {going_on(one['msg'])}" for one in errors
    )


def _first_line(trouble: Exception) -> str:
    return (str(trouble).strip().splitlines() or ["no further words"])[0][:300]


def _debug() -> bool:
    from tasks.runtime.settings import settings

    try:
        return settings().debug
    except ValueError:
        return False


def refuse(screen: Screen, what: str, next_step: str) -> NoReturn:
    """Stop with a usage error."""
    screen.trouble("usage", what, next_step)
    raise typer.Exit(Exit.CRASH)


def shown_amount(amount: object) -> str:
    """Money for people: at least two decimals, and no digit lost."""
    value = Decimal(str(amount))
    return f"{value:,.2f}" if value == round(value, 2) else f"{value.normalize():,f}"
