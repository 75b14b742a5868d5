"""``lading portal keys`` new, list and revoke: who may ask the portal, and for which customers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from domain.errors import Refused
from entrypoints.cli_frame import Exit, Screen, command

if TYPE_CHECKING:
    from domain.portal import PortalKey

portal = typer.Typer(no_args_is_help=True, help="The REST interface for customers and field sellers.")
keys = typer.Typer(no_args_is_help=True, help="Keys of customers and field sellers.")
_SECRET_BYTES = 32


def add_to(app: typer.Typer) -> None:
    """Hang the group into the whole command."""
    portal.add_typer(keys, name="keys")
    app.add_typer(portal, name="portal")


@command(keys, "new")
def new(
    screen: Screen,
    channel: Annotated[str, typer.Option("--channel", help="The portal's channel: orders come by its profile.")],
    customer: Annotated[
        list[str], typer.Option("--customer", help="Our customer number; repeat it for a field seller's customers.")
    ],
    label: Annotated[str, typer.Option("--label", help="Whose it is, for the list.")] = "",
    days: Annotated[int, typer.Option("--days", min=0, max=3650, help="How long it is good; 0: until revoked.")] = 0,
) -> int:
    """Make a key and show it once: only its hash is kept. Good within two seconds."""
    import secrets

    from domain.portal import PortalKey, secret_hash
    from entrypoints.cli_house import ledger_only, person

    with ledger_only() as house:
        profile = house.profile(channel)
        if profile.transport.portal is None:
            raise Refused(
                f"Channel {channel} is no portal.",
                field="channel",
                value=channel,
                next_step="Name a channel whose profile says 'transport.kind: portal' (docs/channels/portal.md).",
            )
        key_id = secrets.token_hex(4)
        secret = f"lk_{key_id}_{secrets.token_urlsafe(_SECRET_BYTES)}"
        made_at = datetime.now(UTC)
        key = PortalKey(
            id=key_id,
            channel=channel,
            customers=tuple(dict.fromkeys(customer)),
            label=label,
            made_by=person(),
            made_at=made_at,
            expires_at=made_at + timedelta(days=days) if days else None,
            revoked_at=None,
            revoked_by="",
            secret_hash=secret_hash(secret),
        )
        with house.ledger.open() as book:
            book.portal.add_key(key)
            book.commit("cli.portal.key")
            unknown = [
                one for one in key.customers if not book.mirror.found(house.odoo_target, "customer", "code", [one])
            ]
    screen.data({**_shown(key), "key": secret, "unknown_customers": unknown})
    screen.say(f"Key {key_id} for {', '.join(key.customers)} on {channel}; it is shown this once:")
    screen.say(secret)
    if unknown:
        screen.say(f"The mirror does not know {', '.join(unknown)}: orders would wait until the customer is in Odoo.")
    screen.next(f"lading portal keys list --channel {channel}")
    return Exit.FINE


@command(keys, "list")
def list_keys(
    screen: Screen,
    channel: Annotated[str, typer.Option("--channel", help="Only this channel's; default: all.")] = "",
) -> int:
    """List keys, dead ones too; never their secrets."""
    from entrypoints.cli_house import ledger_only

    with ledger_only() as house, house.ledger.open() as book:
        found = book.portal.keys(channel or None)
    screen.data({"keys": [_shown(key) for key in found]})
    if not found:
        screen.say("There are no keys.")
        screen.next("lading portal keys new --channel CHANNEL --customer NUMBER")
        return Exit.FINE
    screen.table(
        ("key", "channel", "customers", "label", "made", "by", "state"),
        [
            (
                one.id,
                one.channel,
                ", ".join(one.customers),
                one.label,
                f"{one.made_at:%Y-%m-%d}",
                one.made_by,
                _state(one),
            )
            for one in found
        ],
    )
    screen.next("lading portal keys revoke KEY --reason '…'", "if one was lost")
    return Exit.FINE


@command(keys, "revoke")
def revoke(
    screen: Screen,
    key: Annotated[str, typer.Argument(help="The key's number, as the list shows it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why: kept in the audit trail.")],
) -> int:
    """Take a key back: within two seconds it opens nothing."""
    from entrypoints.cli_house import ledger_only, person

    with ledger_only() as house, house.ledger.open() as book:
        done = book.portal.revoke_key(key, by=person(), reason=reason)
        book.commit("cli.portal.revoke")
    screen.data({"key": key, "revoked": done})
    screen.say(f"Key {key} opens nothing any more." if done else f"There is no living key {key}.")
    screen.next("lading portal keys list")
    return Exit.FINE if done else Exit.FINDINGS


def _state(key: PortalKey) -> str:
    if key.revoked_at is not None:
        return f"revoked by {key.revoked_by}"
    if key.live(datetime.now(UTC)):
        return "good" if key.expires_at is None else f"good until {key.expires_at:%Y-%m-%d}"
    return "over"


def _shown(key: PortalKey) -> dict[str, object]:
    return {
        "id": key.id,
        "channel": key.channel,
        "customers": list(key.customers),
        "label": key.label,
        "made_by": key.made_by,
        "made_at": key.made_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "revoked_by": key.revoked_by,
        "state": _state(key),
    }
