"""What the simulated engine answers: rates by country and postal code, trouble by postal code."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Rates = Mapping[tuple[str, str], tuple[tuple[str, str], ...]]
RATES: Rates = {
    ("US", "165"): (("PENNSYLVANIA", "0.06"),),
    ("US", "941"): (("CALIFORNIA", "0.06"), ("SAN FRANCISCO", "0.0125")),
    ("US", ""): (("UNITED STATES", "0.05"),),
    ("DE", ""): (("GERMANY", "0.19"),),
    ("FR", ""): (("FRANCE", "0.20"),),
}
"""Jurisdictions and their rates by country and beginning of the postal code, the longest that fits; invented."""
TROUBLE = {"00429": 429, "00500": 500, "00503": 503, "00400": 400}
"""Postal codes that misbehave."""
CUT, DRIFT = "00999", "00888"
"""An answer that ends in the middle; one whose lines are called otherwise."""
_CENT = Decimal("0.01")


@dataclass
class Engine:
    """Its state."""

    account: str = "simulated"
    key: str = "simulated-key"
    rates: Rates = field(default_factory=lambda: RATES)
    asked: list[dict[str, Any]] = field(default_factory=list)
    """Questions so far, those that were answered badly too."""

    def answer(self, method: str, path: str, authorization: str, body: bytes) -> tuple[int, bytes]:
        """Status and body."""
        told = base64.b64encode(f"{self.account}:{self.key}".encode()).decode()
        if authorization != f"Basic {told}":
            return _refused(401, "AuthenticationException", "Authentication failed.")
        if method == "GET" and path == "/api/v2/utilities/ping":
            return 200, json.dumps({"version": "simulated", "authenticated": True}).encode()
        if (method, path) != ("POST", "/api/v2/transactions/create"):
            return _refused(404, "EntityNotFoundError", "No such resource.")
        try:
            question = json.loads(body)
            self.asked.append(question)
            return self._create(question)
        except (ValueError, KeyError, TypeError, AttributeError):
            return _refused(400, "InvalidRequest", "The request is not understood.")

    def _create(self, question: dict[str, Any]) -> tuple[int, bytes]:
        lines = question["lines"]
        place = question["addresses"]["shipTo"]
        country, code = str(place.get("country", "")), str(place.get("postalCode", ""))
        if code in TROUBLE:
            return _refused(TROUBLE[code], "AsTold", f"As asked by {code}.")
        rates = _rates(self.rates, country, code)
        if rates is None:
            return _refused(400, "InvalidAddress", f"The address in '{country}' cannot be located.")
        text = json.dumps(_transaction(question, [_line(line, rates, country) for line in lines])).encode()
        if code == CUT:
            return 200, text[: len(text) // 2]
        return 200, text.replace(b'"lineNumber"', b'"lineNo"') if code == DRIFT else text


def _rates(known: Rates, country: str, code: str) -> tuple[tuple[str, str], ...] | None:
    fitting = [
        (len(begin), found) for (where, begin), found in known.items() if where == country and code.startswith(begin)
    ]
    return max(fitting)[1] if fitting else None


def _line(line: dict[str, Any], rates: tuple[tuple[str, str], ...], country: str) -> dict[str, Any]:
    amount = Decimal(str(line["amount"]))
    details = [
        {
            "country": country,
            "jurisName": name,
            "rate": float(rate),
            "tax": float(_tax(amount, rate)),
            "taxableAmount": float(amount),
        }
        for name, rate in rates
    ]
    return {
        "lineNumber": line["number"],
        "itemCode": line.get("itemCode", ""),
        "quantity": line.get("quantity", 1),
        "lineAmount": float(amount),
        "taxableAmount": float(amount),
        "tax": float(sum((_tax(amount, rate) for _, rate in rates), Decimal(0))),
        "details": details,
    }


def _tax(amount: Decimal, rate: str) -> Decimal:
    return (amount * Decimal(rate)).quantize(_CENT, ROUND_HALF_UP)


def _transaction(question: dict[str, Any], lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Of type SalesOrder: nothing of it is kept, its status is temporary."""
    return {
        "code": question.get("code", ""),
        "type": question.get("type", "SalesOrder"),
        "status": "Temporary",
        "date": question["date"],
        "customerCode": question["customerCode"],
        "currencyCode": question.get("currencyCode", "USD"),
        "totalAmount": round(sum(one["lineAmount"] for one in lines), 2),
        "totalTax": round(sum(one["tax"] for one in lines), 2),
        "lines": lines,
    }


def _refused(status: int, code: str, message: str) -> tuple[int, bytes]:
    return status, json.dumps({"error": {"code": code, "message": message, "details": []}}).encode()
