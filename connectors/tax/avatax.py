"""AvaTax, REST v2: an order is asked about as ``SalesOrder``, of which nothing is kept there. JSON on httpx."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import httpx
from pydantic import SecretStr

from domain.errors import Misconfigured, Refused, TryAgain
from domain.seams import at_call
from domain.tax_answers import LineTax, TaxAnswer, TaxQuestion

PATH = "/api/v2/transactions/create"
_AWAY = frozenset({408, 425, 429, 500, 502, 503, 504})
_STEP = "Check LADING_TAX_URL, LADING_TAX_ACCOUNT and LADING_TAX_KEY."
_TEXT = 300


class AvaTax:
    """One account at the engine."""

    def __init__(
        self,
        url: str,
        account: str,
        key: SecretStr,
        *,
        company_code: str = "DEFAULT",
        seconds: float = 10.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """``url`` is the engine's base address; ``seconds`` how long one answer is waited for."""
        auth = httpx.BasicAuth(account, key.get_secret_value())
        headers = {"X-Avalara-Client": "Lading; 1; REST; v2; -"}
        self._client = httpx.Client(
            base_url=url,
            auth=auth,
            headers=headers,
            timeout=seconds,
            follow_redirects=False,
            trust_env=False,
            transport=transport,
        )
        self._company = company_code

    def quote(self, question: TaxQuestion) -> TaxAnswer:
        """As the port has it."""
        at_call("tax.quote.before")
        try:
            answer = self._client.post(PATH, content=json.dumps(asked(question, self._company)), headers=_JSON)
        except httpx.HTTPError as error:
            raise TryAgain(f"The tax engine could not be asked: {type(error).__name__}.") from None
        at_call("tax.quote.after")
        return _understood(answer, question)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()


_JSON = {"Content-Type": "application/json"}


def asked(question: TaxQuestion, company: str) -> dict[str, Any]:
    """The question in the engine's words (``CreateTransactionModel``)."""
    place = question.place
    ship_to = {
        "line1": place.line, "city": place.city, "postalCode": place.postal_code, "country": place.country,
    }  # fmt: skip
    lines = [
        {
            "number": str(line.position),
            "itemCode": line.sku[:50],
            "quantity": float(line.quantity),
            "amount": float(line.amount),
        }
        for line in question.lines
    ]
    return {
        "type": "SalesOrder",
        "companyCode": company,
        "code": question.external_id[:50],
        "date": question.on.isoformat(),
        "customerCode": question.customer[:50],
        "currencyCode": question.currency,
        "commit": False,
        "addresses": {"shipTo": {name: text for name, text in ship_to.items() if text}},
        "lines": lines,
    }


def _understood(answer: httpx.Response, question: TaxQuestion) -> TaxAnswer:
    if answer.status_code in _AWAY:
        raise TryAgain(f"The tax engine is away or busy ({answer.status_code}).")
    if answer.status_code in {401, 403, 404}:
        raise Misconfigured(
            f"The tax engine does not take the key or the address ({answer.status_code}).", next_step=_STEP
        )
    try:
        content = json.loads(answer.content, parse_float=Decimal)
    except ValueError:
        raise TryAgain("The tax engine's answer is cut or is no JSON.") from None
    if not answer.is_success:
        raise Refused(f"The tax engine refuses the order: {_says(content)}", document=question.external_id)
    try:
        lines = tuple(_line(one) for one in content["lines"])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        raise Refused(
            "The tax engine's answer has another shape than it published.", document=question.external_id
        ) from None
    if {one.position for one in lines} != {one.position for one in question.lines}:
        raise Refused("The tax engine answered for other lines than it was asked about.", document=question.external_id)
    return TaxAnswer(lines)


def _line(one: dict[str, Any]) -> LineTax:
    details = [
        f"{part.get('jurisName') or part.get('country') or 'tax'} {(Decimal(str(part['rate'])) * 100).normalize():f} %"
        for part in one.get("details") or ()
        if part.get("rate")
    ]
    return LineTax(int(one["lineNumber"]), Decimal(str(one["tax"])), " + ".join(details))


def _says(content: object) -> str:
    error = content.get("error") if isinstance(content, dict) else None
    text = error.get("message") if isinstance(error, dict) else None
    return str(text or "no reason given")[:_TEXT]
