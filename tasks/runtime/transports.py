"""A profile's transport with the secrets that it names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from connectors.transports.folder import FolderInbox
from connectors.transports.port import Inbox
from connectors.transports.pushed import PushedInbox
from connectors.transports.remote import RemoteInbox, Store
from domain.errors import Misconfigured
from domain.profile import PartnerProfile
from domain.reachable import reach_of
from domain.transport import S3Place, SftpPlace
from ledger.archive import AnyArchive, Archive
from tasks.runtime.settings import Settings

if TYPE_CHECKING:
    from connectors.shopify.client import ShopClient
    from connectors.transports.bucket import Bucket

_FILE = "file:"
_BUCKET = "s3://"


def open_inbox(known: Settings, profile: PartnerProfile) -> Inbox:
    """The place that the profile names; nothing is asked yet.

    Raises:
        Misconfigured: a secret is not set, or the extra for this transport is not installed.
    """
    transport = profile.transport
    if transport.s3 is not None:
        return _remote(known, profile, _s3(known, profile, transport.s3))
    if transport.sftp is not None:
        return _remote(known, profile, _sftp(known, profile, transport.sftp))
    if transport.is_pushed:
        return PushedInbox(known.channels_folder(), transport)
    return FolderInbox.of(known.channels_folder(), profile)


def _remote(known: Settings, profile: PartnerProfile, store: Store) -> RemoteInbox:
    return RemoteInbox(store, profile, known.state_folder() / "incoming")


def _sftp(known: Settings, profile: PartnerProfile, place: SftpPlace) -> Store:
    from connectors.transports.sftp import SftpStore
    from connectors.transports.sftp_link import Login, SftpLink

    login = Login(
        host=place.host,
        port=place.port,
        user=place.user,
        partner=profile.partner,
        password=secret(known, profile, "sftp.password", place.password),
        private_key=secret(known, profile, "sftp.private_key", place.private_key),
        passphrase=secret(known, profile, "sftp.passphrase", place.passphrase),
        host_keys=place.host_keys,
        known_hosts=known.known_hosts,
        reach=reach_of(known.private_networks),
    )
    return SftpStore(SftpLink(login))


def _s3(known: Settings, profile: PartnerProfile, place: S3Place) -> Store:
    from connectors.transports.bucket import Bucket, BucketAddress
    from connectors.transports.s3 import S3Store

    address = BucketAddress(
        bucket=place.bucket,
        endpoint=place.endpoint,
        region=place.region or known.s3_region,
        access_key=secret(known, profile, "s3.access_key", place.access_key) or _plain(known.s3_access_key),
        secret_key=secret(known, profile, "s3.secret_key", place.secret_key) or _plain(known.s3_secret_key),
        partner=profile.partner,
        reach=reach_of(known.private_networks) if place.endpoint else None,
    )
    return S3Store(Bucket(address))


def open_archive(known: Settings) -> AnyArchive:
    """The folder or the bucket that LADING_ARCHIVE names.

    Raises:
        Misconfigured: it names a bucket wrongly, or the extra for S3 is not installed.
    """
    if not known.archive.startswith(_BUCKET):
        return Archive(known.archive_folder())
    from ledger.archive_s3 import S3Archive

    bucket, prefix = open_bucket(known, known.archive, "LADING_ARCHIVE and LADING_S3_…")
    return S3Archive(bucket, prefix, known.state_folder() / "incoming")


def open_bucket(known: Settings, address: str, place: str) -> tuple[Bucket, str]:
    """A bucket of our own by ``s3://name/prefix``, and the prefix.

    Args:
        known: keys, endpoint and region.
        address: where it is.
        place: who names it, for errors.

    Raises:
        Misconfigured: it is named wrongly, or the extra for S3 is not installed.
    """
    from connectors.transports.bucket import Bucket, BucketAddress

    name, _, prefix = address.removeprefix(_BUCKET).partition("/")
    found = BucketAddress(
        bucket=name,
        endpoint=known.s3_endpoint,
        region=known.s3_region,
        access_key=_plain(known.s3_access_key),
        secret_key=_plain(known.s3_secret_key),
        place=place,
    )
    return Bucket(found), prefix


def _plain(value: SecretStr | None) -> str | None:
    return None if value is None else value.get_secret_value()


def open_shop(known: Settings, profile: PartnerProfile) -> ShopClient:
    """A line to the shop that the profile names; nothing is asked yet.

    Raises:
        Misconfigured: it names no shop, or the token's secret is not set.
    """
    from connectors.shopify.client import ShopClient

    channel = profile.shopify
    token = "" if channel is None or channel.pull is None else channel.pull.token
    value = secret(known, profile, "shopify.pull.token", token)
    if channel is None or not channel.address() or value is None:
        raise Misconfigured(
            "The profile names no shop, or no token for its API.",
            field="shopify",
            partner=profile.partner,
            next_step="Set shopify.shop and shopify.pull.token in the profile.",
        )
    reach = reach_of(known.private_networks)
    return ShopClient(channel.address(), value, channel.shop or profile.channel, reach=reach)


def live_secrets(known: Settings, profile: PartnerProfile) -> tuple[str, ...]:
    """The secrets that may have signed what the partner pushes; empty: it pushes nothing.

    Raises:
        Misconfigured: one that the profile names is not set.
    """
    names = profile.transport.webhook.secrets if profile.transport.webhook else ()
    return tuple(filter(None, (secret(known, profile, "webhook.secrets", name) for name in names)))


def secret(known: Settings, profile: PartnerProfile, field: str, name: str) -> str | None:
    """The secret that the profile's field names; None: it names none.

    Raises:
        Misconfigured: it is not set, or its file can't be read.
    """
    if not name:
        return None
    found = known.secrets.get(name)
    value = "" if found is None else found.get_secret_value()
    try:
        value = Path(value.removeprefix(_FILE)).read_text(encoding="utf-8") if value.startswith(_FILE) else value
    except (OSError, ValueError):
        value = ""
    if not value:
        raise Misconfigured(
            f"The secret '{name}' is not set, or its file can't be read.",
            field=field if field.startswith("shopify.") else f"transport.{field}",
            partner=profile.partner,
            next_step=f"Set LADING_SECRETS__{name.upper()} to it, or to file:/path of a file that holds it.",
        )
    return value.rstrip("\r\n") if "PRIVATE KEY" not in value else value
