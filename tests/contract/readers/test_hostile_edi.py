"""Hostile EDI: bounded time and memory, and a finding that says what is wrong (F37, F38, F41, F43, F44, F45)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.readers.pace import times_slower

ROOT = Path(__file__).parents[3]
MEASURE = """
import json, re, resource, sys, time
from pathlib import Path
from connectors import read_documents
from connectors.inspect import neutral_profile
from connectors.ports import Raw, Reading
MIB = 1 << 20
def peak():
    status = Path("/proc/self/status")  # what getrusage says was the parent's at the fork
    if status.exists():
        return int(re.search("VmHWM:[^0-9]*([0-9]+)", status.read_text()).group(1)) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MIB
X_HEAD = b"ISA*00*          *00*          *ZZ*A              *ZZ*B              *261102*1015*U*00401*000000042*0*P*>~GS*PO*A*B*20261102*1015*7*X*004010~"
E_HEAD = b"UNB+UNOA:3+A+B+261102:1015+1'"
E_SET, X_SET = b"UNH+1+ORDERS:D:96A:UN'BGM+220+P1+9'", b"ST*850*1~BEG*00*SA*P1**20261102~"
HOSTILE = {
    "edifact one endless segment": ("edifact", lambda: E_HEAD + E_SET + b"FTX+AAI+++" + b"x" * (30 * MIB)),
    "edifact one element of 5 MB": ("edifact", lambda: E_HEAD + E_SET + b"FTX+AAI+++" + b"x" * (5 * MIB) + b"'LIN+1'QTY+21:1'UNT+5+1'UNZ+1+1'"),
    "edifact only separators": ("edifact", lambda: E_HEAD + E_SET + b"+" * (20 * MIB)),
    "edifact only releases": ("edifact", lambda: E_HEAD + E_SET + b"?" * (20 * MIB) + b"'"),
    "edifact released terminators": ("edifact", lambda: E_HEAD + E_SET + b"?'" * (10 * MIB)),
    "edifact million segments": ("edifact", lambda: E_HEAD + E_SET + b"A'" * 600_000),
    "edifact million strays": ("edifact", lambda: E_HEAD + E_SET + b"lower'" * MIB),
    "edifact envelopes": ("edifact", lambda: E_HEAD + b"UNB+UNOA:3+A'" * 400_000),
    "edifact envelopes that differ": ("edifact", lambda: (E_HEAD + b"UNB*UNOA>3*A~") * 50_000),
    "edifact group ends": ("edifact", lambda: E_HEAD + E_SET + b"UNE+9+9'" * 600_000),
    "edifact line ends without terminators": ("edifact", lambda: E_HEAD.replace(b"'", b"\\n") + E_SET.replace(b"'", b"\\n") + b"LIN+1\\nQTY+21:1\\n" * 19_000),
    "x12 one endless segment": ("x12", lambda: X_HEAD + X_SET + b"MSG*" + b"x" * (30 * MIB)),
    "x12 only separators": ("x12", lambda: X_HEAD + X_SET + b"*" * (20 * MIB)),
    "x12 million segments": ("x12", lambda: X_HEAD + X_SET + b"A~" * 600_000),
    "x12 million strays": ("x12", lambda: X_HEAD + X_SET + b"lower~" * MIB),
    "x12 group ends": ("x12", lambda: X_HEAD + X_SET + b"GE*9*9~" * 600_000),
    "x12 damaged starts": ("x12", lambda: X_HEAD + b"SA!~" * 600_000),
    "x12 line ends": ("x12", lambda: X_HEAD.replace(b"~", b"\\n") + X_SET.replace(b"~", b"\\n") + b"PO1*1*1*EA\\n" * 300_000),
}
form, made = HOSTILE[sys.argv[1]]
content = made()
before = peak()
began, entries, codes = time.process_time(), 0, {}
for part in read_documents(Raw("hostile", content), neutral_profile(form)):
    if isinstance(part, Reading):
        entries += 1
        for finding in part.findings:
            codes[finding.code] = codes.get(finding.code, 0) + 1
mib = peak()
print(json.dumps({"seconds": time.process_time() - began, "mib": mib, "entries": entries, "codes": codes}))
"""
EXPECTED = {
    "edifact one endless segment": "FI-FILE-004",
    "edifact one element of 5 MB": "FI-FILE-004",
    "edifact only separators": "FI-FILE-004",
    "edifact only releases": "FI-FILE-004",
    "edifact released terminators": "FI-FILE-004",
    "edifact million segments": "FI-FILE-004",
    "edifact million strays": "FI-FILE-004",
    "edifact envelopes": "FI-FILE-008",
    "edifact envelopes that differ": "FI-FILE-008",
    "edifact group ends": "ED-SET-003",
    "edifact line ends without terminators": "ED-SET-003",
    "x12 one endless segment": "FI-FILE-004",
    "x12 only separators": "FI-FILE-004",
    "x12 million segments": "FI-FILE-004",
    "x12 million strays": "FI-FILE-004",
    "x12 group ends": "ED-SET-003",
    "x12 damaged starts": "FI-FILE-008",
    "x12 line ends": "FI-FILE-004",
}
"""Each hostile file and the finding that must tell of it."""


@pytest.mark.parametrize("name", EXPECTED)
def test_a_hostile_file_costs_little_and_is_told(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, name], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert EXPECTED[name] in found["codes"], found
    assert found["entries"] == 1, found
    assert sum(found["codes"].values()) <= 30, found
    assert found["seconds"] < 30 * times_slower(), found
    assert found["mib"] < 512, found
