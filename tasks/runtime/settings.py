"""Every environment variable, typed: nothing else in the house reads the environment."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

HEARTBEAT_SECONDS = 30
"""How often a flow run tells Prefect that it lives; the zombie rule waits for three."""


class Settings(BaseSettings):
    """Lading's settings: ``LADING_<NAME>``; embedded defaults for everything (design.md §9)."""

    model_config = SettingsConfigDict(
        env_prefix="LADING_", env_nested_delimiter="__", extra="ignore", hide_input_in_errors=True
    )

    home: Path = Field(default=Path(".lading"), description="Folder in which all state lives.")
    ledger_url: SecretStr | None = Field(
        default=None, description="PostgreSQL of the ledger, postgresql+psycopg://…; default: the embedded one."
    )
    archive: str = Field(
        default="", description="Raw bytes: a folder, or s3://bucket/prefix; default: archive/ under LADING_HOME."
    )
    secrets: dict[str, SecretStr] = Field(
        default_factory=dict,
        description="Secrets that profiles name: LADING_SECRETS__<NAME>; file:/path reads the secret from that file.",
    )
    known_hosts: Path | None = Field(
        default=None, description="Host keys of SFTP servers, as OpenSSH keeps them; default: only those in profiles."
    )
    s3_endpoint: str = Field(default="", description="Address of the S3 service of the archive; default: Amazon's.")
    s3_region: str = Field(default="us-east-1", description="Region of S3.")
    s3_access_key: SecretStr | None = Field(
        default=None, description="Access key id of S3; default: the machine's own (role, profile)."
    )
    s3_secret_key: SecretStr | None = Field(default=None, description="Secret access key of S3.")
    private_networks: str = Field(
        default="",
        description="Private networks that hosts named by profiles (shops, SFTP servers, S3 endpoints) may be in, with "
        "commas between: 10.20.0.0/16,127.0.0.1; default: none, such a host is refused at its connection.",
    )
    partners: Path = Field(default=Path("partners"), description="Folder of the partner profiles.")
    approvers: Path | None = Field(
        default=None,
        description="YAML file that says who may approve what; default: house/approvers.yaml under LADING_PARTNERS.",
    )
    channels: Path | None = Field(
        default=None, description="Folder that relative inboxes stand in; default: channels/ under LADING_HOME."
    )
    odoo_url: str | None = Field(default=None, description="Address of Odoo; default: the one that 'lading up' starts.")
    odoo_database: str | None = Field(default=None, description="Odoo's database.")
    odoo_protocol: Literal["auto", "json2", "rpc"] = Field(
        default="auto",
        description="How Odoo is spoken to: json2 (19 and later), rpc (/jsonrpc, 14 and later), auto by its version.",
    )
    odoo_user: str | None = Field(default=None, description="Login of the bot, where the protocol asks for one.")
    odoo_api_key: SecretStr | None = Field(default=None, description="API key of the bot.")
    odoo_keys: dict[str, SecretStr] = Field(
        default_factory=dict, description="API keys by domain: LADING_ODOO_KEYS__SALES, __READER and so on."
    )
    odoo_calls_in_flight: int = Field(default=2, ge=1, le=64, description="Calls at once to one Odoo.")
    odoo_connect_seconds: float = Field(default=5.0, gt=0, description="Time to connect to Odoo.")
    odoo_read_seconds: float = Field(default=130.0, gt=0, description="Time to wait for an answer of Odoo.")
    odoo_limit_seconds: float = Field(
        default=120.0, gt=0, description="Odoo's limit_time_real: how long a call whose answer was lost may go on."
    )
    mirror_seconds: float = Field(
        default=120.0, ge=0, description="How old the mirror of Odoo's master data may be before it is read again."
    )
    availability_seconds: float = Field(
        default=5.0,
        ge=0,
        description="How often the consumer looks what changed in Odoo's stock, where a profile offers any; 0: never.",
    )
    shipments_seconds: float = Field(
        default=30.0,
        ge=0,
        description="How often the consumer looks what Odoo has shipped, where a profile tells its shop; 0: never.",
    )
    planning_dask: str = Field(
        default="",
        description="Scheduler of a Dask cluster that makes the forecasts of plans, tcp://host:8786 (extra 'dask'); "
        "default: they are made here.",
    )
    tax_url: str | None = Field(default=None, description="Address of the tax engine, where profiles ask one.")
    tax_account: str = Field(default="", description="Account at the tax engine.")
    tax_key: SecretStr | None = Field(default=None, description="Licence key at the tax engine.")
    tax_seconds: float = Field(default=10.0, gt=0, description="Time to wait for an answer of the tax engine.")
    lease_seconds: float = Field(default=60.0, ge=2, description="How long a claim lives without a sign of life.")
    settle_seconds: float = Field(default=1.0, ge=0, description="How long a file must be unchanged before pick-up.")
    poll_seconds: float = Field(default=0.5, gt=0, description="How often the consumer looks into its folders.")
    batch_documents: int = Field(default=300, ge=1, description="Documents a batch, at most.")
    batch_lines: int = Field(default=6000, ge=1, description="Lines a batch, at most.")
    batch_wait_seconds: float = Field(default=0.25, ge=0, description="How long arrivals are gathered into one batch.")
    run_batches: int = Field(default=50, ge=1, description="Batches one flow run covers, at most.")
    run_minutes: float = Field(default=10.0, gt=0, description="Minutes one flow run covers, at most.")
    prefect_api_url: str | None = Field(default=None, description="Prefect's API; default: that of 'lading up'.")
    prefect_auth: SecretStr | None = Field(default=None, description="user:password of the Prefect server, if it asks.")
    receiver_host: str = Field(default="127.0.0.1", description="Address that 'lading receive' listens at.")
    receiver_port: int = Field(default=8077, ge=0, le=65535, description="Its port; 0: any free one.")
    metrics_port: int = Field(default=0, ge=0, le=65535, description="Port of the consumer's /metrics; 0: none.")
    receiver_connections: int = Field(
        default=800, ge=10, le=100_000, description="Connections that the receiver holds at once; more hear 503."
    )
    log_format: str = Field(default="console", pattern="^(console|json)$", description="console or json.")
    debug: bool = Field(default=False, description="Show tracebacks of crashes.")

    def state_folder(self) -> Path:
        """LADING_HOME as an absolute path."""
        return self.home.expanduser().resolve()

    def archive_folder(self) -> Path:
        """Where raw bytes are kept."""
        return Path(self.archive).expanduser().resolve() if self.archive else self.state_folder() / "archive"

    def approvers_file(self) -> Path:
        """The approval policy; where there is no such file, nobody is limited."""
        return (self.approvers or self.partners / "house" / "approvers.yaml").expanduser().resolve()

    def channels_folder(self) -> Path:
        """Where relative inboxes and outcome folders of the profiles stand."""
        return (self.channels or self.state_folder() / "channels").expanduser().resolve()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The process's settings, read once."""
    return Settings()
