"""Tables with one column a size: which columns hold quantities, and what they become."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.frozen import Frozen

Heading = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class WideColumns(Frozen):
    """A table with one column a size, colour or shop: each filled cell of them is an order line."""

    columns: tuple[Heading, ...] = Field(
        min_length=1,
        max_length=200,
        description="The columns that hold quantities, by heading (or number from 1).",
        examples=[["S", "M", "L", "XL"]],
    )
    heading: Heading = Field(
        default="size",
        description="Name of a column that is added and holds the heading of the line's cell; 'columns' may use it.",
        examples=["size"],
    )
    value: Heading = Field(
        default="quantity",
        description="Name of a column that is added and holds the cell itself; map line.quantity to it.",
        examples=["quantity"],
    )
    item: str = Field(
        default="",
        max_length=200,
        description="Text of a column 'item' that is added: columns in braces, the heading among them. Map line.sku or "
        "line.partner_sku to item.",
        examples=["{Style}-{size}"],
    )

    @property
    def item_column(self) -> str:
        """Name of the column that holds the text of ``item``."""
        return "item"

    def item_parts(self) -> tuple[str, ...]:
        """The columns that ``item`` names."""
        return tuple(re.findall(r"\{([^{}]+)\}", self.item))
