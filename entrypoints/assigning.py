"""Who takes care of what waits, from the command line."""

from __future__ import annotations

from entrypoints.cli_frame import Exit, Screen
from entrypoints.cli_house import ledger_only, person
from entrypoints.deciding import Which, as_json, check_choice, chosen, tell


def assign(screen: Screen, which: Which, *, to: str, dry_run: bool) -> int:
    """Assign the chosen documents, without a question: it can be said again at any time. The exit code."""
    check_choice(screen, "exceptions assign", which)
    with ledger_only() as house:
        rows = chosen(screen, house, which)
        with house.ledger.open() as book:
            ids = [row.id for row in rows]
            decisions = book.exceptions.assign(ids, to=to, by=person(), dry_run=dry_run)
            if not dry_run:
                book.commit("cli.exceptions.assign")
    if dry_run:
        screen.data({"dry_run": True, "to": to, "would": [as_json(row) for row in rows]})
        for one in decisions:
            screen.say(f"  {one.exception_id}: {one.says}")
        screen.next("lading exceptions assign …", "without --dry-run does it")
        return Exit.FINE
    return tell(screen, "assign", decisions)
