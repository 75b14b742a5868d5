"""Words of an address in one form: case, accents, short forms, house numbers and compounds as people write them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SHORT = {
    "str": "strasse", "st": "street", "saint": "street", "sankt": "street", "rd": "road", "ave": "avenue",
    "av": "avenue", "avda": "avenida", "blvd": "boulevard", "bd": "boulevard", "bvd": "boulevard", "dr": "drive",
    "ln": "lane", "hwy": "highway", "pkwy": "parkway", "sq": "square", "ct": "court", "cir": "circle", "ter": "terrace",
    "ste": "suite", "apt": "suite", "apartment": "suite", "unit": "suite", "bldg": "building", "fl": "floor",
    "n": "north", "s": "south", "e": "east", "w": "west", "pl": "platz", "place": "platz", "ind": "industrial",
    "rte": "route", "che": "chemin", "pza": "plaza", "ctra": "carretera", "postfach": "pobox", "mt": "mount",
    "ft": "fort", "hbf": "hauptbahnhof",
}  # fmt: skip
_SAYS_NOTHING = frozenset({"nr", "no", "num", "number", "nummer", "numero", "hausnummer", "hausnr", "hnr", "and",
                           "und", "et", "y", "the"})  # fmt: skip
_SUFFIXES = ("strasse", "platz", "allee", "gasse", "weg")
_SINGLE = str.maketrans({
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i", "№": " ",
    "#": " ste ",
})  # fmt: skip
_DOUBLES = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"))
"""Müller and Mueller, Århus and Aarhus: both become the plain letter."""
_NOT_LETTERS = re.compile(r"[^0-9a-z]+")
_PO_BOX = re.compile(r"\bp\.?\s*o\.?\s*b(?:ox)?\b")
_LETTER_AFTER = re.compile(r"(\d+)\s*[-/]?\s*([a-df-mo-rt-vx-z])(?![0-9a-z])")
_LETTER_AT_END = re.compile(r"(\d+)\s*[-/]?\s*([a-z])\s*(?=$|[,;])", re.MULTILINE)
"""12 a, 12-a and 12/a are 12a; N, E, S and W are directions, but at the end of a line."""
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")


@dataclass(frozen=True, slots=True)
class Words:
    """What an address says, without order."""

    letters: frozenset[str]
    numbers: frozenset[str]
    """House numbers with their letters, floors, gates."""

    @property
    def none(self) -> bool:
        """It says nothing."""
        return not (self.letters or self.numbers)


def folded(text: str) -> str:
    """Lower case without accents, lines kept."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SINGLE))
    return "".join(one for one in plain if not unicodedata.combining(one))


@lru_cache(maxsize=65_536)
def words_of(text: str) -> Words:
    """The words of a folded text in one form."""
    joined = _LETTER_AT_END.sub(r"\1\2", _LETTER_AFTER.sub(r"\1\2", _PO_BOX.sub("pobox", text)))
    found = [one for one in _NOT_LETTERS.split(joined) if one and one not in _SAYS_NOTHING]
    numbers = frozenset(_number(one) for one in found if one[0].isdigit())
    letters = frozenset(part for one in found if not one[0].isdigit() for part in _word(one))
    return Words(letters, numbers)


def _number(token: str) -> str:
    plain = _ORDINAL.sub(r"\1", token)
    return plain.lstrip("0") or "0"


def _word(token: str) -> tuple[str, ...]:
    """One word, a compound in its parts: Hauptstr and Haupt Strasse are two words."""
    whole = _SHORT.get(token, token)
    if whole.endswith("str") and len(whole) > len("str"):
        whole += "asse"
    for suffix in _SUFFIXES:
        if whole.endswith(suffix) and len(whole) > len(suffix) + 2:
            return _plain(whole[: -len(suffix)]), _plain(suffix)
    return (_plain(whole),)


def _plain(word: str) -> str:
    for double, letter in _DOUBLES:
        word = word.replace(double, letter)
    return word
