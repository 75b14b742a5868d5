"""What the standards say of the segments of orders: elements by number, need, type and length. For acknowledgements.

Only what orders use; a segment that is known but not here is not looked into. Lengths are those of X12 004010 and of
UN/EDIFACT D.96A, the longer one where later directories allow more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

_PRODUCTS = "235 O ID 2 2|234 O AN 1 48|"
_LATER = "374 O ID 3 3|373 O DT 8 8|337 O TM 4 8|"
X12 = {
    "BEG": "353 M ID 2 2|92 M ID 2 2|324 M AN 1 22|328 O AN 1 30|373 M DT 8 8|367 O AN 1 30|587 O ID 2 2|1019 O ID 3 3"
    "|1166 O ID 2 2|1232 O ID 2 2|786 O ID 2 2|640 O ID 2 3",
    "BCH": "353 M ID 2 2|92 M ID 2 2|324 M AN 1 22|328 O AN 1 30|327 O AN 1 8|373 M DT 8 8|326 O AN 1 45|367 O AN 1 30"
    "|127 O AN 1 50|373 O DT 8 8|373 O DT 8 8|373 O DT 8 8|587 O ID 2 2|1232 O ID 2 2|786 O ID 2 2|640 O ID 2 3",
    "CUR": "98 M ID 2 3|100 M ID 3 3|280 O R 4 10|98 O ID 2 3|100 O ID 3 3|669 O ID 3 3|" + (_LATER * 5).rstrip("|"),
    "REF": "128 M ID 2 3|127 O AN 1 50|352 O AN 1 80|C040 O AN 1 200",
    "DTM": "374 M ID 3 3|373 O DT 8 8|337 O TM 4 8|623 O ID 2 2|1250 O ID 2 3|1251 O AN 1 35",
    "N1": "98 M ID 2 3|93 O AN 1 60|66 O ID 1 2|67 O AN 2 80|706 O ID 2 2|98 O ID 2 3",
    "N2": "93 M AN 1 60|93 O AN 1 60",
    "N3": "166 M AN 1 55|166 O AN 1 55",
    "N4": "19 O AN 2 30|156 O ID 2 2|116 O ID 3 15|26 O ID 2 3|309 O ID 1 2|310 O AN 1 30|1715 O ID 1 3",
    "PO1": "350 O AN 1 20|330 O R 1 15|355 O ID 2 2|212 O R 1 17|639 O ID 2 2|" + (_PRODUCTS * 10).rstrip("|"),
    "POC": "350 O AN 1 20|670 M ID 2 2|330 O R 1 15|671 O R 1 9|C001 O AN 2 200|212 O R 1 17|639 O ID 2 2|"
    + (_PRODUCTS * 10).rstrip("|"),
    "PID": "349 M ID 1 1|750 O ID 2 3|559 O ID 2 2|751 O AN 1 12|352 O AN 1 80|752 O ID 2 2|822 O AN 1 15|1073 O ID 1 1"
    "|819 O ID 2 3",
    "SCH": "380 M R 1 15|355 M ID 2 2|98 O ID 2 3|93 O AN 1 60|374 M ID 3 3|373 M DT 8 8|337 O TM 4 8|"
    + _LATER
    + "326 O AN 1 45|350 O AN 1 20",
    "N9": "128 M ID 2 3|127 O AN 1 50|369 O AN 1 45|373 O DT 8 8|337 O TM 4 8|623 O ID 2 2|C040 O AN 1 200",
    "MSG": "933 M AN 1 264|934 O ID 2 2|1470 O N0 1 9",
    "CTT": "354 M N0 1 6|347 O R 1 10|81 O R 1 10|355 O ID 2 2|183 O R 1 8|355 O ID 2 2|352 O AN 1 80",
    "AMT": "522 M ID 1 3|782 M R 1 18|478 O ID 1 1",
}
"""Elements of a segment: number, M or O, type, shortest, longest."""
_X12_KNOWN = (
    "ADV AMT BCH BEG BIN CSH CTB CTP CTT CUR DIS DTM EFI FA1 FA2 FOB G53 INC IT3 IT8 ITA ITD LDT LE LIN LM LQ LS "
    "MAN MEA MSG MTX N1 N2 N3 N4 N9 NTE NX2 PAM PCT PD PER PID PKG PO1 PO3 PO4 POC PWK QTY R4 REF SAC SCH SDQ SE "
    "SI SLN SPI ST TAX TC2 TD1 TD3 TD4 TD5 TXI V1 X1 X2"
)
X12_KNOWN = frozenset(_X12_KNOWN.split())
"""Segments that may stand in an 850 or 860, of any version."""
BEHIND_THE_START = 2
"""Place of the first segment behind ST or UNH."""
X12_NEEDED = {"850": ("BEG", "PO1"), "860": ("BCH",)}

EDIFACT = {
    "BGM": "C002:1001 O an 3,1131 O an 17,3055 O an 3,1000 O an 35|C106:1004 O an 70,1056 O an 9,1060 O an 6"
    "|1225 O an 3|4343 O an 3",
    "DTM": "C507:2005 M an 3,2380 O an 35,2379 O an 3",
    "NAD": "3035 M an 3|C082:3039 M an 35,1131 O an 17,3055 O an 3|C058:" + ",".join(["3124 O an 35"] * 5)
    + "|C080:" + ",".join(["3036 O an 70"] * 5) + ",3045 O an 3|C059:" + ",".join(["3042 O an 35"] * 4)
    + "|3164 O an 35|C819:3229 O an 9,1131 O an 17,3055 O an 3,3228 O an 70|3251 O an 17|3207 O an 3",
    "CUX": "C504:6347 M an 3,6345 O an 3,6343 O an 3,6348 O n 4|C504:6347 O an 3,6345 O an 3,6343 O an 3,6348 O n 4"
    "|5402 O n 12|6341 O an 3",
    "LIN": "1082 O an 6|1229 O an 3|C212:7140 O an 35,7143 O an 3,1131 O an 17,3055 O an 3|C829:5495 O an 3,1082 O an 6"
    "|1222 O n 2|7083 O an 3",
    "PIA": "4347 M an 3|" + "|".join(["C212:7140 O an 35,7143 O an 3,1131 O an 17,3055 O an 3"] * 5),
    "QTY": "C186:6063 M an 3,6060 M n 35,6411 O an 8",
    "PRI": "C509:5125 O an 3,5118 O n 15,5375 O an 3,5387 O an 3,5284 O n 9,6411 O an 8|5213 O an 3",
    "MOA": "C516:5025 M an 3,5004 O n 35,6345 O an 3,6343 O an 3,4405 O an 3",
    "UNS": "0081 M a 1",
    "CNT": "C270:6069 M an 3,6066 M n 18,6411 O an 8",
    "RFF": "C506:1153 M an 3,1154 O an 70,1156 O an 6,4000 O an 35,1060 O an 6",
}  # fmt: skip
"""Elements of a segment; a composite names its parts behind a colon: number, M or O, type, longest."""
_EDIFACT_KNOWN = (
    "AJT ALC ALI APR BGM CAV CCI CNT COM CTA CUX DGS DLM DOC DTM EFI EQD FII FTX GEI GIN GIR GIS HAN IMD INV LIN "
    "LOC MEA MKS MOA MTD NAD PAC PAI PAT PCD PCI PIA PRC PRI QTY QVR RCS RFF RJL RNG RTE SCC SPS STG STS TAX TDT "
    "TMD TOD TRU TSR UNH UNS UNT"
)
EDIFACT_KNOWN = frozenset(_EDIFACT_KNOWN.split())
"""Segments that may stand in an ORDERS or ORDCHG, of any directory."""
EDIFACT_NEEDED = {"ORDERS": ("BGM", "LIN"), "ORDCHG": ("BGM",)}


@dataclass(frozen=True, slots=True)
class Part:
    """A data element, alone or as a component."""

    reference: str
    needed: bool
    type: str
    """X12: ID AN DT TM R N0; EDIFACT: an n a."""
    shortest: int
    longest: int


@cache
def x12_elements(tag: str) -> tuple[Part, ...]:
    """Elements of a segment; empty: it is not looked into."""
    return tuple(_part(text) for text in X12[tag].split("|")) if tag in X12 else ()


@cache
def edifact_elements(tag: str) -> tuple[tuple[Part, ...], ...]:
    """Elements of a segment, each with its components; empty: it is not looked into."""
    elements = EDIFACT[tag].split("|") if tag in EDIFACT else ()
    return tuple(tuple(_part(text) for text in one.rpartition(":")[2].split(",")) for one in elements)


def _part(text: str) -> Part:
    reference, need, kind, *lengths = text.split()
    return Part(reference, need == "M", kind, int(lengths[0]) if len(lengths) > 1 else 1, int(lengths[-1]))
