"""The catalogue and the rules as Markdown: one page a number, and one index. Pure: someone else writes the files."""

from __future__ import annotations

from collections.abc import Iterable

from domain.catalogue import CATALOGUE, CodeEntry
from domain.findings import Severity
from domain.rules import RULES

FOLDER = "docs/codes"
INDEX = "docs/rules.md"

_FAMILIES = {
    "SO": "Sales orders: business rules",
    "ID": "Identity: what the ledger decides at registration",
    "FI": "Files: what the readers of tables say",
    "ED": "EDI: what the readers of X12 and EDIFACT say",
    "GT": "Gates",
    "OD": "Odoo: what the system of record says",
    "SC": "Changes and cancellations of orders",
    "PO": "Portal: what the REST interface says, and what is told of its orders",
    "OW": "Ownership: writes that are not ours to make",
    "PL": "Demand planning",
}
_EFFECTS = {
    Severity.REJECT: "The document is refused and the partner is told; nothing is created in Odoo.",
    Severity.HOLD: "The document waits until a person releases or rejects it.",
    Severity.EXCEPTION: "The document waits in the exception queue until our side has mended the cause and replays it.",
    Severity.FIX: "Lading puts it right as the profile allows, and says what was taken; the document goes on.",
    Severity.WARN: "The document goes on; the finding is kept with it.",
}
_STATES = {
    Severity.REJECT: "refused, then rejected",
    Severity.HOLD: "held",
    Severity.EXCEPTION: "exception",
    Severity.FIX: "put right, goes on",
    Severity.WARN: "goes on",
}


def code_pages() -> dict[str, str]:
    """Path in the repository and Markdown of every page: ``docs/codes/<CODE>.md`` and ``docs/rules.md``."""
    pages = {f"{FOLDER}/{one.code}.md": _page(one) for one in CATALOGUE.values()}
    return {**pages, INDEX: _index(CATALOGUE.values())}


def _given_by(code: str) -> str:
    found = next((known for known in RULES if code in known.codes), None)
    if found is None:
        return _FAMILIES.get(code[:2], "Lading")
    return f"Rule *{found.name.replace('_', ' ')}*: {found.meaning}"


def _page(one: CodeEntry) -> str:
    return "\n".join(
        (
            f"# {one.code}: {one.title}",
            "",
            one.meaning,
            "",
            "| | |",
            "| --- | --- |",
            f"| Says | {_cell(one.message)} |",
            f"| Next step | {_cell(one.next_step)} |",
            f"| Severity | **{one.severity}**, unless the partner's profile names another |",
            f"| What becomes of the document | {_EFFECTS[one.severity]} |",
            f"| Who mends it | {one.owner} |",
            f"| Given by | {_cell(_given_by(one.code))} |",
            "",
            f"All documents with it: `lading exceptions list --select code:{one.code}`.",
            "Another severity for one partner, in the profile:",
            "",
            "```yaml",
            "severities:",
            f"  {one.code}: {_another(one.severity)}",
            "```",
            "",
            "[All numbers](../rules.md)",
            "",
        )
    )


def _another(severity: Severity) -> Severity:
    return Severity.HOLD if severity is not Severity.HOLD else Severity.WARN


def _index(entries: Iterable[CodeEntry]) -> str:
    listed = list(entries)
    families = [*_FAMILIES, *sorted({one.code[:2] for one in listed} - set(_FAMILIES))]
    lines = [
        "# Rules and findings",
        "",
        "Every finding has a number from one catalogue; a number never changes its meaning.",
        "This page and those behind it are made from the catalogue by `lading schema`.",
        "",
        "Reject is heavier than exception, exception than hold, hold than fix, fix than warn: the heaviest decides.",
    ]
    for family in families:
        theirs = [one for one in listed if one.code[:2] == family]
        if theirs:
            lines += ["", f"## {family}: {_FAMILIES.get(family, family)}", "", *_table(theirs)]
    return "\n".join((*lines, ""))


def _table(entries: Iterable[CodeEntry]) -> list[str]:
    rows = [
        f"| {_link(one.code)} | {_cell(one.title)} | {one.severity} | {_STATES[one.severity]} | {one.owner} |"
        for one in entries
    ]
    return ["| number | what | severity | document | owner |", "| --- | --- | --- | --- | --- |", *rows]


def _link(code: str) -> str:
    return f"[{code}](codes/{code}.md)"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
