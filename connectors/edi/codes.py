"""Code lists of X12 as far as orders need them."""

from __future__ import annotations

SETS = {
    "110": "air freight invoice",
    "180": "return authorisation",
    "204": "motor carrier load tender",
    "210": "freight invoice",
    "214": "shipment status",
    "404": "rail carrier shipment",
    "810": "invoice",
    "811": "consolidated invoice",
    "816": "organisation relationships",
    "820": "payment order",
    "824": "application advice",
    "830": "planning schedule",
    "832": "price catalogue",
    "835": "health care claim payment",
    "846": "inventory inquiry or advice",
    "850": "purchase order",
    "852": "product activity",
    "855": "purchase order acknowledgement",
    "856": "ship notice",
    "857": "shipment and billing notice",
    "860": "purchase order change",
    "861": "receiving advice",
    "862": "shipping schedule",
    "865": "purchase order change acknowledgement",
    "866": "production sequence",
    "867": "product transfer and resale",
    "875": "grocery purchase order",
    "880": "grocery invoice",
    "940": "warehouse shipping order",
    "943": "warehouse stock transfer",
    "944": "warehouse stock receipt",
    "945": "warehouse shipping advice",
    "997": "functional acknowledgement",
    "999": "implementation acknowledgement",
    "TA1": "interchange acknowledgement",
}
"""Transaction sets by number."""

PURPOSES = {
    "": ("original", ""),
    "00": ("original", "an original"),
    "07": ("original", "a duplicate"),
    "22": ("original", "an information copy"),
    "01": ("cancel", "a cancellation"),
    "03": ("cancel", "a deletion"),
    "04": ("change", "a change"),
    "05": ("change", "a replacement"),
    "06": ("original", "a confirmation"),
}
"""BEG01: what it makes of the business key, and its name. An unknown code is kept as an original and told."""
PLAIN_PURPOSES = {"", "00", "06", "07"}

PER_MANY = {"HP": 100, "QH": 100, "TC": 100, "WC": 100, "LC": 100, "TP": 1000, "TM": 1000, "LM": 1000}
"""PO105: the price is for so many."""
PER_DOZEN = {"LD", "TD", "WD", "PD"}
"""PO105: the price is for a dozen."""
NO_CHARGE = "NC"
DOZEN_UNITS = {"DZ", "DZN"}

WANTED_DATES = ("002", "106", "074", "069", "067", "010", "037", "118", "079")
"""DTM01 and SCH05: dates on which goods are wanted, the nearest to delivery first."""
HEAD_END = {"PO1", "CTT"}
