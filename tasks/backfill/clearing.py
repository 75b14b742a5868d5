"""Before a plan is applied each of its documents is looked at again: what has moved is left out, and named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from connectors import read_documents
from connectors.ports import Raw, Trailer
from domain.backfill import REGISTERED, Action, PlanFile, Planned, plan_hash
from domain.catalogue import finding
from domain.errors import Refused
from domain.findings import Finding
from domain.keys import external_id
from domain.lifecycle import FINAL
from domain.profile import PartnerProfile
from domain.urgency import PRIORITIES
from ledger.backfills import KnownKey, PlanRow
from ledger.values import DeliveryIn
from tasks.backfill.comparing import Now
from tasks.runtime.resources import Resources

_TAKEN: tuple[Action, ...] = tuple(sorted(REGISTERED))


def clear(house: Resources, reference: str) -> PlanRow:
    """Look at every document of the plan again, and register what may be taken; a file that was cleared stays so.

    Raises:
        Refused: there is no such plan, it was altered, or it is for another Odoo.
        TryAgain: Odoo or the ledger could not be asked.
    """
    plan = plan_of(house, reference)
    _check(house, plan)
    for place, file in enumerate(plan.head.files):
        if not _registered(house, plan, place):
            _clear_file(house, plan, place, file)
    return plan


def plan_of(house: Resources, reference: str) -> PlanRow:
    """The plan of that number or hash.

    Raises:
        Refused: there is none.
    """
    with house.ledger.open() as book:
        found = book.backfills.find(reference)
    if found is None:
        raise Refused(
            "There is no such backfill plan.",
            field="PLAN",
            value=reference,
            next_step="'lading backfill show' lists the plans; give a number, or the first six characters of a hash.",
        )
    return found


def _check(house: Resources, plan: PlanRow) -> None:
    step = "Make a new plan with 'lading backfill plan'."
    if plan.head.target != house.odoo_target:
        message = f"Plan {plan.id} was made for {plan.head.target}, and this is {house.odoo_target}."
        raise Refused(message, field="PLAN", value=str(plan.id), next_step=step)
    with house.ledger.open() as book:
        found = plan_hash(plan.head, (one for page in book.backfills.documents(plan.id) for one in page))
    if found != plan.hash:
        message = f"Plan {plan.id} is not what it was when it was made: its hash is {found[:12]}, not {plan.hash[:12]}."
        raise Refused(message, field="PLAN", value=str(plan.id), next_step=step)


def _pickup_key(plan: PlanRow, place: int) -> str:
    return f"backfill:{plan.id}:{plan.hash}:{place}"


def _registered(house: Resources, plan: PlanRow, place: int) -> bool:
    with house.ledger.open() as book:
        return book.backfills.delivery(plan.id, place) is not None


def _clear_file(house: Resources, plan: PlanRow, place: int, file: PlanFile) -> None:
    profile = house.profile(plan.head.channel)
    with _raw_now(house, file) as raw:
        read = _content_hashes(raw, profile)
    with house.ledger.open() as book:
        cleared = len(book.backfills.cleared(plan.id, place))  # by an apply that died before it registered them
        pages = list(book.backfills.documents(plan.id, actions=_TAKEN, states=("planned", "refused"), file=place))
    for page in pages:
        now = Now.of(house, [one.external_id for one in page])
        decided = [_decided(one, read, now) for one in page]
        cleared += sum(one.state == "cleared" for one in decided)
        with house.ledger.open() as book:
            book.backfills.decide(plan.id, decided)
            book.commit("tasks.backfill.clear")
    if cleared:
        _register(house, plan, place, file, profile)


@contextmanager
def _raw_now(house: Resources, file: PlanFile) -> Iterator[Raw]:
    """The file as it stands now where it was read; where it is gone, the bytes that the plan was made from."""
    path = Path(file.path) if file.path else None
    if path is not None and path.is_file():
        raw = Raw.of(file.name, path)
        if raw.sha256 != file.sha256:
            yield raw
            return
    with house.archive.local(file.sha256) as content:
        yield Raw(file.name, content, file.sha256)


def _content_hashes(raw: Raw, profile: PartnerProfile) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for item in read_documents(raw, profile):
        if not isinstance(item, Trailer) and item.key is not None:
            found.setdefault(external_id(item.key), item.content_hash)
    return found


def _decided(one: Planned, read: Mapping[str, str], now: Now) -> Planned:
    content = read.get(one.external_id)
    if content != one.content_hash:
        moved = "it is not in the file any more" if content is None else "its content is another"
        return _refused(one, "BF-MOVE-002", moved=moved)
    moved = _moved(one, now, now.known.get(one.external_id))
    if moved:
        return _refused(one, "BF-MOVE-001", planned=one.action, moved=moved)
    return replace(one, state="cleared", findings=_without_moves(one))


def _moved(one: Planned, now: Now, known: KnownKey | None) -> str:
    """What happened to the order since the plan; empty: nothing."""
    record, seen = now.seen(one.external_id)
    if record != one.record_id:
        return "was made in Odoo" if one.record_id is None else "was deleted in Odoo"
    if record is not None and seen != one.record_seen:
        return f"was changed in Odoo ({_when(one.record_seen)} then, {_when(seen)} now)"
    if known is not None and known.state not in FINAL:
        return f"came in by live traffic (document {known.document_id}, {known.state})"
    if known is not None and one.action == "create":
        return f"came in by live traffic (document {known.document_id}, {known.state})"
    return ""


def _when(moment: datetime | None) -> str:
    return "never" if moment is None else moment.astimezone(UTC).isoformat(sep=" ", timespec="seconds")


def _refused(one: Planned, code: str, **words: str) -> Planned:
    said = finding(code, path="", value=one.number, severity=None, **words)
    return replace(one, state="refused", findings=(said, *_without_moves(one)))


def _without_moves(one: Planned) -> tuple[Finding, ...]:
    return tuple(found for found in one.findings if not found.code.startswith("BF-MOVE"))


def _register(house: Resources, plan: PlanRow, place: int, file: PlanFile, profile: PartnerProfile) -> None:
    delivery = DeliveryIn(
        source_id=profile.source_id,
        channel=profile.channel,
        partner=profile.partner,
        name=file.name,
        sha256=file.sha256,
        size=file.size,
        media=profile.format,
        received_at=datetime.now(UTC),
        pickup_key=_pickup_key(plan, place),
        priority=PRIORITIES["bulk"],
        plan_id=plan.id,
        plan_file=place,
    )
    with house.ledger.open() as book:
        book.deliveries.register(delivery)
        book.commit("tasks.backfill.register")
