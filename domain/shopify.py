"""The shopify section of a profile: what one web shop's orders mean here, and how the shop's API is asked."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.frozen import Frozen
from domain.reachable import HttpAddress

ShopDomain = Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9-]*\.myshopify\.com)?$")]
"""``acme.myshopify.com``: a shop's permanent name, never the one that its customers see."""
SecretName = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]{0,62})?$")]
LocationGid = Annotated[str, StringConstraints(pattern=r"^gid://shopify/Location/\d+$")]


class ShopifyPull(Frozen):
    """How the shop is asked for what its webhooks missed."""

    every_minutes: float = Field(
        default=5.0, gt=0, le=14, description="How often; a missed webhook is found within this time and one run."
    )
    token: SecretName = Field(
        default="",
        description="Name of the secret with the Admin API token: LADING_SECRETS__<NAME>.",
        examples=["shop_token"],
    )
    overlap_minutes: float = Field(
        default=5.0,
        ge=0,
        le=1440,
        description="How far before the last one seen each look begins: the shop's own clocks differ.",
    )
    first_days: float = Field(
        default=1.0, gt=0, le=60, description="How far back the very first look goes; older orders are a backfill's."
    )
    page_orders: int = Field(
        default=10,
        ge=1,
        le=250,
        description="Orders asked for at once; halved by itself where the shop finds that dear.",
    )


class ShopifyChannel(Frozen):
    """A web shop on Shopify."""

    shop: ShopDomain = Field(
        default="",
        description="The shop's permanent name; a webhook of another shop is refused. Empty: any.",
        examples=["acme.myshopify.com"],
    )
    money: Literal["shop", "presentment"] = Field(
        default="shop", description="Whose money an order is in: the shop's, or that in which the customer paid."
    )
    customer_by: Literal["nobody", "customer", "company"] = Field(
        default="nobody",
        description="Who the customer is: nobody (house_account takes all), the shop's customer number, "
        "or the company location of a B2B order.",
    )
    gross_prices: Literal["net", "keep", "hold"] = Field(
        default="hold",
        description="Prices that hold taxes: net takes the shop's own tax off each line, keep leaves them (our prices "
        "hold taxes too), hold asks a person.",
        examples=["net"],
    )
    shipping_sku: str = Field(
        default="",
        description="Our product for what the shop charges for shipping; empty: such an order is held.",
        examples=["SHIP"],
    )
    locations: dict[str, LocationGid] = Field(
        default_factory=dict,
        description="Our warehouse's code to the shop's location, for publishing stock.",
        examples=[{"WH": "gid://shopify/Location/655441491"}],
    )
    cancel_rejected: bool = Field(
        default=False, description="Cancel an order in the shop when we refuse it; its customer is told by the shop."
    )
    fulfilments: bool = Field(
        default=False, description="Tell the shop what Odoo has shipped of its orders: pieces and tracking number."
    )
    notify_customer: bool = Field(
        default=True, description="The shop writes to its customer when it is told of a shipment."
    )
    api: HttpAddress = Field(
        default="",
        description="Address of the Admin API; empty: https://<shop>. For a simulator, with LADING_PRIVATE_NETWORKS.",
        examples=["http://127.0.0.1:8093"],
    )
    pull: ShopifyPull | None = Field(default=None, description="Ask for what webhooks missed; leave out: never.")

    def address(self) -> str:
        """Where the Admin API is, without path; empty where no shop is named."""
        return (self.api or (f"https://{self.shop}" if self.shop else "")).rstrip("/")
