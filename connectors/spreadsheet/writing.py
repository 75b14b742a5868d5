"""A plan's spreadsheet is written row by row: 100,000 lines do not stand in memory as cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from connectors.spreadsheet.styles import Pen
from domain.planning.plan_line import PlanLine
from domain.planning.sheet import ABOUT_SHEET, COLUMNS, DECISIONS, LINES_SHEET, WHY_SHEET, values_of

MOST_ROWS = 1_048_000
"""A sheet has 1,048,576 rows."""
_HOW = (
    ("How to decide", "Edit the yellow columns of the sheet Lines only."),
    ("", "Decision accept: as it stands. change: quantity, due or from as you write them. reject: not ordered."),
    ("", "A change or rejection needs a reason. An empty decision decides nothing; edited values are a change."),
    ("", "Keep until: the change or rejection holds for the next plans too, until that day."),
    ("", "Rows that you delete are not decided. Save as .xlsx and run: lading plan import FILE --dry-run"),
)


def write_plan(file: Path, about: Mapping[str, str], lines: Sequence[PlanLine]) -> None:
    """Write the sheets Lines, About and Why.

    Args:
        file: is written anew.
        about: plan, code, hash and the rest, as they are read back.
        lines: in the order in which they stand.
    """
    book = Workbook(write_only=True)
    _lines(book.create_sheet(LINES_SHEET), lines)
    _about(book.create_sheet(ABOUT_SHEET), about)
    _why(book.create_sheet(WHY_SHEET), lines)
    book.save(file)


def _lines(sheet: Any, lines: Sequence[PlanLine]) -> None:  # noqa: ANN401 - openpyxl ships no types
    _begin(sheet, [one.width for one in COLUMNS], "B2")
    last, many = get_column_letter(len(COLUMNS)), len(lines) + 1
    sheet.auto_filter.ref = f"A1:{last}{max(many, 2)}"
    hidden = sheet.column_dimensions[last]
    hidden.hidden = True
    letter = get_column_letter(next(number for number, one in enumerate(COLUMNS, 1) if one.key == "decision"))
    listed = DataValidation(type="list", formula1=f'"{",".join(DECISIONS)}"', allow_blank=True, showErrorMessage=True)
    listed.error = f"Choose {', '.join(DECISIONS)}, or leave it empty."
    listed.add(f"{letter}2:{letter}{max(many, 2)}")
    sheet.data_validations.append(listed)
    pen = Pen(sheet)
    sheet.append([pen.head(one.title, editable=one.editable) for one in COLUMNS])
    for line in lines:
        values = values_of(line)
        sheet.append([pen.cell(values.get(one.key), one.kind, editable=one.editable) for one in COLUMNS])
    _protect(sheet)


def _about(sheet: Any, about: Mapping[str, str]) -> None:  # noqa: ANN401 - as above
    _begin(sheet, [20, 100], "A1")
    pen = Pen(sheet)
    for name, value in (*about.items(), ("", ""), *_HOW):
        sheet.append([pen.cell(name), pen.cell(value)])
    _protect(sheet)


def _why(sheet: Any, lines: Iterable[PlanLine]) -> None:  # noqa: ANN401 - as above
    _begin(sheet, [16, 9, 18, 14, 12, 12, 100], "A2")
    pen = Pen(sheet)
    sheet.append([pen.head(title) for title in ("SKU", "Place", "From", "Rule", "Before", "After", "Why")])
    rows = 1
    for line in lines:
        for step in orjson.loads(line.why):
            rows += 1
            if rows > MOST_ROWS:
                return
            numbers = [pen.cell(step.get(name), "number") for name in ("before", "after")]
            words = [pen.cell(text) for text in (line.sku, line.place, line.origin, str(step.get("rule", "")))]
            sheet.append([*words, *numbers, pen.cell(str(step.get("says", "")))])
    _protect(sheet)


def _begin(sheet: Any, widths: Sequence[int], frozen: str) -> None:  # noqa: ANN401 - as above
    sheet.freeze_panes = frozen if frozen != "A1" else None
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _protect(sheet: Any) -> None:  # noqa: ANN401 - as above
    """Locked cells can't be edited by mistake; filtering, sorting, widths and deleting rows stay possible."""
    sheet.protection.sheet = True
    for name in ("autoFilter", "sort", "formatColumns", "formatRows", "deleteRows"):
        setattr(sheet.protection, name, False)
