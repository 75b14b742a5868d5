"""Where and when goods go: wanted dates that can be kept, countries, carriers; and orders that are nearly the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.catalogue import finding
from domain.checks import DeliveryCheck
from domain.documents.master import Customer, Product
from domain.findings import Finding
from domain.keys import normalise
from domain.likeness import likeness
from domain.rules.registry import Case, rule
from domain.working_days import WorkingDays, earliest_delivery


@rule("SO-DATE-006", "SO-DATE-007")
def wanted_date_can_be_kept(case: Case) -> Iterator[Finding]:
    """No wanted date is before the earliest day on which the goods can be there."""
    check = case.profile.checks.delivery
    if check is None:
        return
    calendar = WorkingDays.of(check.weekdays, check.holidays)
    lead = check.country_lead_days.get(_country(case), check.lead_days) if check.country_lead_days else check.lead_days
    for path, wanted, positions in _wanted(case):
        days, slowest = _slowest(case, positions)
        earliest = earliest_delivery(calendar, _seen(case), cutoff=check.cutoff, lead_days=lead, product_days=days)
        if wanted < earliest:
            why = _because(check, lead, days, slowest)
            yield finding("SO-DATE-006", path=path, value=wanted, earliest=earliest, why=why)
        elif not calendar.is_open(wanted):
            yield finding("SO-DATE-007", path=path, value=wanted, next=calendar.first_from(wanted))


def _seen(case: Case) -> datetime:
    """The local moment at which the order is looked at; the begin of the day where only that is known."""
    now = case.facts.checks.now
    zone = ZoneInfo(case.profile.timezone)
    return now.astimezone(zone) if now is not None else datetime.combine(case.facts.today, time.min, zone)


def _wanted(case: Case) -> Iterator[tuple[str, date, list[int]]]:
    """Each wanted date once, with the lines that it is about."""
    own = {line.position: line.requested_date for line in case.order.lines}
    whole = [position for position, wanted in own.items() if wanted is None]
    if case.order.requested_date is not None and (whole or not own):
        yield "requested_date", case.order.requested_date, whole
    for position, wanted in own.items():
        if wanted is not None:
            yield f"lines[{position}].requested_date", wanted, [position]


def _slowest(case: Case, positions: list[int]) -> tuple[int, str]:
    found: list[Product] = []
    for line in case.resolved.lines:
        product = case.facts.products_by_id.get(line.product_id or 0)
        if product is not None and line.position in positions:
            found.append(product)
    slowest = max(found, key=lambda one: one.lead_days, default=None)
    return (slowest.lead_days, slowest.sku) if slowest else (0, "")


def _because(check: DeliveryCheck, lead: int, days: int, sku: str) -> str:
    product = f"product {sku} takes {days} days, then " if days else ""
    cutoff = f", orders after {check.cutoff:%H:%M} count as of the next" if check.cutoff else ""
    return f"{product}{lead} working days{cutoff}"


@rule("SO-SHIP-001", "SO-SHIP-002", "SO-SHIP-003")
def goods_may_go_there(case: Case) -> Iterator[Finding]:
    """The country is delivered to, and none of the goods may not be sent there."""
    rules = case.profile.checks.shipping
    by_country = [one for one in rules.restrictions if one.not_to]
    if not rules.countries and not by_country:
        return
    country = _country(case)
    if not country:
        yield finding("SO-SHIP-002", path="ship_to.country")
        return
    if rules.countries and country not in rules.countries:
        yield finding("SO-SHIP-001", path="ship_to.country", value=country, allowed=", ".join(rules.countries))
    for position, product in _products(case):
        for one in by_country:
            if country in one.not_to and _tagged(product, one.tag):
                path = f"lines[{position}].sku"
                yield finding("SO-SHIP-003", path=path, value=product.sku, tag=one.tag, country=country)


@rule("SO-SHIP-004")
def carrier_may_carry_the_goods(case: Case) -> Iterator[Finding]:
    """Goods with a tag go only with the carriers that may carry them."""
    for one in case.profile.checks.shipping.restrictions:
        if not one.carriers:
            continue
        carrier = next((place.carrier for place in _places(case) if place.carrier), "")
        if normalise(carrier) in {normalise(name) for name in one.carriers}:
            continue
        for position, product in _products(case):
            if _tagged(product, one.tag):
                path, allowed, stands = f"lines[{position}].sku", ", ".join(one.carriers), carrier or "none"
                yield finding("SO-SHIP-004", path=path, value=product.sku, tag=one.tag, allowed=allowed, carrier=stands)


@rule("SO-SHIP-005")
def carrier_goes_there(case: Case) -> Iterator[Finding]:
    """The customer's delivery method goes to the country of delivery."""
    served = {normalise(name): countries for name, countries in case.profile.checks.shipping.carrier_countries.items()}
    carrier = next((place.carrier for place in _places(case) if place.carrier), "") if served else ""
    allowed, country = served.get(normalise(carrier)), _country(case) if carrier else ""
    if allowed is not None and country and country not in allowed:
        yield finding("SO-SHIP-005", path="ship_to.country", value=country, carrier=carrier, allowed=", ".join(allowed))


def _products(case: Case) -> Iterator[tuple[int, Product]]:
    for line in case.resolved.lines:
        product = case.facts.products_by_id.get(line.product_id or 0)
        if product is not None:
            yield line.position, product


def _tagged(product: Product, tag: str) -> bool:
    return normalise(tag) in {normalise(one) for one in product.tags}


def _places(case: Case) -> Iterator[Customer]:
    """The delivery address, the customer, and the one it belongs to: the first that says something counts."""
    customer = case.matcher.party(case.order.customer, house=True).customer
    parent = case.facts.customers_by_id.get(customer.parent_id or 0) if customer else None
    for one in (case.matcher.ship_to(case.order.ship_to, customer), customer, parent):
        if one is not None:
            yield one


def _country(case: Case) -> str:
    """Of the known delivery address, else as stated there, else the customer's."""
    stated = case.order.ship_to
    places = list(_places(case))
    known = places[0].country if stated and case.resolved.ship_to_id and places else ""
    said = stated.country.strip().upper() if stated else ""
    elsewhere = bool(stated and (stated.code or stated.gln or stated.address)) and not case.resolved.ship_to_id
    return known or said or ("" if elsewhere else next((one.country for one in places if one.country), ""))


@rule("SO-ALIKE-002")
def order_is_unlike_the_last_ones(case: Case) -> Iterator[Finding]:
    """No earlier order of the customer is nearly the same; the likest is told, with reasons."""
    check = case.profile.checks.alike
    earlier = case.facts.checks.recent.get(case.resolved.external_id, ()) if check is not None else ()
    scored = [(likeness(case.order, one.order), one) for one in earlier]
    best = max(scored, key=lambda pair: pair[0].score, default=None)
    if check is None or best is None or best[0].score < check.score:
        return
    found, other = best
    yield finding(
        "SO-ALIKE-002",
        path="number",
        value=other.number,
        when=other.seen_on,
        score=found.score,
        reasons=found.words(),
    )
