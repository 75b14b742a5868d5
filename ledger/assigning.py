"""Who takes care of what waits: said in the ledger, seen by everybody, changed as often as people like."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from domain.errors import Refused
from ledger.decision import Decision
from ledger.found import storable
from ledger.statements import statement

LONGEST_NAME = 100


def assign(connection: Connection, ids: Sequence[int], *, to: str, by: str, dry_run: bool) -> list[Decision]:
    """Give open exceptions to somebody, or back to nobody (``to`` empty); say of the rest why not.

    Raises:
        Refused: nobody's name stands for the one who assigns, or the assignee's name is too long.
    """
    to = storable(to.strip())
    if not by.strip() or len(to) > LONGEST_NAME:
        raise Refused(
            f"A name is needed, of at most {LONGEST_NAME} characters.",
            field="to" if by.strip() else "by",
            value=to[:LONGEST_NAME],
            next_step="Repeat with --to NAME; an empty name gives the documents back to nobody.",
        )
    values = {"ids": list(dict.fromkeys(ids))}
    rows = {row.id: row for row in connection.execute(statement("open_exception_documents"), values)}
    decisions = []
    for number in values["ids"]:
        row = rows.get(number)
        if row is None:
            decisions.append(Decision(number, 0, "unknown", "", f"There is no exception {number}."))
        elif row.resolved_at is not None:
            says = f"{row.resolved_by} decided it before: {row.resolution}."
            decisions.append(Decision(number, row.document_id, "already", row.state, says))
        else:
            says = f"Document {row.number or row.document_id}: {row.assignee or 'nobody'} → {to or 'nobody'}."
            decisions.append(Decision(number, row.document_id, "done", row.state, says))
    done = [each.exception_id for each in decisions if each.outcome == "done"]
    if done and not dry_run:
        connection.execute(statement("assign_exceptions"), {"ids": done, "to": to, "by": storable(by)})
    return decisions
