"""Who buys: 200 customers of four partners, with GLNs, countries and price lists; some are archived."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from infra.distributor.codes import gtin13
from infra.distributor.pricelists import (
    CLUB,
    CONTRACT,
    COST_PLUS,
    EUROPE,
    HOTELS,
    PROMOTION,
    RETAIL,
    STANDARD,
    VOLUME,
)

PARTNERS = (("granby", 50), ("hanseat", 50), ("fieldbook", 70), ("meridian", 30))
STREETS = ("Mill Road", "Station Street", "Harbour Way", "Church Lane", "Market Square", "Bridge Street", "Canal Side")
US_CITIES = ("Dayton", "Toledo", "Akron", "Erie", "Albany", "Ithaca", "Utica", "Dover", "Salem", "Concord")
EU_CITIES = (("DE", "Bremen"), ("DE", "Münster"), ("DE", "Köln"), ("AT", "Linz"), ("NL", "Groningen"), ("FR", "Metz"))
NAMES = ("Bistro", "Hotel", "Café", "Kantine", "Gasthof", "Catering", "Brasserie", "Hostel", "Restaurant", "Pension")
OWNERS = ("Anker", "Brücke", "Linde", "Mühle", "Rose", "Sonne", "Stern", "Turm", "Adler", "Krone", "Hirsch", "Löwe")
HOTEL_KINDS = ("Inn", "Suites", "Resort", "Lodge", "Residences")
SHOPS = ("Diner", "Deli", "Bakery", "School", "Clinic", "Gym", "Office park", "Theatre", "Library", "Garage")


@dataclass(frozen=True)
class Customer:
    """One buyer; ``code`` is our customer number."""

    code: str
    partner: str
    name: str
    gln: str
    country: str
    city: str
    street: str
    pricelist: str
    active: bool

    def row(self) -> dict[str, object]:
        """As the loader takes it."""
        return {
            "code": self.code,
            "name": self.name,
            "gln": self.gln,
            "country": self.country,
            "city": self.city,
            "zip": self.gln[7:12],
            "street": self.street,
            "email": f"{self.code.lower()}@{self.partner}.example",
            "active": self.active,
            "pricelist": self.pricelist,
        }


def customers(seed: int) -> list[Customer]:
    """All customers; every nineteenth is archived."""
    chance = Random(f"{seed}/customers")
    made: list[Customer] = []
    for partner, count in PARTNERS:
        made += [_customer(chance, partner, place, 1001 + len(made) + place) for place in range(count)]
    return made


def _customer(chance: Random, partner: str, place: int, number: int) -> Customer:
    country, city = ("US", chance.choice(US_CITIES))
    if partner == "hanseat":
        country, city = chance.choice(EU_CITIES)
    return Customer(
        code=f"C-{number}",
        partner=partner,
        name=_name(chance, partner, place, city),
        gln=gtin13("4098765", number),
        country=country,
        city=city,
        street=f"{chance.randrange(1, 200)} {chance.choice(STREETS)}",
        pricelist=_pricelist(chance, partner),
        active=number % 19 != 7,
    )


def _name(chance: Random, partner: str, place: int, city: str) -> str:
    if partner == "granby":
        return f"Granby Stores #{place + 1:03d} {city}"
    if partner == "hanseat":
        return f"{chance.choice(NAMES)} {chance.choice(OWNERS)} {city} {place + 1}"
    if partner == "meridian":
        return f"Meridian {chance.choice(HOTEL_KINDS)} {city} {place + 1}"
    return f"{city} {chance.choice(SHOPS)} {place + 1}"


def _pricelist(chance: Random, partner: str) -> str:
    if partner == "granby":
        return chance.choice((RETAIL, CONTRACT))
    if partner == "hanseat":
        return EUROPE
    if partner == "meridian":
        return chance.choice((HOTELS, COST_PLUS, CLUB))
    return chance.choice((STANDARD, VOLUME, PROMOTION, STANDARD))
