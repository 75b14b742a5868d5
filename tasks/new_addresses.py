"""New delivery addresses: where a person has let one be made, it stands in Odoo before the order is mapped. Once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from domain.catalogue import finding
from domain.documents.sales_order import SalesOrder
from domain.errors import Misconfigured
from domain.facts import OrderFacts
from domain.matching import matcher
from domain.new_address import NewAddress, new_address
from domain.profile import PartnerProfile
from domain.work import Batch
from ledger.values import DocumentRow, Move
from tasks.carry_out import Answer, Effect, carry_out
from tasks.facts import facts_for
from tasks.mirror import refresh
from tasks.runtime.resources import Resources

APPROVED = "SO-PARTY-014"
Asked = tuple[DocumentRow, SalesOrder]


@dataclass(frozen=True, slots=True)
class WithAddresses:
    """A batch after its new addresses were made."""

    go_on: Sequence[Asked]
    """Documents that can be mapped."""
    facts: OrderFacts
    moves: tuple[Move, ...] = ()
    """Documents whose address was made once and is not found any more."""
    stop: Exception | None = None
    """Some could not be asked: the run tries again."""


@dataclass(slots=True)
class _Making:
    """The act, and what came of it; for documents of which nothing is wanted, the address stands already."""

    house: Resources
    wanted: Mapping[int, NewAddress]
    again: set[int] = field(default_factory=set)
    """Documents of which Odoo could not be asked."""
    records: dict[int, int] = field(default_factory=dict)

    def act(self, rows: Sequence[DocumentRow]) -> Mapping[int, Answer]:
        """Make the addresses that are not there; a refusal is told with the address."""
        found = {row.id: Answer("settled") for row in rows if row.id not in self.wanted}
        rows = [row for row in rows if row.id in self.wanted]
        try:
            answers = self.house.addresses.make([self.wanted[row.id] for row in rows]) if rows else {}
        except Misconfigured as error:
            return found | {row.id: self._refused(row, error.what) for row in rows}
        for row in rows:
            loaded = answers[self.wanted[row.id].external_id]
            match loaded.outcome:
                case "created" | "existing":
                    self.records[row.id] = loaded.record_id or 0
                    found[row.id] = Answer("settled")
                case "refused":
                    found[row.id] = self._refused(row, loaded.says)
                case _:
                    self.again.add(row.id)
                    found[row.id] = Answer("again")  # create-only: a lost answer is simply asked again
        return found

    def _refused(self, row: DocumentRow, says: str) -> Answer:
        words = self.wanted[row.id].in_words()
        told = finding("OD-ADDR-001", path="ship_to", value=words, says=says)
        return Answer("refused", "exception", findings=(*row.findings, told))


def with_new_addresses(
    house: Resources, batch: Batch, asked: Sequence[Asked], profile: PartnerProfile, facts: OrderFacts
) -> WithAddresses:
    """Make the addresses that were approved and are not known, and read them back.

    Args:
        house: ledger and Odoo.
        batch: that owns the documents.
        asked: documents in state ``read``, each with its order.
        profile: the partner's.
        facts: by which they would be mapped.

    Raises:
        TryAgain: the mirror could not be read again.
    """
    wanted = {row.id: made for row, order in asked if (made := _approved(row, order, profile, facts)) is not None}
    left = _left_open(house, [row for row, _ in asked if APPROVED in row.waived and row.id not in wanted])
    if not wanted and not left:
        return WithAddresses(asked, facts)
    making = _Making(house, wanted)
    rows = [row for row, _ in asked if row.id in wanted or row.id in left]
    effect = Effect("address", house.odoo_target, running_seconds=house.settings.odoo_limit_seconds)
    outcome = carry_out(house, batch, rows, effect, making.act)
    refresh(house, oldest_seconds=0)
    facts = facts_for(house, [order for _, order in asked], profile)
    lost = {row.id for row, order in asked if row.id in wanted and _approved(row, order, profile, facts) is not None}
    with house.ledger.open() as book:
        standing = {row.id for row in book.documents.get([row.id for row, _ in asked]) if row.state == "read"}
    gone = [row for row in rows if row.id in (lost & standing) - making.again]
    go_on = [one for one in asked if one[0].id in standing and one[0].id not in lost]
    return WithAddresses(go_on, facts, tuple(map(partial(_not_found, making), gone)), outcome.stop)


def _left_open(house: Resources, rows: Sequence[DocumentRow]) -> set[int]:
    """Documents whose run died after it had asked, and whose address is known by now: that is the answer."""
    if not rows:
        return set()
    with house.ledger.open() as book:
        intents = book.intents.of([row.id for row in rows], "address")
    return {one.document_id for one in intents if one.state in {"recorded", "unknown"}}


def _not_found(making: _Making, row: DocumentRow) -> Move:
    words = making.wanted[row.id].in_words()
    told = finding("OD-ADDR-002", path="ship_to", value=words, record=f"res.partner {making.records.get(row.id, 0)}")
    return Move(row.id, "exception", findings=(*row.findings, told))


def _approved(row: DocumentRow, order: SalesOrder, profile: PartnerProfile, facts: OrderFacts) -> NewAddress | None:
    """What is to be made for a document; None: nothing, or nobody has let it be made."""
    party = order.ship_to
    if APPROVED not in row.waived or party is None or not profile.checks.new_addresses:
        return None
    known = matcher(facts, profile)
    customer = known.party(order.customer, house=True).customer
    if customer is None or known.party(party).codes or known.address(party, customer).customer is not None:
        return None
    return new_address(party, customer)
