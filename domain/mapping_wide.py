"""Tables with one column a size: which columns hold quantities, and what they become."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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
    labels: dict[Heading, str] = Field(
        default_factory=dict,
        description="What a heading stands for in 'heading' and 'item', where it is not the heading itself.",
        examples=[{"Gr. 38": "38"}],
    )

    @property
    def item_column(self) -> str:
        """Name of the column that holds the text of ``item``."""
        return "item"

    def item_parts(self) -> tuple[str, ...]:
        """The columns that ``item`` names."""
        return tuple(re.findall(r"\{([^{}]+)\}", self.item))


def wide_mistakes(
    wide: WideColumns, layout: str, columns: Mapping[str, str | tuple[str, ...]], constants: Iterable[str]
) -> Iterator[str]:
    """What does not go together, a sentence each that names the field; nothing: all is right.

    Args:
        wide: the section.
        layout: the mapping's.
        columns: the mapping's, field to heading or headings.
        constants: fields that have a constant.
    """
    if layout != "rows":
        yield f"wide reads tables whose rows repeat their head: take it out, or set layout to rows (it is {layout})"
    added = (wide.heading, wide.value, wide.item_column)
    if len({name.casefold() for name in added}) < len(added):
        yield f"wide.heading, wide.value and '{wide.item_column}' must be three different names"
    twice = sorted({name for name in wide.columns if wide.columns.count(name) > 1})
    if twice:
        yield f"wide.columns names {twice[0]} twice"
    clash = [name for name in wide.columns if name in added]
    if clash:
        yield f"wide.columns names {clash[0]}, the name of a column that wide adds: set wide.heading or wide.value"
    strange = [name for name in wide.labels if name not in wide.columns]
    if strange:
        yield f"wide.labels names {strange[0]}, which is not in wide.columns"
    yield from _unused(wide, {field: _names(named) for field, named in columns.items()}, set(constants))


def _unused(wide: WideColumns, columns: Mapping[str, tuple[str, ...]], constants: set[str]) -> Iterator[str]:
    """Columns that wide adds and the mapping does not take, so that sizes or quantities would be lost."""
    quantity = columns.get("line.quantity", ())
    if quantity != (wide.value,) or "line.quantity" in constants:
        stands = "a constant" if "line.quantity" in constants else " or ".join(quantity) or "missing"
        yield f"columns.line.quantity must be {wide.value} (wide.value), the cell of each size; it is {stands}"
    both = [
        (field, name) for field, names in columns.items() if field != "line.quantity" for name in names
        if name in wide.columns
    ]  # fmt: skip
    if both:
        yield f"columns.{both[0][0]} is {both[0][1]}, which wide.columns takes for quantities"
    taken = {part.strip() for names in columns.values() for name in names for part in (name, *name.split("+"))}
    if wide.item_column in taken and not wide.item:
        yield f"columns take '{wide.item_column}', and wide.item is empty: say what it joins, as {{Style}}-{{size}}"
    if wide.item and wide.item_column not in taken:
        yield f"wide.item is made and no column is '{wide.item_column}': set columns.line.sku to {wide.item_column}"
    if wide.heading not in taken and wide.heading not in wide.item_parts():
        yield (
            f"nothing takes {wide.heading} (wide.heading), so that all sizes would be the same product: "
            f"write {{{wide.heading}}} into wide.item, and set columns.line.sku to {wide.item_column}"
        )


def _names(named: str | tuple[str, ...]) -> tuple[str, ...]:
    return (named,) if isinstance(named, str) else named
