"""How the customer misbehaves: when told to, or by the end of an order's number, so that a sample can want it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from infra.simulators.edi_customer.wanted import Wanted

Fault = Literal["", "twice", "repeat", "gap", "late", "cut", "drift"]
"""``twice``: the same file again. ``repeat``: the last interchange's number with new content. ``gap``: numbers are left
out. ``late``: kept back until ``release``. ``cut``: the file ends in the middle. ``drift``: a qualifier and a segment
that nobody agreed on."""
FAULTS: tuple[Fault, ...] = get_args(Fault)
REFUSE, SILENT = "refuse", "silent"
"""Of what the supplier says about the order: it is refused, whatever it says; its receipt comes one look late."""


def told_by(number: str) -> str:
    """What an order's number wants: ``cut`` of PO-1-CUT; empty: nothing."""
    _, mark, word = number.rpartition("-")
    known = {*FAULTS, REFUSE, SILENT}
    return word.lower() if mark and word.isupper() and word.lower() in known else ""


def fault_of(wanted: Sequence[Wanted]) -> Fault:
    """How they are sent by their numbers; the first that says something counts. Only orders are kept back."""
    for one in wanted:
        word = told_by(one.number)
        for fault in FAULTS:
            if fault and fault == word and (fault != "late" or one.kind == "order"):
                return fault
    return ""
