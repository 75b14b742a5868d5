"""An order as the portal's interface takes it: what a customer or a field seller says, before it is canonical."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints, WithJsonSchema

from domain.frozen import Frozen

MOST_LINES = 1_000
MOST_TOGETHER = 200
"""Orders of one batch."""
_MOST_DECIMALS = 9
_LARGEST = 1_000_000_000
_DAY_CHARS = 10


def _said(value: object) -> object:
    """Dates and times are texts: a bare number would be read as seconds since 1970."""
    if not isinstance(value, str | date | datetime):
        raise ValueError("write it as a text in the form of ISO 8601")  # noqa: TRY004 - pydantic makes a mistake of it
    return value


def _day(value: object) -> object:
    if isinstance(value, str) and len(value) != _DAY_CHARS:
        raise ValueError("write a day as YYYY-MM-DD")
    return _said(value)


def _number(value: object) -> object:
    """A number as JSON has it, or the same as a text; never true or false."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError("write a number")  # noqa: TRY004 - pydantic makes a mistake of it
    return value


def _plain(value: Decimal) -> Decimal:
    """Not a thousand digits in six characters: 1e-999 is no quantity."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_MOST_DECIMALS:
        raise ValueError(f"it has more than {_MOST_DECIMALS} decimals")
    return value


Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[AwareDatetime, BeforeValidator(_said)]
Quantity = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(gt=0, le=_LARGEST, allow_inf_nan=False),
    AfterValidator(_plain),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0, "maximum": _LARGEST},
                {"type": "string", "pattern": r"^(?=.*[1-9])[0-9]{1,9}(\.[0-9]{1,9})?$"},
            ]
        }
    ),
]
Money = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(ge=0, le=_LARGEST, allow_inf_nan=False),
    AfterValidator(_plain),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": _LARGEST},
                {"type": "string", "pattern": r"^[0-9]{1,9}(\.[0-9]{1,9})?$"},
            ]
        }
    ),
]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
"""No NUL: it can be neither stored nor printed."""
Words = Annotated[Text, StringConstraints(max_length=500)]


class SubmittedParty(Frozen):
    """Where the goods go: a code that we gave out, a GLN, or an address in words."""

    code: Text = Field(default="", max_length=64, description="Our number of the delivery address.")
    gln: Text = Field(default="", max_length=14, description="GS1 Global Location Number.")
    name: Text = Field(default="", max_length=200, description="Name on the parcel.")
    address: tuple[Words, ...] = Field(default=(), max_length=8, description="Lines of the address, top to bottom.")
    country: Text = Field(default="", max_length=2, description="ISO 3166-1 alpha-2.", examples=["DE"])


class SubmittedLine(Frozen):
    """One line. It names its product by one of sku, partner_sku or gtin."""

    line_number: Text = Field(default="", max_length=64, description="Your own number of the line; you get it back.")
    sku: Text = Field(default="", max_length=64, description="Our product code.", examples=["TAB-1001"])
    partner_sku: Text = Field(default="", max_length=64, description="Your product code, if we agreed on yours.")
    gtin: Text = Field(default="", max_length=14, description="GS1 Global Trade Item Number.")
    description: Words = Field(default="", description="What you call it; we go by the code.")
    quantity: Quantity = Field(description="How many of 'unit'; a number, or the same as a text.", examples=["12"])
    unit: Text = Field(default="", max_length=64, description="Unit; empty: the one agreed on.", examples=["EA"])
    unit_price: Money | None = Field(
        default=None,
        description="What you were told one unit costs, before tax; empty: our price counts.",
        examples=["4.90"],
    )
    requested_date: Day | None = Field(default=None, description="Wanted by, if other than the order's.")


class SubmittedOrder(Frozen):
    """An order. Who the customer is, is said by the key, never here: naming another one is refused."""

    number: Code = Field(description="Your purchase order number; an order is known by it for ever.", examples=["PO-1"])
    customer: Text = Field(
        default="",
        max_length=64,
        description="Our customer number; only a key of several customers must name one of them.",
    )
    ordered_at: Moment | None = Field(
        default=None,
        description="When it was ordered, with zone; an order made offline has the time on the device. Empty: now.",
    )
    priced_at: Moment | None = Field(
        default=None,
        description="When the prices in it were read from us; an app that works offline says so.",
    )
    requested_date: Day | None = Field(default=None, description="Wanted at the ship-to by.")
    currency: Text = Field(
        default="", max_length=3, description="ISO 4217; empty: the one agreed on.", examples=["EUR"]
    )
    ship_to: SubmittedParty | None = Field(default=None, description="Where to; empty: the customer's own address.")
    lines: tuple[SubmittedLine, ...] = Field(min_length=1, max_length=MOST_LINES, description="At least one.")
    stated_total: Money | None = Field(default=None, description="Your sum before tax, which we compare with ours.")
    note: Text = Field(default="", max_length=2000, description="Words for the people who work on it.")


class OfflineOrder(Frozen):
    """An order with the id that the device gave it."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[!-~]+$")] = Field(
        description="Made by the device, the same each time this order is sent: a UUID. It counts as Idempotency-Key.",
        examples=["5b0a6f1e-6d3c-4a35-9a60-0b6b6f6f2d11"],
    )
    order: SubmittedOrder = Field(description="The order; say ordered_at, and priced_at where it has prices.")


class OfflineOrders(Frozen):
    """What a device sends once it is online: in any order, however late."""

    orders: tuple[OfflineOrder, ...] = Field(min_length=1, max_length=MOST_TOGETHER)
