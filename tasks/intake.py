"""Pick up: files that are ready in a channel's folder are archived, registered, and only then moved away."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from connectors.transports.port import Fetched, Inbox, Unsettled, Waiting
from domain.errors import Refused, TryAgain
from domain.profile import PartnerProfile
from domain.urgency import PRIORITIES
from ledger.intake import Arrival, accept
from tasks.runtime.resources import Resources


def collect(house: Resources, channel: str) -> int:
    """Take every file that is ready; give the number taken. A file that fails stays where it is; the others are taken.

    Raises:
        TryAgain: the archive or the ledger could not be reached; nothing was acknowledged.
        Refused: a file can't be taken at all (larger than S3 stores in one piece).
        StopTheRun: the disk is full.
    """
    inbox = house.inbox(channel)
    if inbox is None:
        return 0
    profile = house.profile(channel)
    taken, troubles = 0, list[TryAgain | Refused]()
    for waiting in inbox.ready(time.time(), house.settings.settle_seconds):
        try:
            taken += _take(house, profile, inbox, waiting)
        except (TryAgain, Refused) as trouble:
            troubles.append(trouble)
    if troubles:
        raise troubles[0]
    return taken


def _take(house: Resources, profile: PartnerProfile, inbox: Inbox, waiting: Waiting) -> bool:
    try:
        with inbox.fetch(waiting) as fetched:
            return _taken(house, profile, inbox, waiting, fetched)
    except Unsettled:
        return False  # gone, because another consumer was quicker; or changed: looked at again once it is stable
    except OSError as trouble:
        raise _untaken(waiting, profile, trouble) from trouble


def _taken(house: Resources, profile: PartnerProfile, inbox: Inbox, waiting: Waiting, fetched: Fetched) -> bool:
    arrival = Arrival(
        source_id=profile.source_id,
        channel=profile.channel,
        partner=profile.partner,
        name=waiting.name,
        media=profile.format,
        received_at=datetime.now(UTC),
        pickup_key=fetched.pickup_key,
        priority=PRIORITIES[profile.priority],
        sha256=fetched.raw.sha256,
    )
    try:
        accept(house.ledger, house.archive, arrival, fetched.raw.content)
        inbox.put_away(waiting)
    except (FileNotFoundError, Refused):
        if inbox.is_there(waiting):
            raise
        return False  # moved by another consumer, which has registered it
    return True


def _untaken(waiting: Waiting, profile: PartnerProfile, trouble: OSError) -> TryAgain:
    return TryAgain(
        f"The file could not be taken: {trouble.strerror or type(trouble).__name__}.",
        document=waiting.name,
        partner=profile.partner,
        next_step="Mend the folder's rights or free the disk; the file stays where it is and is taken then.",
    )
