"""A document that went wrong as a test that anybody may see: masked, with the facts that it was judged by."""

from __future__ import annotations

import json
import re
from pathlib import Path

from connectors.masking import masked_delivery
from connectors.ports import Raw
from domain.documents.sales_order import SalesOrder
from domain.documents.sales_order_change import CHANGE_TYPE
from domain.errors import Refused
from domain.masking import case_facts
from domain.profile import PartnerProfile
from entrypoints.cli_frame import Exit, Screen, refuse
from entrypoints.cli_house import whole_house
from ledger.values import DocumentRow, ExceptionRow
from tasks.case import EXPECTED, FACTS, PROFILE, findings_of, judged, told
from tasks.facts import facts_for
from tasks.runtime.resources import Resources

TEST = '''"""{number}: the findings that it had when it was exported, on reader, mapping and rules as they are now."""

from __future__ import annotations

from pathlib import Path

from tasks.case import expected_of, findings_of

CASE = Path(__file__).parent


def test_the_case_is_judged_as_it_was() -> None:
    assert findings_of(CASE) == expected_of(CASE)
'''


def export(screen: Screen, exception: int, folder: Path) -> int:
    """Write the case, run it, and say what it finds. Exit 1: masking changed the findings, nothing was written."""
    with whole_house() as house:
        with house.ledger.open() as book:
            row = book.exceptions.show(exception)
            if row is None:
                refuse(screen, f"There is no exception number {exception}.", "See 'lading exceptions list'.")
            (document,) = book.documents.get([row.document_id])
        files, expected = _case(house, row, document)
    case = folder / _name(row)
    case.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (case / name).write_bytes(content)
    found = findings_of(case)
    screen.data({"case": str(case), "files": sorted(files), "expected": expected, "found": found})
    if found != expected:
        for name in files:
            (case / name).unlink()
        case.rmdir()
        screen.say(f"Masked, {row.number} is judged otherwise: {', '.join(found)} instead of {', '.join(expected)}.")
        screen.next(f"lading exceptions show {exception} --canonical", "the document itself, unmasked")
        return Exit.FINDINGS
    screen.say(
        f"{case}: {', '.join(expected) or 'no finding of reader or rules'}; names, addresses and texts are masked."
    )
    screen.next(f"pytest {case}", "commit it beside the repair")
    return Exit.FINE


def _case(house: Resources, row: ExceptionRow, document: DocumentRow) -> tuple[dict[str, bytes], list[str]]:
    profile = house.profile(document.channel)
    if len(document.payload) <= len(b"{}"):
        message = f"{row.number} was never read: there is no document to export."
        raise Refused(message, document=row.number, next_step="See its findings: 'lading exceptions show'.")
    if document.type != "sales_order":
        what = "a change of an order" if document.type == CHANGE_TYPE else "an acknowledgement"
        message = f"{row.number} is {what}: a case is one order with its facts."
        raise Refused(message, document=row.number, next_step="Export the order's own case, if it has one.")
    order = SalesOrder.model_validate_json(document.payload)
    facts = facts_for(house, [order], profile).on(row.opened_at.date())
    raw = Raw.of(document.delivery_name, house.archive.read(document.delivery_sha256), document.captured_at)
    expected = told(judged(raw, profile, facts, order.number))
    suffix, masked = masked_delivery(raw, profile, order.number, order.source_rows)
    test = f"test_{re.sub('[^a-z0-9]+', '_', _name(row))}.py"
    files = {
        f"delivery.{suffix}": masked,
        PROFILE: _json(_public(profile)),
        FACTS: _json(case_facts(facts)),
        EXPECTED: _json(expected),
        test: TEST.format(number=row.cause or row.code).encode(),
    }
    return files, expected


def _public(profile: PartnerProfile) -> object:
    """The profile without where its files come from."""
    plain = profile.model_dump(mode="json", exclude_defaults=True)
    return plain | {"transport": {"inbox": "in"}}


def _name(row: ExceptionRow) -> str:
    return re.sub("[^a-z0-9]+", "-", f"{row.channel}-{row.code}-{row.id}".lower())


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()
