"""Judged documents beside what Odoo and the ledger hold now, a batch of them in a few calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.odoo.standing import Standing
from domain.backfill import Action, Difference, Planned, PostedAs, kept
from domain.catalogue import finding
from domain.documents.resolved_order import ReadBackOrder
from domain.findings import Finding
from domain.keys import line_external_id
from domain.lifecycle import FINAL
from domain.profile import Tolerance
from domain.read_back import comparison_rows
from ledger.backfills import KnownKey
from tasks.backfill.judging import Judged
from tasks.runtime.resources import Resources

DIFFERENCES_KEPT = 20


@dataclass(frozen=True, slots=True)
class Now:
    """What stands in Odoo and in the ledger under the orders' keys."""

    orders: Mapping[str, ReadBackOrder]
    standings: Mapping[int, Standing]
    known: Mapping[str, KnownKey]
    bot: int | None

    @classmethod
    def of(cls, house: Resources, external_ids: Sequence[str]) -> Now:
        """Read both.

        Raises:
            TryAgain: Odoo or the ledger could not be asked.
        """
        orders = house.sales.read_back(external_ids)
        standings = house.sales.standings([one.record_id for one in orders.values()]) if orders else {}
        with house.ledger.open() as book:
            known = book.backfills.known(external_ids)
        return cls(orders, standings, known, house.sales.bot() if orders else None)

    def seen(self, external_id: str) -> tuple[int | None, datetime | None]:
        """The record and its last write; nothing where Odoo has none."""
        order = self.orders.get(external_id)
        return (None, None) if order is None else (order.record_id, order.write_date)


@dataclass(frozen=True, slots=True)
class Compare:
    """How a plan's orders are to stand in Odoo, and within which tolerance."""

    posted_as: PostedAs
    totals: Tolerance

    def planned(self, judged: Judged, now: Now) -> Planned:
        """What is to be done with one document."""
        read = judged.read
        action, said, differences = self._decided(judged, now)
        record, seen = now.seen(read.external_id)
        return Planned(
            file=read.file,
            ordinal=read.ordinal,
            external_id=read.external_id,
            content_hash=read.content_hash,
            number=read.number,
            ordered_on=read.ordered_on,
            action=action,
            currency=read.currency,
            amount=judged.amount,
            lines=read.lines,
            resolved_hash=judged.resolved_hash,
            record_id=record,
            record_seen=seen,
            findings=kept((*said, *judged.findings)),
            differences=differences[:DIFFERENCES_KEPT],
        )

    def _decided(self, judged: Judged, now: Now) -> tuple[Action, tuple[Finding, ...], tuple[Difference, ...]]:
        read = judged.read
        order, known = now.orders.get(read.external_id), now.known.get(read.external_id)
        if order is not None:
            return self._in_odoo(judged, order, now)
        if known is None:
            return judged.action, (), ()
        if known.state in {"done", "confirmed"}:
            return "leave", (finding("BF-DIFF-002", value=read.number),), ()
        if known.content_hash != read.content_hash:
            return "exception", (finding("ID-KEY-002", value=read.number, when="an earlier day"),), ()
        return "leave", (), ()  # live traffic has it: in flight, waiting for a person, or refused

    def _in_odoo(
        self, judged: Judged, order: ReadBackOrder, now: Now
    ) -> tuple[Action, tuple[Finding, ...], tuple[Difference, ...]]:
        differences = self._differences(judged, order)
        if not differences or judged.action != "create" or order.state != "draft":
            return "leave", (), differences
        why = _not_ours(judged, order, now)
        if why:
            return "leave", (finding("BF-DIFF-001", value=judged.read.number, why=why),), differences
        return "update", (), differences

    def _differences(self, judged: Judged, order: ReadBackOrder) -> tuple[Difference, ...]:
        if judged.resolved is None:
            return ()
        rows = comparison_rows(judged.resolved, order, totals=self.totals)
        found = [Difference(row["path"], row["sent"], row["read"]) for row in rows if not row["equal"]]
        if order.state == "draft" and self.posted_as != "draft":
            found.append(Difference("state", "sale", order.state))
        return tuple(found)


def _not_ours(judged: Judged, order: ReadBackOrder, now: Now) -> str:
    """Why a draft that differs is not corrected; empty: it may be."""
    read, standing, known = judged.read, now.standings.get(order.record_id), now.known.get(judged.read.external_id)
    if known is not None and known.state not in FINAL:
        return f"its document {known.document_id} is still {known.state} in the ledger"
    if standing is None or standing.writers != {now.bot}:
        return "a person has edited it"
    wanted = (
        {line_external_id(read.external_id, line.position) for line in judged.resolved.lines}
        if judged.resolved
        else set()
    )
    if wanted != {line.external_id for line in order.lines}:
        return "its lines are others"
    return ""
