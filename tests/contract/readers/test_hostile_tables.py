"""Hostile tables (F41): bounded processor time and memory, and a finding that says what is wrong, for each format."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.readers.pace import times_slower

ROOT = Path(__file__).parents[3]
MEASURE = """
import io, json, re, sys, time, zipfile
from pathlib import Path
from connectors import read_documents
from connectors.ports import Raw, Reading
from tests.unit.readers.made import COLUMNS, a_profile
MIB = 1 << 20
HEAD = ",".join(str(name) for name in COLUMNS.values()) + "\\n"
CELLS = ("PO-1", "2026-11-02", "C1", "SKU", "Bolt", "1", "EA", "2.5")
RECORD = dict(zip(COLUMNS.values(), CELLS))
def fixed(*cells):
    return "".join(cell.ljust(10)[:10] for cell in cells) + "\\n"
def record(**changes):
    return json.dumps(RECORD | changes) + "\\n"
def nested(lines):
    return '[{"Order":"PO-1","lines":[' + ",".join(['{"Item":"X","Qty":1}'] * lines) + "]}]"
def row(*cells):
    return b"<row>" + b"".join(b"<c t='inlineStr'><is><t>%s</t></is></c>" % cell.encode() for cell in cells) + b"</row>"
TOP = row(*COLUMNS.values())
def workbook(rows, strings=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", '<workbook xmlns:r="r"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels", '<R><Relationship Id="r1" Target="sheet.xml"/></R>')
        for name, tag, parts in (("sharedStrings", b"sst", strings), ("sheet", b"s", rows)):
            with archive.open(f"xl/{name}.xml", "w", force_zip64=True) as part:
                part.write(b"<%s>" % tag)
                for piece in parts:
                    part.write(piece)
                part.write(b"</%s>" % tag)
    return out.getvalue()
LINES = {"number": "Order", "line.partner_sku": "lines.Item", "line.quantity": "lines.Qty"}
HOSTILE = {
    "csv order of 10,000 lines": ("csv", lambda: HEAD + (",".join(CELLS) + "\\n") * 10_000),
    "csv order of 200,000 lines": ("csv", lambda: HEAD + (",".join(CELLS) + "\\n") * 200_000),
    "csv field of 5 MB": ("csv", lambda: HEAD + "PO-1,2026-11-02,C1,S," + "x" * 5 * MIB + ",1,EA,2\\n"),
    "csv quotation mark never closed": ("csv", lambda: HEAD + 'PO-1,2026-11-02,C1,S,"' + ("x" * 80 + "\\n") * 100_000),
    "fixed order of 10,000 lines": ("fixed", lambda: fixed(*CELLS) * 10_000),
    "fixed order of 200,000 lines": ("fixed", lambda: fixed(*CELLS) * 200_000),
    "fixed line of 5 MB": ("fixed", lambda: fixed(*CELLS) + "x" * 5 * MIB + "\\n"),
    "fixed empty lines": ("fixed", lambda: "\\n" * 3_000_000),
    "json order of 10,000 lines": ("nested", lambda: nested(10_000)),
    "json order of 200,000 lines": ("nested", lambda: nested(200_000)),
    "json record of 20 MB": ("nested", lambda: nested(1_000_000)),
    "json record of 8 MB": ("nested", lambda: nested(380_000)),
    "json field of 5 MB": ("json", lambda: record(Text="x" * 5 * MIB)),
    "json many names": ("json", lambda: "[{" + ",".join(f'"n{n}":1' for n in range(100_000)) + "}]"),
    "json brackets": ("json", lambda: "[" * 10_000_000),
    "json empty lists": ("json", lambda: "[" + "[]," * 500_000 + "{}]"),
    "json number of a million digits": ("json", lambda: record().replace('"Qty": "1"', '"Qty": ' + "9" * 1_000_000)),
    "xlsx order of 10,000 lines": ("xlsx", lambda: workbook([TOP, *[row(*CELLS)] * 10_000])),
    "xlsx cell of 100 MB": ("xlsx", lambda: workbook([b"<row><c t='inlineStr'><is><t>", *[b"x" * MIB] * 100])),
    "xlsx cell of 5 MB": ("xlsx", lambda: workbook([TOP, row(*CELLS), row("PO-2", *CELLS[1:4], "x" * 5 * MIB, *CELLS[5:])])),
    "xlsx text of 5 MB": ("xlsx", lambda: workbook([TOP], [b"<si><t>" + b"x" * 5 * MIB + b"</t></si>"])),
    "xlsx a million texts": ("xlsx", lambda: workbook([TOP], [b"<si><t>text</t></si>" * 1000] * 1000)),
    "xlsx texts without end": ("xlsx", lambda: workbook([TOP], [b"<si><t>x</t></si>" * 1000] * 10_000)),
    "xlsx last columns": ("xlsx", lambda: workbook([TOP, *[b"<row><c r='XFD1'><v>1</v></c></row>"] * 3000])),
    "xlsx row of a million cells": ("xlsx", lambda: workbook([b"<row>", *[b"<c><v>1</v></c>" * 1000] * 1000, b"</row>"])),
    "a file of 3 GB": (sys.argv[2], lambda: b""),
}
form, make = HOSTILE[sys.argv[1]]
made = make()
path = Path(sys.argv[3])
path.write_bytes(made if isinstance(made, bytes) else made.encode())
del made
if sys.argv[1] == "a file of 3 GB":
    with path.open("r+b") as file:
        file.truncate(3 << 30)  # no disk is used
status = Path("/proc/self/status")
if status.exists():
    Path("/proc/self/clear_refs").write_text("5")  # what making the file took is forgotten
profile = a_profile("json", mapping={"columns": LINES}) if form == "nested" else a_profile(form)
began, documents, unreadable, codes = time.process_time(), 0, 0, {}
for part in read_documents(Raw("hostile", path), profile):
    if isinstance(part, Reading):
        documents += part.payload is not None
        unreadable += part.payload is None
        for finding in part.findings:
            codes[finding.code] = codes.get(finding.code, 0) + 1
seconds = time.process_time() - began
mib = int(re.search("VmHWM:[^0-9]*([0-9]+)", status.read_text()).group(1)) // 1024 if status.exists() else 0
print(json.dumps({"seconds": seconds, "mib": mib, "documents": documents, "unreadable": unreadable, "codes": codes}))
"""
READ = ""
EXPECTED = {
    "csv order of 10,000 lines": READ,
    "csv order of 200,000 lines": "FI-FILE-004",
    "csv field of 5 MB": "FI-FILE-004",
    "csv quotation mark never closed": "FI-ROW-003",
    "fixed order of 10,000 lines": READ,
    "fixed order of 200,000 lines": "FI-FILE-004",
    "fixed line of 5 MB": "FI-FILE-004",
    "fixed empty lines": "FI-FILE-008",
    "json order of 10,000 lines": READ,
    "json order of 200,000 lines": "FI-FILE-004",
    "json record of 20 MB": "FI-FILE-001",
    "json record of 8 MB": "FI-FILE-004",
    "json field of 5 MB": "FI-ROW-005",
    "json many names": "FI-FILE-003",
    "json brackets": "FI-FILE-001",
    "json empty lists": "FI-FILE-001",
    "json number of a million digits": "FI-ROW-005",
    "xlsx order of 10,000 lines": READ,
    "xlsx cell of 100 MB": "FI-FILE-001",
    "xlsx cell of 5 MB": "FI-FILE-001",
    "xlsx text of 5 MB": "FI-FILE-001",
    "xlsx a million texts": "FI-FILE-008",
    "xlsx texts without end": "FI-FILE-001",
    "xlsx last columns": "FI-ROW-002",
    "xlsx row of a million cells": "FI-FILE-004",
}
"""Each hostile file and the finding that must tell of it; READ: one document is read."""


def measured(name: str, form: str, path: Path) -> dict[str, object]:
    command = [sys.executable, "-c", MEASURE, name, form, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    path.unlink(missing_ok=True)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, object] = json.loads(done.stdout)
    assert isinstance(found["seconds"], float)
    assert isinstance(found["mib"], int)
    assert found["seconds"] < 30 * times_slower(), found
    assert found["mib"] < 512, found
    return found


@pytest.mark.parametrize("name", EXPECTED)
def test_a_hostile_table_costs_little_and_is_told(name: str, tmp_path: Path) -> None:
    found = measured(name, "", tmp_path / "hostile")
    codes = found["codes"]
    assert isinstance(codes, dict)
    if EXPECTED[name] == READ:
        assert found["documents"] == 1, found
    else:
        assert EXPECTED[name] in codes, found
        assert found["documents"] == 0, found
    assert sum(codes.values()) <= 60, found


@pytest.mark.parametrize("form", ["csv", "fixed", "json", "xlsx", "ubl", "x12", "edifact"])
def test_a_file_larger_than_any_is_refused_unread(form: str, tmp_path: Path) -> None:
    found = measured("a file of 3 GB", form, tmp_path / "hostile")
    assert found["codes"] == {"FI-FILE-004": 1}
    assert found["unreadable"] == 1
