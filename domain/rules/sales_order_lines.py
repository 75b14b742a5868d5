"""Each line: which product, which unit, how many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from domain.catalogue import finding
from domain.documents.sales_order import SalesOrderLine
from domain.findings import Finding
from domain.matching import CodeMatch, LineMatch
from domain.rules.registry import Case, rule
from domain.values.codes import check_gtin
from domain.values.quantity import decimals, fits_digits, is_pack, is_whole, rounded

MOST_UNITS = Decimal(10_000_000)
"""More than this on one line is no order but a product code in the wrong column."""
REPEATED = "SO-LINE-013"
_FIELDS = {"SKU": "sku", "product code": "partner_sku", "GTIN": "gtin"}


def _matched(case: Case) -> Iterator[tuple[SalesOrderLine, LineMatch]]:
    for line in case.order.lines:
        yield line, case.matcher.line(line)


def _path(line: SalesOrderLine, field: str) -> str:
    return f"lines[{line.position}].{field}"


@rule("SO-LINE-001", "SO-LINE-002", "SO-LINE-003", "SO-LINE-007")
def product_is_known_and_for_sale(case: Case) -> Iterator[Finding]:
    """The product is stated, known, not archived and for sale."""
    for line, match in _matched(case):
        product = match.product
        if product is not None and product.active and product.saleable:
            continue
        if not match.codes:
            yield finding("SO-LINE-001", path=_path(line, "sku"), value=line.description)
        elif not any(code.products for code in match.codes):
            first = match.codes[0]
            if not (first.kind == "GTIN" and check_gtin(line.gtin)):
                yield finding("SO-LINE-002", path=_path(line, _FIELDS[first.kind]), value=first.text, kind=first.kind)
        elif product is not None and not product.active:
            yield finding("SO-LINE-003", path=_path(line, "sku"), value=product.sku, name=product.name)
        elif product is not None:
            yield finding("SO-LINE-007", path=_path(line, "sku"), value=product.sku, name=product.name)


@rule("SO-LINE-005")
def gtin_has_its_check_digit(case: Case) -> Iterator[Finding]:
    """A stated GTIN is one."""
    for line in case.order.lines:
        why = check_gtin(line.gtin) if line.gtin else ""
        if why:
            yield finding("SO-LINE-005", path=_path(line, "gtin"), value=line.gtin, why=why)


@rule("SO-LINE-006", "SO-LINE-014")
def codes_name_one_product(case: Case) -> Iterator[Finding]:
    """SKU, partner's code and GTIN of a line lead to one product."""
    for line, match in _matched(case):
        if match.product is not None or not match.codes:
            continue
        several = [code for code in match.codes if len(code.products) > 1]
        for code in several:
            yield finding(
                "SO-LINE-014",
                path=_path(line, _FIELDS[code.kind]),
                value=code.text,
                kind=code.kind,
                count=len(code.products),
                names=", ".join(one.sku or one.name for one in code.products[:3]),
            )
        known = [code for code in match.codes if len(code.products) == 1]
        if not several and len(known) > 1:
            yield _contradiction(line, known)


def _contradiction(line: SalesOrderLine, known: list[CodeMatch]) -> Finding:
    first = known[0]
    second = next(code for code in known if code.products[0].record_id != first.products[0].record_id)
    return finding(
        "SO-LINE-006",
        path=_path(line, _FIELDS[second.kind]),
        value=second.text,
        first=f"{first.kind} {first.text}",
        first_sku=first.products[0].sku,
        second=f"{second.kind} {second.text}",
        second_sku=second.products[0].sku,
    )


@rule("SO-LINE-004", "SO-LINE-008", "SO-LINE-015")
def unit_is_known_and_fits(case: Case) -> Iterator[Finding]:
    """The unit is known, of the product's family, and the one of the GTIN's pack."""
    for line, match in _matched(case):
        own = case.facts.units_by_id.get(match.product.uom_id) if match.product else None
        if match.unit is None:
            yield finding("SO-LINE-004", path=_path(line, "unit"), value=line.unit or case.profile.default_unit)
        elif match.product is not None and match.per_unit is None:
            ours = own.name if own else "an unknown unit"
            yield finding("SO-LINE-008", path=_path(line, "unit"), value=line.unit, sku=match.product.sku, ours=ours)
        elif match.product is not None and match.pack is not None and match.pack.record_id != match.unit.record_id:
            yield finding(
                "SO-LINE-015",
                path=_path(line, "unit"),
                value=line.gtin,
                pack=match.pack.name,
                sku=match.product.sku,
                unit=match.unit.name,
            )


@rule("SO-LINE-009", "SO-LINE-010")
def quantity_can_be_kept(case: Case) -> Iterator[Finding]:
    """Packs are whole, and no digit would be rounded away."""
    for line, match in _matched(case):
        unit, quantity = match.unit, line.quantity
        if unit is None or (is_whole(quantity) and unit.rounding <= 1) or abs(quantity) > MOST_UNITS:
            continue
        own = case.facts.units_by_id.get(match.product.uom_id) if match.product else None
        if own is not None and is_pack(unit, own) and not is_whole(quantity):
            yield finding(
                "SO-LINE-009",
                path=_path(line, "quantity"),
                value=quantity,
                unit=unit.name,
                factor=f"{(unit.factor / own.factor).normalize():f}",
                ours=own.name,
            )
        elif not fits_digits(quantity, unit):
            yield finding(
                "SO-LINE-010",
                path=_path(line, "quantity"),
                value=quantity,
                unit=unit.name,
                rounded=rounded(quantity, unit),
                digits=decimals(unit),
            )


@rule("SO-LINE-011", "SO-LINE-012", "SO-LINE-016")
def quantity_is_sane(case: Case) -> Iterator[Finding]:
    """The quantity is above zero (returns apart) and within reason."""
    for line in case.order.lines:
        quantity, path, unit = line.quantity, _path(line, "quantity"), line.unit or "units"
        if not quantity:
            yield finding("SO-LINE-011", path=path, value=quantity, unit=unit)
        elif abs(quantity) > MOST_UNITS:
            yield finding("SO-LINE-016", path=path, value=quantity, unit=unit, limit=f"{MOST_UNITS:,}")
        elif quantity < 0 and not case.profile.returns.negative_quantity:
            yield finding("SO-LINE-012", path=path, value=quantity, unit=unit)


@rule(REPEATED)
def items_are_not_repeated(case: Case) -> Iterator[Finding]:
    """No product stands on two lines; said once a product."""
    yield from repeated((line.sku, line.position) for line in case.resolved.lines)


def repeated(lines: Iterable[tuple[str, int]]) -> Iterator[Finding]:
    """What is said of lines (our product code, position) whose product stands on others, too."""
    places: dict[str, list[int]] = {}
    for sku, position in lines:
        if sku:
            places.setdefault(sku, []).append(position)
    for sku, positions in places.items():
        if len(positions) > 1:
            shown = ", ".join(str(position) for position in positions)
            yield finding(REPEATED, path=f"lines[{positions[1]}].sku", value=sku, positions=shown)
