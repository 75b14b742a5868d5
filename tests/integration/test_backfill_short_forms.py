"""A plan's quick way with documents of simple lines says what the whole way says, on generated orders, odd ones too."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import yaml

from domain.documents.envelope import BusinessKey, PartyReference
from domain.documents.master import Company, Customer, PriceList, PriceListEntry, Product, Tax, UnitOfMeasure, Warehouse
from domain.documents.sales_order import SalesOrder, SalesOrderLine
from domain.keys import external_id
from ledger.book import Ledger
from ledger.values import MirrorRecord
from tasks.backfill.comparing import Compare, Now
from tasks.backfill.judging import Judge, Read
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.odoo_fixture import ledger_database

CHANNEL = "short"
PROFILE = {
    "partner": "short", "source_id": "short", "channel": CHANNEL, "format": "csv", "timezone": "Europe/London",
    "currencies": ["GBP", "JPY", "KWD"], "default_unit": "Units", "products": {"THEIR-1": "A-1"}, "units": {"DZ": "Dozens"},
    "returns": {"number_prefixes": ["C"]}, "price_tolerance": {"percent": "10"},
    "transport": {"inbox": "short/in", "outcomes": "short/out", "patterns": ["*.csv"]},
    "mapping": {"columns": {"number": "No", "line.sku": "Item", "line.quantity": "Qty"}},
}  # fmt: skip
WHOLE_SALE = [
    Product(
        record_id=n, template_id=n, sku=f"A-{n}", name=f'Nr "{n}" \\ü', uom_id=1, list_price=Decimal(n), tax_ids=(1,)
    )
    for n in range(1, 9)
]
ODD = [
    Product(record_id=20, template_id=20, sku="OLD", name="Old", uom_id=1, list_price=Decimal(3), active=False),
    Product(record_id=21, template_id=21, sku="BREAK", name="Break", uom_id=1, list_price=Decimal(3)),
    Product(record_id=22, template_id=22, sku="TAXED", name="Taxed", uom_id=1, list_price=Decimal(3), tax_ids=(2,)),
    Product(record_id=23, template_id=23, sku="DOZEN", name="Dozen", uom_id=1, list_price=Decimal(3)),
    Product(record_id=24, template_id=24, sku="FIVES", name="Five", uom_id=3, list_price=Decimal(3)),
    Product(
        record_id=25, template_id=25, sku="", gtin="04012345123456", name="By GTIN", uom_id=1, list_price=Decimal(3)
    ),
]
RECORDS = {
    "product": [(one, [("sku", one.sku), ("gtin", one.gtin)]) for one in (*WHOLE_SALE, *ODD)],
    "customer": [
        (Customer(record_id=1, code="K-1", name="One", pricelist_id=1, country="GB"), [("code", "K-1")]),
        (Customer(record_id=2, code="K-2", name="Two", pricelist_id=2, country="JP"), [("code", "K-2")]),
        (Customer(record_id=3, code="K-3", name="Gone", pricelist_id=1, active=False), [("code", "K-3")]),
        (Customer(record_id=4, code="K-4", name="Kuwait", pricelist_id=3), [("code", "K-4")]),
    ],
    "uom": [
        (UnitOfMeasure(record_id=1, name="Units", factor=Decimal(1), reference_id=1), [("name", "Units")]),
        (UnitOfMeasure(record_id=2, name="Dozens", factor=Decimal(12), reference_id=1), [("name", "Dozens")]),
        (
            UnitOfMeasure(record_id=3, name="Fives", factor=Decimal(1), reference_id=3, rounding=Decimal(5)),
            [("name", "Fives")],
        ),
    ],
    "pricelist": [
        (PriceList(record_id=n, name=name, currency=name), [("name", name)])
        for n, name in enumerate(("GBP", "JPY", "KWD"), 1)
    ],
    "pricelist_entry": [
        (PriceListEntry(record_id=1, pricelist_id=1, currency="GBP", applied_on="product", product_id=21,
                        min_quantity=Decimal(10), kind="fixed", fixed_price=Decimal(2)), []),
        *[(PriceListEntry(record_id=n + 1, pricelist_id=n, currency="X", applied_on="all", kind="fixed",
                          fixed_price=Decimal(4)), []) for n in (2, 3)],
    ],
    "tax": [
        (Tax(record_id=1, name="On top", amount=Decimal(20)), []),
        (Tax(record_id=2, name="Within", amount=Decimal(20), price_include=True), []),
    ],
    "company": [(Company(record_id=1, name="Ours", currency="GBP"), [("name", "Ours")])],
    "warehouse": [(Warehouse(record_id=1, code="WH", name="WH", company_id=1), [("code", "WH")])],
}  # fmt: skip
DESCRIPTIONS = ("Plain", 'With "quotes"', "back\\slash", "ümlaut €", "", "tab\there", "bell\x07", '"quantity":"1"')
QUANTITIES = ("1.5", "0", "-3", "10000001", "9999999", "1E+2", "12.0")
PRICES = (None, "0", "-1.00", "2.12345", "1E+1", "99999999", "0.0001", "3.99")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("short")
    (folder / "partners").mkdir()
    (folder / "partners" / "short.yaml").write_text(yaml.safe_dump(PROFILE))
    with ledger_database("short_forms") as url:
        Ledger(url).migrate()
        made = Resources(
            Settings(home=folder, ledger_url=url, partners=folder / "partners", odoo_url="http://127.0.0.1:9",
                     odoo_database="short", mirror_seconds=86_400)  # type: ignore[arg-type]
        )  # fmt: skip
        made.mirror_read_at[made.odoo_target] = float("inf")
        with made.ledger.open() as book:
            for kind, records in RECORDS.items():
                rows = [
                    MirrorRecord(one.record_id, [code for code in codes if code[1]], active=getattr(one, "active", True),
                                 data=one.model_dump_json().encode(), write_date=datetime.now(UTC))
                    for one, codes in records
                ]  # fmt: skip
                book.mirror.refresh(made.odoo_target, kind, rows)
            book.commit("tests.mirror")
        yield made
        made.ledger.close()


def generated(seed, count=120, odd=0.1):
    """Orders of which the given share of lines and heads is odd in one of many ways."""
    dice = random.Random(seed)
    return [_read(_order(dice, f"{'C' if dice.random() < odd / 3 else ''}N{seed}-{n}", odd), n) for n in range(count)]


def _order(dice, number, odd):
    customer, currency = dice.choice((("K-1", "GBP"),) * 4 + (("K-2", "JPY"), ("K-4", "KWD")))
    if dice.random() < odd:
        customer = dice.choice(("K-3", "K-9", "", "k-1"))
    key = BusinessKey(source_id="short", company="", partner="short", type="sales_order", number=number)
    more = {}
    if dice.random() < odd:
        more = dice.choice((
            {"stated_total": Decimal("12.00")}, {"stated_line_count": 2}, {"requested_date": date(2011, 1, 1)},
            {"ship_to": PartyReference(code="K-2")}, {"currency": "XXX"}, {"lines": ()}, {"note": '],"stated_total":'},
            {"ordered_at": datetime(2099, 1, 1, tzinfo=UTC)},
        ))  # fmt: skip
    share = odd if dice.random() < 0.5 else 0
    lines = tuple(_line(dice, place, share, currency) for place in range(1, dice.randint(1, 9) + 1))
    whole = {
        "key": key, "number": number, "customer": PartyReference(code=customer, name="Änne", country="GB"),
        "currency": currency, "lines": lines, "source_rows": (1, 2),
        "ordered_at": datetime(2011, 6, 1, 12, tzinfo=UTC) + timedelta(hours=dice.randint(0, 9999)),
    }  # fmt: skip
    return SalesOrder(**(whole | more))


def _line(dice, place, odd, currency):
    sku = dice.choice(WHOLE_SALE).sku
    ours = Decimal(sku[2:]) if currency == "GBP" else Decimal(4)
    line = {"position": place, "sku": sku, "quantity": Decimal(dice.randint(1, 5000)), "description": "Line",
            "unit_price": (ours * Decimal(f"1.0{dice.randint(0, 9)}")).quantize(Decimal("0.0001"))}  # fmt: skip
    if dice.random() < odd:
        line |= dice.choice((
            {"quantity": Decimal(dice.choice(QUANTITIES))},
            {"unit_price": (price := dice.choice(PRICES)) and Decimal(price)},
            {"description": dice.choice(DESCRIPTIONS)},
            {"sku": dice.choice(("NO-SUCH", "a-1", "", *(one.sku for one in ODD)))},
            {"sku": "", "partner_sku": dice.choice(("THEIR-1", "THEIR-2"))},
            {"sku": "", "gtin": dice.choice(("04012345123456", "4012345123457"))},
            {"unit": dice.choice(("DZ", "Dozens", "Units", "NO"))},
            {"requested_date": date(2011, 7, 1)},
            {"position": place + 1},
        ))  # fmt: skip
    return SalesOrderLine(**line)


def _read(order, number):
    return Read(file=0, ordinal=number + 1, external_id=external_id(order.key), content_hash=order.number,
                number=order.number, ordered_on=date(2011, 6, 1), currency=order.currency, total=order.total(),
                lines=len(order.lines), payload=order.model_dump_json().encode(), findings=())  # fmt: skip


def planned(judge, batch):
    judged = judge.judge(batch)
    compare = Compare("draft", judge._profile.total_tolerance)
    nothing = Now({}, {}, {}, None)
    return judged, [compare.planned(one, nothing) for one in judged]


@pytest.mark.parametrize("odd", [0.0, 0.1, 0.5])
def test_short_forms_give_the_plan_that_whole_documents_give(house, odd):
    quick, whole = Judge(house, CHANNEL), Judge(house, CHANNEL, short=False)
    shortened = documents = 0
    for seed in range(8):  # kinds of lines are kept from batch to batch
        batch = generated(seed, odd=odd)
        judged, ours = planned(quick, batch)
        _, theirs = planned(whole, batch)
        assert ours == theirs, next((a, b) for a, b in zip(ours, theirs, strict=True) if a != b)
        shortened += sum(one.short is not None for one in judged)
        documents += len(batch)
    assert shortened == documents if not odd else documents * 0.2 < shortened < documents
    assert {one.action for one in ours} >= ({"create", "exception"} if odd else {"create"})


def test_what_stands_in_odoo_is_resolved_whole(house):
    batch = generated(1, 5, odd=0.0)
    judged = Judge(house, CHANNEL).judge(batch, {batch[2].external_id})
    assert [one.resolved is None for one in judged] == [True, True, False, True, True]


def test_repeated_products_are_said_by_the_short_form(house):
    batch = generated(2, 60, odd=0.0)
    _, ours = planned(Judge(house, CHANNEL), batch)
    assert any(found.code == "SO-LINE-013" for one in ours for found in one.findings)
