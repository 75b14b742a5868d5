"""Is an address in words one of those that we know? Normalised, compared word by word; in doubt, no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from domain.documents.envelope import PartyReference
from domain.documents.master import Customer

ENOUGH = 0.75
"""Share of words that must be the same, postal code and house number apart, which must be all the same."""
_WORDS = {
    "str": "strasse", "st": "street", "saint": "street", "rd": "road", "ave": "avenue", "av": "avenue",
    "blvd": "boulevard", "dr": "drive", "ln": "lane", "hwy": "highway", "pkwy": "parkway", "sq": "square",
    "ste": "suite", "bldg": "building", "fl": "floor", "n": "north", "s": "south", "e": "east", "w": "west",
    "pl": "platz", "ind": "industrial", "unit": "suite",
}  # fmt: skip
_NOT_LETTERS = re.compile(r"[^0-9a-z]+")
_SINGLE = {"ß": "ss", "æ": "ae", "ø": "o", "ł": "l"}


@dataclass(frozen=True, slots=True)
class AddressMatch:
    """What an address in words leads to."""

    customer: Customer | None
    """The one known address that it is; None: none, or more than one."""
    nearest: str = ""
    """The known address that is most like it, in words; empty: none is."""


def matched(stated: PartyReference, known: Sequence[Customer]) -> AddressMatch:
    """The one of ``known`` addresses that is meant by the words of ``stated``."""
    words = _words(" ".join(stated.address))
    active = [one for one in known if one.active and one.street]
    scored = [(_share(words, one), one) for one in active if _same_place(words, stated, one)]
    good = [one for share, one in scored if share >= ENOUGH]
    best = max(scored, key=lambda pair: pair[0], default=None)
    nearest = in_words(best[1]) if best else ""
    return AddressMatch(good[0] if len({_text(one) for one in good}) == 1 else None, nearest)


def in_words(address: Customer) -> str:
    """One line: code or name, street, postal code, city, country."""
    place = f"{address.zip_code} {address.city}".strip()
    named = (address.code or address.name, address.street, address.street2, place, address.country)
    return ", ".join(one for one in named if one)


def _same_place(words: frozenset[str], stated: PartyReference, known: Customer) -> bool:
    """Country, postal code and all numbers of the street are the same."""
    if stated.country and known.country and stated.country.strip().upper() != known.country:
        return False
    code = _words(known.zip_code)
    numbers = {one for one in _words(known.street) if one[0].isdigit()}
    theirs = {one for one in words if one[0].isdigit()}
    ours = {one for one in _words(_text(known)) if one[0].isdigit()}
    return bool(code) and code <= words and numbers <= words and theirs <= ours


def _share(words: frozenset[str], known: Customer) -> float:
    ours = _words(_text(known))
    letters = (words ^ ours, words | ours)
    apart, every = ({one for one in some if not one[0].isdigit()} for some in letters)
    return 1 - len(apart) / len(every) if every else 1.0


def _text(known: Customer) -> str:
    return f"{known.street} {known.street2} {known.zip_code} {known.city}"


def _words(text: str) -> frozenset[str]:
    """Its words without case, accents, points and common short forms."""
    folded = text.casefold()
    for letter, instead in _SINGLE.items():
        folded = folded.replace(letter, instead)
    plain = "".join(one for one in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(one))
    found = (_WORDS.get(one, one) for one in _NOT_LETTERS.split(plain) if one)
    return frozenset(f"{one}asse" if one.endswith("str") and len(one) > len("str") else one for one in found)
