"""What became of the channels' orders against the truth: ledger, Odoo, and what the customers were told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from domain.lifecycle import BUCKET
from entrypoints.all_channels.playing import TRUTH, Channels
from infra.distributor.stories import Story
from infra.odoo.proof import OdooOrder
from ledger.book import Book
from ledger.tracing import TracedDocument
from tasks.runtime.resources import Resources

ORDERS = {"sales_order", "sales_order_change"}
CUT = "file cut off"
MOST_DUPLICATES = "webshop"
"""A shop is asked while its webhooks are on their way: how often the same moment comes is not known before."""
Lines = Mapping[str, Sequence[tuple[str, Decimal]]]


@dataclass
class ChannelsOutcome:
    """By channel and story: what it must lead to, how many there were, how many did; and what is wrong."""

    rows: dict[tuple[str, str], tuple[str, int, int]] = field(default_factory=dict)
    sums: dict[str, dict[str, object]] = field(default_factory=dict)
    """By channel: orders confirmed in Odoo and their value, beside what the stories say."""
    wrong: list[str] = field(default_factory=list)


@dataclass
class Look:
    """One story with its documents in the ledger and its order in Odoo."""

    story: Story
    documents: list[TracedDocument]
    order: OdooOrder | None
    lines: Sequence[tuple[str, Decimal]]

    def decided(self) -> bool:
        """Whether a person decided about it since: the truth knows nothing of it any more."""
        return any(one.approvals for one in self.documents)

    def wrong(self) -> Iterator[str]:
        """What is not as it should be, in ledger and Odoo."""
        kind = self.story.kind
        found = Counter(f"{one.purpose or 'original'} {BUCKET[one.state]}" for one in self.documents)
        if self.story.channel == MOST_DUPLICATES:
            found = Counter({name: many for name, many in found.items() if not name.endswith("duplicate")})
        if found != Counter(kind.documents):
            yield f"has {_counted(found)}; should have {_counted(Counter(kind.documents))}"
        codes = {finding.code for one in self.documents for finding in one.findings}
        if kind.code and kind.code not in codes:
            yield f"has findings {', '.join(sorted(codes)) or 'none'}; should have {kind.code}"
        yield from self._odoo()

    def _odoo(self) -> Iterator[str]:
        story, order = self.story, self.order
        state = order.state if order is not None else ""
        if story.kind.odoo and order is None:
            yield "is not in Odoo"
        elif state != story.kind.odoo and (story.kind.odoo or state == "sale"):
            yield f"is {state} in Odoo; should be {story.kind.odoo or 'no confirmed order'}"
        elif order is not None and state == "sale":
            if (order.untaxed, order.currency, order.reference) != (story.total(), story.currency, story.number):
                said = f"{order.untaxed} {order.currency} under {order.reference}"
                yield f"is {order.name} over {said} in Odoo; should be {story.total()} {story.currency}"
            wanted = sorted((one.sku, Decimal(one.quantity)) for one in story.at_the_end())
            if sorted(self.lines) != wanted:
                yield f"is {order.name} with {_said(self.lines)} in Odoo; should be {_said(wanted)}"


def numbers_told(folder: Path) -> list[tuple[str, str]]:
    """Channel and number of each order whose story an earlier run, or this one, has written down."""
    path = folder / TRUTH
    told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return [(str(one["channel"]), str(one["number"])) for one in told]


def external_ids(house: Resources, told: Sequence[tuple[str, str]]) -> set[str]:
    """Of the orders of these channels that the ledger knows."""
    with house.ledger.open() as book:
        found = [
            (channel, one) for channel, number in told for thread in book.trace(number) for one in thread.documents
        ]
    return {one.external_id for channel, one in found if one.channel == channel}


def compare_channels(
    house: Resources, channels: Channels, orders: Mapping[str, OdooOrder] | None, lines: Lines
) -> ChannelsOutcome:
    """Hold each story against ledger, Odoo (None: it can't be asked by SQL) and what its customer was told."""
    outcome = ChannelsOutcome()
    with house.ledger.open() as book:
        looks = [_look(book, channels, story, (orders or {}, lines)) for story in channels.stories]
        decided = {look.story.number for look in looks if look.decided()}
        outcome.wrong += [] if decided else _uncounted(book, channels)
    for look in looks:
        if look.story.number not in decided:
            _judge(look, outcome, asked=orders is not None)
    outcome.wrong += _unlike(channels, decided)
    for channel in dict.fromkeys(one.channel for one in channels.stories if orders is not None):
        outcome.sums[channel] = _sums([one for one in looks if one.story.channel == channel])
    return outcome


def _look(book: Book, channels: Channels, story: Story, odoo: tuple[Mapping[str, OdooOrder], Lines]) -> Look:
    orders, lines = odoo
    reference = story.number
    if story.kind.name == CUT:
        reference = next(one for one in channels.edi if story in one.stories).file_of(story)
    threads = book.trace(reference)
    every = [one for thread in threads for one in thread.documents if one.channel == story.channel]
    documents = [one for one in every if one.type in ORDERS]
    names = [one.external_id for one in documents if one.external_id in orders]
    name = names[0] if names else ""
    return Look(story, documents, orders.get(name), lines.get(name, ()))


def _judge(look: Look, outcome: ChannelsOutcome, *, asked: bool) -> None:
    story = look.story
    wrong = [words for words in look.wrong() if asked or " Odoo" not in words]
    leads = ", ".join(story.kind.documents) + (f"; {story.kind.odoo} in Odoo" if story.kind.odoo else "")
    _, planted, did = outcome.rows.get((story.channel, story.kind.name), ("", 0, 0))
    outcome.rows[(story.channel, story.kind.name)] = (leads, planted + 1, did + (not wrong))
    outcome.wrong += [f"{story.channel} {story.number} ({story.kind.name}): {words}." for words in wrong]


def _uncounted(book: Book, channels: Channels) -> Iterator[str]:
    """Documents of these channels that no story knows, by where they are counted."""
    found: Counter[tuple[str, str]] = Counter()
    for (channel, _), balance in book.reconcile().by_channel_and_day.items():
        for bucket, amounts in balance.buckets.items():
            found[channel, bucket] += amounts.documents
    wanted: Counter[tuple[str, str]] = Counter()
    for story in channels.stories:
        for one in story.kind.documents:
            wanted[story.channel, one.rpartition(" ")[2]] += 1
    for actor in channels.edi:
        channel = actor.stories[0].channel
        wanted[channel, "done"] += actor.receipts() - 1
        wanted[channel, "exception"] += 1
    for channel, bucket in sorted(set(wanted) | {one for one in found if one[0] in {key[0] for key in wanted}}):
        many, due = found[channel, bucket], wanted[channel, bucket]
        if many != due and (channel, bucket) != (MOST_DUPLICATES, "duplicate"):
            yield f"{channel}: {many} documents are {bucket} in the ledger, {due} in the stories."


def _unlike(channels: Channels, decided: set[str]) -> Iterator[str]:
    """What customers were told otherwise than it is."""
    if channels.shop.left():
        yield f"webshop: the receiver did not take {channels.shop.left()} webhooks."
    for actor in channels.edi:
        yield from actor.wrong()
        for story in actor.stories:
            answer = actor.told(story)
            if answer != story.kind.told and story.number not in decided:
                yield f"{story.channel} {story.number}: the answer says '{answer}', should say '{story.kind.told}'."
    for desk in channels.rest:
        told = desk.told()
        yield from desk.troubles
        for story in desk.stories:
            said, due = told.get(story.number, []), desk.due(story)
            if due not in said and story.number not in decided:
                yield f"{story.channel} {story.number}: the portal says {', '.join(said) or 'nothing'}, not {due}."


def _sums(looks: Sequence[Look]) -> dict[str, object]:
    confirmed = [one.order for one in looks if one.order is not None and one.order.state == "sale"]
    expected = [one.story for one in looks if one.story.kind.odoo == "sale"]
    return {
        "orders": len(looks),
        "confirmed": len(confirmed),
        "expected": len(expected),
        "untaxed": str(sum((one.untaxed for one in confirmed), Decimal(0))),
        "untaxed_expected": str(sum((one.total() for one in expected), Decimal(0))),
        "currency": looks[0].story.currency,
    }


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{many} x {name}" for name, many in sorted(counter.items())) or "no document"


def _said(lines: Sequence[tuple[str, Decimal]]) -> str:
    return ", ".join(f"{quantity.normalize():f} {sku}" for sku, quantity in lines) or "no lines"
