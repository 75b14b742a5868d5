"""X12 purchase orders for the tests: valid by default."""

from __future__ import annotations

from collections.abc import Sequence

HEAD = (
    "BEG*00*SA*PO-1001**20261102",
    "CUR*BY*USD",
    "DTM*002*20261120",
    "N1*BY*Granby Stores*UL*0614141000012",
    "N1*ST*Granby Store 7*92*STORE-7",
    "N3*1 Main Street*Dock 2",
    "N4*Granby*CT*06035*US",
)
LINES = (
    "PO1*1*12*EA*2.50**VP*BOLT-M8*BP*4711*UP*036000291452",
    "PID*F****Bolt M8, zinc",
    "PO1*2*3*CA*10**IN*4712",
)
TRAILER = ("CTT*2*15", "AMT*TT*60")


def an_850(
    head: Sequence[str] = HEAD, lines: Sequence[str] = LINES, trailer: Sequence[str] = TRAILER, *, control: str = "0001"
) -> list[str]:
    """Segments from ST to SE, counted right."""
    body = [f"ST*850*{control}", *head, *lines, *trailer]
    return [*body, f"SE*{len(body) + 1}*{control}"]


def isa(element: str = "*", *, usage: str = "P") -> str:
    """An ISA of the length it should have, without its terminator."""
    parts = ("ISA", "00", " " * 10, "00", " " * 10, "ZZ", "GRANBY".ljust(15), "ZZ", "LADING".ljust(15))
    return element.join((*parts, "261102", "1015", "U", "00401", "000000042", "0", usage, ">"))


def interchange(
    *sets: Sequence[str], terminator: str = "~", element: str = "*", ending: str = "\n", usage: str = "P"
) -> str:
    """A whole interchange of transaction sets."""
    body = [segment.replace("*", element) for one in sets for segment in one]
    gs = "GS*PO*GRANBY*LADING*20261102*1015*7*X*004010".replace("*", element)
    tail = [f"GE*{len(sets)}*7".replace("*", element), "IEA*1*000000042".replace("*", element)]
    return "".join(segment + terminator + ending for segment in (isa(element, usage=usage), gs, *body, *tail))
