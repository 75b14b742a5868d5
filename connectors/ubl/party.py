"""Parties of UBL documents: codes, global location numbers, names and addresses."""

from __future__ import annotations

from connectors.formats.xml import Element
from domain.documents.envelope import PartyReference

_GLN_SCHEMES = {"0088", "GLN", "ILN", "EAN", "EAN.UCC"}
_LINES = ("Postbox", "StreetName", "AdditionalStreetName", "BuildingName", "BuildingNumber", "Department", "Floor")
_PLACE = ("PostalZone", "CityName", "CountrySubentity")


def party_of(
    holder: Element | None, constant: str = "", *, place: Element | None = None, address: Element | None = None
) -> PartyReference | None:
    """A party by its holder (BuyerCustomerParty) or itself (DeliveryParty); None where nothing names one.

    Args:
        holder: the element.
        constant: the profile's code for it, which stands before what the file says.
        place: a location with an ID of its own.
        address: stands before the party's own.
    """
    party = (holder.first("Party") or holder) if holder is not None else None
    codes = [*_codes(place, "ID"), *(_party_codes(party) if party else [])]
    account = holder.text("SupplierAssignedAccountID") if holder is not None else ""
    own = next((code for code, gln in codes if not gln), "")
    found = PartyReference(
        code=constant or account or own,
        gln=next((code for code, gln in codes if gln), ""),
        name=_name(party) if party else (place.text("Name") if place else ""),
        address=_address(address or (party.first("PostalAddress") if party else None)),
        country=(address or party or Element("", "")).text(*_country_path(address)),
    )
    return found if found != PartyReference() else None


def ship_to_of(delivery: Element) -> PartyReference | None:
    """The party and the place of a Delivery; None where it names neither."""
    place = delivery.first("DeliveryLocation")
    address = (place.first("Address") if place else None) or delivery.first("DeliveryAddress")
    return party_of(delivery.first("DeliveryParty"), place=place, address=address)


def same_place(one: PartyReference, other: PartyReference | None) -> bool:
    """Whether both name one place: by the best of code, GLN, name and address that both have."""
    if other is None:
        return False
    pairs = ((one.gln, other.gln), (one.code, other.code), (one.name, other.name), (one.address, other.address))
    return next((mine == theirs for mine, theirs in pairs if mine and theirs), False)


def words_of(place: PartyReference) -> str:
    """A place for people."""
    return place.code or place.gln or place.name or " ".join(place.address)


def _country_path(address: Element | None) -> tuple[str, ...]:
    path = ("Country", "IdentificationCode")
    return path if address is not None else ("PostalAddress", *path)


def _codes(element: Element | None, *path: str) -> list[tuple[str, bool]]:
    text = element.text(*path) if element is not None else ""
    if element is None or not text:
        return []
    scheme = element.attribute("schemeID", *path).upper()
    agency = element.attribute("schemeAgencyID", *path)
    return [(text, scheme in _GLN_SCHEMES or agency == "9")]


def _party_codes(party: Element) -> list[tuple[str, bool]]:
    found = [code for one in party.all("PartyIdentification") for code in _codes(one, "ID")]
    return [*found, *_codes(party, "EndpointID")]


def _name(party: Element) -> str:
    return party.text("PartyName", "Name") or party.text("PartyLegalEntity", "RegistrationName")


def _address(address: Element | None) -> tuple[str, ...]:
    if address is None:
        return ()
    free = [text for line in address.all("AddressLine") if (text := line.text("Line"))]
    street = [text for name in _LINES if (text := address.text(name))]
    town = " ".join(text for name in _PLACE if (text := address.text(name)))
    return tuple(part for part in (*(street or free), town) if part)


def places_of(document: Element) -> tuple[PartyReference | None, PartyReference | None]:
    """Where all of it goes to, and the first place that is another one; None: there is none."""
    places = [place for one in document.all("Delivery") if (place := ship_to_of(one)) is not None]
    first = next(iter(places), None)
    return first, next((place for place in places if not same_place(place, first)), None)
