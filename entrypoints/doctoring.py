"""``lading doctor``: each part is asked whether it is set up; nothing that is wrong hides the rest."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors.odoo.doctor import examine
from connectors.shopify.pulling import pages
from domain.catalogue import shown
from domain.errors import LadingError
from domain.profile import PartnerProfile
from domain.reachable import reach_of
from entrypoints.cli_house import settings_at_hand
from entrypoints.receiver_look import look_at_receiver
from ledger.book import Ledger
from tasks.runtime.approvers import load_policy
from tasks.runtime.profiles import check_profiles, load_profiles
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tasks.runtime.transports import live_secrets, open_archive, open_inbox, open_shop
from tasks.volume import silence

LEFT_AFTER = timedelta(minutes=15)
"""How long a sender may take over a file, or over the other half of a pair."""
LEFT_SHOWN = 5
_ASK_SENDER = "Ask the partner to send the rest, or whether its upload broke off; remove what nobody will finish."
_ASK_WHY = "Ask the partner whether it sends; a shop's webhooks may be switched off (docs/channels/shopify.md)."
_MEND_PROFILE = "Mend it, then run 'lading partners check'; what runs goes on with the profiles as they were before."


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    what: str
    next_step: str = ""


def examine_all() -> list[Check]:
    """Settings, profiles, folders, archive, ledger, Odoo: each with the fix where it is wrong."""
    known = settings_at_hand()
    house = Resources(known)
    parts: tuple[Callable[[], Iterator[Check]], ...] = (
        lambda: _profiles(known),
        lambda: _networks(known),
        lambda: _approvals(known),
        lambda: _folders(known),
        lambda: _archive(known),
        lambda: _ledger(known),
        lambda: _silences(known),
        lambda: _receiver(known),
        lambda: _odoo(house),
    )
    return [check for part in parts for check in _asked(part)]


def _approvals(known: Settings) -> Iterator[Check]:
    policy = load_policy(known.approvers_file(), wanted=known.approvers is not None)
    said = f"{len(policy.approvers)} entries" if policy.approvers else "none: whoever runs lading may release"
    yield Check("approval policy", ok=True, what=said)


def _networks(known: Settings) -> Iterator[Check]:
    allowed = ", ".join(map(str, reach_of(known.private_networks).private))
    said = f"also {allowed} (LADING_PRIVATE_NETWORKS)" if allowed else "public addresses only"
    yield Check("hosts named by profiles", ok=True, what=said)


def _asked(part: Callable[[], Iterator[Check]]) -> list[Check]:
    try:
        return list(part())
    except LadingError as trouble:
        return [
            Check(trouble.field or type(trouble).__name__, ok=False, what=trouble.what, next_step=trouble.next_step)
        ]


def _profiles(known: Settings) -> Iterator[Check]:
    mistakes = check_profiles(known.partners)
    for one in mistakes:
        yield Check("profile", ok=False, what=str(one), next_step=_MEND_PROFILE)
    if not mistakes:
        yield Check("profiles", ok=True, what=f"all profiles of {known.partners} are right; what runs takes them up")


def _folders(known: Settings) -> Iterator[Check]:
    if check_profiles(known.partners):
        return
    for channel, profile in sorted(load_profiles(known.partners).items()):
        yield from _inbox(known, channel, profile)


def _inbox(known: Settings, channel: str, profile: PartnerProfile) -> Iterator[Check]:
    kind = profile.transport.kind
    name = f"{kind} of {channel}"
    try:
        inbox = open_inbox(known, profile)
        said = inbox.mistakes()
        live_secrets(known, profile)
        _ask_shop(known, profile)
        left = inbox.left_there() if not said else []
    except LadingError as trouble:
        yield Check(name, ok=False, what=trouble.what, next_step=trouble.next_step)
        return
    for one in said:
        step = (
            "Make the folder, or mend its rights."
            if kind in {"folder", "webhook", "portal"}
            else "See docs/transports.md."
        )
        yield Check(name, ok=False, what=one, next_step=step)
    now = datetime.now(UTC)
    waits = [one for one in left if now - one.modified_at > LEFT_AFTER]
    for file in waits[:LEFT_SHOWN]:
        hours = (now - file.modified_at).total_seconds() / 3600
        what = f"{shown(file.name)} has been there for {hours:.1f} hours and is not taken: {file.why}"
        yield Check(name, ok=False, what=what, next_step=_ASK_SENDER)
    if len(waits) > LEFT_SHOWN:
        yield Check(name, ok=False, what=f"and {len(waits) - LEFT_SHOWN} more files like these", next_step=_ASK_SENDER)
    if not said and not waits:
        yield Check(name, ok=True, what="there and writable")


def _ask_shop(known: Settings, profile: PartnerProfile) -> None:
    """A shop that is asked for what its webhooks missed: address, token and rights."""
    if profile.shopify is None or profile.shopify.pull is None:
        return
    shop = open_shop(known, profile)
    try:
        next(pages(shop, datetime.now(UTC), 1), None)
    finally:
        shop.close()


def _archive(known: Settings) -> Iterator[Check]:
    if known.archive.startswith("s3://"):
        open_archive(known).has("0" * 64)
        yield Check("archive", ok=True, what=f"{known.archive} answers")
        return
    folder = known.archive_folder()
    there = folder if folder.exists() else next((one for one in folder.parents if one.exists()), folder)
    ok = os.access(there, os.W_OK | os.X_OK)
    step = "" if ok else "Mend the folder's rights, or set LADING_ARCHIVE to another folder."
    yield Check("archive", ok=ok, what=f"{folder} can{'' if ok else 'not'} be written", next_step=step)


def _ledger(known: Settings) -> Iterator[Check]:
    if known.ledger_url is None:
        step = "Run 'lading up', or set LADING_LEDGER_URL."
        yield Check("ledger", ok=False, what="no PostgreSQL is running here, and none is given", next_step=step)
        return
    ledger = Ledger(known.ledger_url.get_secret_value())
    try:
        ledger.check_schema()
    finally:
        ledger.close()
    yield Check("ledger", ok=True, what="answers, and has this version's schema")


def _silences(known: Settings) -> Iterator[Check]:
    """Channels that had far fewer orders than on the same days before: a sender that stopped says nothing."""
    if known.ledger_url is None or check_profiles(known.partners):
        return
    ledger = Ledger(known.ledger_url.get_secret_value())
    try:
        with ledger.open() as book:
            days = {channel: book.days(channel) for channel in sorted(load_profiles(known.partners))}
    finally:
        ledger.close()
    for channel, counts in days.items():
        usual = silence(counts)
        if usual is not None:
            what = f"{counts.get(0, 0)} orders in the last 24 hours; one and two weeks ago at least {usual}"
            yield Check(f"orders of {channel}", ok=False, what=what, next_step=_ASK_WHY)


def _receiver(known: Settings) -> Iterator[Check]:
    look = look_at_receiver(known)
    if look is not None:
        step = "Run 'lading up' (or 'lading receive'); 'lading status' has its last lines."
        well = look.state == "ready"
        yield Check("receiver", ok=well, what=look.words(), next_step="" if well else step)


def _odoo(house: Resources) -> Iterator[Check]:
    roles = sorted(house.settings.odoo_keys) or ["sales"]
    for one in examine({role: house.odoo(role) for role in roles}, now=datetime.now(UTC)):
        yield Check(f"Odoo: {one.name}", ok=one.ok, what=one.what, next_step=one.next_step)
