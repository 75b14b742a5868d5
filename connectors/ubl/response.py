"""UBL OrderResponse (2.1, as Peppol orders it): the answer to an order, or to a change of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from connectors.ubl.kinds import PREFIX
from domain.answers import UblAnswers
from domain.documents.envelope import PartyReference
from domain.documents.order_response import OrderResponse, Reason, ResponseLine
from domain.documents.outgoing import Address, Outgoing

CODES = {
    "order.accepted": "AP",
    "order.changed": "CA",
    "order.rejected": "RE",
    "line.accepted": "5",
    "line.changed": "3",
    "line.rejected": "7",
}
"""OrderResponseCode and LineStatusCode by what they say; a profile may name others."""
DEFAULT_UNIT = "C62"
GLN_SCHEME = "0088"
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Node = tuple[str, str] | tuple[str, str, dict[str, str]] | tuple[str, "Sequence[Node]"]
"""Name with text, with text and attributes, or with what stands inside."""


def write_response(response: OrderResponse, spec: UblAnswers, out: Outgoing) -> bytes:
    """The OrderResponse, in UTF-8; the same response gives the same bytes."""
    codes = spec.codes_over(CODES)
    lines = response.lines if spec.lines == "always" or response.verdict == "changed" else ()
    reasons = response.reasons if lines else _all_reasons(response)
    nodes: list[Node] = [
        ("cbc:CustomizationID", spec.customization),
        ("cbc:ProfileID", spec.profile),
        ("cbc:ID", f"RSP{out.numbers.interchange}"),
        ("cbc:SalesOrderID", response.our_reference),
        ("cbc:IssueDate", f"{out.made_at:%Y-%m-%d}"),
        ("cbc:IssueTime", f"{out.made_at:%H:%M:%S}"),
        ("cbc:OrderResponseCode", codes[f"order.{response.verdict}"]),
        ("cbc:Note", _said(reasons)),
        ("cbc:DocumentCurrencyCode", response.currency),
        ("cac:OrderReference", [("cbc:ID", response.number)]),
        ("cac:SellerSupplierParty", [("cac:Party", _us(spec, out.ours))]),
        ("cac:BuyerCustomerParty", [("cac:Party", _party(response.customer))]),
    ]
    if response.promised:
        nodes.append(("cac:Delivery", _promised(f"{response.promised:%Y-%m-%d}")))
    nodes += [
        ("cac:OrderLine", [("cac:LineItem", _line(one, response, spec, codes)), *_instead(one), _reference(one)])
        for one in lines
    ]
    kept = [node for node in nodes if node[0].rpartition(":")[2] not in spec.leave_out]
    spaces = "".join(
        f" {name}={quoteattr(PREFIX + space + '-2')}"
        for name, space in (
            ("xmlns", "OrderResponse"),
            ("xmlns:cac", "CommonAggregateComponents"),
            ("xmlns:cbc", "CommonBasicComponents"),
        )
    )
    body = "".join(_written(node, 1) for node in kept)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<OrderResponse{spaces}>\n{body}</OrderResponse>\n'.encode()


def _us(spec: UblAnswers, ours: Address) -> list[Node]:
    return [_endpoint(ours.id, ours.qualifier), _named(spec.supplier_name or ours.id)]


def _named(name: str) -> Node:
    return ("cac:PartyLegalEntity", [("cbc:RegistrationName", name)])


def _endpoint(code: str, scheme: str) -> Node:
    known = scheme if re.fullmatch(r"\d{4}", scheme) else GLN_SCHEME if scheme == "14" else ""
    return ("cbc:EndpointID", code, {"schemeID": known}) if known else ("cbc:EndpointID", code)


def _party(party: PartyReference) -> list[Node]:
    nodes: list[Node] = []
    if party.gln:
        nodes.append(("cbc:EndpointID", party.gln, {"schemeID": GLN_SCHEME}))
    if party.code or party.gln:
        nodes.append(("cac:PartyIdentification", [("cbc:ID", party.code or party.gln)]))
    return [*nodes, _named(party.name)] if party.name else nodes


def _promised(day: str) -> list[Node]:
    return [("cac:PromisedDeliveryPeriod", [("cbc:StartDate", day), ("cbc:EndDate", day)])]


def _instead(line: ResponseLine) -> list[Node]:
    """The product that stands in its place, or that we offer."""
    if not line.instead:
        return []
    name = "cac:SellerProposedSubstituteLineItem" if line.verdict == "rejected" else "cac:SellerSubstitutedLineItem"
    item: list[Node] = [("cbc:Name", line.instead), ("cac:SellersItemIdentification", [("cbc:ID", line.instead)])]
    inside: list[Node] = [("cbc:ID", line.partner_line or str(line.position)), ("cac:Item", item)]
    return [(name, inside)]


def _reference(line: ResponseLine) -> Node:
    """To the line of the order."""
    return ("cac:OrderLineReference", [("cbc:LineID", line.partner_line or str(line.position))])


def _all_reasons(response: OrderResponse) -> Sequence[Reason]:
    """Also those of lines, each once, where the lines are left out."""
    every = (*response.reasons, *(reason for line in response.lines for reason in line.reasons))
    return tuple(dict.fromkeys(every))


def _line(line: ResponseLine, response: OrderResponse, spec: UblAnswers, codes: dict[str, str]) -> list[Node]:
    status = codes[f"line.{line.verdict}"]
    if line.verdict == "changed" and len(line.differences) == 1:
        status = codes.get(f"line.{line.differences[0]}", status)
    named = [spec.reasons[one.code] for one in line.reasons if one.code in spec.reasons]
    many = line.ordered if line.verdict == "rejected" else line.quantity
    nodes: list[Node] = [
        ("cbc:ID", line.partner_line or str(line.position)),
        ("cbc:Note", _said(line.reasons)),
        ("cbc:LineStatusCode", named[0] if named and line.verdict != "accepted" else status),
        ("cbc:Quantity", f"{many:f}", {"unitCode": line.unit or DEFAULT_UNIT}),
    ]
    if line.promised and line.verdict != "rejected":
        nodes.append(("cac:Delivery", _promised(f"{line.promised:%Y-%m-%d}")))
    if line.price is not None and response.currency:
        amount: Node = ("cbc:PriceAmount", f"{line.price:f}", {"currencyID": response.currency})
        nodes.append(("cac:Price", [amount]))
    return [*nodes, ("cac:Item", _item(line))]


def _item(line: ResponseLine) -> list[Node]:
    return [
        ("cbc:Name", line.description or line.sku or line.partner_sku or line.gtin),
        ("cac:BuyersItemIdentification", [("cbc:ID", line.partner_sku)]),
        ("cac:SellersItemIdentification", [("cbc:ID", line.sku)]),
        ("cac:StandardItemIdentification", [("cbc:ID", line.gtin, {"schemeID": "0160"})]),
    ]


def _said(reasons: Sequence[Reason]) -> str:
    return "; ".join(f"{one.code} {one.text}" for one in reasons)


def _clean(text: str) -> str:
    return _NOT_XML.sub(" ", text).strip()


def _written(node: Node, depth: int) -> str:
    """One element on a line of its own; what holds no text at all is left out, an Item is not."""
    blank, name = "  " * depth, node[0]
    inside = node[1]
    if isinstance(inside, str):
        text = escape(_clean(inside))
        attributes = node[2] if len(node) > 2 else {}  # noqa: PLR2004 - the third is the attributes
        said = "".join(f" {key}={quoteattr(_clean(value))}" for key, value in attributes.items())
        return f"{blank}<{name}{said}>{text}</{name}>\n" if text else ""
    body = "".join(_written(one, depth + 1) for one in inside)
    if not body:
        return f"{blank}<{name}/>\n" if name in {"cac:Item", "cac:Party"} else ""
    return f"{blank}<{name}>\n{body}{blank}</{name}>\n"
