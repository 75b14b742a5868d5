"""Which qualifiers of X12 and EDIFACT mean what at one partner, and what its messages lack."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.frozen import Frozen

Constant = Literal["customer.code", "ship_to.code", "currency"]
"""What a profile may state for messages that do not."""


class EdifactMapping(Frozen):
    """Which EDIFACT qualifiers mean what at this partner; the defaults fit most."""

    customer_parties: tuple[str, ...] = Field(
        default=("BY", "OB", "IV"),
        min_length=1,
        description="NAD qualifiers that name the customer, in order of preference.",
        examples=[["BY", "IV"]],
    )
    ship_to_parties: tuple[str, ...] = Field(
        default=("DP", "ST", "UC", "CN"), description="NAD qualifiers that name the ship-to.", examples=[["DP"]]
    )
    sku: tuple[str, ...] = Field(
        default=("SA", "VP", "VN"),
        description="LIN and PIA types of our own product code (the supplier's article number).",
        examples=[["SA"]],
    )
    partner_sku: tuple[str, ...] = Field(
        default=("IN", "BP", "CB", "ZZZ", "MF", "MP", "MN", "PN"),
        description="LIN and PIA types of their product code.",
        examples=[["IN", "BP"]],
    )
    gtin: tuple[str, ...] = Field(
        default=("SRV", "EN", "SRS", "UP", "GTIN", "EAN", "UK"),
        description="LIN and PIA types of a GTIN (EAN, UPC, case code).",
        examples=[["SRV", "EN"]],
    )
    prices: tuple[str, ...] = Field(
        default=("AAA", "NTP", "AAB", "AAE", "CAL", "CT", "INV"),
        min_length=1,
        description="PRI qualifiers, in order of preference; a line with none of them has no price.",
        examples=[["AAA"]],
    )
    totals: tuple[str, ...] = Field(
        default=("79", "125", "86"),
        description="MOA qualifiers of the order's total without tax, in order of preference.",
        examples=[["79"]],
    )
    constants: dict[Constant, str] = Field(
        default_factory=dict,
        description="Values that every document of this partner has, where the file states none.",
        examples=[{"customer.code": "C-1001"}],
    )


class X12Mapping(Frozen):
    """Which X12 qualifiers mean what at this partner; the defaults fit most."""

    customer_parties: tuple[str, ...] = Field(
        default=("BY", "SO", "BT", "OB", "LW"),
        min_length=1,
        description="N101 codes that name the customer, in order of preference.",
        examples=[["BY", "BT"]],
    )
    ship_to_parties: tuple[str, ...] = Field(
        default=("ST", "UC", "CN"), description="N101 codes that name the ship-to.", examples=[["ST"]]
    )
    sku: tuple[str, ...] = Field(
        default=("VP", "VN", "VC", "SK"),
        description="PO1 qualifiers of our own product code (the vendor's item number).",
        examples=[["VP"]],
    )
    partner_sku: tuple[str, ...] = Field(
        default=("BP", "IN", "PI", "CB", "MG", "MF", "MN", "PN"),
        description="PO1 qualifiers of their product code.",
        examples=[["IN", "BP"]],
    )
    gtin: tuple[str, ...] = Field(
        default=("UP", "EN", "UK", "UA", "UI", "UN", "EO"),
        description="PO1 qualifiers of a GTIN (UPC, EAN, case code).",
        examples=[["UK", "UP", "EN"]],
    )
    constants: dict[Constant, str] = Field(
        default_factory=dict,
        description="Values that every document of this partner has, where the file states none.",
        examples=[{"customer.code": "C-1001"}],
    )


class UblMapping(Frozen):
    """UBL says itself what its elements mean: only what a partner leaves out stands here."""

    constants: dict[Constant, str] = Field(
        default_factory=dict,
        description="Codes that every document of this partner has; a currency only where the file states none.",
        examples=[{"customer.code": "C-1001"}],
    )
