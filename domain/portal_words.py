"""What a customer is told about an order: our states in few words, and never what we found out about others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from domain.findings import Finding, Severity

Standing = Literal["received", "waiting", "confirmed", "rejected", "duplicate", "settled"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)

_OF_STATE: Mapping[str, Standing] = {
    "held": "waiting",
    "exception": "waiting",
    "confirmed": "confirmed",
    "done": "confirmed",
    "refused": "rejected",
    "rejected": "rejected",
    "duplicate": "duplicate",
    "superseded": "duplicate",
    "resolved": "settled",
}
"""Every other state is 'received': it is being worked on."""

_SAID: Mapping[Standing, str] = {
    "received": "We have the order and are working on it.",
    "confirmed": "We have confirmed the order.",
    "rejected": "We can't take the order as it is. 'reasons' says why; send a corrected one with a number of its own.",
    "duplicate": "We had this order before, so it counts once.",
    "settled": "We have settled the order with you in person.",
    "waiting": "Somebody of us looks at the order before we confirm it. You need not do anything.",
}
_WAITS: Mapping[str, str] = {
    "sales": "Our sales team looks at the order before we confirm it. You need not do anything.",
    "master-data": "We are completing our records for something in the order. You need not do anything.",
    "finance": "Our accounts team looks at the order before we confirm it. You need not do anything.",
    "partner": "Something in the order is to be cleared up with you. Our sales team will be in touch.",
}
_OTHER_CONTENT = "ID-KEY-002"


def standing(state: str | None) -> Standing:
    """Where the order stands, for its customer; None: it is not looked at yet."""
    return _OF_STATE.get(state or "", "received")


def says(state: str | None, waits_for: str | None, codes: Iterable[str]) -> str:
    """One or two sentences.

    Args:
        state: of the document.
        waits_for: who of us has to do something, where somebody has.
        codes: of its findings.
    """
    where = standing(state)
    if where != "waiting":
        return _SAID[where]
    if _OTHER_CONTENT in set(codes):
        return "We had an order with this number and other content before. Our sales team will ask which one counts."
    return _WAITS.get(waits_for or "", _SAID["waiting"])


def reasons(state: str | None, findings: Iterable[Finding]) -> list[Finding]:
    """Why an order was rejected, as far as it is about what the customer wrote: nothing else is for their eyes."""
    if standing(state) != "rejected":
        return []
    return [one for one in findings if one.severity is Severity.REJECT and one.owner == "partner"]
