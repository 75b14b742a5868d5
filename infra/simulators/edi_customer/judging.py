"""Whether what the supplier answered fits what the customer sent."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from infra.simulators.edi_customer.answers import Response, SaidLine
from infra.simulators.edi_customer.wanted import Item, Wanted

VERDICTS = ("accepted", "changed", "rejected")


def wrong_with(said: Response, asked: Wanted, *, before: tuple[Item, ...] = ()) -> list[str]:
    """What does not fit; empty: the answer is one to what was asked. ``before``: the order's lines before a change."""
    return list(_wrong(said, asked, before))


def _wrong(said: Response, asked: Wanted, before: tuple[Item, ...]) -> Iterator[str]:
    name = f"the answer to {asked.kind} {asked.number}"
    if said.verdict not in VERDICTS:
        yield f"{name} has the unknown verdict {said.verdict!r}"
    items = {one.line: one for one in (*before, *asked.items)}
    told = {one.line: one for one in said.lines}
    if len(told) < len(said.lines):
        yield f"{name} names a line twice"
    for line in sorted(set(told) - set(items)):
        yield f"{name} names line {line}, which nobody ordered"
    if asked.kind == "order":
        for line in sorted({one.line for one in asked.items} - set(told)):
            yield f"{name} is silent about line {line}"
    for line, one in told.items():
        if line in items and asked.kind != "cancel":
            yield from _line(f"{name}, line {line},", one, items[line], said.verdict)


def _line(name: str, said: SaidLine, item: Item, verdict: str) -> Iterator[str]:
    if said.verdict not in VERDICTS:
        yield f"{name} has the unknown verdict {said.verdict!r}"
    if said.sku and said.sku != item.sku:
        yield f"{name} is about {said.sku}, ordered was {item.sku}"
    if verdict == "accepted" and said.verdict != "accepted":
        yield f"{name} is {said.verdict}, though the whole is accepted"
    if verdict == "rejected" and said.verdict == "accepted":
        yield f"{name} is accepted, though the whole is rejected"
    wanted = Decimal(0) if item.action == "delete" else item.quantity
    if said.verdict == "accepted" and said.stands is not None and said.stands != wanted:
        yield f"{name} is accepted with {said.stands}, asked was {wanted}"
    if said.verdict == "accepted" and None not in (said.price, item.price) and said.price != item.price:
        yield f"{name} is accepted at {said.price}, asked was {item.price}"
