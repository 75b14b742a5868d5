"""The transport section of a profile: how files come and go. No secrets: only the names of settings that hold them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticKnownError

from domain.frozen import Frozen
from domain.portal import PortalPlace
from domain.reachable import HttpAddress
from domain.signing import HEADERS, SignatureScheme, Signed

SecretName = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]{0,62})?$")]
"""Name of a secret: ``acme_sftp`` is LADING_SECRETS__ACME_SFTP. Never the secret itself."""
HeaderName = Annotated[str, StringConstraints(pattern=r"^([A-Za-z][A-Za-z0-9-]{0,63})?$")]
"""Name of an HTTP header, in any case."""


class SftpPlace(Frozen):
    """An SFTP server, its account, and the host key it must show."""

    host: str = Field(min_length=1, description="Name or address of the server.", examples=["sftp.acme.example"])
    port: int = Field(default=22, ge=1, le=65_535, description="Port of the server.")
    user: str = Field(min_length=1, description="Account on the server.", examples=["lading"])
    password: SecretName = Field(
        default="", description="Name of the secret with the password: LADING_SECRETS__<NAME>.", examples=["acme_sftp"]
    )
    private_key: SecretName = Field(
        default="",
        description="Name of the secret with the private key (OpenSSH or PEM text): LADING_SECRETS__<NAME>.",
        examples=["acme_sftp_key"],
    )
    passphrase: SecretName = Field(
        default="", description="Name of the secret with the key's passphrase; empty: the key has none."
    )
    host_keys: tuple[str, ...] = Field(
        default=(),
        description="Public keys of the server, as in known_hosts; empty: LADING_KNOWN_HOSTS must know the host.",
        examples=[["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC…"]],
    )

    @model_validator(mode="after")
    def _some_way_in(self) -> SftpPlace:
        if not self.password and not self.private_key:
            message = "name a secret: 'private_key' or 'password'"
            raise ValueError(message)
        return self


class S3Place(Frozen):
    """A bucket of an S3 service."""

    bucket: str = Field(min_length=3, max_length=63, description="Name of the bucket.", examples=["acme-orders"])
    endpoint: HttpAddress = Field(
        default="", description="Address of the service; empty: Amazon's.", examples=["https://s3.acme.example"]
    )
    region: str = Field(default="", description="Region; empty: LADING_S3_REGION.", examples=["eu-central-1"])
    access_key: SecretName = Field(
        default="",
        description="Name of the secret with the access key id; empty: LADING_S3_ACCESS_KEY, else the machine's own.",
        examples=["acme_s3_id"],
    )
    secret_key: SecretName = Field(
        default="",
        description="Name of the secret with the secret access key: LADING_SECRETS__<NAME>.",
        examples=["acme_s3_key"],
    )

    @model_validator(mode="after")
    def _both_or_none(self) -> S3Place:
        if bool(self.access_key) != bool(self.secret_key):
            message = "name both secrets, 'access_key' and 'secret_key', or neither"
            raise ValueError(message)
        return self


class WebhookPlace(Frozen):
    """How the partner's pushes are known to be theirs: ``POST /hooks/<channel>`` of ``lading receive``."""

    signature: SignatureScheme = Field(
        default="standard-webhooks",
        description="How a message is signed: shopify, standard-webhooks (webhook-id, -timestamp, -signature), "
        "or hmac-sha256 (hexadecimal, over '<timestamp>.<body>').",
        examples=["shopify"],
    )
    secrets: tuple[SecretName, ...] = Field(
        min_length=1,
        max_length=2,
        description="Names of the live secrets (LADING_SECRETS__<NAME>): one, or old and new while they change.",
        examples=[["shop_eu"], ["shop_eu", "shop_eu_next"]],
    )
    signature_header: HeaderName = Field(default="", description="Header with the signature; empty: the scheme's own.")
    id_header: HeaderName = Field(
        default="",
        description="Header that names a message, the same when it is sent again; empty: the scheme's own.",
    )
    timestamp_header: HeaderName = Field(
        default="", description="Header with the signed time (seconds since 1970); empty: the scheme's own."
    )
    tolerance_seconds: float = Field(
        default=300.0, ge=1, le=86_400, description="How far the signed time may be from ours; older ones are replays."
    )
    largest_bytes: int = Field(
        default=2_097_152, ge=1, le=67_108_864, description="A larger message is refused before it is read whole."
    )

    def headers(self) -> Signed:
        """The headers in use, lower case."""
        own = HEADERS[self.signature]
        return Signed(
            signature=(self.signature_header or own.signature).lower(),
            id=(self.id_header or own.id).lower(),
            timestamp=(self.timestamp_header or own.timestamp).lower(),
        )


class Transport(Frozen):
    """How files come and go. Folders stand under LADING_CHANNELS, or where the SFTP account or the bucket begins."""

    kind: Literal["folder", "sftp", "s3", "webhook", "portal"] = Field(
        default="folder", description="The way in and out."
    )
    inbox: str = Field(
        default="",
        validate_default=True,
        description="Folder (S3: prefix) in which the partner's files arrive; none where kind is webhook or portal.",
        examples=["acme/in"],
    )
    archived: str = Field(
        default="",
        description="Where a file is moved once it is registered; empty: <inbox>/archived.",
        examples=["acme/seen"],
    )
    outcomes: str = Field(
        default="",
        description="Folder for what became of each document; empty: none is written.",
        examples=["acme/out"],
    )
    patterns: tuple[str, ...] = Field(
        default=("*",), min_length=1, description="File names that are taken, with * and ?.", examples=[["*.csv"]]
    )
    settle_seconds: float | None = Field(
        default=None,
        ge=0,
        le=86_400,
        description="How long a file must be unchanged before pick-up; empty: LADING_SETTLE_SECONDS, by SFTP at least "
        "5, by S3 none (an object is never half there).",
        examples=[2.0],
    )
    look_seconds: float = Field(
        default=10.0, ge=0, le=86_400, description="How often an SFTP server or bucket is looked at; folders: always."
    )
    sftp: SftpPlace | None = Field(default=None, description="The server, where kind is sftp.")
    s3: S3Place | None = Field(default=None, description="The bucket, where kind is s3.")
    webhook: WebhookPlace | None = Field(default=None, description="How pushes are signed, where kind is webhook.")
    portal: PortalPlace | None = Field(default=None, description="Limits of the REST interface, where kind is portal.")

    @field_validator("inbox")
    @classmethod
    def _given_where_files_arrive(cls, inbox: str, other: ValidationInfo) -> str:
        if not inbox and other.data.get("kind", "webhook") not in {"webhook", "portal"}:
            raise PydanticKnownError("missing")
        return inbox

    @property
    def is_pushed(self) -> bool:
        """Whether ``lading receive`` takes what comes, so that there is no place to look into."""
        return self.kind in {"webhook", "portal"}

    @model_validator(mode="after")
    def _place_of_its_kind(self) -> Transport:
        for kind in ("sftp", "s3", "webhook", "portal"):
            named = getattr(self, kind) is not None
            if named != (self.kind == kind):
                wrong = f"goes with kind: {kind}" if named else "is missing"
                message = f"the section '{kind}' {wrong}"
                raise ValueError(message)
        return self
