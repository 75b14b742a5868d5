"""What became of what a shop was told, and the parts of its answers that every such call looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from connectors.shopify.client import ShopClient
from connectors.shopify.queries import FULFILMENTS

Outcome = Literal["settled", "refused", "unknown", "again"]


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one thing that the shop was told."""

    outcome: Outcome
    record: str = ""
    """The shop's own id of what was made."""
    why: str = ""
    """Why it was refused, in the shop's words."""
    cancelled: bool = False
    """It was refused because the order is cancelled in the shop."""


def order_of(client: ShopClient, order: str) -> dict[str, Any] | None:
    """An order with its fulfilments and what is left to fulfil; None: the shop has none.

    Raises:
        TryAgain, Misconfigured: as ``ShopClient.ask``.
    """
    found = client.ask(FULFILMENTS, id=order).get("order")
    return found if isinstance(found, dict) else None


def nodes(value: object) -> list[dict[str, Any]]:
    """Nodes of a connection; whatever else it is: none."""
    return dicts(value.get("nodes")) if isinstance(value, dict) else []


def dicts(value: object) -> list[dict[str, Any]]:
    """Objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def inside(value: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The object of that name; empty: there is none."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def said(errors: Sequence[Mapping[str, Any]]) -> str:
    """User errors in the shop's words."""
    return "; ".join(str(error.get("message") or error.get("code") or "no reason given") for error in errors)[:200]
