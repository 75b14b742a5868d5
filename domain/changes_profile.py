"""The profile's section on changes and cancellations of orders."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.frozen import Frozen


class Changes(Frozen):
    """How this partner's changes of orders are taken."""

    park_hours: float = Field(
        default=24.0,
        ge=0,
        le=8_760,
        description="Hours that a change waits for its order, or for a person's decision on an order that is held.",
        examples=[24, 72],
    )
    quantities: Literal["total", "difference"] = Field(
        default="total",
        description="What a quantity of an EDI change means: the whole line afterwards, or how much more or less "
        "(where the message itself does not say which).",
        examples=["difference"],
    )
    orders: Literal["whole", "lines"] | None = Field(
        default=None,
        description="What an 850 or ORDERS that is marked as a change (BEG01 04, BGM 1225 4) has: whole, the order as "
        "it should be, so that lines it leaves out are deleted; lines: only those that change. Empty: a person looks.",
        examples=["whole"],
    )
