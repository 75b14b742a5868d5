"""A line of the table of owners: some fields of one model of Odoo, and whose they are."""

from __future__ import annotations

from typing import Literal, NamedTuple

Owner = Literal["customer", "Odoo", "Lading"]
"""``customer``: the document as sent decides. ``Odoo``: our people there, or Odoo's own computing. ``Lading``: we."""
Document = Literal[
    "order", "order line", "note and tag", "customer", "product", "price",
    "purchase order", "purchase order line", "transfer", "reordering rule",
]  # fmt: skip


class Owned(NamedTuple):
    """Some fields of one model: whose they are, and who of ours may write them."""

    document: Document
    model: str
    """As Odoo calls it."""
    fields: tuple[str, ...]
    owner: Owner
    writers: tuple[str, ...]
    """Roles of our bots; empty: none of ours writes it, ever."""
    why: str
    """One sentence for the page."""
