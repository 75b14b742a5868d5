"""What we write as UBL: byte for byte, and in the order, number and types of the published schema."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from connectors.ubl.response import write_response
from domain.answers import UblAnswers
from domain.documents.outgoing import Address
from tests.published import schemas
from tests.unit.readers.answers_made import a_line, a_response, out, three_fates, with_substitutes

XSD = "{http://www.w3.org/2001/XMLSchema}"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
OURS = Address(id="4012345500004", qualifier="0088")
GOLDEN = """\
<?xml version="1.0" encoding="UTF-8"?>
<OrderResponse xmlns="urn:oasis:names:specification:ubl:schema:xsd:OrderResponse-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order_response:3</cbc:CustomizationID>
  <cbc:ProfileID>urn:fdc:peppol.eu:poacc:bis:ordering:3</cbc:ProfileID>
  <cbc:ID>RSP17</cbc:ID>
  <cbc:SalesOrderID>S00042</cbc:SalesOrderID>
  <cbc:IssueDate>2026-11-03</cbc:IssueDate>
  <cbc:IssueTime>09:05:00</cbc:IssueTime>
  <cbc:OrderResponseCode>CA</cbc:OrderResponseCode>
  <cbc:DocumentCurrencyCode>USD</cbc:DocumentCurrencyCode>
  <cac:OrderReference>
    <cbc:ID>PO-1001</cbc:ID>
  </cac:OrderReference>
  <cac:SellerSupplierParty>
    <cac:Party>
      <cbc:EndpointID schemeID="0088">4012345500004</cbc:EndpointID>
      <cac:PartyLegalEntity>
        <cbc:RegistrationName>Brightwater</cbc:RegistrationName>
      </cac:PartyLegalEntity>
    </cac:Party>
  </cac:SellerSupplierParty>
  <cac:BuyerCustomerParty>
    <cac:Party>
      <cbc:EndpointID schemeID="0088">0614141000012</cbc:EndpointID>
      <cac:PartyIdentification>
        <cbc:ID>0614141000012</cbc:ID>
      </cac:PartyIdentification>
      <cac:PartyLegalEntity>
        <cbc:RegistrationName>Granby Stores</cbc:RegistrationName>
      </cac:PartyLegalEntity>
    </cac:Party>
  </cac:BuyerCustomerParty>
  <cac:OrderLine>
    <cac:LineItem>
      <cbc:ID>1</cbc:ID>
      <cbc:Note>SO-LINE-004 Product 4712 is not known.</cbc:Note>
      <cbc:LineStatusCode>7</cbc:LineStatusCode>
      <cbc:Quantity unitCode="EA">12</cbc:Quantity>
      <cac:Price>
        <cbc:PriceAmount currencyID="USD">2.50</cbc:PriceAmount>
      </cac:Price>
      <cac:Item>
        <cbc:Name>4711</cbc:Name>
        <cac:BuyersItemIdentification>
          <cbc:ID>4711</cbc:ID>
        </cac:BuyersItemIdentification>
      </cac:Item>
    </cac:LineItem>
    <cac:OrderLineReference>
      <cbc:LineID>1</cbc:LineID>
    </cac:OrderLineReference>
  </cac:OrderLine>
</OrderResponse>
"""


def test_a_response_byte_for_byte() -> None:
    refused = three_fates().lines[2].model_copy(update={"position": 1, "partner_line": "1"})
    response = a_response(refused, verdict="changed", promised=None)
    spec = UblAnswers(supplier_name="Brightwater")
    assert write_response(response, spec, out(ours=OURS)).decode() == GOLDEN


@cache
def _types() -> dict[str, ET.Element]:
    """Complex types of the common library and the document, by name; elements by name to their type."""
    found: dict[str, ET.Element] = {}
    for path in (
        schemas("ubl", "xsd-2.1", "common", "UBL-CommonAggregateComponents-2.1.xsd"),
        schemas("ubl", "xsd-2.1", "maindoc", "UBL-OrderResponse-2.1.xsd"),
    ):
        root = ET.parse(path).getroot()
        found |= {f"type {one.get('name')}": one for one in root.findall(f"{XSD}complexType")}
        found |= {f"element {one.get('name')}": one for one in root.findall(f"{XSD}element")}
    return found


def faults(element: ET.Element) -> list[str]:
    """Children out of order, too many, missing, or unknown, all the way down."""
    name = element.tag.rpartition("}")[2]
    kind = (_types()[f"element {name}"].get("type") or "").rpartition(":")[2]
    sequence = _types()[f"type {kind}"].find(f"{XSD}sequence")
    assert sequence is not None
    wanted = [(one.get("ref", "").rpartition(":")[2], one) for one in sequence]
    names = [child.tag.rpartition("}")[2] for child in element]
    places = {ref: place for place, (ref, _) in enumerate(wanted)}
    wrong = [f"{name}/{one} is unknown" for one in names if one not in places]
    known = [places[one] for one in names if one in places]
    wrong += [f"{name}: {names} out of order"] if known != sorted(known) else []
    for ref, one in wanted:
        count, most = names.count(ref), one.get("maxOccurs", "1")
        if count < int(one.get("minOccurs", "1")) or (most != "unbounded" and count > int(most)):
            wrong.append(f"{name}/{ref} stands {count} times")
    aggregates = [child for child in element if child.tag.startswith(f"{{{CAC}}}")]
    return wrong + [fault for child in aggregates for fault in faults(child)]


def test_the_elements_stand_as_the_published_schema_has_them() -> None:
    for response in (
        three_fates(),
        with_substitutes(),
        a_response(),
        a_response(verdict="rejected", our_reference="", promised=None),
    ):
        root = ET.fromstring(write_response(response, UblAnswers(), out(ours=OURS)))
        assert faults(root) == []
        assert all(one.text and one.text.strip() for one in root.iter() if one.tag.startswith(f"{{{CBC}}}"))


def test_the_checker_of_this_test_finds_what_is_wrong() -> None:
    text = write_response(a_response(), UblAnswers(), out(ours=OURS)).decode()
    head = "<cbc:ID>RSP17</cbc:ID>"
    later = text.replace(head, "").replace("<cac:OrderReference>", f"{head}<cac:OrderReference>", 1)
    assert "out of order" in faults(ET.fromstring(later.encode()))[0]
    assert faults(ET.fromstring(text.replace(head, "").encode())) == ["OrderResponse/ID stands 0 times"]


@given(st.text(max_size=50), st.text(min_size=1, max_size=20))
def test_any_text_of_theirs_is_data(description: str, number: str) -> None:
    response = a_response(a_line(description=description), number=number)
    written = write_response(response, UblAnswers(lines="always"), out(ours=OURS))
    root = ET.fromstring(written)
    assert len(root.findall(f"{{{CAC}}}OrderLine")) == 1


def test_lines_stand_only_where_the_order_stands_with_changes_and_their_reasons_are_not_lost() -> None:
    refused = a_response(three_fates().lines[2], verdict="rejected", our_reference="")
    text = write_response(refused, UblAnswers(), out(ours=OURS)).decode()
    assert "OrderLine" not in text
    assert "<cbc:Note>SO-LINE-004 Product 4712 is not known.</cbc:Note>" in text
    assert "OrderLine" not in write_response(a_response(), UblAnswers(), out(ours=OURS)).decode()
    assert "OrderLine" in write_response(a_response(), UblAnswers(lines="always"), out(ours=OURS)).decode()


def test_a_product_that_stands_instead_or_is_offered_stands_beside_the_line() -> None:
    root = ET.fromstring(write_response(with_substitutes(), UblAnswers(), out(ours=OURS)))
    lines = root.findall(f"{{{CAC}}}OrderLine")
    found = [line.findtext(f"{{{CAC}}}{name}//{{{CAC}}}SellersItemIdentification/{{{CBC}}}ID")
             for line, name in zip(lines, ("SellerSubstitutedLineItem", "SellerProposedSubstituteLineItem"), strict=True)]  # fmt: skip
    assert found == ["BOLT-M8-2", "BOLT-M8-2"]


def test_a_partners_own_codes_are_data() -> None:
    spec = UblAnswers(codes={"order.changed": "AP", "line.quantity": "9"}, reasons={"SO-LINE-004": "77"}, profile="")
    text = write_response(three_fates(), spec, out(ours=OURS)).decode()
    assert "<cbc:OrderResponseCode>AP<" in text
    assert [part[0] for part in text.split("<cbc:LineStatusCode>")[1:]] == ["5", "9", "7"]
    assert "77<" in text
    assert "ProfileID" not in text
