"""One thing runs at a time, and the seed says which: greenlets that give the baton on where no transaction is open.

The baton moves at port calls, after commits, at renames and in sleeps, never inside a transaction of the ledger: so
nobody ever waits for a lock whose holder waits for the baton. What two transactions do to each other at the same
instant is PostgreSQL's own business, and is tested with real processes (``tests/faults/test_at_once.py``).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from greenlet import getcurrent, greenlet

STEPS_MAX = 20_000
"""Of a seed: an ordinary one takes one or two thousand, so more is a loop that gets nowhere."""
TICK = 0.001
"""Seconds that pass with each step, so that no two of them happen at the same instant."""


class Crash(BaseException):
    """The process is gone: it does nothing more, not even tidy up."""


@dataclass(eq=False)
class Process:
    """What dies, freezes and thaws as one: a consumer with its lease's beat."""

    name: str
    house: Any = None
    dead: bool = False
    frozen_until: float = 0.0
    frozen_at: float = 0.0
    awaits_taker: bool = False
    """Frozen until another has taken its work over."""
    transactions: int = 0
    """Open on the ledger just now."""


@dataclass(eq=False)
class Task:
    """A greenlet of a process and when it wants to go on."""

    name: str
    process: Process
    greenlet: Any = None
    wake: float = 0.0
    until: Callable[[], bool] | None = None
    """Wakes earlier when this is true."""
    over: bool = False


@dataclass(eq=False)
class Scheduler:
    """Chooses by chance among what can go on; when nothing can, time passes."""

    clock: Any
    chance: Any
    before: Callable[[Process], None] = lambda _: None
    tasks: list[Task] = field(default_factory=list)
    running: Task | None = None
    hub: Any = field(default_factory=getcurrent)
    steps: int = 0
    trouble: list[BaseException] = field(default_factory=list)

    def spawn(self, name, process, function, delay=0.0):
        task = Task(name, process, wake=self.clock.seconds + delay)
        task.greenlet = greenlet(lambda: self._body(task, function), parent=self.hub)
        self.tasks.append(task)
        return task

    def _body(self, task, function):
        try:
            function()
        except Crash:
            pass
        except BaseException as error:  # noqa: BLE001 - told by whoever runs the seed
            self.trouble.append(error)
        finally:
            task.over = True

    @property
    def process(self):
        return self.running.process if self.running else None

    def run(self, *, seconds, until=lambda: False):
        """Go on until it is true or so many seconds are over; whether it came true."""
        ends = self.clock.seconds + seconds
        while not until():
            self.bury()
            ready = [task for task in self.tasks if self._ready(task)]
            if not ready:
                wakes = [self._wakes(task) for task in self.tasks]
                if not wakes or min(wakes) > ends:
                    return until()
                self.clock.seconds = max(self.clock.seconds, min(wakes))
                continue
            if self.clock.seconds > ends:
                return until()
            self._go_on(ready[self.chance.randrange(len(ready))])
        return True

    def bury(self):
        """What a dead process was doing beside ends too."""
        for task in self.tasks:
            if task.process.dead and not task.over:
                self._end(task)
        self.tasks = [task for task in self.tasks if not task.over]

    def _end(self, task):
        """Unwind a task of a dead process: it can do nothing on its way out."""
        self.running = task
        if task.greenlet:  # begun
            task.greenlet.throw(Crash)
        self.running, task.over = None, True

    def _ready(self, task):
        if task.process.frozen_until > self.clock.seconds:
            return False
        return task.wake <= self.clock.seconds or (task.until is not None and task.until())

    def _wakes(self, task):
        return max(task.wake, task.process.frozen_until)

    def _go_on(self, task):
        self.steps += 1
        if self.steps > STEPS_MAX:
            raise AssertionError(f"more than {STEPS_MAX} steps: something goes round and round")
        self.clock.seconds += TICK
        self.running = task
        self.before(task.process)
        task.greenlet.switch()
        self.running = None
        if self.trouble:
            raise self.trouble.pop()

    def sleep(self, seconds, until=None):
        """Give the baton on for so long at least."""
        task = self.running
        if task is None or task.greenlet is not getcurrent():
            return
        if task.process.dead:
            raise Crash
        if task.process.transactions:
            raise AssertionError("the baton would move inside a transaction of the ledger")
        task.wake, task.until = self.clock.seconds + seconds, until
        self.hub.switch()
        task.until = None
        if task.process.dead:
            raise Crash

    def event(self):
        return Event(self)

    def beside(self, *, target, args=(), name="", daemon=True):
        return Beside(self, name, lambda: target(*args))


class Event:
    """As threading.Event."""

    def __init__(self, scheduler):
        self._scheduler, self._set = scheduler, False

    def set(self):
        self._set = True

    def is_set(self):
        return self._set

    def wait(self, timeout=None):
        self._scheduler.sleep(1e9 if timeout is None else timeout, until=self.is_set)
        return self._set


class Beside:
    """As threading.Thread: another task of the same process."""

    def __init__(self, scheduler, name, function):
        self._scheduler, self._name, self._function = scheduler, name, function
        self._task = None

    def start(self):
        self._task = self._scheduler.spawn(self._name, self._scheduler.process, self._function)

    def join(self, timeout=None):
        task = self._task
        if task is not None and not task.over:
            self._scheduler.sleep(timeout or 1e9, until=lambda: task.over)
