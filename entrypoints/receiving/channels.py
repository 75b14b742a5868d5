"""The channels that take pushes, with their live secrets; learned again while the receiver runs."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from domain.errors import LadingError
from domain.profile import PartnerProfile
from domain.transport import WebhookPlace
from tasks.runtime.resources import Resources
from tasks.runtime.transports import live_secrets

log = structlog.get_logger("lading.receiver")


@dataclass(frozen=True, slots=True)
class Hook:
    """A channel that takes pushes, with its live secrets."""

    profile: PartnerProfile
    place: WebhookPlace
    secrets: tuple[str, ...]


class Hooks:
    """By channel. Profiles and secrets in files are taken up again by ``learn``."""

    def __init__(self, house: Resources) -> None:
        """As the profiles are now.

        Raises:
            Misconfigured: a secret that a profile names is not set.
        """
        self._house = house
        self._unready: frozenset[str] = frozenset()
        self._hooks = {channel: self._hook(profile) for channel, profile in self._pushed().items()}

    def get(self, channel: str) -> Hook | None:
        """The channel's hook; None: it takes no pushes, or its secret is not there."""
        return self._hooks.get(channel)

    def is_unready(self, channel: str) -> bool:
        """Whether it would take pushes if its secret were there."""
        return channel in self._unready

    def names(self) -> list[str]:
        """Channels that take pushes, sorted."""
        return sorted(self._hooks)

    def learn(self) -> None:
        """Take up changed profiles and secrets.

        With a mistake in a profile all go on as before; without its secret a channel goes on with those that it had.
        """
        try:
            if self._house.learn():
                log.info("profiles-changed", channels=sorted(self._pushed()))
        except LadingError as trouble:
            log.warning("profiles-not-taken-up", trouble=str(trouble))
        found, unready = dict[str, Hook](), set[str]()
        for channel, profile in self._pushed().items():
            try:
                found[channel] = self._hook(profile)
            except LadingError as trouble:
                if channel not in self._unready:
                    log.warning("secret-missing", channel=channel, trouble=str(trouble))
                unready.add(channel)
                if (before := self._hooks.get(channel)) is not None:
                    found[channel] = before
        self._hooks, self._unready = found, frozenset(unready)

    def _pushed(self) -> dict[str, PartnerProfile]:
        profiles = self._house.profiles.items()
        return {channel: profile for channel, profile in profiles if profile.transport.webhook is not None}

    def _hook(self, profile: PartnerProfile) -> Hook:
        place = profile.transport.webhook
        assert place is not None  # noqa: S101 - the caller has looked
        return Hook(profile, place, live_secrets(self._house.settings, profile))
