"""Is an address in words one of those that we know? Normalised, compared and scored; in doubt, no.

What must be the same: country where both say one, postal code, all numbers. Three quarters of the words must be, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from domain.address_words import Words, folded, words_of
from domain.documents.envelope import PartyReference
from domain.documents.master import Customer
from domain.postal import postal_key, without_postal_code

ENOUGH = 0.75
"""Share of words that must be the same, postal code and numbers apart, which must be all the same."""
_NEAR, _NEAR_LETTERS, _NEAR_COUNTS = 0.85, 5, 0.8
"""A word of five letters or more with one wrong: it counts nearly as the right one."""
_MOST_LOOKED_AT = 500
_PLACE, _NUMBERS, _WORDS = 30, 30, 40
"""Of a hundred points."""


@dataclass(frozen=True, slots=True)
class AddressMatch:
    """What an address in words leads to."""

    customer: Customer | None
    """The one known address that it is; None: none, or more than one."""
    nearest: str = ""
    """The known address that is most like it, in words; empty: none is."""
    score: int = 0
    """0 to 100, of the one taken or of the nearest."""
    why: str = ""
    """What is the same and what is not, in words."""


@dataclass(frozen=True, slots=True)
class _Compared:
    known: Customer
    score: int
    fits: bool
    why: str


def matched(stated: PartyReference, known: Sequence[Customer]) -> AddressMatch:
    """The one of ``known`` addresses that is meant by the words of ``stated``."""
    text = folded("\n".join(stated.address))
    if words_of(text).none:
        return AddressMatch(None)
    compared = [_compared(text, stated, one) for one in _likely(text, known)]
    best = max(compared, key=lambda one: (one.fits, one.score), default=None)
    if best is None or not best.score:
        return AddressMatch(None)
    fitting = [one for one in compared if one.fits]
    one_only = len({_text(one.known) for one in fitting}) == 1
    return AddressMatch(fitting[0].known if one_only else None, in_words(best.known), best.score, best.why)


def _likely(text: str, known: Sequence[Customer]) -> list[Customer]:
    """Those whose postal code is named; where there is none, some, for the nearest: a house may have thousands."""
    active = [one for one in known if one.active and one.street]
    said = "".join(one for one in text if one.isalnum())
    return [one for one in active if postal_key(one.zip_code, one.country) in said] or active[:_MOST_LOOKED_AT]


def in_words(address: Customer) -> str:
    """One line: code or name, street, postal code, city, country."""
    place = f"{address.zip_code} {address.city}".strip()
    named = (address.code or address.name, address.street, address.street2, place, address.country)
    return ", ".join(one for one in named if one)


def _compared(text: str, stated: PartyReference, known: Customer) -> _Compared:
    country = stated.country.strip().upper()
    abroad = bool(country and known.country and country != known.country)
    code = postal_key(known.zip_code, known.country)
    rest = without_postal_code(text, code, known.country)
    theirs, ours = words_of(rest if rest is not None else text), words_of(_text(known))
    numbers = words_of(folded(known.street)).numbers <= theirs.numbers <= ours.numbers
    same_code = rest is not None
    share, near = _share(theirs, ours, look_near=same_code and numbers)
    very_same = theirs == ours and not code
    fits = not abroad and numbers and (very_same or (same_code and share >= ENOUGH))
    score = _PLACE * (same_code or very_same) * (not abroad) + _NUMBERS * numbers + round(_WORDS * share)
    apart = _Apart(country if abroad else "", known, same_code=same_code, numbers=numbers)
    return _Compared(known, score, fits, "; ".join((*apart.words(theirs, ours), *_said(theirs, ours, near))))


@dataclass(frozen=True, slots=True)
class _Apart:
    """What must be the same and is it or not."""

    abroad: str
    known: Customer
    same_code: bool
    numbers: bool

    def words(self, theirs: Words, ours: Words) -> Iterator[str]:
        if self.abroad:
            yield f"another country ({self.known.country})"
        code = self.known.zip_code
        yield f"postal code {code} {'is the same' if self.same_code else 'is not named'}" if code else "no postal code"
        if self.numbers:
            yield f"number {_listed(theirs.numbers)} is the same" if theirs.numbers else "no numbers"
        else:
            yield f"number {_listed(theirs.numbers)} here, {_listed(ours.numbers)} there"


def _said(theirs: Words, ours: Words, near: dict[str, str]) -> Iterator[str]:
    shared = theirs.letters & ours.letters
    yield f"{len(shared)} of {len(theirs.letters | ours.letters)} words are the same"
    if near:
        yield ", ".join(f"'{one}' is near '{other}'" for one, other in sorted(near.items()))
    alone = (theirs.letters - ours.letters - set(near)) | (ours.letters - theirs.letters - set(near.values()))
    if alone:
        yield f"only on one side: {_listed(alone)}"


def _listed(words: frozenset[str] | set[str]) -> str:
    return ", ".join(sorted(words)) or "none"


def _share(theirs: Words, ours: Words, *, look_near: bool) -> tuple[float, dict[str, str]]:
    """How many of the words are the same, and which are nearly."""
    every = theirs.letters | ours.letters
    if not every:
        return 1.0, {}
    near: dict[str, str] = {}
    left = sorted(ours.letters - theirs.letters) if look_near else []
    for one in sorted(theirs.letters - ours.letters):
        other = next((word for word in left if _is_near(one, word)), None)
        if other is not None:
            near[one] = other
            left.remove(other)
    same = len(theirs.letters & ours.letters) + _NEAR_COUNTS * len(near)
    return same / (len(every) - len(near)), near


def _is_near(one: str, other: str) -> bool:
    return (
        min(len(one), len(other)) >= _NEAR_LETTERS
        and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _NEAR
    )


def _text(known: Customer) -> str:
    return folded(f"{known.street}\n{known.street2}\n{known.city}")
