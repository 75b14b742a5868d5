"""Places where the outside world may cut in: every commit, call and rename passes one.

No-ops unless a test hooks them. This is the one exception to the purity of the domain (design.md §5).
"""

from __future__ import annotations

from collections.abc import Callable

Hook = Callable[[str, str], None]
_hook: Hook | None = None


def install(hook: Hook | None) -> None:
    """Let a test see (kind, name) of each seam as it is passed; None takes the hook away."""
    global _hook  # noqa: PLW0603 - one hook a process is what a crash test needs
    _hook = hook


def _pass(kind: str, name: str) -> None:
    if _hook is not None:
        _hook(kind, name)


def at_commit(name: str) -> None:
    """Pass the seam beside a commit; ``name`` ends in ``.before`` or ``.after``."""
    _pass("commit", name)


def at_call(name: str) -> None:
    """Pass the seam beside a call to another system; ``name`` ends in ``.before`` or ``.after``."""
    _pass("call", name)


def at_rename(name: str) -> None:
    """Pass the seam beside a rename in a file system; ``name`` ends in ``.before`` or ``.after``."""
    _pass("rename", name)
