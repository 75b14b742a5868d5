"""Drafts of earlier plans that are no longer needed, or larger than needed. Pure; nothing is changed, it is told."""

from __future__ import annotations

import polars as pl

from domain.catalogue import finding
from domain.findings import Finding
from domain.planning.snapshot import Snapshot

_SHARE = 0.5
"""A draft is told as too large where less than this share of it would do."""


def open_drafts(snapshot: Snapshot, needs: pl.DataFrame) -> tuple[Finding, ...]:
    """Our own draft lines that the plan would not order today, or not so much of.

    Drafts count as supply, so no plan orders them again; but what was needed when they were made may be needed no more.
    Of several drafts of an item at a place the one due last is the first that is not needed.

    Args:
        snapshot: its supply, with our external ids and whether an order is confirmed.
        needs: the plan's table ``NEEDS``.
    """
    ours = snapshot.supply.filter(~pl.col("confirmed"), pl.col("external_id") != "")
    known = needs.select("sku", "place", "position", "reorder_point", "order_up_to")
    rows = ours.join(known, on=["sku", "place"]).sort("due_on", "line_id", descending=True, nulls_last=False)
    told: list[tuple[str, Finding]] = []
    for _, some in rows.group_by("sku", "place", maintain_order=True):
        position = some["position"][0]
        for row in some.iter_rows(named=True):
            position -= row["quantity"]
            needed = row["order_up_to"] - position
            if position >= row["reorder_point"]:
                told.append((row["document"], _found("PL-OPEN-001", row)))
                continue
            if needed < row["quantity"] * _SHARE:
                told.append((row["document"], _found("PL-OPEN-002", row, needed=f"{max(needed, 0):g}")))
            break
    return tuple(found for _, found in sorted(told, key=lambda one: (one[0], one[1].path)))


def _found(code: str, row: dict[str, object], **words: str) -> Finding:
    quantity = f"{row['quantity']:g}"
    return finding(
        code, path=f"{row['sku']}@{row['place']}", value=row["document"], severity=None, sku=row["sku"],
        place=row["place"], quantity=quantity, **words,
    )  # fmt: skip
