"""A document as data for a person's editor, and the edited one on its way back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from domain.alike import alike_hash
from domain.documents.acknowledgement import ACKNOWLEDGEMENT_TYPE, FunctionalAcknowledgement
from domain.documents.envelope import BusinessKey
from domain.documents.sales_order import SalesOrder
from domain.documents.sales_order_change import CHANGE_TYPE, SalesOrderChange
from domain.editing import Difference, canonical_part, edited
from domain.errors import Refused
from domain.keys import external_id
from entrypoints.cli_frame import Exit, Screen, refuse
from entrypoints.cli_house import ledger_only, person
from entrypoints.deciding import tell
from ledger.book import Book
from ledger.editing import Edited
from ledger.values import ExceptionRow
from tasks.runtime.resources import Resources


def canonical(house: Resources, document: int) -> dict[str, Any] | None:
    """The document as the ledger has it, as plain data; None: it could not be read."""
    with house.ledger.open() as book:
        (row,) = book.documents.get([document])
    if row.type == CHANGE_TYPE and len(row.payload) > len(b"{}"):
        return SalesOrderChange.model_validate_json(row.payload).model_dump(mode="json")
    if row.type == ACKNOWLEDGEMENT_TYPE and len(row.payload) > len(b"{}"):
        return FunctionalAcknowledgement.model_validate_json(row.payload).model_dump(mode="json")
    order = _order(row.payload)
    return None if order is None else order.model_dump(mode="json")


def replay_edited(screen: Screen, ids: list[int] | None, file: Path, *, reason: str, dry_run: bool) -> int:
    """Put a person's version in the place of what was read, after showing the difference. The exit code."""
    text = _read(screen, file)
    with ledger_only() as house:
        with house.ledger.open() as book:
            row = _chosen(screen, book, ids, text, file)
            (document,) = book.documents.get([row.document_id])
        if document.type == CHANGE_TYPE:
            step = "Release it, reject it, or make the change in Odoo by hand and resolve it."
            refuse(screen, f"{row.number} is a change of an order: it is carried out as sent, or not at all.", step)
        if document.type == ACKNOWLEDGEMENT_TYPE:
            step = "Resolve it once what it names is settled, or replay it as it is."
            refuse(screen, f"{row.number} is a partner's acknowledgement: it is matched as sent, or not at all.", step)
        before = _order(document.payload)
        if before is None:
            refuse(screen, f"Document {row.number} was never read: there is nothing to edit.", "Send a mended file.")
        after, found = edited(text, before, name=file.name)
        _show(screen, row, found)
        if dry_run or not _agreed(screen):
            screen.data({"dry_run": True, "exception": row.id, "differences": [one.as_json() for one in found]})
            screen.next(f"lading exceptions replay {row.id} --edited {file} --reason '…' --yes", "does it")
            return Exit.FINE if dry_run else Exit.APPROVAL
        version = Edited(
            payload=after.model_dump_json().encode(),
            differences=[one.as_json() for one in found],
            alike_hash=alike_hash(after),
            ordered_at=after.ordered_at,
            due=after.due(),
        )
        with house.ledger.open() as book:
            decision = book.exceptions.edit(row.id, version, by=person(), reason=reason)
            book.commit("cli.exceptions.edit")
    return tell(screen, "edit", [decision])


def _read(screen: Screen, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        refuse(screen, f"{file} cannot be read: {trouble}.", "Give the path of the edited document (UTF-8).")


def _chosen(screen: Screen, book: Book, ids: list[int] | None, text: str, file: Path) -> ExceptionRow:
    """By its number, or by the key in the file."""
    if ids and len(ids) > 1:
        refuse(screen, "One edited file is one document.", "Give one number, or none: the file says which it is.")
    if ids:
        found = [one for one in [book.exceptions.show(ids[0])] if one is not None]
    else:
        wanted = _external_id(canonical_part(text, file.name), file.name)
        found = [one for one in book.exceptions.list(limit=None) if one.external_id == wanted]
    if not found or found[0].resolved_at is not None:
        refuse(screen, "No open exception fits this document.", "See 'lading exceptions list'.")
    return found[0]


def _external_id(data: dict[str, Any], name: str) -> str:
    try:
        return external_id(BusinessKey.model_validate(data.get("key")))
    except ValidationError:
        raise Refused("The file names no document: its 'key' is not whole.", document=name, field="key") from None


def _order(payload: bytes) -> SalesOrder | None:
    if len(payload) <= len(b"{}"):
        return None
    return SalesOrder.model_validate_json(payload)


def _show(screen: Screen, row: ExceptionRow, found: list[Difference]) -> None:
    screen.say(f"{row.number} of {row.partner}, {row.cause}:", style="bold")
    screen.table(
        ("field", "as read", "as edited"),
        [
            (one.field, "-" if one.before is None else one.before, "-" if one.after is None else one.after)
            for one in found
        ],
    )


def _agreed(screen: Screen) -> bool:
    return screen.confirm("Put this version in the place of what was read?")


def shown(data: dict[str, Any]) -> str:
    """The document as a person edits it."""
    return json.dumps(data, indent=2, ensure_ascii=False)
