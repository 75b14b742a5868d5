"""EDIFACT orders for the tests: valid by default."""

from __future__ import annotations

from collections.abc import Sequence

HEAD = (
    "BGM+220+PO-1+9",
    "DTM+137:20261102:102",
    "NAD+BY+4006381000017::9",
    "NAD+DP+STORE-7::92",
    "CUX+2:EUR:9",
)
LINES = ("LIN+1++4006381333931:SRV", "PIA+1+BOLT-M8:SA+4711:IN", "QTY+21:12:PCE", "PRI+AAA:2.5")
TRAILER = ("UNS+S", "CNT+2:1")


def an_order(
    head: Sequence[str] = HEAD,
    lines: Sequence[str] = LINES,
    trailer: Sequence[str] = TRAILER,
    *,
    control: str = "1",
    kind: str = "ORDERS:D:96A:UN",
) -> list[str]:
    """Segments from UNH to UNT, counted right."""
    body = [f"UNH+{control}+{kind}", *head, *lines, *trailer]
    return [*body, f"UNT+{len(body) + 1}+{control}"]


def interchange(*messages: Sequence[str], una: str = "", charset: str = "UNOC:3", ending: str = "'\n") -> str:
    """A whole interchange."""
    body = [segment for one in messages for segment in one]
    segments = [f"UNB+{charset}+NORD:14+LADING:14+261102:1015+42", *body, f"UNZ+{len(messages)}+42"]
    return una + "".join(segment + ending for segment in segments)
