"""The corpus of real documents: what becomes of each. As a command, it writes docs/corpus.md anew.

The documents stand beside the project (``../shared/data/edi``) and are never copied into it: the table tells their
names, what they are, and counts.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from connectors.inspect import inspect_file

ROOT = Path(__file__).parents[3]
EDI = ROOT.parent / "shared" / "data" / "edi"
PAGE = ROOT / "docs" / "corpus.md"
FOLDERS = ("edifact", "x12", "ubl", "json")
ORDER_KINDS = {"ORDERS", "850", "Order", "ORDCHG", "860", "OrderChange", "OrderCancellation", "997", "999", "CONTRL"}


@dataclass(frozen=True, slots=True)
class Result:
    """What ``lading inspect`` says of one document of the corpus."""

    name: str
    """Folder and file."""
    kinds: tuple[str, ...]
    """What the corpus' own list says it is; ? is unknown."""
    answer: dict[str, object]

    @property
    def holds_an_order(self) -> bool:
        """Whether the list says so, or documents were read."""
        return bool(ORDER_KINDS & set(self.kinds)) or self.read

    @property
    def read(self) -> bool:
        """Whether the command's exit is 0."""
        return self.answer["verdict"] == "read"

    @property
    def codes(self) -> dict[str, int]:
        """Codes of its findings, and how often each."""
        found = self.answer["finding_counts"]
        assert isinstance(found, dict)
        return found

    def counts(self, name: str) -> str:
        """One of the counts, as text."""
        found = self.answer["counts"]
        assert isinstance(found, dict)
        return str(found[name])

    def reasons(self) -> list[str]:
        """What was refused in it, by name; each once."""
        found = self.answer["findings"]
        assert isinstance(found, list)
        said = [str(one["message"]).rstrip(".") for one in found if one["code"] in {"ED-SET-001", "FI-FILE-008"}]
        other = [] if self.read or said else [str(found[0]["message"]).rstrip(".")]
        return list(dict.fromkeys([text.split(" is not a document")[0] for text in said] + other))


def results() -> Iterator[Result]:
    """Every document of the folders; nothing where the corpus is not there."""
    if not EDI.is_dir():
        return
    with (EDI / "MANIFEST.csv").open(encoding="utf-8-sig", newline="") as stream:
        kinds = {row["file"]: tuple(row["doctype"].split("+")) for row in csv.DictReader(stream)}
    for folder in FOLDERS:
        for path in sorted((EDI / folder).iterdir()):
            name = f"{folder}/{path.name}"
            yield Result(name, kinds.get(name, ("?",)), inspect_file(path))


def page() -> str:
    """The table as Markdown."""
    found = list(results())
    orders = [one for one in found if one.holds_an_order]
    read = sum(one.read for one in orders)
    summary = (
        f"{len(found)} documents. {len(orders)} hold orders, changes or acknowledgements; **{read} of them are read** "
        "(exit 0). "
        f"{len(found) - len(orders)} hold none and are refused by name (exit 1)."
    )
    lines = [
        "# The corpus of EDI documents",
        "",
        "Real documents by many authors, each looked at with `lading inspect`. They are not part of the project; this page",
        "is written by `python -m tests.contract.readers.corpus`, and `tests/contract/readers/test_corpus.py` holds it to",
        "what the readers do.",
        "",
        summary,
        "",
        "| document | version | exit | documents | lines | quantity | not read, and why | findings |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *(_row(one) for one in found),
    ]
    return "\n".join((*lines, ""))


def _row(one: Result) -> str:
    codes = ", ".join(f"{code} ({count})" if count > 1 else code for code, count in sorted(one.codes.items()))
    counts = [one.counts(name) if one.read else "" for name in ("documents", "lines", "quantity")]
    cells = [one.name, str(one.answer["version"]), "0" if one.read else "1", *counts, "; ".join(one.reasons()), codes]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main() -> None:
    """Write the page."""
    if not EDI.is_dir():
        sys.exit(f"{EDI} is not there: nothing written")
    PAGE.write_text(page(), encoding="utf-8")
    verdicts = Counter("read" if one.read else "refused" for one in results())
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}: {dict(verdicts)}\n")


if __name__ == "__main__":
    main()
