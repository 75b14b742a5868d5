"""The partner profile: all that Lading knows about one partner's channel. Data in YAML, no code, no secrets."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, field_validator, model_validator

from domain.answers import Answers
from domain.availability_profile import Availability
from domain.backfill import PostedAs
from domain.changes_profile import Changes
from domain.checks import Checks, wrongly_fixed
from domain.findings import Severity
from domain.frozen import Frozen
from domain.mapping import TableMapping, positions
from domain.mapping_messages import EdifactMapping, UblMapping, X12Mapping
from domain.obligations import Obligations
from domain.shopify import ShopifyChannel
from domain.transport import Transport

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
FindingCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z0-9]+-\d{3}$")]

TABLE_FORMATS = frozenset({"csv", "parquet", "xlsx", "json", "fixed"})
"""Formats whose files need a mapping of columns."""
FORMATS_OF_LAYOUT = {
    "rows": TABLE_FORMATS,
    "records": frozenset({"csv", "xlsx", "json", "fixed"}),
    "two_files": frozenset({"csv", "parquet"}),
    "wide": frozenset({"csv", "xlsx"}),
}
"""Which formats each layout of a mapping can be read from."""


class Tolerance(Frozen):
    """How far a value may be from the expected one: the larger of both bounds counts."""

    percent: Decimal = Field(
        default=Decimal(0), ge=0, le=100, description="In percent of the expected value.", examples=["0.5"]
    )
    absolute: Decimal = Field(
        default=Decimal("0.01"),
        ge=0,
        description="In the document's currency, for one unit or total.",
        examples=["0.01"],
    )

    def allows(self, expected: Decimal, actual: Decimal) -> bool:
        """Whether ``actual`` is near enough to ``expected``; both in the same currency and unit."""
        return abs(actual - expected) <= max(self.absolute, abs(expected) * self.percent / 100)


class Returns(Frozen):
    """How this partner marks a return or cancellation among its orders."""

    number_prefixes: tuple[Annotated[str, StringConstraints(min_length=1)], ...] = Field(
        default=(), description="A document whose number begins so is a return.", examples=[["C"]]
    )
    negative_quantity: bool = Field(default=True, description="Whether a line with a negative quantity is a return.")

    def is_return(self, number: str, quantities: Iterable[Decimal]) -> bool:
        """Whether a document with this number and these line quantities is a return."""
        if any(number.upper().startswith(prefix.upper()) for prefix in self.number_prefixes):
            return True
        return self.negative_quantity and any(quantity < 0 for quantity in quantities)


class DateWindow(Frozen):
    """Which dates are sane, in days from the day on which the document is looked at."""

    past_days: int = Field(
        default=90, ge=0, description="How old an order's date may be; 0: any age.", examples=[90, 0]
    )
    future_days: int = Field(default=365, ge=0, description="How far ahead a date may be; 0: any.", examples=[365])


class Limits(Frozen):
    """Where a file stops being a file of orders: more than this is refused, with a finding."""

    file_bytes: int = Field(default=2_147_483_648, ge=1, description="Bytes of one file.")
    documents: int = Field(default=2_000_000, ge=1, description="Documents in one file.")
    lines_per_document: int = Field(default=20_000, ge=1, description="Lines of one document.")
    field_chars: int = Field(default=32_768, ge=16, le=10_000_000, description="Characters of one cell or element.")
    open_lines: int = Field(
        default=1_000_000, ge=1000, description="Lines of documents not yet complete that are kept in memory."
    )


class Backfill(Frozen):
    """What becomes of old orders that are brought in by a backfill plan."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    posted_as: PostedAs = Field(
        default="draft",
        alias="as",
        description="draft: drafts, nothing is confirmed; confirmed: as if they came today; "
        "history: confirmed and locked under their own dates, without deliveries and reservations.",
        examples=["history"],
    )


class OdooTarget(Frozen):
    """Where in Odoo this partner's documents belong."""

    name: Slug = Field(default="main", description="Which Odoo: main, or a name of LADING_ODOOS__<NAME>.")
    company: str = Field(
        default="", description="Company in Odoo, by name; empty: the bot's own.", examples=["Acme Ltd"]
    )
    warehouse: str = Field(
        default="", description="Warehouse code in Odoo; empty: the company's first.", examples=["WH"]
    )
    pricelist: str = Field(default="", description="Price list in Odoo, by name; empty: the customer's.")


class PartnerProfile(Frozen):
    """One partner's channel: identity, format, mapping, units, tolerances, transport."""

    schema_version: Literal["1"] = Field(default="1", description="Version of this form.")
    partner: Slug = Field(
        description="The trading partner's code; part of each document's identity.", examples=["acme"]
    )
    source_id: Slug = Field(
        description="Fixed name of the source of documents; part of each document's identity: never change it.",
        examples=["acme-orders"],
    )
    company: str = Field(
        default="main", min_length=1, description="Our company that the documents are for; part of their identity."
    )
    channel: Slug = Field(
        description="Name of the channel: one queue, one circuit, one line in reports.", examples=["acme"]
    )
    flow: Literal["order-to-cash"] = Field(default="order-to-cash", description="The cycle that carries the documents.")
    format: Literal[
        "csv",
        "parquet",
        "x12",
        "edifact",
        "ubl",
        "shopify",
        "portal",
        "xlsx",
        "json",
        "fixed",
    ] = Field(description="Format of the files.", examples=["csv"])
    timezone: str = Field(
        default="UTC", description="Zone of dates that state none (IANA).", examples=["Europe/Berlin"]
    )
    priority: Literal["critical", "standard", "bulk"] = Field(default="standard", description="Which work goes first.")
    urgent_days: int | None = Field(
        default=None,
        ge=0,
        le=365,
        description="Orders wanted within so many days of their arrival (0: that day) go first; empty: none does.",
        examples=[1],
    )
    currency: Currency | Literal[""] = Field(
        default="", description="Currency of documents that state none (ISO 4217).", examples=["EUR"]
    )
    currencies: tuple[Currency, ...] = Field(
        default=(), description="Currencies that may be used; empty: only the one above.", examples=[["EUR", "USD"]]
    )
    units: dict[str, str] = Field(
        default_factory=dict,
        description="The partner's unit (any case) to the name of ours.",
        examples=[{"EA": "Units", "DZ": "Dozens"}],
    )
    default_unit: str = Field(default="Units", description="Our unit where a line states none.", examples=["Units"])
    products: dict[str, str] = Field(
        default_factory=dict, description="The partner's product code to ours.", examples=[{"4711": "BOLT-M8"}]
    )
    customers: dict[str, str] = Field(
        default_factory=dict, description="The partner's customer code to our number.", examples=[{"STORE-7": "C-1007"}]
    )
    price_tolerance: Tolerance = Field(default_factory=Tolerance, description="Stated price against ours.")
    total_tolerance: Tolerance = Field(default_factory=Tolerance, description="Stated total against the lines' sum.")
    severities: dict[FindingCode, Severity] = Field(
        default_factory=dict,
        description="Finding code to what it does here: reject, hold, exception, warn; fix where we can put it right.",
        examples=[{"SO-LINE-013": "hold"}],
    )
    house_account: str = Field(
        default="",
        description="Our customer number for documents that name none; empty: that is a finding.",
        examples=["C-9999"],
    )
    number_reuse: Literal["never", "year"] = Field(
        default="never", description="Whether the partner begins its document numbers anew each year."
    )
    returns: Returns = Field(default_factory=Returns, description="How returns are marked.")
    alike_days: int = Field(
        default=0, ge=0, le=365, description="Days in which a like order under another number is suspect; 0: off."
    )
    dates: DateWindow = Field(default_factory=DateWindow, description="Which dates are sane.")
    checks: Checks = Field(default_factory=Checks, description="Limits for the rules (docs/checks.md).")
    transport: Transport = Field(description="How files come and go.")
    limits: Limits = Field(default_factory=Limits, description="Where a file stops being a file of orders.")
    backfill: Backfill = Field(default_factory=Backfill, description="How old orders are brought in.")
    changes: Changes = Field(default_factory=Changes, description="How changes and cancellations of orders are taken.")
    odoo: OdooTarget = Field(default_factory=OdooTarget, description="Where in Odoo the documents belong.")
    mapping: TableMapping | None = Field(default=None, description="Columns of a CSV or Parquet file.")
    x12: X12Mapping = Field(default_factory=X12Mapping, description="Which X12 qualifiers mean what.")
    edifact: EdifactMapping = Field(default_factory=EdifactMapping, description="Which EDIFACT qualifiers mean what.")
    ubl: UblMapping = Field(default_factory=UblMapping, description="What a UBL order of this partner lacks.")
    answers: Answers = Field(default_factory=Answers, description="Which documents it gets from us.")
    availability: Availability | None = Field(
        default=None, description="What the channel may offer of our stock; empty: nothing is published or promised."
    )
    obligations: Obligations = Field(
        default_factory=dict,
        description="What is owed once a document is here, and within how many hours.",
        examples=[{"997": {"hours": 4}, "855": {"hours": 24}}],
    )
    shopify: ShopifyChannel | None = Field(default=None, description="What a web shop's orders mean, and its API.")

    @property
    def allowed_currencies(self) -> tuple[str, ...]:
        """The currencies that may be used; empty: any."""
        return self.currencies or ((self.currency,) if self.currency else ())

    def of_any_age(self) -> PartnerProfile:
        """The same for a backfill: whoever names its first and last day has said how old an order may be."""
        dates = self.dates.model_copy(update={"past_days": 0})
        return self.model_copy(update={"dates": dates, "checks": self.checks.of_history()})

    def unit_name(self, theirs: str) -> str | None:
        """Our unit's name for the partner's; the default unit where none is stated; None: not in the table."""
        if not theirs:
            return self.default_unit
        wanted = theirs.strip().casefold()
        return next((ours for code, ours in self.units.items() if code.strip().casefold() == wanted), None)

    @field_validator("severities")
    @classmethod
    def _fixable(cls, said: dict[str, Severity]) -> dict[str, Severity]:
        wrong = wrongly_fixed(said)
        if wrong:
            message = f"nothing puts {', '.join(wrong)} right; use reject, hold, exception or warn"
            raise ValueError(message)
        return said

    @model_validator(mode="after")
    def _share_is_given(self) -> PartnerProfile:
        if self.checks.allocation and self.availability is None:
            message = "'checks.allocation' needs the section 'availability', which gives the channel's share"
            raise ValueError(message)
        return self

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, text: str) -> str:
        try:
            zoneinfo.ZoneInfo(text)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            message = "no such time zone; use an IANA name such as Europe/Berlin or UTC"
            raise ValueError(message) from None
        return text

    @model_validator(mode="after")
    def _mapping_fits_format(self) -> PartnerProfile:
        if self.format in TABLE_FORMATS and self.mapping is None:
            message = "a table needs 'mapping' with its columns"
            raise ValueError(message)
        self._layout_fits_format()
        if self.format == "fixed" and self.mapping is not None:
            for field, names in self.mapping.columns.items():
                for name in (names,) if isinstance(names, str) else names:
                    if not all(positions(part.strip()) for part in name.split("+")):
                        message = f"columns of fixed width are positions such as 1-10; {field} is {name}"
                        raise ValueError(message)
        if self.currency and self.currencies and self.currency not in self.currencies:
            message = "'currency' must be one of 'currencies'"
            raise ValueError(message)
        wrong = self.answers.wrong(self.format, self.transport.outcomes)
        if wrong:
            raise ValueError(wrong)
        return self

    def _layout_fits_format(self) -> None:
        if self.mapping is None or self.format not in TABLE_FORMATS:
            return
        layout = "wide" if self.mapping.wide is not None else self.mapping.layout
        readable = FORMATS_OF_LAYOUT[layout]
        if self.format not in readable:
            field = "mapping.wide" if layout == "wide" else f"mapping.layout {layout}"
            message = f"{field} is read from {', '.join(sorted(readable))}; format is {self.format}"
            raise ValueError(message)
