"""A delivery address that a person lets be made: its fields out of the words, and the id that makes it once."""

from __future__ import annotations

import base64
import hashlib

from domain.address_words import folded, words_of
from domain.documents.envelope import PartyReference
from domain.documents.master import Customer
from domain.frozen import Frozen
from domain.keys import MODULE
from domain.postal import postal_key, split_place

_MOST_LINES = 2


class NewAddress(Frozen):
    """A delivery address of a customer, as it would be made in the system of record."""

    external_id: str
    """Of the customer and the address' words: the same address in other spelling has the same."""
    customer_id: int
    """Record of the commercial customer that it belongs to."""
    name: str
    street: str
    street2: str
    zip_code: str
    city: str
    country: str
    """ISO 3166-1 alpha-2; empty: not known."""

    def in_words(self) -> str:
        """One line."""
        place = f"{self.zip_code} {self.city}".strip()
        return ", ".join(one for one in (self.name, self.street, self.street2, place, self.country) if one)


def new_address(stated: PartyReference, customer: Customer) -> NewAddress | None:
    """What would be made of an address in words; None: street or place is missing, so a person must.

    Args:
        stated: without a code of ours.
        customer: whose it is; its country is taken where the address names none.
    """
    stated_country = stated.country.strip().upper()
    country = stated_country if len(stated_country) == len("DE") else "" if stated_country else customer.country
    lines = [part for line in stated.address for part in _parts(line, alone=len(stated.address) == 1)]
    if len(lines) < _MOST_LINES:
        return None
    place = next((one for one in reversed(range(1, len(lines))) if split_place(lines[one], country)[0]), len(lines) - 1)
    code, city = split_place(lines[place], country)
    streets = [line for number, line in enumerate(lines) if number != place]
    if not city and len(streets) > 1:
        city = streets.pop()  # the postal code has a line of its own
    if not (city and streets):
        return None
    return NewAddress(
        external_id=_external_id(customer, [*streets, city], postal_key(code, country), country),
        customer_id=customer.house_id,
        name=" ".join(stated.name.split()),
        street=streets[0],
        street2=", ".join(streets[1:]),
        zip_code=code,
        city=city,
        country=country,
    )


def _parts(line: str, *, alone: bool) -> list[str]:
    """A line without needless blanks; an address in one line is cut at its commas."""
    parts = line.split(",") if alone else [line]
    return [found for part in parts if (found := " ".join(part.split()).strip(" ,;"))]


def _external_id(customer: Customer, lines: list[str], code: str, country: str) -> str:
    words = words_of(folded("\n".join(lines)))
    said = "\x1f".join((str(customer.house_id), country, code, *sorted(words.numbers), "", *sorted(words.letters)))
    digest = hashlib.sha256(said.encode("utf-8", "backslashreplace")).digest()
    return f"{MODULE}.address_{base64.b32encode(digest).decode().lower()[:26]}"
