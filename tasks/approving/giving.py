"""A person's yes to held documents: within what the policy lets that person approve, and by two where two must."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from domain.approving import Answer, ApprovalPolicy, Request, answer
from domain.errors import Refused
from ledger.approval_requests import RequestRow
from ledger.book import Book
from ledger.decision import Decision
from ledger.values import ExceptionRow
from tasks.runtime.approvers import load_policy
from tasks.runtime.resources import Resources


@dataclass(frozen=True, slots=True)
class Hold:
    """A held document that waits, with what is known of its approval."""

    row: ExceptionRow
    known: RequestRow
    request: Request


def holds_of(book: Book, rows: Sequence[ExceptionRow]) -> list[Hold]:
    """What the policy needs to know of these exceptions."""
    known = book.requests.of([row.id for row in rows])
    askers = book.requests.askers([row.document_id for row in rows])
    return [
        Hold(
            row,
            known[row.id],
            Request(
                exception_id=row.id,
                codes=tuple(sorted({found.code for found in row.findings})),
                channel=row.channel,
                currency=row.currency,
                amount=row.money,
                asked_by=askers.get(row.document_id, frozenset()),
                first_by=known[row.id].first_by,
            ),
        )
        for row in rows
    ]


def policy_of(house: Resources) -> ApprovalPolicy:
    """The house's policy.

    Raises:
        Misconfigured: its file has mistakes.
    """
    return load_policy(house.settings.approvers_file(), wanted=house.settings.approvers is not None)


def give(house: Resources, ids: Sequence[int], *, by: str, reason: str, dry_run: bool = False) -> list[Decision]:
    """Release what this person may release; keep the first of two approvals; say of the rest why not.

    Args:
        house: where the ledger and the policy are.
        ids: exceptions, as ``lading exceptions list`` numbers them.
        by: who says so.
        reason: why; may not be empty.
        dry_run: change nothing.

    Raises:
        Refused: no name or no reason was given. Misconfigured: the policy's file has mistakes.
    """
    _check(by, reason)
    policy = policy_of(house)
    if not ids:
        return []
    with house.ledger.open() as book:
        book.requests.lock(ids)
        waiting = book.exceptions.list([f"id:{one}" for one in ids], limit=None)
        answers = {one.row.id: (one, answer(policy, by, one.request)) for one in holds_of(book, waiting)}
        released = _released(book, ids, answers, by=by, reason=reason, dry_run=dry_run)
        first = [number for number, (_, said) in answers.items() if said.kind == "first"]
        if first and not dry_run:
            book.requests.approve_first(first, by=by, reason=reason)
        if not dry_run:
            book.commit("tasks.approving.give")
    return [released.get(number) or _kept_back(*answers[number]) for number in dict.fromkeys(ids)]


def _check(by: str, reason: str) -> None:
    for name, text in (("by", by), ("reason", reason)):
        if not text.strip():
            message = f"An approval needs who and why: '{name}' is empty."
            raise Refused(message, field=name, next_step="Repeat it with a name and a reason.")


def _released(
    book: Book, ids: Sequence[int], answers: dict[int, tuple[Hold, Answer]], *, by: str, reason: str, dry_run: bool
) -> dict[int, Decision]:
    """Those that go on, and those that the ledger knows nothing of or knows as decided."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number in dict.fromkeys(ids):
        if number not in answers:
            groups[()].append(number)  # unknown or decided before: the ledger says so
        elif answers[number][1].kind == "given":
            groups[answers[number][0].request.codes].append(number)
    decided: dict[int, Decision] = {}
    for codes, some in groups.items():
        said = book.exceptions.decide(some, "release", by=by, reason=reason, waived_codes=codes, dry_run=dry_run)
        decided |= {one.exception_id: one for one in said}
    return decided


def _kept_back(hold: Hold, said: Answer) -> Decision:
    row = hold.row
    outcome: Literal["first", "refused"] = "first" if said.kind == "first" else "refused"
    return Decision(row.id, row.document_id, outcome, row.document_state, f"{row.number}: {said.says}")


def refuse(house: Resources, ids: Sequence[int], *, by: str, reason: str, dry_run: bool = False) -> list[Decision]:
    """Refuse held documents: nothing is made in Odoo, the partner is told. Whoever works the queue may.

    Raises:
        Refused: no name or no reason was given.
    """
    _check(by, reason)
    with house.ledger.open() as book:
        decided = book.exceptions.decide(ids, "reject", by=by, reason=reason, dry_run=dry_run)
        if not dry_run:
            book.commit("tasks.approving.refuse")
    return decided
