"""The same order in each format: money (F43), quantities (F44) and texts (F45) come out exactly, or with a finding."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from html import escape

import pytest

from connectors.inspect import neutral_profile
from connectors.ports import Reading
from domain.profile import PartnerProfile
from tests.contract.readers.mutations_structured import zipped
from tests.unit.readers.made import COLUMNS, a_profile, codes, readings


@dataclass(frozen=True)
class Line:
    """One line of the order that is written."""

    quantity: str = "1"
    price: str = "1"
    unit: str = "EA"
    text: str = "Bolt"

    @property
    def cells(self) -> tuple[str, ...]:
        """As a row of a table."""
        return ("PO-1", "2026-11-02", "C1", "SKU", self.text, self.quantity, self.unit, self.price)


def csv(lines: list[Line]) -> bytes:
    rows = [tuple(str(name) for name in COLUMNS.values()), *(line.cells for line in lines)]
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows).encode()


def fixed(lines: list[Line]) -> bytes:
    return "".join("".join(cell.ljust(30) for cell in line.cells) + "\n" for line in lines).encode()


def jsonl(lines: list[Line]) -> bytes:
    """Numbers as numbers, written digit by digit."""
    rows = []
    for line in lines:
        texts = dict(zip(COLUMNS.values(), line.cells, strict=True))
        numbers = {"Qty": texts.pop("Qty"), "Price": texts.pop("Price")}
        rows.append(json.dumps(texts)[:-1] + "".join(f', "{name}": {value}' for name, value in numbers.items()) + "}\n")
    return "".join(rows).encode("utf-8", "surrogatepass")


def xlsx(lines: list[Line]) -> bytes:
    def text(cell: object) -> str:
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(str(cell))}</t></is></c>'

    rows = ["".join(text(name) for name in COLUMNS.values())]
    for line in lines:
        numbers = {5: f"<c><v>{line.quantity}</v></c>", 7: f"<c><v>{line.price}</v></c>"}
        rows.append("".join(numbers.get(at, text(cell)) for at, cell in enumerate(line.cells)))
    sheet = "".join(f"<row>{row}</row>" for row in rows)
    book = '<workbook xmlns:r="r"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>'
    files = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": '<R><Relationship Id="r1" Target="s.xml"/></R>',
        "xl/s.xml": f"<s>{sheet}</s>",
    }
    return zipped([(name, inside.encode()) for name, inside in files.items()])


def x12(lines: list[Line]) -> bytes:
    body = ["ST*850*1", "BEG*00*SA*PO-1**20261102"]
    for at, line in enumerate(lines, start=1):
        body += [f"PO1*{at}*{line.quantity}*{line.unit}*{line.price}**VP*SKU", f"PID*F****{line.text}"]
    return "~".join([*body, f"SE*{len(body) + 1}*1", ""]).encode()


def edifact(lines: list[Line]) -> bytes:
    body = ["UNB+UNOW:4+A+B+261102:1015+1", "UNH+1+ORDERS:D:96A:UN", "BGM+220+PO-1+9"]
    for at, line in enumerate(lines, start=1):
        text = "".join(f"?{mark}" if mark in "?:+'" else mark for mark in line.text)
        body += [f"LIN+{at}++SKU:SA", f"IMD+F++:::{text}", f"QTY+21:{line.quantity}:{line.unit}"]
        body.append(f"PRI+AAA:{line.price}")
    return "'".join([*body, f"UNT+{len(body)}+1", "UNZ+1+1", ""]).encode()


def ubl(lines: list[Line]) -> bytes:
    made = "".join(
        f'<OrderLine><LineItem><ID>{at}</ID><Quantity unitCode="{line.unit}">{line.quantity}</Quantity><Price>'
        f"<PriceAmount>{line.price}</PriceAmount></Price><Item><Name>{escape(line.text)}</Name></Item></LineItem></OrderLine>"
        for at, line in enumerate(lines, start=1)
    )
    space = "urn:oasis:names:specification:ubl:schema:xsd:Order-2"
    return f'<Order xmlns="{space}"><ID>PO-1</ID>{made}</Order>'.encode()


MADE: dict[str, Callable[[list[Line]], bytes]] = {
    "csv": csv,
    "fixed": fixed,
    "json": jsonl,
    "xlsx": xlsx,
    "x12": x12,
    "edifact": edifact,
    "ubl": ubl,
}
EXACT = [
    *(Line("1", "2.675"), Line("3", "33.33"), Line("3", "0.1"), Line("-2", "19.99"), Line("0", "5"), Line("7", "0")),
    *(Line("12", "1000000.01"), Line("0.333", "0.005"), Line("1.5", "1234.5678", "KGM"), Line("144", "0.07", "CA")),
]


def profile(form: str) -> PartnerProfile:
    places = {field: f"{at * 30 + 1}-{at * 30 + 30}" for at, field in enumerate(COLUMNS)}
    columns = {"columns": places} if form == "fixed" else None
    return neutral_profile(form) if form in {"x12", "edifact", "ubl"} else a_profile(form, mapping=columns)


def read(form: str, lines: list[Line]) -> Reading:
    (found,) = readings(MADE[form](lines), profile(form), "order")
    return found


@pytest.mark.parametrize("form", MADE)
def test_money_and_quantities_are_those_of_the_file_to_the_last_digit(form: str) -> None:
    found = read(form, EXACT)
    assert found.document is not None, codes(found)
    said = [(line.quantity, line.unit_price, line.unit) for line in found.document.lines]
    assert said == [(Decimal(line.quantity), Decimal(line.price), line.unit) for line in EXACT]
    assert found.quantity == sum(Decimal(line.quantity) for line in EXACT)
    assert found.total == sum(Decimal(line.quantity) * Decimal(line.price) for line in EXACT)


@pytest.mark.parametrize("form", MADE)
@pytest.mark.parametrize("digits", ["٣", "３", "1 000,5", "1e3x", "0x10", "1_000", "NaN", "Infinity", "--1", "1.2.3"])  # noqa: RUF001 - digits of other scripts are the test
def test_what_is_no_plain_number_is_told_and_never_guessed(form: str, digits: str) -> None:
    if form == "json" and digits in {"٣", "３", "1_000", "0x10", "1 000,5", "1e3x", "--1", "1.2.3"}:  # noqa: RUF001 - as above
        digits = json.dumps(digits)
    for line in (Line(quantity=digits), Line(price=digits)):
        found = read(form, [line])
        if line.price == "NaN" and found.document is not None and form != "json":  # in tables a word for: nothing
            assert found.document.lines[0].unit_price is None
            continue
        held = [one for one in found.findings if one.severity in {"exception", "hold", "reject"}]
        assert held, (line, found)
        assert line.price == digits or found.payload is None


TEXTS = {
    "right to left override": "\u202egnp.exe",
    "zero width": "A\u200bB\u2060C",
    "joined emoji": "\U0001f469\u200d\U0001f680",
    "four bytes": "\U00020bb7\U0001f4a9",
    "dotted capital I": "\u0130stanbul",
    "decomposed": "Cafe\u0301",
    "arabic digits": "\u0661\u0662",
    "marks of formats": "<&>\"'+:?|;{}[]\\",
    "formula": "=1+1",
    "template": "{{7-7}} ${x} %s",
}


@pytest.mark.parametrize("form", MADE)
@pytest.mark.parametrize("name", TEXTS)
def test_texts_come_out_as_they_went_in(form: str, name: str) -> None:
    found = read(form, [Line(text=TEXTS[name])])
    assert found.document is not None, codes(found)
    assert found.document.lines[0].description == TEXTS[name]


@pytest.mark.parametrize("form", MADE)
def test_half_a_character_is_refused_or_taken_out_and_never_passed_on(form: str) -> None:
    content = MADE[form]([Line(text="AXXB")])
    if form == "xlsx":
        pytest.skip("a workbook's parts are XML: what UBL shows holds for it")
    halved = content.replace(b"XX", rb"\ud800" if form == "json" else b"\xed\xa0\x80")
    for found in readings(halved, profile(form), "order"):
        assert found.payload is None or found.payload.decode().encode() == found.payload
        assert found.payload is None or "\ud800" not in found.payload.decode()
        for said in found.findings:
            said.model_dump_json()
