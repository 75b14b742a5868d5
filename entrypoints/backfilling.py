"""What the backfill commands do and show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from domain.backfill import ACTIONS, POSTED_AS, Planned, Tally, chunk_days, chunk_span
from entrypoints.cli_frame import Exit, Screen, refuse, shown_amount
from entrypoints.cli_house import ledger_only, person, whole_house
from entrypoints.cli_progress import Steps
from entrypoints.running import FLOWS, apply_here
from ledger.backfills import PlanRow, PlanTally
from tasks.runtime.resources import Resources

SHOWN = 20
"""Documents shown of each kind, unless all are asked for."""
WAITING = ("held", "exception", "refused")


def make(
    screen: Screen,
    flow: str,
    channel: str,
    days: tuple[str, str],
    files: Sequence[Path],
    *,
    chunking: str,
    parallel: int,
) -> int:
    """Make a plan and show it."""
    from tasks.backfill.forking import begin

    if flow not in FLOWS:
        refuse(
            screen,
            f"There is no flow called '{flow}' (known: {', '.join(FLOWS)}).",
            "Try 'lading backfill plan order-to-cash'.",
        )
    span = _span(screen, days)
    _check_chunk(screen, chunking)
    with whole_house() as house:
        house.profile(channel)  # nothing is started for a channel that there is not
        begin(parallel)  # while this process imports its own
        from tasks.backfill.planning import head_of, make_plan

        head = head_of(house, channel, span, files, chunking=chunking, parallel=parallel)
        with Steps(screen) as steps:
            done = Counter[str]()

            def told(documents: int, lines: int) -> None:
                done.update(documents=documents, lines=lines)
                steps.step(f"planned {done['documents']:,} documents, {done['lines']:,} lines")

            plan, troubles = make_plan(house, head, person(), progress=told)
        answer = _answer(house, plan) | {"unreadable": troubles}
        screen.data(answer)
        _show(screen, house, plan, documents=False)
    for trouble in troubles:
        screen.say(f"Not readable: {trouble}", style="red")
    screen.next(f"lading backfill apply {plan.id}", "does exactly this")
    return _exit_of(answer["totals"], troubles)


def _exit_of(totals: dict[str, Any], troubles: Sequence[str]) -> int:
    if "blocked" in totals:
        return Exit.BLOCKED
    return Exit.FINDINGS if troubles or any(name in totals for name in WAITING) else Exit.FINE


def _span(screen: Screen, days: tuple[str, str]) -> tuple[date, date]:
    try:
        since, until = (date.fromisoformat(day) for day in days)
    except ValueError:
        refuse(screen, f"'{days[0]}' and '{days[1]}' are not both days.", "Write them as 2011-01-31.")
    if since > until:
        refuse(screen, f"{since} is after {until}.", "Give the first day with --from and the last with --to.")
    return since, until


def _check_chunk(screen: Screen, chunking: str) -> None:
    try:
        chunk_days(chunking)
    except ValueError:
        refuse(screen, f"'{chunking}' is no chunk.", "Give day, week, or a number of days, such as --chunk 10.")


def show_all(screen: Screen) -> int:
    """List the last plans."""
    with ledger_only() as house, house.ledger.open() as book:
        plans = book.backfills.newest()
    screen.data([_head(plan) for plan in plans])
    rows = [
        (one.id, one.hash[:12], one.head.channel, one.head.since, one.head.until, one.head.posted_as, one.made_by)
        for one in plans
    ]
    screen.table(("plan", "hash", "channel", "from", "to", "as", "by"), rows)
    screen.next(
        "lading backfill show PLAN" if plans else "lading backfill plan order-to-cash --channel … --from … --to …"
    )
    return Exit.FINE


def show_one(screen: Screen, reference: str, *, documents: bool) -> int:
    """Show a plan, and what became of it."""
    from tasks.backfill.clearing import plan_of

    with ledger_only() as house:
        plan = plan_of(house, reference)
        screen.data(_answer(house, plan, documents=True))
        _show(screen, house, plan, documents=documents)
    screen.next(f"lading backfill apply {plan.id}")
    return Exit.FINE


def apply_plan(screen: Screen, reference: str) -> int:
    """Apply a plan, and tell what became of each of its documents."""
    from tasks.backfill.clearing import clear

    with whole_house() as house:
        with Steps(screen) as steps:
            steps.step("looking again at Odoo, the ledger and the files")
            plan = clear(house, reference)
            steps.step(f"plan {plan.id} on {plan.head.channel}: {POSTED_AS[plan.head.posted_as]}")
            blocked = apply_here(house, plan)
        answer = _answer(house, plan)
        refused = _some(house, plan, states=("refused",))
    answer["left_out"] = [_told(one) for one in refused]
    answer["blocked"] = blocked
    screen.data(answer)
    _show_outcome(screen, answer["outcome"])
    _show_refused(screen, refused)
    if blocked:
        screen.say(f"Stopped by a gate: {blocked}", style="red")
        screen.next("lading circuits list")
        return Exit.BLOCKED
    waits = [state for _, state, _ in _outcomes(answer) if state not in {"done", "planned", "duplicate"}]
    screen.next("lading exceptions list" if waits else f"lading backfill show {plan.id}")
    return Exit.FINDINGS if refused or waits else Exit.FINE


def _outcomes(answer: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(one["action"], one["state"], one["documents"]) for one in answer["outcome"]]


def _head(plan: PlanRow) -> dict[str, Any]:
    head = plan.head
    return {
        "plan": plan.id,
        "hash": plan.hash,
        "flow": head.flow,
        "channel": head.channel,
        "from": head.since.isoformat(),
        "to": head.until.isoformat(),
        "chunk": head.chunking,
        "parallel": head.parallel,
        "as": head.posted_as,
        "means": POSTED_AS[head.posted_as],
        "odoo": head.target,
        "files": [{"name": one.name, "sha256": one.sha256, "bytes": one.size} for one in head.files],
        "left_out": dict(plan.counts),
        "made_by": plan.made_by,
        "made_at": plan.made_at.isoformat(),
    }


def _answer(house: Resources, plan: PlanRow, *, documents: bool = False) -> dict[str, Any]:
    with house.ledger.open() as book:
        tallies = book.backfills.tallies(plan.id)
        outcomes = book.backfills.outcomes(plan.id)
    chunks = []
    for number, some in sorted(_by_chunk(tallies).items()):
        begins, ends = chunk_span(number, plan.head)
        chunks.append({"chunk": number, "from": begins.isoformat(), "to": ends.isoformat(), **_json(some)})
    answer = _head(plan) | {"totals": _json(_summed(tallies)), "chunks": chunks}
    answer["outcome"] = [{"action": action, "state": state, "documents": count} for action, state, count in outcomes]
    if documents:
        with house.ledger.open() as book:
            answer["documents"] = [_told(one) for page in book.backfills.documents(plan.id) for one in page]
    return answer


def _summed(tallies: Sequence[PlanTally]) -> dict[str, Tally]:
    found: dict[str, Tally] = defaultdict(Tally)
    for one in tallies:
        found[one.action].add(one.documents, one.lines, one.currency, one.amount)
    return found


def _by_chunk(tallies: Sequence[PlanTally]) -> dict[int, dict[str, Tally]]:
    grouped: dict[int, list[PlanTally]] = defaultdict(list)
    for one in tallies:
        grouped[one.chunk].append(one)
    return {chunk: _summed(some) for chunk, some in grouped.items()}


def _json(found: dict[str, Tally]) -> dict[str, Any]:
    return {action: found[action].as_json() for action in ACTIONS if action in found}


def _told(one: Planned) -> dict[str, Any]:
    return {
        "number": one.number,
        "external_id": one.external_id,
        "ordered_on": one.ordered_on.isoformat(),
        "action": one.action,
        "state": one.state,
        "currency": one.currency,
        "amount": f"{one.amount:f}",
        "lines": one.lines,
        "record": one.record_id,
        "findings": [found.model_dump(mode="json") for found in one.findings],
        "differences": [
            {"field": each.path, "planned": each.wanted, "in_odoo": each.found} for each in one.differences
        ],
    }


def _some(house: Resources, plan: PlanRow, **which: Any) -> list[Planned]:  # noqa: ANN401 - as documents() takes them
    with house.ledger.open() as book:
        return [one for page in book.backfills.documents(plan.id, **which) for one in page]


def _show(screen: Screen, house: Resources, plan: PlanRow, *, documents: bool) -> None:
    if screen.silent:
        return
    head = plan.head
    screen.say(
        f"Plan {plan.id}, hash {plan.hash[:12]}: {head.channel}, {head.since} to {head.until}, for {head.target}."
    )
    screen.say(f"As {head.posted_as}: {POSTED_AS[head.posted_as]}.")
    with house.ledger.open() as book:
        tallies = book.backfills.tallies(plan.id)
        outcomes = book.backfills.outcomes(plan.id)
    currencies = sorted({one.currency for one in tallies})
    rows = [
        (f"{begins} … {ends}", *_cells(some, currencies))
        for number, some in sorted(_by_chunk(tallies).items())
        for begins, ends in [chunk_span(number, head)]
    ]
    rows.append(("in all", *_cells(_summed(tallies), currencies)))
    money = [f"{currency} to post" for currency in currencies]
    screen.table(("chunk", *ACTIONS, *money), rows, right=len(ACTIONS) + len(money))
    if plan.counts:
        screen.say(
            "Not in the plan: " + ", ".join(f"{count:,} {why}" for why, count in sorted(plan.counts.items())) + "."
        )
    _show_documents(screen, house, plan, everything=documents)
    if any(state != "planned" for _, state, _ in outcomes):
        _show_outcome(screen, [{"action": a, "state": s, "documents": n} for a, s, n in outcomes])


def _cells(found: dict[str, Tally], currencies: Sequence[str]) -> tuple[str, ...]:
    counts = (f"{found[action].documents:,}" if action in found else "" for action in ACTIONS)
    posted = [found[action].money for action in ("create", "update") if action in found]
    money = (shown_amount(sum((some.get(currency, 0) for some in posted), 0)) for currency in currencies)
    return (*counts, *money)


def _show_documents(screen: Screen, house: Resources, plan: PlanRow, *, everything: bool) -> None:
    """Differences and reasons; with ``everything`` each document."""
    for action in ACTIONS:
        if action == "create" and not everything:
            continue
        found = _some(house, plan, actions=(action,))
        told = [one for one in found if everything or one.findings or one.differences]
        rows = [
            (one.number, one.ordered_on, f"{shown_amount(one.amount)} {one.currency}", _differences(one), _reason(one))
            for one in (told if everything else told[:SHOWN])
        ]
        if rows:
            title = f"{action}: {len(found):,}" + (f", the first {SHOWN}" if len(told) > len(rows) else "")
            screen.say()
            screen.table(("document", "day", "amount", "planned ← in Odoo", "because"), rows, title=title)


def _differences(one: Planned) -> str:
    shown = [f"{each.path} {each.wanted} ← {each.found}" for each in one.differences[:3]]
    return "; ".join(shown) + (f"; {len(one.differences) - 3} more" if len(one.differences) > 3 else "")  # noqa: PLR2004 - as shown


def _reason(one: Planned) -> str:
    return f"{one.findings[0].code} {one.findings[0].message}" if one.findings else ""


def _show_outcome(screen: Screen, outcome: Sequence[dict[str, Any]]) -> None:
    rows = [(one["action"], one["state"], f"{one['documents']:,}") for one in outcome]
    screen.say()
    screen.table(("planned as", "now", "documents"), rows, right=1)


def _show_refused(screen: Screen, refused: Sequence[Planned]) -> None:
    if not refused:
        return
    screen.say()
    rows = [(one.number, one.action, _reason(one)) for one in refused[:SHOWN]]
    screen.table(("document", "planned as", "left out because"), rows, title=f"Left out: {len(refused):,}")
