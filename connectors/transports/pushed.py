"""A channel whose partner pushes: nothing is picked up; outcomes go to a folder, if the profile names one."""

from __future__ import annotations

from pathlib import Path

from connectors.transports.folder import FolderInbox
from connectors.transports.port import LeftThere, Waiting
from domain.errors import Misconfigured
from domain.transport import Transport


class PushedInbox(FolderInbox):
    """Outcomes only; what arrives was registered by ``lading receive`` before its sender heard so."""

    def __init__(self, root: Path, transport: Transport) -> None:
        """A relative folder of outcomes stands in ``root``."""
        super().__init__(root, transport)

    def prepare(self) -> None:
        """Make the folder of outcomes.

        Raises:
            Misconfigured: it can't be made.
        """
        if self.outcomes is None:
            return
        try:
            self.outcomes.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"The folder {self.outcomes.name} can't be made: {error.strerror}."
            step = "Mend 'transport.outcomes' in the partner's profile or the folder's rights."
            raise Misconfigured(
                message, field="transport.outcomes", value=str(self.outcomes), next_step=step
            ) from error

    def mistakes(self) -> list[str]:
        """What keeps the folder of outcomes from working, in words; empty: nothing."""
        if self.outcomes is None or self.outcomes.is_dir():
            return []
        return [f"transport.outcomes: the folder {self.outcomes} is missing; make it, or mend the profile"]

    def left_there(self) -> list[LeftThere]:
        """Nothing: nobody puts files here."""
        return []

    def ready(self, now: float, settle_seconds: float) -> list[Waiting]:  # noqa: ARG002 - the port's signature
        """Nothing: nobody puts files here."""
        return []
