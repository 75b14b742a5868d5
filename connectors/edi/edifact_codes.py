"""Code lists of EDIFACT as far as orders need them."""

from __future__ import annotations

MESSAGES = {
    "APERAK": "application error and acknowledgement",
    "BANSTA": "banking status",
    "BAPLIE": "bayplan",
    "COACSU": "commercial account summary",
    "COARRI": "container discharge or loading report",
    "CODECO": "container gate-in or gate-out report",
    "COMDIS": "commercial dispute",
    "CONTRL": "syntax and service report",
    "COPARN": "container announcement",
    "COPRAR": "container discharge or loading order",
    "CREADV": "credit advice",
    "CUSCAR": "customs cargo report",
    "CUSDEC": "customs declaration",
    "CUSRES": "customs response",
    "DEBADV": "debit advice",
    "DELFOR": "delivery schedule",
    "DELJIT": "delivery just in time",
    "DESADV": "despatch advice",
    "FINSTA": "financial statement",
    "GENRAL": "general purpose message",
    "HANMOV": "cargo handling and movement",
    "IFCSUM": "forwarding and consolidation summary",
    "IFTMBC": "booking confirmation",
    "IFTMBF": "firm booking",
    "IFTMBP": "provisional booking",
    "IFTMCS": "instruction contract status",
    "IFTMIN": "transport instruction",
    "IFTSAI": "transport schedule",
    "IFTSTA": "transport status",
    "INSDES": "instruction to despatch",
    "INVOIC": "invoice",
    "INVRPT": "inventory report",
    "MEDREQ": "medical service request",
    "MEDRPT": "medical service report",
    "MSCONS": "metered services consumption report",
    "ORDCHG": "purchase order change",
    "ORDRSP": "purchase order response",
    "OSTENQ": "order status enquiry",
    "OSTRPT": "order status report",
    "PARTIN": "party information",
    "PAXLST": "passenger list",
    "PAYMUL": "multiple payment order",
    "PAYORD": "payment order",
    "PNRGOV": "passenger name records",
    "PRICAT": "price catalogue",
    "PRODAT": "product data",
    "QUOTES": "quotation",
    "RECADV": "receiving advice",
    "REMADV": "remittance advice",
    "REQOTE": "request for quotation",
    "RETANN": "announcement of returns",
    "SLSFCT": "sales forecast",
    "SLSRPT": "sales report",
    "TAXCON": "tax control",
    "UTILMD": "utilities master data",
}
"""Message types by name."""

KINDS = {
    "": "",
    "105": "",
    "220": "",
    "22": "",
    "224": "",
    "225": "",
    "226": "",
    "402": "",
    "221": "a blanket order",
    "222": "a spot order",
    "227": "a consignment order",
    "228": "a sample order",
    "229": "a swap order",
    "230": "a purchase order change",
    "231": "a purchase order response",
    "22E": "a manufacturer raised order",
    "23E": "a manufacturer raised consignment order",
    "YA8": "a cross docking services order",
    "50E": "an order for returns",
}
"""BGM 1001: what is not a plain order, by name; an empty name is a plain one."""

PURPOSES = {
    **dict.fromkeys(("", "7", "9", "31", "35", "42", "53"), ""),
    "1": "a cancellation",
    "3": "a deletion",
    "4": "a change",
    "5": "a replacement",
    "6": "a confirmation",
    "8": "a status",
    "16": "a proposal",
    "17": "a cancellation, to be issued again",
    "18": "a reissue",
    "20": "a replacement of the head",
    "21": "a replacement of the lines",
    "33": "a change of the head",
    "36": "a change of the lines",
    "40": "a request for deletion",
    "46": "provisional",
}
"""BGM 1225 by name; empty: a plain order, which one sent again (7, 31, 35) is too. ``edifact_change`` reads those that
change or cancel an order."""

ORDERED = ("21", "1", "113", "47E")
"""QTY 6063: the quantity ordered, the best first."""
PLAIN_ACTIONS = {"", "1", "5", "30"}
"""LIN 1229: added, accepted without change: an ordered item."""

WANTED_DATES = ("2", "17", "358", "76", "69", "63", "64", "61", "10", "11", "200", "235")
"""DTM 2005: dates on which goods are wanted, delivery before despatch."""
ORDER_DATES = ("137", "4", "3")
"""DTM 2005: the order's own date."""
GS1 = "9"
"""3055: a number assigned by GS1, hence a GLN."""

CHARGES = {"C": "a charge", "A": "an allowance", "B": "both", "N": ""}
AMOUNTS_OF_CHARGES = {"8", "23", "131", "204", "25", "259", "260", "98"}
"""MOA 5025: amounts of an allowance or charge."""
PARTS_OF_LINES = {"LOC", "SCC", "NAD", "ALC", "PAC", "TDT", "TOD", "EQD", "RCS", "APR", "HAN", "GIS", "DGS"}
"""Segments that begin a group under a line: what follows them is about a part of it."""
