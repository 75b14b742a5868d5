"""Figures for the checks, asked once a batch kept in the mirror: where Odoo is away, the last ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from domain.check_facts import CheckFacts, CreditFact, OrderElsewhere, RecentOrder, StockFact
from domain.checks import TaxCheck
from domain.documents.resolved_order import ResolvedOrder
from domain.documents.sales_order import SalesOrder
from domain.errors import LadingError, Misconfigured, Refused, TryAgain
from domain.facts import OrderFacts
from domain.keys import external_id
from domain.profile import PartnerProfile
from domain.tax_answers import TaxAnswer
from domain.taxes import tax_question
from ledger.book import Book
from ledger.commitments import Claim
from ledger.values import MirrorRecord
from tasks.counting import read_counted
from tasks.runtime.resources import Resources

_CREDIT, _STOCK = "credit", "free_stock"
_MOST_RECENT = 60
"""Earlier orders of a customer that an order is compared with."""
_Read = Callable[[], Iterable[CreditFact | StockFact]]


def with_figures(
    house: Resources,
    orders: Sequence[SalesOrder],
    resolved: Sequence[ResolvedOrder],
    profile: PartnerProfile,
    facts: OrderFacts,
) -> OrderFacts:
    """The facts with what the profile's checks need besides.

    Args:
        house: ledger and Odoo.
        orders: the batch.
        resolved: the same orders in our records.
        profile: the partner's.
        facts: what was read for the batch so far.

    Raises:
        TryAgain: the ledger is away. Odoo may be: then the figures are the last ones, and say how old they are.
    """
    checks = profile.checks
    if not (checks.live or checks.alike or checks.delivery or checks.tax):
        return facts
    now = datetime.now(UTC)
    trouble: list[str] = []
    credit = _credit(house, resolved, facts, trouble) if checks.credit else {}
    stock = _stock(house, resolved, facts, trouble) if checks.stock else {}
    recent = _recent(house, orders, now - timedelta(days=checks.alike.days)) if checks.alike else {}
    others = _elsewhere(house, orders, resolved, profile, now) if checks.alike else {}
    taxes = _taxes(house, orders, resolved, facts, checks.tax) if checks.tax else {}
    return facts.asked(
        CheckFacts(now, credit, stock, recent=recent, elsewhere=others, taxes=taxes, trouble="; ".join(trouble))
    )


def _credit(
    house: Resources, resolved: Sequence[ResolvedOrder], facts: OrderFacts, trouble: list[str]
) -> Mapping[int, CreditFact]:
    """By commercial customer."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for order in resolved:
        customer = facts.customers_by_id.get(order.customer_id or 0)
        if customer is not None and order.company_id is not None:
            wanted[order.company_id].add(customer.house_id)
    found: dict[int, CreditFact] = {}
    for company, customers in wanted.items():
        listed = sorted(customers)
        claims = partial(_credit_claims, house, company, listed)
        read = partial(house.figures.credit, listed, company)
        _keep(house, _CREDIT, partial(read_counted, house, claims, read), trouble)
        for row in _kept(house, _CREDIT, [f"{company}:{one}" for one in listed]):
            fact = CreditFact.model_validate_json(row)
            found[fact.customer_id] = fact
    return found


def _stock(
    house: Resources, resolved: Sequence[ResolvedOrder], facts: OrderFacts, trouble: list[str]
) -> Mapping[tuple[int, int], StockFact]:
    """By product and warehouse."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for order in resolved:
        for line in order.lines:
            product = facts.products_by_id.get(line.product_id or 0)
            if product is not None and product.storable and order.warehouse_id is not None:
                wanted[order.warehouse_id].add(product.record_id)
    found: dict[tuple[int, int], StockFact] = {}
    for warehouse, products in wanted.items():
        listed = sorted(products)
        claims = partial(_stock_claims, code_of(facts, warehouse), [facts.products_by_id[one].sku for one in listed])
        read = partial(house.figures.free, listed, warehouse)
        _keep(house, _STOCK, partial(read_counted, house, claims, read), trouble)
        for row in _kept(house, _STOCK, [f"{warehouse}:{one}" for one in listed]):
            fact = StockFact.model_validate_json(row)
            found[fact.product_id, fact.warehouse_id] = fact
    return found


def _credit_claims(
    house: Resources, company: int, customers: Sequence[int], book: Book, since: datetime
) -> list[Claim]:
    return book.commitments.credit(house.odoo_target, company, customers, since)


def _stock_claims(warehouse: str, skus: Sequence[str], book: Book, since: datetime) -> list[Claim]:
    return [one for one in book.commitments.stock(skus, since) if one.warehouse == warehouse]


def code_of(facts: OrderFacts, warehouse: int) -> str:
    """The code of a warehouse, by which goods are kept; empty: it is not known."""
    return next((one.code for one in facts.warehouses if one.record_id == warehouse), "")


def _taxes(
    house: Resources,
    orders: Sequence[SalesOrder],
    resolved: Sequence[ResolvedOrder],
    facts: OrderFacts,
    check: TaxCheck,
) -> dict[str, TaxAnswer]:
    """What the tax engine says, by external id; an engine that is away is asked no more for this batch."""
    found: dict[str, TaxAnswer] = {}
    why_not = ""
    try:
        engine = house.tax_engine(check.company_code)
    except Misconfigured as error:
        engine, why_not = None, _why(error)
    for order, ours in zip(orders, resolved, strict=True):
        question = tax_question(ours, facts, order.ship_to)
        if question is None:
            continue
        if engine is not None and not why_not:
            try:
                found[ours.external_id] = engine.quote(question)
            except Refused as error:
                found[ours.external_id] = TaxAnswer((), _why(error))
            except (TryAgain, Misconfigured) as error:
                why_not = _why(error)
        found.setdefault(ours.external_id, TaxAnswer((), why_not))
    if engine is not None:
        engine.close()
    return found


def _keep(house: Resources, kind: str, read: _Read, trouble: list[str]) -> None:
    """Ask Odoo and keep the answer; where it can't be asked, the last answer counts and ``trouble`` says why."""
    try:
        facts = list(read())
    except (TryAgain, Misconfigured) as error:
        trouble.append(_why(error))
        return
    records = [_record(fact) for fact in facts]
    with house.ledger.open() as book:
        book.mirror.refresh(house.odoo_target, kind, records)
        book.commit("tasks.figures")


def _why(error: LadingError) -> str:
    return error.what.rstrip(".")


def _record(fact: CreditFact | StockFact) -> MirrorRecord:
    """One record a customer and company, or product and warehouse, under a number of its own."""
    place, owner = (
        (fact.company_id, fact.customer_id) if isinstance(fact, CreditFact) else (fact.warehouse_id, fact.product_id)
    )
    codes = (("of", f"{place}:{owner}"),)
    return MirrorRecord(
        place << 40 | owner, codes, active=True, data=fact.model_dump_json().encode(), write_date=fact.read_at
    )


def _kept(house: Resources, kind: str, codes: Sequence[str]) -> list[bytes]:
    with house.ledger.open() as book:
        return book.mirror.found(house.odoo_target, kind, "of", codes)


def _recent(house: Resources, orders: Sequence[SalesOrder], since: datetime) -> dict[str, list[RecentOrder]]:
    """Earlier orders of the same customers, by external id of the order that they are compared with."""
    by_partner: dict[str, list[SalesOrder]] = defaultdict(list)
    for order in orders:
        by_partner[order.key.partner].append(order)
    found: dict[str, list[RecentOrder]] = {}
    for partner, some in by_partner.items():
        with house.ledger.open() as book:
            rows = book.recent(partner, [_reference(order) for order in some], since, _MOST_RECENT)
        taken = [(row, SalesOrder.model_validate_json(row.payload)) for row in rows]
        own = {row.external_id: row.document_id for row in rows}
        for order in some:
            name, customer = external_id(order.key), _reference(order)
            found[name] = [
                RecentOrder(row.number, row.captured_at.date(), other)
                for row, other in taken
                if row.customer == customer and row.document_id < own.get(name, row.document_id + 1)
            ]
    return found


def _elsewhere(
    house: Resources,
    orders: Sequence[SalesOrder],
    resolved: Sequence[ResolvedOrder],
    profile: PartnerProfile,
    now: datetime,
) -> dict[str, list[OrderElsewhere]]:
    """Orders of the same customers of ours by other channels; a house account is nobody's own."""
    assert profile.checks.alike is not None  # noqa: S101 - the caller has looked
    askers = {
        ours.external_id: ours.customer_id
        for order, ours in zip(orders, resolved, strict=True)
        if ours.customer_id is not None and (order.customer.code or order.customer.gln)
    }
    found: dict[str, list[OrderElsewhere]] = defaultdict(list)
    if askers:
        since = now - timedelta(days=profile.checks.alike.days)
        with house.ledger.open() as book:
            rows = book.elsewhere(profile.channel, askers, since, _MOST_RECENT)
        for row in rows:
            other = OrderElsewhere(row.channel, row.captured_at.date(), ResolvedOrder.model_validate_json(row.resolved))
            found[row.asker].append(other)
    return found


def _reference(order: SalesOrder) -> bytes:
    """The customer as it stands in the payload of each of its orders, up to the first brace that closes."""
    text = b'"customer":' + order.customer.model_dump_json().encode()
    return text[: text.index(b"}") + 1]
