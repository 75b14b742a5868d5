"""Which EDIFACT qualifiers mean what at one partner."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.frozen import Frozen


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
    constants: dict[Literal["customer.code", "ship_to.code", "currency"], str] = Field(
        default_factory=dict,
        description="Values that every document of this partner has, where the file states none.",
        examples=[{"customer.code": "C-1001"}],
    )
