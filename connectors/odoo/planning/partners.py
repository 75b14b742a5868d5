"""How a plan calls suppliers and customers: by their reference, else by name."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.odoo.planning.asking import Asking


def partner_names(ask: Asking, ids: Iterable[int]) -> dict[int, str]:
    """Reference or name by number."""
    known = ask.by_id("res.partner", {one for one in ids if one}, ("ref", "name", "display_name"))
    return {number: str(row["ref"] or row["name"] or row["display_name"]) for number, row in known.items()}
