"""A document's whole story: from its bytes to the record in Odoo, as data; ``telling`` makes lines for people of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from domain.documents.sales_order_change import CHANGE_TYPE
from ledger.publications import Publication
from ledger.tracing import Event, Thread, TracedDocument
from tasks.runtime.settings import Settings

Told = dict[str, Any]


def thread_json(settings: Settings, thread: Thread) -> Told:
    """One thread as plain data: deliveries, documents with their events in order of time, links."""
    return {
        "thread": thread.id,
        "deliveries": [
            {"id": one.id, "file": one.name, "sha256": one.sha256, "bytes": one.size, "channel": one.channel,
             "partner": one.partner, "state": one.state, "received_at": one.received_at,
             "duplicate_of": one.duplicate_of,
             "archived_at": f"{settings.archive or settings.archive_folder()} under {one.sha256}"}
            for one in thread.deliveries
        ],
        "documents": [_document(settings, one) | {"waits": _waits(one, thread)} for one in thread.documents],
    }  # fmt: skip


def odoo_link(settings: Settings, record_id: int | None) -> str:
    """Address of a sales order's page in Odoo; empty: there is none."""
    if record_id is None or not settings.odoo_url:
        return ""
    return f"{settings.odoo_url.rstrip('/')}/odoo/sale.order/{record_id}"


def run_link(settings: Settings, run_id: str) -> str:
    """Address of a flow run's page in Prefect; empty: no server is known."""
    if not settings.prefect_api_url:
        return ""
    return f"{settings.prefect_api_url.removesuffix('/').removesuffix('/api')}/runs/flow-run/{run_id}"


def _document(settings: Settings, one: TracedDocument) -> Told:
    runs = {run.run_id: run for run in one.runs}
    return {
        "id": one.id, "number": one.number, "external_id": one.external_id, "partner": one.partner,
        "channel": one.channel,
        "purpose": one.purpose, "state": one.state, "currency": one.currency, "total": str(one.total),
        "lines": one.line_count, "file": one.delivery.name, "ordinal": one.ordinal, "ordered_at": one.ordered_at,
        "due": one.due, "attempt": one.attempt, "waived": sorted(one.waived), "twin_of": one.twin_of,
        "odoo": {"record": one.record_name, "id": one.record_id, "url": odoo_link(settings, one.record_id)},
        "runs": [
            {"id": run.run_id, "name": run.name, "url": run.url or run_link(settings, run.run_id)}
            for run in runs.values()
        ],
        "findings": [found.model_dump(mode="json") for found in one.findings],
        "events": [{"at": at, "what": what} for at, what in sorted(_events(one), key=lambda event: event[0])],
    }  # fmt: skip


def _waits(one: TracedDocument, thread: Thread) -> Told | None:
    """Whom or what it waits for; None: for nothing."""
    found = next((row for row in one.exceptions if row.resolved_at is None), None)
    if found is not None:
        return {"for": found.owner, "kind": found.kind, "exception": found.id, "since": found.opened_at}
    if one.type != CHANGE_TYPE or one.state != "read":
        return None
    order = next((other for other in thread.documents if other.type != CHANGE_TYPE and other.twin_of is None), None)
    state = "has not come" if order is None else f"is {order.state}"
    return {"for": f"its order, which {state}", "kind": "parked", "exception": None, "since": one.changed_at}


def _events(one: TracedDocument) -> Iterator[tuple[datetime, str]]:
    yield one.delivery.received_at, f"received in {one.delivery.name} ({one.delivery.size:,} bytes), archived"
    yield one.captured_at, f"registered as document {one.id}, number {one.ordinal} of the file"
    for event in one.events:
        words = _words(event)
        if words:
            yield event.at, words
    for intent in one.intents:
        yield intent.recorded_at, f"intent to {intent.operation} on {intent.target} recorded"
        if intent.settled_at is not None:
            yield intent.settled_at, f"intent to {intent.operation}: {intent.state}"
    for left in one.publications:
        yield from _left(left)
    for approval in one.approvals:
        yield approval.at, f"{approval.kind} by {approval.by}: {approval.reason}"


def _words(event: Event) -> str:
    """What happened; empty: it is told elsewhere."""
    data = event.data
    if event.kind == "moved":
        note = f": {data['note']}" if data.get("note") else ""
        return f"{data.get('from', '')} → {data.get('to', '')}{note}"
    if event.kind == "edited":
        return f"edited by {event.actor}: {_changes(data.get('differences'))}"
    if event.kind == "assigned":
        return f"assigned to {data.get('to') or 'nobody'} by {event.actor}"
    if event.kind == "not answered":
        return f"not answered with {data.get('kind')}: {data.get('why')}"
    elsewhere = event.kind.startswith(("registered", "intent", "publication", "decided"))
    return "" if elsewhere else f"{event.kind} by {event.actor}"


def _left(one: Publication) -> Iterator[tuple[datetime, str]]:
    """An answer: its numbers when it was recorded, its file when it left, what the partner said of it."""
    inner = f", group {one.group_number}, set {one.set_number}" if one.group_number is not None else ""
    numbers = f" (interchange {one.interchange_number}{inner})"
    under = numbers if one.interchange_number is not None else ""
    yield one.recorded_at, f"{one.kind} {one.subject} recorded{under}, SHA-256 {one.sha256}"
    if one.sent_at is not None:
        way = f"sent as {one.name}" if under else "told"
        yield one.sent_at, f"{one.kind} {way}{', no answer yet' if one.state == 'unknown' else ''}"
    if one.settled_at is not None:
        said = one.said or {}
        faults = "; ".join(said.get("faults", [])[:5])
        yield one.settled_at, f"{one.kind} {one.state} by {said.get('by', '?')}{f': {faults}' if faults else ''}"


def _changes(differences: Any) -> str:  # noqa: ANN401 - the audit's own JSON
    """Each field with what it said before and says now."""
    shown = (f"{one['field']} {one['before'] or 'nothing'} → {one['after'] or 'nothing'}" for one in differences or [])
    return "; ".join(shown)
