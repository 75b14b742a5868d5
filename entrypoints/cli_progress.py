"""Progress: a bar on a terminal, otherwise the steps, and a line a minute while one lasts."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from entrypoints.cli_frame import Screen

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

EVERY_SECONDS = 60.0


class Steps:
    """Steps one after the other, each of which may know how far it is."""

    def __init__(self, screen: Screen) -> None:
        """Nothing is shown before the first step."""
        self._screen = screen
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._what = ""
        self._how_far = ""
        self._started = time.monotonic()
        self._begun = self._started
        self._over = threading.Event()
        self._ticker: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Begin showing."""
        if not self._screen.silent and self._screen.console.is_terminal:
            from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

            columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
            self._bar = Progress(*columns, console=self._screen.console, transient=True)
            self._bar.start()
        elif not self._screen.silent:
            self._ticker = threading.Thread(target=self._tick, daemon=True, name="lading-progress")
            self._ticker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End showing, whatever happened."""
        self._finish(ok=kind is None)
        self._over.set()
        if self._bar is not None:
            self._bar.stop()

    def step(self, what: str) -> None:
        """The step before is done; this one begins."""
        if what == self._what:
            return
        self._finish(ok=True)
        self._what, self._how_far, self._started = what, "", time.monotonic()
        if self._bar is not None:
            self._task = self._bar.add_task(what, total=None)

    def progress(self, done: int, total: int, words: str = "") -> None:
        """How far this step is."""
        self._how_far = f"{done} of {total}" + (f", {words}" if words else "")
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total, description=f"{self._what} ({self._how_far})")

    def _finish(self, *, ok: bool) -> None:
        if not self._what:
            return
        if self._bar is not None and self._task is not None:
            self._bar.remove_task(self._task)
            self._task = None
        seconds = time.monotonic() - self._started
        self._screen.say(f"{'✓' if ok else '✗'} {self._what} ({seconds:.1f} s)")
        self._what = ""

    def _tick(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            minutes = (time.monotonic() - self._begun) / 60
            self._screen.say(f"… {self._what or 'working'} {self._how_far} ({minutes:.0f} min)")
