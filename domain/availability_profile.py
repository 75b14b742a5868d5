"""The availability section of a profile: what a channel may offer of our stock, and what is kept for its orders."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from domain.frozen import Frozen
from domain.promising.sharing import ChannelRule

Units = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Availability(Frozen):
    """What a channel may offer of our stock. Quantities are whole units of the product, as it is kept in stock."""

    publish: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,30}$")] = Field(
        default="table",
        description="How numbers leave: table (the portal reads them), edi (846 or INVRPT), or shopify.",
        examples=["table", "shopify"],
    )
    send_minutes: float = Field(
        default=0.0,
        ge=0,
        le=10_080,
        description="Numbers leave at most so often: what changed meanwhile leaves together; 0: at once.",
        examples=[15],
    )
    warehouses: tuple[str, ...] = Field(
        default=(),
        description="Codes of the warehouses that the channel sells from, the preferred one in front; empty: the "
        "profile's odoo.warehouse, else all.",
        examples=[["WH", "WEST"]],
    )
    share: int | None = Field(
        default=None,
        ge=0,
        le=100,
        description="Percent of what is free after the floors; empty: takes of what no share covers.",
        examples=[40],
    )
    priority: int = Field(
        default=100,
        ge=0,
        le=10_000,
        description="Who goes first, for floors and for the rest: the lower number; equal ones divide the rest evenly.",
    )
    floor: Units = Field(default=0, description="Units that the channel gets before anything is shared.")
    cap: Units | None = Field(
        default=None, description="Never more units than this; empty: any number.", examples=[500]
    )
    buffer: Units = Field(
        default=0,
        description="Units that are not shown: as many as may be sold in the time until a publication takes effect.",
        examples=[5],
    )
    risk: Units = Field(
        default=0,
        description="Units of a larger number shown before that other channels do not wait for: so many may be sold "
        "twice. 0: nothing is.",
    )
    takes_effect_minutes: float = Field(
        default=0.0,
        ge=0,
        le=10_080,
        description="How long after a number was sent the channel may still sell by the one before, or orders "
        "that were sold by it may still be on their way to us.",
        examples=[15],
    )
    inbound_days: int | None = Field(
        default=None,
        ge=0,
        le=730,
        description="Receipts expected within so many days are offered as if they were there; empty: none are.",
        examples=[14],
    )
    inbound_slack_days: int = Field(
        default=0, ge=0, le=365, description="So many days later than announced a receipt is reckoned with."
    )
    safety_stock: Units = Field(
        default=0,
        description="Units kept back in each of its warehouses; of several channels the largest counts for all.",
        examples=[10],
    )
    safety_from: Literal["profile", "reordering-rules"] = Field(
        default="profile",
        description="reordering-rules: the minimum of Odoo's reordering rule, where the product has one there.",
    )
    unsellable_locations: tuple[str, ...] = Field(
        default=(),
        description="Beginnings of full names of locations whose stock may not be sold; they count for all channels.",
        examples=[["WH/Quality"]],
    )
    packs: dict[str, Annotated[int, Field(ge=1, le=1_000_000)]] = Field(
        default_factory=dict,
        description="Our SKU to the units a pack that this channel sells; numbers are published in packs.",
        examples=[{"BOLT-M8": 100}],
    )
    reserve: Literal["no", "capture"] = Field(
        default="no",
        description="capture: an order's quantities are kept for it from the moment they are mapped until Odoo "
        "reserves them, or it is held, rejected or cancelled, or the time is over.",
    )
    reserve_minutes: float = Field(
        default=60.0, gt=0, le=43_200, description="How long a reservation lasts when nothing becomes of the order."
    )

    @model_validator(mode="after")
    def _floor_below_cap(self) -> Availability:
        if self.cap is not None and self.floor > self.cap:
            message = "'floor' is more than 'cap'"
            raise ValueError(message)
        return self

    def rule(self, channel: str, warehouse: str = "") -> ChannelRule:
        """The same for the maths.

        Args:
            channel: the profile's.
            warehouse: where the channel's orders are taken from, if the section names no warehouses; empty: all.
        """
        return ChannelRule(
            channel=channel,
            warehouses=self.warehouses or ((warehouse,) if warehouse else ()),
            share=self.share,
            priority=self.priority,
            floor=self.floor,
            cap=self.cap,
            buffer=self.buffer,
            risk=self.risk,
            horizon_days=self.inbound_days,
            slack_days=self.inbound_slack_days,
            packs=self.packs,
        )
