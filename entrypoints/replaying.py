"""The dry run of a replay: what the rules would say today, with nothing written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from domain.catalogue import OF_READERS
from domain.documents.acknowledgement import ACKNOWLEDGEMENT_TYPE
from domain.documents.sales_order import SalesOrder
from domain.documents.sales_order_change import CHANGE_TYPE
from domain.profile import PartnerProfile
from domain.resolve import resolve
from domain.rules import apply_severities, decide, run_rules
from ledger.values import DocumentRow, ExceptionRow
from tasks.facts import facts_for
from tasks.figures import with_figures
from tasks.mirror import refresh
from tasks.runtime.resources import Resources

UNREADABLE = "its file is read again from the archive"


def preview(house: Resources, rows: Sequence[ExceptionRow]) -> dict[int, str]:
    """By exception: where its document would go, and because of which codes.

    Raises:
        TryAgain: Odoo or the ledger is away, so the facts are not fresh.
    """
    refresh(house, oldest_seconds=0)
    by_document = {row.document_id: row.id for row in rows}
    with house.ledger.open() as book:
        documents = book.documents.get(list(by_document))
    by_channel: dict[str, list[DocumentRow]] = defaultdict(list)
    for document in documents:
        by_channel[document.channel].append(document)
    said: dict[int, str] = {row.id: UNREADABLE for row in rows}
    for channel, group in by_channel.items():
        for document, text in _of_channel(house, house.profile(channel), group):
            said[by_document[document.id]] = text
    return said


def _of_channel(
    house: Resources, profile: PartnerProfile, documents: Iterable[DocumentRow]
) -> Iterable[tuple[DocumentRow, str]]:
    known = list(documents)
    told = "goes on: it looks for its order, and is judged by how that stands in Odoo then"
    yield from ((one, told) for one in known if one.type == CHANGE_TYPE)
    matched = "goes on: it is matched once more to what was sent to the partner"
    yield from ((one, matched) for one in known if one.type == ACKNOWLEDGEMENT_TYPE)
    readable = [one for one in known if len(one.payload) > len(b"{}") and one.type == "sales_order"]
    orders = [SalesOrder.model_validate_json(one.payload) for one in readable]
    if not orders:
        return
    facts = facts_for(house, orders, profile)
    mapped = [resolve(order, facts, profile, waived=one.waived) for one, order in zip(readable, orders, strict=True)]
    facts = with_figures(house, orders, mapped, profile, facts)
    for document, order, resolved in zip(readable, orders, mapped, strict=True):
        kept = [found for found in document.findings if found.code in OF_READERS]
        findings = apply_severities((*kept, *run_rules(order, resolved, facts, profile)), profile)
        to = decide(findings, document.waived)
        codes = sorted(
            {found.code for found in findings if found.severity not in {"warn", "fix"}} - set(document.waived)
        )
        was = sorted({found.code for found in document.findings})
        change = f" (was {', '.join(was)})" if codes != was else ", as before"
        yield document, f"{'goes on' if to == 'checked' else to}: {', '.join(codes) or 'no finding'}{change}"
