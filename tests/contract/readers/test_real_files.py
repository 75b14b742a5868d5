"""Real files by many authors, kept beside the project and never copied into it; without them these tests are skipped."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from connectors import identify, read_documents
from connectors.inspect import inspect_file, neutral_profile
from connectors.ports import Raw, Reading

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared" / "data"
RETAIL = DATA / "online_retail.parquet"
X12 = DATA / "edi" / "x12"
needs_retail = pytest.mark.skipif(not RETAIL.exists(), reason=f"NOT TESTED: {RETAIL} is not there")
needs_x12 = pytest.mark.skipif(not X12.is_dir(), reason=f"NOT TESTED: {X12} is not there")

ORDERS = {
    "EdiFabric__CorruptIsa.txt": [("XX-1234", 1, "25")],
    "EdiFabric__CorruptSt.txt": [("XX-1234", 1, "25"), ("XX-1234", 1, "25")],
    "EdiFabric__DuplicateGroup.txt": [("XX-1234", 1, "25"), ("XX-1234", 1, "25")],
    "EdiFabric__DuplicateInterchange.txt": [("XX-1234", 1, "25"), ("XX-1234", 1, "25")],
    "EdiFabric__DuplicateMessage.txt": [("XX-1234", 1, "25"), ("XX-1234", 1, "25")],
    "EdiFabric__MixedTransactions.txt": [("XX-1234", 1, "25")],
    "EdiFabric__MixedTransactionsNoEnvelopes.txt": [("XX-1234", 1, "25")],
    "EdiFabric__PurchaseOrder.txt": [("XX-1234", 1, "25")],
    "EdiFabric__PurchaseOrderCustom1.txt": [("XX-1234", 1, "25")],
    "EdiFabric__PurchaseOrderCustom2.txt": [("XX-1234", 1, "25")],
    "EdiFabric__PurchaseOrderInvalid.txt": [("XX-1234", 1, "25")],
    "EdiFabric__PurchaseOrderModified.txt": [("XX-1234", 1, "25")],
    "EdiFabric__PurchaseOrderMultiLine.txt": [("XX-1234", 2, "73")],
    "EdiFabric__PurchaseOrders.txt": [("XX-1234", 1, "25"), ("XX-1234", 1, "25")],
    "Inteligenz__ORD_850_Example2_Adobe_TLP.txt": [("TLP-X12", 1, "1")],
    "Inteligenz__ORD_850_Example3_Adobe_CLP.txt": [("ANSI-X12-CLP", 2, "2")],
    "Inteligenz__ORD_850_Example4_Adobe_ShrinkWrapped.txt": [("MH80312", 1, "11")],
    "Inteligenz__ORD_850_From_aojuk.txt": [("6190", 2, "2")],
}
"""What a person finds in every purchase order of the corpus: number, lines, sum of quantities."""

MEASURE = """
import json, re, sys, time
from pathlib import Path
from connectors import read_documents
from connectors.ports import Raw, Reading
from tasks.runtime.profiles import load_profiles
profile = load_profiles(Path("partners"))["online-retail"]
began, total, quantity, lines, documents, codes, nobody, returns, open_date = time.process_time(), 0, 0, 0, 0, {}, 0, 0, 0
for part in read_documents(Raw("online_retail.parquet", Path(sys.argv[1])), profile):
    if isinstance(part, Reading):
        documents, lines = documents + 1, lines + part.line_count
        total, quantity = total + part.total, quantity + part.quantity
        nobody += part.payload is not None and b'"customer":{"code":"",' in part.payload
        returns += profile.returns.is_return(part.number, [])
        open_date += part.ordered_at is None
        for finding in part.findings:
            codes[finding.code] = codes.get(finding.code, 0) + 1
seconds = time.process_time() - began
status = Path("/proc/self/status")  # this process's own peak: getrusage says the parent's if that was higher
mib = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text()).group(1)) // 1024 if status.exists() else None
print(json.dumps(dict(documents=documents, lines=lines, total=str(total), quantity=str(quantity), codes=codes,
                      nobody=nobody, returns=returns, open_date=open_date, seconds=seconds, mib=mib)))
"""


@needs_retail
def test_the_whole_retail_file_is_read_exactly_in_bounded_memory() -> None:
    command = [sys.executable, "-c", MEASURE, str(RETAIL)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    found = json.loads(done.stdout)
    table = pq.read_table(RETAIL, columns=["Quantity", "UnitPrice"])
    quantities, prices = (
        table["Quantity"].to_pylist(),
        [Decimal(repr(price)) for price in table["UnitPrice"].to_pylist()],
    )
    assert (found["documents"], found["lines"]) == (25_900, 541_909)
    assert Decimal(found["quantity"]) == sum(quantities)
    assert Decimal(found["total"]) == sum(q * p for q, p in zip(quantities, prices, strict=True))
    assert found["codes"] == {"FI-HEAD-003": 43}
    assert (found["nobody"], found["returns"], found["open_date"]) == (3_710, 3_836, 0)
    assert found["mib"] is None or found["mib"] < 1024
    assert found["lines"] / found["seconds"] > 20_000, "a processor-second reads fewer lines than the whole path must"


@needs_retail
def test_the_retail_file_is_known_without_a_partner_only_by_its_profile() -> None:
    answer = inspect_file(RETAIL, [], limit=1)
    assert (answer["verdict"], answer["format"]) == ("refused", "parquet")
    proposal = answer["proposal"]
    assert isinstance(proposal, dict)
    columns = proposal["mapping"]["columns"]
    assert (columns["number"], columns["line.quantity"], columns["line.unit_price"]) == (
        "InvoiceNo",
        "Quantity",
        "UnitPrice",
    )
    assert (columns["line.partner_sku"], columns["customer.code"]) == ("StockCode", "CustomerID")
    assert proposal["missing"] == []


@needs_x12
def test_every_purchase_order_has_the_lines_and_quantities_that_a_person_finds() -> None:
    found: dict[str, list[tuple[str, int, str]]] = {}
    changes = []
    for path in sorted(X12.iterdir()):
        for part in read_documents(Raw.of(path.name, path), neutral_profile("x12")):
            if isinstance(part, Reading) and part.document is not None:
                found.setdefault(path.name, []).append((part.number, part.line_count, f"{part.quantity:f}"))
            elif isinstance(part, Reading) and part.change is not None:
                changes.append((path.name, part.number, part.change.purpose))
    assert found == ORDERS
    assert changes == [
        ("EdiFabric__PurchaseOrderCSV.txt", "10000234500", "cancel"),  # an 850 with BEG01 01
        ("Inteligenz__ORD_860_Example1.txt", "PO NUMBER", "change"),
    ]


@needs_x12
def test_every_real_x12_file_is_recognised_and_what_is_not_read_says_why() -> None:
    checked = 0
    for path in sorted(X12.iterdir()):
        raw = Raw.of(path.name, path)
        known = identify(raw)
        assert known is not None, path.name
        assert known[1].format == "x12", path.name
        for part in read_documents(raw, neutral_profile("x12")):
            if isinstance(part, Reading):
                checked += 1
                first = part.findings[0].code if part.findings else ""
                assert part.payload is not None or first in {"ED-SET-001", "FI-FILE-008"}, path.name
    assert checked >= 75


@needs_x12
def test_no_real_document_of_another_format_is_taken_for_an_order() -> None:
    for path in sorted((DATA / "edi" / "bank").iterdir()):
        answer = inspect_file(path)
        assert answer["verdict"] == "refused", path.name
        assert answer["findings"], path.name
