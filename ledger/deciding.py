"""A person's decision on exceptions: recorded once, and the document goes on where it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row

from domain.cause import RECORD_GONE
from domain.documents.acknowledgement import ACKNOWLEDGEMENT_TYPE
from domain.errors import Refused
from domain.lifecycle import WAY, may_move
from ledger.commitments import resume
from ledger.decision import Decision
from ledger.found import storable
from ledger.statements import statement
from ledger.states import OPEN

Kind = Literal["release", "replay", "reject", "resolve", "retry", "edit"]
_ENDS = frozenset({"reject", "resolve"})
"""Decisions after which the document is not tried again."""
BEHIND_RULES = frozenset(WAY[WAY.index("checked") :])
"""States that a document comes to without another look of the rules."""
_AFTERWARDS = {
    "captured": "goes on: it is looked at as if it had just come",
    "read": "goes on: it is mapped and checked again with fresh facts",
    "drafted": "goes on: its draft in Odoo is compared again",
    "refused": "is refused, and its partner told",
    "resolved": "is settled outside, by hand",
    "superseded": "is replaced by what was edited",
}
"""What becomes of a document after a decision, in words; of other states their name is said."""
PROMISE = "promise"
"""Kind of an exception about an order that is done: what it was promised is in danger."""


@dataclass(slots=True)
class Deciding:
    """One decision of one person."""

    connection: Connection
    kind: Kind
    by: str
    reason: str
    start: str = ""
    """For a retry: the state in which the chosen stage finds its documents."""

    def decide(self, ids: Sequence[int], waived: Sequence[str], *, dry_run: bool) -> list[Decision]:
        """Decide what is still open; say of the rest why not."""
        self._check()
        values = {"ids": list(dict.fromkeys(ids))}
        rows = {row.id: row for row in self.connection.execute(statement("open_exception_documents"), values)}
        decisions = [self._decision(number, rows.get(number)) for number in values["ids"]]
        done = [(rows[each.exception_id], each) for each in decisions if each.outcome == "done"]
        if not dry_run:
            self._apply([each for each in done if each[0].kind != PROMISE], sorted(set(waived)))
            self._close([each for each in done if each[0].kind == PROMISE])
        return decisions

    def _check(self) -> None:
        for name, text in (("by", self.by), ("reason", self.reason)):
            if not text.strip():
                raise Refused(
                    f"A decision needs who and why: '{name}' is empty.",
                    field=name,
                    next_step="Repeat the command with --by and --reason.",
                )

    def _decision(self, number: int, row: Row[Any] | None) -> Decision:
        if row is None:
            return Decision(number, 0, "unknown", "", f"There is no exception {number}.")
        if row.resolved_at is not None:
            when = row.resolved_at.isoformat(timespec="seconds")
            says = f"{row.resolved_by} decided it before: {row.resolution} at {when}."
            return Decision(number, row.document_id, "already", row.state, says)
        if row.kind == PROMISE:
            return self._about_promise(number, row)
        if says := self._in_the_way(row):
            return Decision(number, row.document_id, "refused", row.state, says)
        to = self._target(row)
        if not may_move(row.state, to):
            says = f"A document in state {row.state} cannot be put to {to} by {self.kind}."
            return Decision(number, row.document_id, "refused", row.state, says)
        named = f"Document {row.number or row.document_id}"
        return Decision(number, row.document_id, "done", to, f"{named} {_AFTERWARDS.get(to, f'goes to {to}')}.")

    def _in_the_way(self, row: Row[Any]) -> str:
        if self.kind == "edit" and not row.readable:
            return f"Document {row.document_id} was never read: send a mended file, or replay it."
        if self.kind == "retry" and row.type == ACKNOWLEDGEMENT_TYPE:
            return f"Document {row.number} is an acknowledgement: 'lading exceptions replay {row.id}' matches it."
        return self._too_far(row) if self.kind == "retry" else ""

    def _about_promise(self, number: int, row: Row[Any]) -> Decision:
        """The order is done: there is nothing to do again or to refuse, only to say what was agreed."""
        if self.kind != "resolve":
            says = f"Document {row.number} is done: 'lading exceptions resolve {number}' says what was agreed."
            return Decision(number, row.document_id, "refused", row.state, says)
        return Decision(number, row.document_id, "done", row.state, f"What was agreed about {row.number} is kept.")

    def _target(self, row: Row[Any]) -> str:
        told = {"reject": "refused", "resolve": "resolved", "edit": "captured", "retry": self.start}
        if self.kind in told:
            return told[self.kind]
        if row.delivery_state == "exception" and not row.readable:
            return "superseded"
        if row.type == ACKNOWLEDGEMENT_TYPE:
            return "captured"  # it is matched there, and has no stage behind that
        if self._anew(row):
            return "read"
        if self.kind == "release" and row.record_id is not None:
            return "drafted"
        return "read"

    def _anew(self, row: Row[Any]) -> bool:
        """Its record is gone, and somebody who has been told so wants it to go on: it is made again."""
        return self.kind not in _ENDS and row.code in RECORD_GONE

    def _too_far(self, row: Row[Any]) -> str:
        """Why a retry may not start there: it would pass by a stage that the document has not passed."""
        called = row.number or row.document_id
        if not row.readable:
            return f"Document {called} was never read: 'lading exceptions replay {row.id}' reads its file again."
        passed = row.came_from if row.came_from in WAY[1:] else "read"
        if WAY.index(self.start) > WAY.index(passed):
            return f"Document {called} stopped when it was {passed}: it cannot start at {self.start}."
        if self._anew(row) and WAY.index(self.start) > WAY.index("read"):
            return f"The record of document {called} is gone: retry it from map_codes, and it is made again."
        return ""

    def _values(self, done: Sequence[tuple[Row[Any], Decision]], waived: Sequence[str]) -> dict[str, object]:
        rows = [row for row, _ in done]
        return {
            "kind": self.kind,
            "by": storable(self.by),
            "reason": storable(self.reason),
            "waived": list(waived),
            "attempts": 0 if self.kind in _ENDS else 1,
            "ids": [row.id for row in rows],
            "documents": [row.document_id for row in rows],
            "froms": [row.state for row in rows],
            "tos": [decision.to for _, decision in done],
            "anew": [self._anew(row) for row in rows],
        }

    def _close(self, done: Sequence[tuple[Row[Any], Decision]]) -> None:
        """The exception ends; its document stays where it is."""
        if done:
            values = self._values(done, ())
            for name in ("resolve_exceptions", "insert_approvals", "audit_decisions"):
                self.connection.execute(statement(name), values)

    def _apply(self, done: Sequence[tuple[Row[Any], Decision]], waived: Sequence[str]) -> None:
        if not done:
            return
        rows, values = [row for row, _ in done], self._values(done, waived)
        for name in ("resolve_exceptions", "insert_approvals", "apply_decisions", "audit_decisions"):
            self.connection.execute(statement(name), values)
        resume(self.connection, [row.document_id for row, decision in done if decision.to in BEHIND_RULES])
        self._reopen([row for row, decision in done if decision.to in OPEN])
        self._split_again([row for row, decision in done if decision.to == "superseded"])
        for channel in sorted({row.channel for row in rows}):
            self.connection.execute(statement("notify"), {"channel": channel})

    def _reopen(self, rows: Sequence[Row[Any]]) -> None:
        if rows:
            threads = [row.thread_id for row in rows]
            counts = {"threads": threads, "documents": [1] * len(rows), "lines": [row.line_count for row in rows]}
            self.connection.execute(statement("count_threads"), counts)
            self.connection.execute(statement("wake_threads"), {"threads": threads})

    def _split_again(self, rows: Sequence[Row[Any]]) -> None:
        if rows:
            deliveries = sorted({row.delivery_id for row in rows})
            self.connection.execute(statement("split_again"), {"deliveries": deliveries})
