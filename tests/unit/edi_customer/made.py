"""A customer with folders of its own, and orders for it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

from infra.simulators.edi_customer.customer import EdiCustomer
from infra.simulators.edi_customer.wanted import Item, Wanted

GLN = "0614141000012"
AT = datetime(2026, 11, 3, 9, 5, tzinfo=UTC)


def a_customer(folder: Path, syntax: Literal["x12", "edifact"] = "x12") -> EdiCustomer:
    """One that knows nothing yet, or what it knew when it was here before."""
    inbox, outcomes = folder / "in", folder / "out"
    return EdiCustomer(folder / "home", inbox, outcomes, syntax=syntax, clock=lambda: AT)


def an_item(line: str = "1", **changes: object) -> Item:
    """Twelve bolts."""
    values: dict[str, object] = {"sku": "BOLT-M8", "quantity": Decimal(12), "unit": "EA", "price": Decimal("2.50")}
    return Item(line, **{**values, **changes})  # type: ignore[arg-type]  # fields of Item, each of its own type


def an_order(number: str = "PO-1", *items: Item, **changes: object) -> Wanted:
    """Two lines of bolts and nuts."""
    lines = items or (an_item(), an_item("2", sku="NUT-M8", quantity=Decimal(3)))
    day = date(2026, 11, 2)
    values: dict[str, object] = {"ordered": day, "delivery": date(2026, 11, 20), "buyer": GLN, "currency": "USD"}
    return Wanted("order", number, lines, **{**values, **changes})  # type: ignore[arg-type]


def a_change(number: str = "PO-1", *items: Item, version: int = 1) -> Wanted:
    """Ten of the first line, and one line more."""
    lines = items or (
        an_item(quantity=Decimal(10), action="change"),
        an_item("3", sku="WASHER", action="add"),
        an_item("2", sku="NUT-M8", action="delete"),
    )
    return Wanted("change", number, lines, version, date(2026, 11, 2), None, GLN)


def a_cancellation(number: str = "PO-1", version: int = 9) -> Wanted:
    """The order is not wanted any more."""
    return Wanted("cancel", number, (), version, date(2026, 11, 2), None, GLN)


def an_answer(body: str, *, kind: str, functional: str, control: int = 1, names: str = "BRIGHTWATER COBALT") -> bytes:
    """A document of the supplier, counted right."""
    theirs, ours = names.split()
    count = body.count("~") + 2
    return (
        f"ISA*00*{'':10}*00*{'':10}*ZZ*{theirs:15}*ZZ*{ours:15}*261103*0905*U*00401*{control:09d}*0*P*>~\n"
        f"GS*{functional}*{theirs}*{ours}*20261103*0905*{control}*X*004010~\nST*{kind}*0001~\n{body}"
        f"SE*{count}*0001~\nGE*1*{control}~\nIEA*1*{control:09d}~\n"
    ).encode()


def arrives(customer: EdiCustomer, content: bytes, name: str = "") -> None:
    """It lies in the folder of answers."""
    customer.outcomes.mkdir(parents=True, exist_ok=True)
    (customer.outcomes / (name or f"{len(list(customer.outcomes.iterdir()))}.x12")).write_bytes(content)
