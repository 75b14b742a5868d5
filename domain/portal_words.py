"""What a customer is told about an order: our states in few words, and never what we found out about others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from domain.findings import Finding, Severity

Standing = Literal["received", "waiting", "confirmed", "cancelled", "rejected", "duplicate", "settled"]
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
    "cancelled": "We have cancelled the order, as you wished.",
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


def standing(state: str | None, *, cancelled: bool = False) -> Standing:
    """Where the order stands, for its customer; None: it is not looked at yet."""
    where = _OF_STATE.get(state or "", "received")
    return "cancelled" if cancelled and where in {"confirmed", "rejected"} else where


def says(state: str | None, waits_for: str | None, codes: Iterable[str], *, cancelled: bool = False) -> str:
    """One or two sentences.

    Args:
        state: of the document.
        waits_for: who of us has to do something, where somebody has.
        codes: of its findings.
        cancelled: whether a cancellation of it is done.
    """
    where = standing(state, cancelled=cancelled)
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


ChangeStanding = Literal["received", "waiting", "done", "rejected", "duplicate", "settled"]
_OF_CHANGE: Mapping[Standing, ChangeStanding] = {
    "waiting": "waiting",
    "confirmed": "done",
    "rejected": "rejected",
    "duplicate": "duplicate",
    "settled": "settled",
}
_CHANGE_SAID: Mapping[ChangeStanding, str] = {
    "received": "We have it and are working on it; if the order has not come yet, it waits for the order.",
    "waiting": "Somebody of us looks at it: perhaps goods have left already. The order stands as before meanwhile.",
    "done": "It is done.",
    "rejected": "We can't do it any more, or not as it is: the order stands as before. 'reasons' says why.",
    "duplicate": "We had this before, so it counts once.",
    "settled": "We have settled it with you in person.",
}
_THEIR_ORDERS = ("SC-SHIP-", "SC-INV-", "SC-STATE-", "SC-ORDER-", "SC-CANC-", "SC-VERS-", "SC-LINE-", "SC-WAIT-")
"""Codes that speak of the customer's own order and nothing else."""


def change_standing(state: str | None) -> ChangeStanding:
    """Where a change or cancellation stands, for its customer; None: it is not looked at yet."""
    return _OF_CHANGE.get(standing(state), "received")


def change_says(state: str | None) -> str:
    """A sentence or two."""
    return _CHANGE_SAID[change_standing(state)]


def change_reasons(state: str | None, findings: Iterable[Finding]) -> list[Finding]:
    """Why a change was rejected, as far as it is about the customer's own order or words."""
    told = findings if change_standing(state) == "rejected" else ()
    return [one for one in told if one.owner == "partner" or one.code.startswith(_THEIR_ORDERS)]
