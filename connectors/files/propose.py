"""A mapping proposed for a table that no profile fits: from its headings and the shape of its values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime

from connectors.files.columns import folded
from connectors.files.propose_wide import wide_of
from connectors.files.synonyms import HEADINGS
from domain.mapping import DATE_FIELDS
from domain.values.codes import check_gtin
from domain.values.money import known_currency

NEEDED = ("number", "line.partner_sku", "line.quantity")
DATE_FORMATS = (
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S%z",
    "%d.%m.%Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%y",
    "%d/%m/%Y",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y",
    "%m/%d/%Y %H:%M",
    "%m/%d/%y %H:%M",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%m-%Y",
    "%d-%m-%y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y.%m.%d.",
    "%Y%m%d",
    "%d %b %Y",
)
MOST_UNITS = 20
_POINT = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})*(\.[0-9]+)?|[+-]?[0-9]+(\.[0-9]+)?")
_COMMA = re.compile(r"[+-]?[0-9]{1,3}([. '\xa0][0-9]{3})*(,[0-9]+)?|[+-]?[0-9]+(,[0-9]+)?")
_MARKS = re.compile(r"€|\$|£|zł|kč|kr\.?|ft|lei|eur|usd|gbp|pln|czk|chf|sek|dkk|nok|huf|ron", re.IGNORECASE)
MOST, HALF = 0.9, 0.5
"""Share of a column's values that must have a shape; where the heading says the same, half is enough."""


def proposal(header: Sequence[str], rows: Sequence[Sequence[str]], *, wide: bool = True) -> dict[str, object]:
    """A mapping as a profile would have it, and which needed fields no column was found for.

    Args:
        header: the headings.
        rows: some rows of text cells, each as long as the header.
        wide: look for columns of sizes too.
    """
    columns = {name: [row[at].strip() for row in rows if row[at].strip()] for at, name in enumerate(header)}
    chosen = dict(_by_heading(header, columns))
    _by_shape(chosen, columns)
    if "ship_to.code" in chosen and not {"customer.code", "customer.gln"} & set(chosen):
        chosen["customer.code"] = chosen.pop("ship_to.code")  # the shop is all that says who orders
    if _differs_within(chosen, header, rows):
        del chosen["stated_total"]
    dates = [value for field in DATE_FIELDS if field in chosen for value in columns[chosen[field]]]
    counted = [field for field in ("line.quantity", "line.unit_price", "stated_total") if field in chosen]
    numbers = [value for field in counted for value in columns[chosen[field]]]
    mapping: dict[str, object] = {"layout": "rows", "columns": chosen, **_decimal([_bare(one) for one in numbers])}
    marks = list(dict.fromkeys(found for value in numbers for found in _MARKS.findall(value)))
    if marks:
        mapping["marks"] = marks
    formats = date_formats(dates)
    if formats:
        mapping["date_formats"] = formats
    sizes = wide_of(header, rows, chosen) if wide else None
    if sizes:
        mapping |= sizes
        chosen = {str(field): "" for field in (*chosen, "line.sku", "line.quantity")}
    missing = [field for field in NEEDED if field not in chosen]
    if "line.partner_sku" in missing and {"line.sku", "line.gtin"} & set(chosen):
        missing.remove("line.partner_sku")
    units = columns[chosen["line.unit"]] if chosen.get("line.unit") else []
    return {"mapping": mapping, "missing": missing, "units": list(dict.fromkeys(units))[:MOST_UNITS]}


def date_formats(values: Sequence[str]) -> list[str]:
    """Formats that fit most of the values; the likelier of day first and month first where both fit."""
    sample = values[:200]
    fitting = [form for form in DATE_FORMATS if sample and _fits(sample, form) >= MOST * len(sample)]
    if fitting:
        return fitting[:1]
    return [form for form in DATE_FORMATS if _fits(sample, form)][:3]


def _fits(values: Sequence[str], form: str) -> int:
    return sum(_is_date(value, form) for value in values)


def _is_date(value: str, form: str) -> bool:
    try:
        datetime.strptime(value, form)  # noqa: DTZ007 - only whether it fits
    except ValueError:
        return False
    return True


def _plain(heading: str) -> str:
    """Folded, with accents taken off: 'Quantité' is 'quantite'."""
    apart = unicodedata.normalize("NFKD", heading.replace("ß", "ss"))
    return folded("".join(c for c in apart if not unicodedata.combining(c)))


def _by_heading(header: Sequence[str], columns: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Exact headings first, then those that begin or end with a known one of four letters or more."""
    taken: set[str] = set()
    found: set[str] = set()
    for exact in (True, False):
        for field, words in HEADINGS.items():
            if field in found:
                continue
            hit = _heading(header, words.split(), taken, exact=exact)
            if hit is not None and _possible(field, columns[hit]):
                taken.add(hit)
                found.add(field)
                yield field, hit


def _heading(header: Sequence[str], words: list[str], taken: set[str], *, exact: bool) -> str | None:
    free = [(name, _plain(name)) for name in header if name and name not in taken]
    for word in words:
        for name, plain in free:
            near = len(word) >= len("menge") and (plain.startswith(word) or plain.endswith(word))
            last = not exact and _plain(name.rpartition(".")[2]) == word  # of a path: lines.qty
            if plain == word or last or (not exact and near):
                return name
    return None


def _possible(field: str, values: list[str]) -> bool:
    """Whether a column's values can be of that field at all."""
    if not values:
        return True
    if field in {"line.quantity", "line.unit_price", "stated_total"}:
        bare = [_bare(value) for value in values]
        return _share(bare, lambda v: bool(_POINT.fullmatch(v) or _COMMA.fullmatch(v))) >= HALF
    if field in DATE_FIELDS:
        return bool(date_formats(values))
    return True


def _bare(value: str) -> str:
    """A number without the sign of a currency."""
    return _MARKS.sub("", value).strip()


def _differs_within(chosen: dict[str, str], header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether what looked like an order's total is another on each line: then it is a line's."""
    if not {"number", "stated_total"} <= set(chosen):
        return False
    number, total = header.index(chosen["number"]), header.index(chosen["stated_total"])
    totals: dict[str, set[str]] = {}
    for row in rows:
        totals.setdefault(row[number].strip(), set()).add(row[total].strip())
    return any(len(seen) > 1 for seen in totals.values())


def _by_shape(chosen: dict[str, str], columns: dict[str, list[str]]) -> None:
    """What headings did not say: GTINs by check digit, currency codes, the one column of dates."""
    free = {name: values for name, values in columns.items() if name not in chosen.values() and values and name}
    for name, values in free.items():
        if (
            "line.gtin" not in chosen
            and _share(values, lambda v: v.isascii() and v.isdigit() and not check_gtin(v)) >= MOST
        ):
            chosen["line.gtin"] = name
        elif "currency" not in chosen and all(known_currency(value) for value in set(values)):
            chosen["currency"] = name
    dated = [name for name in free if name not in chosen.values() and _fits_a_date(free[name])]
    if "ordered_at" not in chosen and len(dated) == 1:
        chosen["ordered_at"] = dated[0]


def _fits_a_date(values: list[str]) -> bool:
    return any(_fits(values[:50], form) >= MOST * len(values[:50]) for form in DATE_FORMATS)


def _share(values: Sequence[str], test: object) -> float:
    sample = values[:200]
    return sum(bool(test(value)) for value in sample) / len(sample) if sample and callable(test) else 0.0


def _decimal(values: Sequence[str]) -> dict[str, str]:
    """Decimal comma, and the mark between thousands, where the numbers show one."""
    commas = [value for value in values if re.search(r",[0-9]{1,2}$|,[0-9]{4,}$", value)]
    if commas:
        grouped = next(
            (m.group(1) for value in values if (m := re.search(r"[0-9]([. '\xa0])[0-9]{3}(,|$)", value))), ""
        )
        return {"decimal": ",", "thousands": grouped.replace("\xa0", " ")} if grouped else {"decimal": ","}
    grouped = any(re.search(r"[0-9],[0-9]{3}(\.|$)", value) for value in values)
    return {"decimal": ".", "thousands": ","} if grouped else {"decimal": "."}
