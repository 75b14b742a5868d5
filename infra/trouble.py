"""What goes wrong while starting servers: what happened, and the next step."""

from __future__ import annotations


class StackTrouble(Exception):
    """A server could not be had, started or stopped; nothing was left half done that a second try would not mend.

    Args:
        what: what happened, with names and numbers.
        next_step: what the person does now.
        service: which service, where it is one.
    """

    def __init__(self, what: str, *, next_step: str, service: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step
        self.service = service

    def __str__(self) -> str:
        """The whole message, as shown."""
        return f"{self.what} Next step: {self.next_step}"
