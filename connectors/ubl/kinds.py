"""The documents of UBL 2, by the name of their root."""

from __future__ import annotations

import re

PREFIX = "urn:oasis:names:specification:ubl:schema:xsd:"
_COMPONENTS = ("Common", "Unqualified", "Qualified", "Signature", "CoreComponent", "Extension")

KINDS = {
    "ApplicationResponse": "an application response",
    "AttachedDocument": "an attached document",
    "Catalogue": "a catalogue",
    "CreditNote": "a credit note",
    "DebitNote": "a debit note",
    "DespatchAdvice": "a despatch advice",
    "Invoice": "an invoice",
    "InventoryReport": "an inventory report",
    "OrderAgreement": "an order agreement",
    "OrderCancellation": "a cancellation of an order",
    "OrderChange": "a change to an order",
    "OrderResponse": "an order response",
    "OrderResponseSimple": "an order response",
    "ReceiptAdvice": "a receipt advice",
    "RemittanceAdvice": "a remittance advice",
    "SelfBilledInvoice": "an invoice that the buyer wrote",
    "Statement": "a statement of account",
}
"""Those whose name does not say all; the others are told by their names."""


def is_document(space: str, name: str) -> bool:
    """Whether an element is the root of a UBL 2 document."""
    return space == f"{PREFIX}{name}-2" and not name.startswith(_COMPONENTS)


def words(name: str) -> str:
    """What a document is, in words: 'an order response', 'a stock availability report'."""
    plain = " ".join(re.findall("[A-Z][a-z]*", name)).lower()
    return KINDS.get(name) or f"{'an' if plain[:1] in set('aeiou') else 'a'} {plain}"
