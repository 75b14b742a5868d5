"""An EDI customer of the demo: it orders, changes, misbehaves, and judges what Lading answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from infra.distributor.stories import DAYS_AGO, Row, Story
from infra.simulators.edi_customer.customer import EdiCustomer
from infra.simulators.edi_customer.faults import Fault
from infra.simulators.edi_customer.wanted import Action, Item, Wanted

TOGETHER = 5
"""Orders of one interchange, where nothing is the matter with it."""
FAULTS: dict[str, Fault] = {
    "sent twice": "twice",
    "control numbers left out": "gap",
    "control number used twice": "repeat",
    "schema drift": "drift",
    "file cut off": "cut",
}
LAST = "our answer refused"
UNKNOWN_UNIT = "BX"
STANDINGS = {"file cut off": "rejected", "schema drift": "noted"}
"""What the receipt says of an order's set, where it is not simply accepted."""
WANTED_DAYS = 11


@dataclass
class EdiActor:
    """Plays one EDI customer's stories; a second run only sends all files again."""

    customer: EdiCustomer
    stories: Sequence[Story]
    again: bool = field(init=False)

    def __post_init__(self) -> None:
        """Whether it has been here before."""
        self.again = bool(self.customer.state.files)

    def first(self) -> None:
        """Orders, some with their change before them."""
        if self.again:
            self.customer.send_again()
            return
        plain = [
            one for one in self.stories if one.kind.name not in {*FAULTS, LAST} and "overtakes" not in one.kind.name
        ]
        for at in range(0, len(plain), TOGETHER):
            self.customer.send(*(self._order(one) for one in plain[at : at + TOGETHER]))
        for story in self.stories:
            if story.kind.name in FAULTS:
                self.customer.send(self._order(story), fault=FAULTS[story.kind.name])
            elif "overtakes" in story.kind.name:
                self.customer.send(self._order(story), fault="late")
                self.customer.send(self._change(story))
                self.customer.release()

    def second(self) -> None:
        """What came is read, its receipts wait; changes, cancellations, orders sent anew."""
        if self.again:
            return
        self.customer.look(receipts=False)
        for story in self.stories:
            kind = story.kind.name
            if kind in {"changed", "cancelled"}:
                self.customer.send(self._change(story))
            elif kind == "sent anew":
                self.customer.send(self._order(story))
            elif kind == "same number, other content":
                first, *others = story.rows
                self.customer.send(self._order(story, (replace(first, quantity=first.quantity + 1), *others)))

    def third(self) -> None:
        """All that came is acknowledged; one more order."""
        if not self.again:
            self.customer.look()
            self.customer.send(*(self._order(one) for one in self.stories if one.kind.name == LAST))

    def last(self) -> None:
        """The answer to that order is refused."""
        self.customer.look(refuse={"855", "ORDRSP"})

    def wrong(self) -> list[str]:
        """What the customer has to complain about, by its own judgement."""
        name, state = self.customer.ours, self.customer.state
        found = [f"{name} complains: {words}" for words in state.complaints]
        found += [f"{name} never got our numbers {state.missing()}."] if state.missing() else []
        for story in self.stories:
            wanted = STANDINGS.get(story.kind.name, "accepted")
            for one in state.of(story.number):
                due = wanted if one.wanted.kind == "order" else "accepted"
                if one.standing != due:
                    found.append(f"{story.number} ({story.kind.name}): the receipt says '{one.standing}', not '{due}'.")
        return found

    def told(self, story: Story) -> str:
        """What the answer to the order says; empty: none came."""
        orders = [one for one in self.customer.state.of(story.number) if one.wanted.kind == "order"]
        return next((one.verdict for one in orders if one.verdict), "")

    def receipts(self) -> int:
        """How many it sent."""
        return sum(name.startswith("receipt_") for name in self.customer.state.files)

    def file_of(self, story: Story) -> str:
        """The file of an order that stands in it alone."""
        place = [one.wanted.number for one in self.customer.state.sent].index(story.number)
        about = self.customer.state.sent[place].about
        control = int(about) // 10 if self.customer.syntax == "x12" else int(about)
        return f"orders_{control:05d}.edi"

    def _order(self, story: Story, rows: Sequence[Row] = ()) -> Wanted:
        items = [self._item(one) for one in rows or story.rows]
        if story.kind.name == "unknown unit":
            items[0] = replace(items[0], unit=UNKNOWN_UNIT)
        return replace(self._head(story), items=tuple(items))

    def _change(self, story: Story) -> Wanted:
        if story.kind.odoo != "sale":
            return replace(self._head(story), kind="cancel", version=1)
        before = {one.line: one for one in story.rows}
        after = {one.line: one for one in story.changed}
        items = [
            self._item(one, "change" if line in before else "add")
            for line, one in after.items()
            if one != before.get(line)
        ]
        items += [self._item(one, "delete") for line, one in before.items() if line not in after]
        return replace(self._head(story), kind="change", version=1, items=tuple(items))

    def _item(self, row: Row, action: Action = "") -> Item:
        unit = "EA" if self.customer.syntax == "x12" else "PCE"
        return Item(row.line, row.sku, Decimal(row.quantity), unit, row.price, action=action)

    def _head(self, story: Story) -> Wanted:
        delivery = story.ordered + timedelta(days=DAYS_AGO + WANTED_DAYS)
        buyer, currency = story.customer.gln, story.currency
        return Wanted("order", story.number, ordered=story.ordered, delivery=delivery, buyer=buyer, currency=currency)
