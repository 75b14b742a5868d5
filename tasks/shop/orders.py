"""Orders that a web shop is told about: cancelled because we refused them. Each once, by an intent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from connectors.shopify.client import ShopClient
from connectors.shopify.publishing import cancel
from connectors.shopify.told import Told
from domain.errors import TryAgain
from domain.work import Batch
from ledger.values import DocumentRow
from tasks.carry_out import Answer, Effect, carry_out
from tasks.runtime.resources import Resources
from tasks.stage import Outcome

CANCEL = "shop-cancel"
RUNNING_SECONDS = 60.0
"""How long a call whose answer was lost may still be running in the shop."""


def gid_of(row: DocumentRow) -> str:
    """The shop's global id of a document's order."""
    return f"gid://shopify/Order/{row.key.number if row.key is not None else ''}"


def cancel_refused(house: Resources, batch: Batch, rows: Sequence[DocumentRow]) -> tuple[Outcome, list[DocumentRow]]:
    """Cancel refused orders in the shop, where the profile says so; give those of which the shop has been told."""
    section = house.profile(batch.channel).shopify
    orders = [row for row in rows if row.type == "sales_order"]
    if section is None or not section.cancel_rejected or not orders:
        return Outcome(), list(rows)
    outcome = _carried(house, batch, orders, CANCEL, _cancelled)
    with house.ledger.open() as book:
        settled = {
            one.document_id
            for one in book.intents.of([row.id for row in orders], CANCEL)
            if one.state in {"settled", "refused"}
        }
    return outcome, [row for row in rows if row.id in settled or row.type != "sales_order"]


def _cancelled(client: ShopClient, row: DocumentRow) -> Told:
    why = "; ".join(found.message for found in row.findings if found.severity == "reject") or "refused"
    return cancel(client, gid_of(row), reason="OTHER", note=f"Refused by the supplier: {why}")


def _carried(
    house: Resources,
    batch: Batch,
    rows: Sequence[DocumentRow],
    operation: str,
    do: Callable[[ShopClient, DocumentRow], Told],
) -> Outcome:
    client = house.shop(batch.channel)

    def act(open_rows: Sequence[DocumentRow]) -> Mapping[int, Answer]:
        return {row.id: _answer(client, row, do) for row in open_rows}

    return carry_out(house, batch, rows, Effect(operation, f"shopify:{client.shop}", RUNNING_SECONDS), act)


def _answer(client: ShopClient, row: DocumentRow, do: Callable[[ShopClient, DocumentRow], Told]) -> Answer:
    try:
        told = do(client, row)
    except TryAgain:
        return Answer("again")
    return Answer(told.outcome, record_name=told.record or None)
