"""The customer: sends orders and changes, reads and judges what comes back, answers it, and misbehaves when told to."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from infra.simulators.edi_customer import edifact, x12
from infra.simulators.edi_customer.answers import Receipt, Response, Stock, is_receipt, understood
from infra.simulators.edi_customer.faults import REFUSE, SILENT, Fault, fault_of, told_by
from infra.simulators.edi_customer.judging import wrong_with
from infra.simulators.edi_customer.segments import Interchange, Message, read
from infra.simulators.edi_customer.state import Owed, Sent, State, load, save
from infra.simulators.edi_customer.wanted import Wanted
from infra.simulators.edi_customer.x12 import Envelope, Judged, Refusal

GAP = 3


@dataclass
class EdiCustomer:
    """One customer with its folders; what it knows outlives it in ``home``."""

    home: Path
    inbox: Path
    """The supplier's: what we send is put there."""
    outcomes: Path
    """Where the supplier puts what it answers; nothing is taken away from there."""
    syntax: Literal["x12", "edifact"] = "x12"
    ours: str = "COBALT"
    theirs: str = "BRIGHTWATER"
    asks: bool = False
    """Whether a TA1 is wanted for each interchange of orders."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    state: State = field(init=False)

    def __post_init__(self) -> None:
        """Remember."""
        self.state = load(self._book)

    @property
    def _book(self) -> Path:
        return self.home / "state.json"

    def send(self, *wanted: Wanted, fault: Fault = "") -> str:
        """One interchange with these documents; the file's name. Without a ``fault`` their numbers may tell one."""
        fault = fault or fault_of(wanted)
        repeated = fault == "repeat" and self.state.last_sent > 0
        control = self.state.last_sent + (0 if repeated else 1 + (GAP if fault == "gap" else 0))
        writer = x12 if self.syntax == "x12" else edifact
        content = writer.orders(wanted, self._envelope(control, asks=self.asks), fault == "drift")
        for one, number, place in writer.numbers_of(wanted):
            about = x12.group_number(control, place) if self.syntax == "x12" else str(control)
            self.state.sent.append(Sent(one, number, about))
        if fault == "cut":
            content = content[: len(content) * 2 // 3]
        name = self._kept(f"orders_{control:05d}{'_b' if repeated else ''}", control, content)
        self.state.drawer.append(name) if fault == "late" else self._put(name)
        if fault == "twice":
            again = name.replace("orders_", "orders_again_")
            shutil.copyfile(self._copy(name), self._copy(again))
            self._put(again)
        save(self.state, self._book)
        return name

    def release(self) -> int:
        """Put what was kept back; how many files."""
        names, self.state.drawer = self.state.drawer, []
        for name in names:
            self._put(name)
        save(self.state, self._book)
        return len(names)

    def send_again(self) -> list[str]:
        """All that was ever sent, once more, byte for byte, in the same order."""
        names = list(self.state.files)
        for name in names:
            self._drop(name)
        return names

    def look(self, *, receipts: bool = True, refuse: Collection[str] = ()) -> list[str]:
        """Read what is new, judge it and acknowledge it; the complaints about it.

        Args:
            receipts: False: they wait until the next look that may send them.
            refuse: kinds of documents that are refused, whatever they say.
        """
        before = len(self.state.complaints)
        for name, content, interchange in sorted(self._new(), key=lambda one: int(one[2].control or 0)):
            self.state.read.append(name)
            self._take(name, content, interchange)
        if receipts:
            owed, self.state.owed = self.state.owed, []
            for one in owed:
                if one.late:
                    self.state.owed.append(replace(one, late=False))
                else:
                    self._acknowledge(one, refuse)
        save(self.state, self._book)
        return self.state.complaints[before:]

    def _new(self) -> list[tuple[str, bytes, Interchange]]:
        found = []
        paths = sorted(self.outcomes.iterdir()) if self.outcomes.is_dir() else []
        for path in paths:
            if path.name.startswith(".") or path.name in self.state.read or not path.is_file():
                continue
            content = path.read_bytes()
            try:
                found.append((path.name, content, read(content.decode("utf-8", "replace"))))
            except ValueError as trouble:
                self.state.read.append(path.name)
                self._complain(f"{path.name}: {trouble}")
        return found

    def _take(self, name: str, content: bytes, came: Interchange) -> None:
        for wrong in came.wrong:
            self._complain(f"{name}: {wrong}")
        if (came.sender, came.receiver) != (self.theirs, self.ours):
            self._complain(f"{name}: from {came.sender} to {came.receiver}, should be {self.theirs} to {self.ours}")
        digest, control = sha256(content).hexdigest(), int(came.control or 0)
        known = self.state.received.setdefault(control, digest)
        if known != digest:
            self._complain(f"{name}: number {control} came before with other content")
        for number, stands, why in came.technical:
            self._technical(name, int(number or 0), f"{stands} {why}".strip())
        for message in came.messages:
            self._judge(name, message)
        if not is_receipt(came):
            self._owe(came)

    def _judge(self, name: str, message: Message) -> None:
        said = understood(message)
        if said is None:
            self._complain(f"{name}: {message.kind} is not taken here")
        elif isinstance(said, Receipt):
            self._receipt(name, said)
        elif isinstance(said, Response):
            self._response(name, said)
        elif isinstance(said, Stock):
            self.state.stock |= said.rows

    def _technical(self, name: str, control: int, said: str) -> None:
        if not 0 < control <= self.state.last_sent:
            self._complain(f"{name}: its TA1 is about {control}, which was never sent")
        self.state.technical[control] = said

    def _receipt(self, name: str, said: Receipt) -> None:
        """Where a number was used twice, the first document that waits is meant."""
        about = [one for one in self.state.sent if one.about == said.about]
        open_ones = {one.control: one for one in reversed(about) if not one.standing}
        if not open_ones:
            self._complain(f"{name}: it is about {said.about}, which was {'settled' if about else 'never sent'}")
        for control in sorted(set(said.sets) - {one.control for one in about}):
            self._complain(f"{name}: it is about document {control} in {said.about}, which was never sent")
        for one in open_ones.values():
            one.standing = said.sets.get(one.control, said.whole)

    def _response(self, name: str, said: Response) -> None:
        mine = [one for one in self.state.of(said.number) if (one.wanted.kind != "order") == said.change]
        if said.change:
            mine = [one for one in mine if str(one.wanted.version) == said.version]
        open_ones = [one for one in mine if not one.verdict]
        if not open_ones:
            what = "a change" if said.change else "an order"
            self._complain(f"{name}: it answers {said.number}, {what} that was {'answered' if mine else 'never sent'}")
            return
        document = open_ones[0]
        document.verdict = said.verdict
        for wrong in wrong_with(said, document.wanted, before=self.state.lines_but(document)):
            self._complain(f"{name}: {wrong}")

    def _owe(self, came: Interchange) -> None:
        for functional, group in came.groups or [("", "")]:
            mine = [one for one in came.messages if one.group == group]
            sets = [(one.kind, one.control, one.segments[0].tag if one.segments else "") for one in mine]
            owed = Owed(came.control, came.sender, came.receiver, functional, group, sets)
            owed.refused = [one.control for one in mine if _told(one) == REFUSE]
            owed.late = any(_told(one) == SILENT for one in mine)
            self.state.owed.append(owed)

    def _acknowledge(self, owed: Owed, refuse: Collection[str]) -> None:
        judged = [
            Judged(kind, control, Refusal(first, 2, 2, "??") if kind in refuse or control in owed.refused else None)
            for kind, control, first in owed.sets
        ]
        control = self.state.last_sent + 1
        envelope = self._envelope(control)
        if self.syntax == "x12":
            content = x12.receipt(owed.functional, owed.group, judged, envelope)
        else:
            content = edifact.receipt((owed.control, owed.sender, owed.receiver), judged, envelope)
        self._put(self._kept(f"receipt_{control:05d}", control, content))

    def _complain(self, words: str) -> None:
        self.state.complaints.append(words)

    def _envelope(self, control: int, *, asks: bool = False) -> Envelope:
        return Envelope(self.ours, self.theirs, control, self.clock(), asks)

    def _kept(self, stem: str, control: int, content: bytes) -> str:
        self.state.last_sent = max(self.state.last_sent, control)
        name = f"{stem}.edi"
        self._copy(name).parent.mkdir(parents=True, exist_ok=True)
        self._copy(name).write_bytes(content)
        return name

    def _copy(self, name: str) -> Path:
        return self.home / "sent" / name

    def _put(self, name: str) -> None:
        self._drop(name)
        self.state.files.append(name)

    def _drop(self, name: str) -> None:
        """Whole files only: written aside and renamed."""
        self.inbox.mkdir(parents=True, exist_ok=True)
        aside = self.inbox / f".{name}.part"
        shutil.copyfile(self._copy(name), aside)
        aside.rename(self.inbox / name)


def _told(message: Message) -> str:
    """What the number of the order wants that a document of the supplier is about."""
    said = understood(message)
    return told_by(said.number) if isinstance(said, Response) else ""
