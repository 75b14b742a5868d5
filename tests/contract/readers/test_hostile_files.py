"""Files made to harm (F39 to F42): each is a finding, in bounded time and memory."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from connectors import read_documents
from connectors.inspect import neutral_profile
from connectors.ports import Raw, Reading
from domain.profile import PartnerProfile
from tests.contract.readers.golden import SAMPLES
from tests.contract.readers.pace import times_slower
from tests.unit.readers.made import a_profile, codes

ROOT = Path(__file__).parents[3]
ORDER = SAMPLES / "edi" / "ubl_order.xml"
SPACE = "urn:oasis:names:specification:ubl:schema:xsd"
TENFOLD = {n: f"&l{n - 1};" * 10 for n in range(1, 12)}
LOL = "".join(f'<!ENTITY l{n} "{text}">' for n, text in TENFOLD.items())
ATTRIBUTES = " ".join(f'b{n}="1"' for n in range(50_000))
MANY = "a" * 9999
SECRET = "never to be read"


def ubl(inside: str, doctype: str = "", root: str = "Order", space: str = f"{SPACE}:Order-2") -> bytes:
    return f'<?xml version="1.0"?>{doctype}<{root} xmlns="{space}"><ID>A-1</ID>{inside}</{root}>'.encode()


def entries(content: bytes | Path, profile: PartnerProfile, name: str = "x") -> list[Reading]:
    return [part for part in read_documents(Raw.of(name, content), profile) if isinstance(part, Reading)]


def codes_of(content: bytes | Path, profile: PartnerProfile, name: str = "x") -> set[str]:
    return {code for one in entries(content, profile, name) for code in codes(one)}


HOSTILE_XML = {
    "billion laughs": (ubl("<Note>&l11;</Note>", f'<!DOCTYPE Order [<!ENTITY l0 "lol">{LOL}]>'), "UB-XML-002"),
    "quadratic": (
        ubl("<Note>" + "&a;" * 9999 + "</Note>", f'<!DOCTYPE O [<!ENTITY a "{MANY}">]>'),
        "UB-XML-002",
    ),
    "external DTD": (ubl("", '<!DOCTYPE Order SYSTEM "http://127.0.0.1:9/o.dtd">'), "UB-XML-002"),
    "parameter entity": (ubl("", '<!DOCTYPE O [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'), "UB-XML-002"),
    "deep": (ubl("<a>" * 200_000), "UB-XML-003"),
    "millions of elements": (ubl("<a/>" * 1_500_000), "UB-XML-003"),
    "thousands of attributes": (ubl(f"<a {ATTRIBUTES}/>"), "UB-DOC-003"),
    "one long text": (ubl(f"<Note>{'x' * 5_000_000}</Note>"), "FI-FILE-004"),
    "wrong namespace": (ubl("", space="urn:example:Order"), "UB-DOC-002"),
    "not closed": (ubl("")[:-8], "UB-XML-001"),
    "unknown encoding": (ubl("").replace(b'"1.0"', b'"1.0" encoding="ebcdic-of-ours"'), "UB-XML-001"),
    "XInclude": (ubl('<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'), "UB-DOC-003"),
}


@pytest.mark.parametrize("name", HOSTILE_XML)
def test_hostile_xml_is_a_finding_in_bounded_time(name: str) -> None:
    content, code = HOSTILE_XML[name]
    began = time.process_time()
    found = entries(content, neutral_profile("ubl"))
    assert time.process_time() - began < 10 * times_slower()
    assert code in {one for entry in found for one in codes(entry)}
    assert all(entry.payload is None for entry in found)


def test_an_external_entity_is_never_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    doctype = f'<!DOCTYPE Order [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    found = entries(ubl("<Note>&x;</Note>", doctype), neutral_profile("ubl"))
    assert [codes(one) for one in found] == [["UB-XML-002"]]
    assert SECRET not in repr(found)


def zipped(*files: tuple[str, bytes], **changes: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in changes.items():
                setattr(info, key, value)
            archive.writestr(info, content)
    return out.getvalue()


def encrypted(content: bytes) -> bytes:
    """The same zip with its files marked as encrypted."""
    out = bytearray(content)
    out[6] |= 1
    out[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(out)


GOOD = ("good.xml", ORDER.read_bytes())
HOSTILE_ARCHIVES: dict[str, tuple[Callable[[], bytes], str]] = {
    "encrypted": (lambda: encrypted(zipped(GOOD)), "AR-FILE-001"),
    "nested": (lambda: zipped(("in.zip", zipped(GOOD))), "AR-FILE-002"),
    "nested in gzip": (lambda: gzip.compress(gzip.compress(GOOD[1])), "AR-FILE-002"),
    "parent folder": (lambda: zipped(("../../etc/cron.d/x.xml", GOOD[1])), "AR-FILE-003"),
    "whole path": (lambda: zipped(("/etc/x.xml", GOOD[1])), "AR-FILE-003"),
    "drive": (lambda: zipped(("C:\\x.xml", GOOD[1])), "AR-FILE-003"),
    "link": (lambda: zipped(("x.xml", b"/etc/passwd"), external_attr=0o120777 << 16), "AR-FILE-003"),
    "bomb": (lambda: zipped(("x.xml", b"<" * 200_000_000)), "AR-FILE-004"),
    "gzip bomb": (lambda: gzip.compress(b"<" * 200_000_000), "AR-FILE-004"),
    "many": (lambda: zipped(*((f"{n}.xml", b"<a/>") for n in range(1001))), "AR-FILE-005"),
    "100,000 files": (lambda: zipped(*((f"{n}", b"") for n in range(100_000))), "AR-FILE-006"),
    "damaged": (lambda: zipped(GOOD)[:-30], "AR-FILE-006"),
    "gzip cut": (lambda: gzip.compress(GOOD[1])[:-12], "AR-FILE-006"),
    "empty": (zipped, "AR-FILE-007"),
}


@pytest.mark.parametrize("name", HOSTILE_ARCHIVES)
def test_a_hostile_archive_is_a_finding_in_bounded_time(name: str) -> None:
    make, code = HOSTILE_ARCHIVES[name]
    content = make()
    began = time.process_time()
    found = entries(content, neutral_profile("ubl"), "x.zip")
    assert time.process_time() - began < 10 * times_slower()
    assert [codes(one) for one in found] == [[code]]


def test_good_files_of_an_archive_go_on_beside_bad_ones() -> None:
    content = zipped(("../bad.xml", GOOD[1]), GOOD, ("notes.txt", b"hello"), ("__MACOSX/._good.xml", b"\x00"))
    found = entries(content, neutral_profile("ubl"))
    assert [(one.ordinal, one.number, one.payload is not None) for one in found] == [
        (1, "", False),
        (2, "PO-2026-118", True),
        (3, "", False),
    ]


HOSTILE_JSON = {
    "deep": b'{"Order":' + b"[" * 100_000,
    "deep object": b'{"Order":' * 100_000,
    "NaN": b'{"Order":"A","Item":"X","Qty":NaN}',
    "stated twice": b'{"Order":"A","Item":"X","Qty":1,"Qty":2}',
    "lone surrogate": b'{"Order":"A\\ud800","Item":"X","Qty":1}',
    "not UTF-8": b'{"Order":"A\xff","Item":"X","Qty":1}\n{"Order":"B\xff"}\n',
    "1e400": b'{"Order":"A","Item":"X","Qty":1e400}',
    "long line": b'{"Order":"' + b"x" * 40_000_000 + b'"}',
}


@pytest.mark.parametrize("name", HOSTILE_JSON)
def test_hostile_json_is_a_finding_in_bounded_time(name: str) -> None:
    began = time.process_time()
    found = entries(HOSTILE_JSON[name], a_profile("json"))
    assert time.process_time() - began < 10 * times_slower()
    assert found
    assert all(one.payload is None and one.findings for one in found)


def test_digits_of_json_numbers_are_kept() -> None:
    record = {"Order": "A", "Item": "X", "Qty": 1}
    text = json.dumps(record)[:-1] + ',"Price":12345678901234567.89}'
    (found,) = entries(text.encode(), a_profile("json"))
    assert f"{found.total:f}" == "12345678901234567.89"


def workbook(sheet: bytes, strings: bytes = b"<sst/>") -> bytes:
    book = b'<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
    links = b'<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
    return zipped(
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", links),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    )


def row(number: int, *cells: str) -> str:
    inside = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{inside}</row>'


HEAD = row(1, "Order", "Date", "Customer", "Item", "Text", "Qty", "Unit", "Price")
LOLS = f'<!DOCTYPE x [<!ENTITY l0 "lol">{LOL}]>'.encode()
HOSTILE_SHEETS = {
    "entities in the sheet": (workbook(LOLS + b"<worksheet>&l11;</worksheet>"), "FI-FILE-001"),
    "entities in the texts": (workbook(b"<worksheet/>", LOLS + b"<sst><si><t>&l11;</t></si></sst>"), "FI-FILE-001"),
    "a million rows away": (workbook(f"<s>{HEAD}{row(1_048_576, 'A')}</s>".encode()), "FI-LINE-001"),
    "the last column": (workbook(f'<s>{HEAD}<row r="2"><c r="XFD2"><v>1</v></c></row></s>'.encode()), "FI-ROW-002"),
    "broken off": (workbook(f"<s>{HEAD}{row(2, 'A')}".encode()), "FI-FILE-001"),
    "nothing in it": (workbook(b"<worksheet/>"), "FI-FILE-001"),
}


@pytest.mark.parametrize("name", HOSTILE_SHEETS)
def test_a_hostile_workbook_is_a_finding_in_bounded_time(name: str) -> None:
    content, code = HOSTILE_SHEETS[name]
    began = time.process_time()
    assert code in codes_of(content, a_profile("xlsx"), "x.xlsx")
    assert time.process_time() - began < 10 * times_slower()


MEASURE = """
import re, sys
from pathlib import Path
from connectors import read_documents
from connectors.inspect import neutral_profile
from connectors.ports import Raw
list(read_documents(Raw.of("x", Path(sys.argv[1])), neutral_profile("ubl")))
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1)) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="NOT TESTED: no /proc tells a process's own peak")
@pytest.mark.parametrize("name", ["millions of elements", "bomb", "a large order"])
def test_memory_is_bounded(name: str, tmp_path: Path) -> None:
    line = "<OrderLine><LineItem><Quantity>1</Quantity><Item><Name>N</Name></Item></LineItem></OrderLine>"
    made = {
        "millions of elements": lambda: ubl("<a/>" * 10_000_000),
        "bomb": lambda: gzip.compress(b"<a>" * 100_000_000),
        "a large order": lambda: ubl(line * 10_000),
    }
    path = tmp_path / "x"
    path.write_bytes(made[name]())
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    assert int(done.stdout) < 512
