"""A plan as a spreadsheet: written, edited as people and their programs do, and read back with every change checked."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from connectors.spreadsheet.reading import Unreadable, read_plan
from connectors.spreadsheet.writing import write_plan
from domain.findings import Severity
from domain.planning.sheet import COLUMNS
from domain.planning.sheet_checks import checked
from domain.planning.terms import Offer, Terms
from tests.unit.planning.lines import plan_line

TODAY = date(2026, 3, 2)
ABOUT = {"form": "1", "plan": "7", "code": "north-1", "hash": "abc"}
TITLES = {one.key: one.title for one in COLUMNS}
WHY = '[{"rule": "pack", "before": 9, "after": 12, "says": "=whole packs of 6"}]'
LINES = [
    plan_line("MUG", 120, "2.50", urgency="late", why=WHY),
    plan_line("CUP", 12, "2.5"),
    plan_line("=PEN", "0.5", "3.25", origin="BIRO"),
]
ACME = Offer(Decimal(6), ((Decimal(12), Decimal("2.5")), (Decimal(60), Decimal(2))))
TERMS = Terms(
    {sku: {"ACME": ACME, "BIRO": Offer(Decimal(1), ((Decimal(1), Decimal(3)),))} for sku in ("MUG", "CUP")}, {}, {}
)


def at(day):
    """A day as spreadsheet programs keep it: its midnight."""
    return datetime.fromisoformat(day)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "plan.xlsx")


class Desk:
    """A planner's desk: a spreadsheet program on the exported file."""

    def __init__(self, file):
        self.file = file
        write_plan(file, ABOUT, LINES)

    def edit(self, cells, *, then=None):
        """Write cells, by row's SKU and column's key; ``then`` does more with the sheet."""
        book = load_workbook(self.file)
        sheet = book["Lines"]
        columns = {cell.value: cell.column for cell in sheet[1]}
        rows = {sheet.cell(number, columns["SKU"]).value: number for number in range(2, sheet.max_row + 1)}
        for (sku, key), value in cells.items():
            sheet.cell(rows[sku], columns[TITLES[key]]).value = value
        if then is not None:
            then(sheet)
        book.save(self.file)
        return self

    def checked(self, lines=LINES):
        return checked(read_plan(self.file).rows, lines, TERMS, TODAY)

    def codes(self, lines=LINES):
        """Code and cell of each finding."""
        return [(one.code, one.path) for one in self.checked(lines).findings]

    def wants(self, lines=LINES):
        return {one.choice.line.partition("/")[0]: one.choice for one in self.checked(lines).wanted}


def test_what_was_written_is_read_back_and_decides_nothing(desk):
    sheet = read_plan(desk.file)
    assert sheet.about["hash"] == "abc"
    assert [row.text("sku") for row in sheet.rows] == ["MUG", "CUP", "=PEN"]
    found = desk.checked()
    assert (found.wanted, found.findings, found.untouched) == ((), (), 3)


def test_doubles_and_odd_names_are_no_edits(desk):
    odd = [
        plan_line(
            " P1 ", "414871719.807616", "0.333333", line="K1", origin="A\tB ", category="=x", name="<\u202e>&漢 _x000D_"
        ),
        plan_line("P2", "100000000000", "8171.123457", origin="-B", place="+1"),
    ]
    write_plan(desk.file, ABOUT, odd)
    assert (desk.codes(odd), desk.checked(odd).untouched) == ([], 2)
    desk.edit({("P2", "quantity"): 100000000001, ("P2", "reason"): "r"})
    assert desk.wants(odd)["P2"].quantity == 100000000001


def test_the_sheet_is_a_planners_table(desk):
    book = load_workbook(desk.file)
    assert book.sheetnames == ["Lines", "About", "Why"]
    sheet = book["Lines"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.protection.sheet) == ("B2", "A1:Y4", True)
    by_title = {cell.value: sheet.cell(2, cell.column) for cell in sheet[1]}
    unlocked = {title for title, cell in by_title.items() if not cell.protection.locked}
    assert unlocked == {one.title for one in COLUMNS if one.editable}
    assert {cell.fill.fgColor.rgb for title, cell in by_title.items() if title in unlocked} == {"00FFF2CC"}
    assert by_title["Value"].number_format == "#,##0.00"
    assert (by_title["Due"].number_format, by_title["Due"].value) == ("yyyy-mm-dd", at("2026-03-12"))
    assert sheet.data_validations.dataValidation[0].formula1 == '"accept,change,reject"'


def test_text_is_never_a_formula(desk):
    book = load_workbook(desk.file)
    cell = book["Lines"]["A4"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=PEN", "s", True)
    assert book["Why"]["G2"].data_type == "s"
    with zipfile.ZipFile(desk.file) as packed:
        assert not [name for name in packed.namelist() if b"<f>" in packed.read(name)]


def test_people_accept_change_and_reject(desk):
    desk.edit(
        {
            ("MUG", "decision"): "Accept ", ("CUP", "quantity"): 24, ("CUP", "due_on"): at("2026-04-01"),
            ("CUP", "reason"): "fair", ("CUP", "keep_until"): "2026-12-31", ("=PEN", "decision"): "reject",
            ("=PEN", "reason"): "enough",
        }
    )  # fmt: skip
    wants = desk.wants()
    assert desk.codes() == []
    assert wants["MUG"].verdict == "accept"
    change = wants["CUP"]
    assert (change.verdict, change.quantity, change.due_on, change.keep_until) == (
        "change", 24, date(2026, 4, 1), date(2026, 12, 31),
    )  # fmt: skip
    assert (wants["=PEN"].verdict, wants["=PEN"].reason) == ("reject", "enough")


@pytest.mark.parametrize(
    ("cells", "code", "cell"),
    [
        ({"quantity": "24", "reason": "r"}, "PL-BOOK-007", "R3"),
        ({"quantity": "12,5", "reason": "r"}, "PL-BOOK-007", "R3"),
        ({"quantity": at("2026-04-01"), "reason": "r"}, "PL-BOOK-007", "R3"),
        ({"quantity": True, "reason": "r"}, "PL-BOOK-007", "R3"),
        ({"quantity": 0, "reason": "r"}, "PL-BOOK-007", "R3"),
        ({"quantity": -6, "reason": "r"}, "PL-BOOK-007", "R3"),
        ({"quantity": 1e15, "reason": "r"}, "PL-BOOK-007", "R3"),
        ({"due_on": "1.4.2026", "reason": "r"}, "PL-BOOK-008", "S3"),
        ({"due_on": "20260401", "reason": "r"}, "PL-BOOK-008", "S3"),
        ({"due_on": True, "reason": "r"}, "PL-BOOK-008", "S3"),
        ({"due_on": at("2026-03-01"), "reason": "r"}, "PL-BOOK-018", "S3"),
        ({"decision": "yes"}, "PL-BOOK-009", "U3"),
        ({"decision": "reject"}, "PL-BOOK-010", "V3"),
        ({"quantity": 24}, "PL-BOOK-010", "V3"),
        ({"origin": "ZETA", "reason": "r"}, "PL-BOOK-013", "T3"),
        ({"quantity": "=6*4", "reason": "r"}, "PL-BOOK-014", "R3"),
        ({"decision": "accept", "quantity": 24}, "PL-BOOK-015", "U3"),
        ({"decision": "change", "reason": "r"}, "PL-BOOK-020", "U3"),
        ({"decision": "accept", "sku": "MUG"}, "PL-BOOK-021", "A3"),
        ({"decision": "accept", "place": "NORTH"}, "PL-BOOK-021", "A3"),
        ({"decision": "reject", "reason": "r", "keep_until": at("2026-01-01")}, "PL-BOOK-018", "W3"),
        ({"line": "SAUCER/WH/ACME", "decision": "accept"}, "PL-BOOK-004", "X3"),
    ],
)
def test_a_mistake_is_told_with_its_cell_and_its_row_is_left_out(desk, cells, code, cell):
    desk.edit({("CUP", key): value for key, value in cells.items()} | {("MUG", "decision"): "accept"})
    assert desk.codes() == [(code, f"Lines!{cell}")]
    assert set(desk.wants()) == {"MUG"}


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"quantity": 25, "reason": "agreed"}, ["PL-BOOK-011"]),
        ({"quantity": 6, "reason": "agreed"}, ["PL-BOOK-012"]),
        ({"quantity": 7, "reason": "agreed"}, ["PL-BOOK-011", "PL-BOOK-012"]),
        ({"quantity": 7, "origin": "BIRO", "reason": "agreed"}, []),
        ({"decision": "accept", "keep_until": at("2026-05-01")}, ["PL-BOOK-019"]),
        ({"decision": "accept", "plan_quantity": 99}, ["PL-BOOK-006"]),
    ],
)
def test_what_a_person_may_mean_is_told_and_done(desk, cells, codes):
    desk.edit({("CUP", key): value for key, value in cells.items()})
    found = desk.checked()
    assert [one.code for one in found.findings] == codes
    assert {one.severity for one in found.findings} <= {Severity.WARN}
    assert len(found.wanted) == 1


def test_rows_may_be_sorted_deleted_and_columns_moved_but_not_doubled(desk):
    def move(sheet):
        sheet.move_range("A1:A4", cols=30)
        sheet.delete_rows(3)
        for column in range(1, 40):
            sheet.cell(9, column).value = sheet.cell(2, column).value

    desk.edit({("MUG", "decision"): "accept"}, then=move)
    assert [code for code, _ in desk.codes()] == ["PL-BOOK-005", "PL-BOOK-005"]
    desk.edit({}, then=lambda sheet: sheet.delete_rows(9))
    assert (desk.codes(), set(desk.wants())) == ([], {"MUG"})
    desk.edit({}, then=lambda sheet: sheet.delete_cols(24))
    with pytest.raises(Unreadable, match="lacks the column Line"):
        read_plan(desk.file)


def test_what_was_decided_meanwhile_is_not_undone(desk):
    grown = [LINES[0], replace(LINES[1], changed_quantity=Decimal(60), changed_by="jo", state="approved"), LINES[2]]
    assert desk.codes(grown) == [], "the row was not touched"
    desk.edit({("CUP", "decision"): "accept"})
    assert desk.codes(grown) == [("PL-BOOK-017", "Lines!U3")]
    same = [LINES[0], replace(LINES[1], state="approved"), LINES[2]]
    assert (desk.codes(same), set(desk.wants(same))) == ([], {"CUP"}), "the same again is harmless"


def test_a_formula_counts_by_its_last_result(desk):
    desk.edit({("CUP", "quantity"): "=6*4", ("CUP", "reason"): "r"})
    with zipfile.ZipFile(desk.file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = (
        parts[sheet]
        .replace(b"<f>6*4</f><v></v>", b"<f>6*4</f><v>24</v>")
        .replace(b"<f>6*4</f><v />", b"<f>6*4</f><v>24</v>")
    )
    with zipfile.ZipFile(desk.file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    found = desk.checked()
    assert [(one.code, one.severity) for one in found.findings] == [("PL-BOOK-014", Severity.WARN)]
    assert found.wanted[0].choice.quantity == 24


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 broken"])
def test_what_is_no_spreadsheet_is_told(tmp_path, content):
    file = tmp_path / "plan.xlsx"
    file.write_bytes(content)
    with pytest.raises(Unreadable, match=r"no \.xlsx"):
        read_plan(file)


def test_a_spreadsheet_of_something_else_is_told(desk):
    for damage, why in (
        (lambda book: book.remove(book["About"]), "lacks the sheet"),
        (lambda book: book["About"].delete_rows(4), "lacks hash"),
        (lambda book: book["About"].cell(1, 2, "99"), "another version"),
    ):
        write_plan(desk.file, ABOUT, LINES)
        book = load_workbook(desk.file)
        damage(book)
        book.save(desk.file)
        with pytest.raises(Unreadable, match=why):
            read_plan(desk.file)
