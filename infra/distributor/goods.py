"""What the distributor sells: 400 products in ten categories, with packs, GTINs and suppliers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from infra.distributor.assortment import RANGES, SUPPLIERS
from infra.distributor.codes import gtin13, gtin14

PREFIX = "0614141"
CASES = {"Case of 6": 6, "Case of 12": 12, "Case of 24": 24}
STEP = Decimal("0.20")
"""List prices are multiples of it, so that discounts in steps of five percent stay whole cents."""

SIZES = (("small", "1"), ("medium", "1.4"), ("large", "1.9"), ("trade", "2.6"))
GROUPS = (("catering", "Catering"), ("hygiene", "Hygiene"), ("warehouse", "Warehouse"), ("office", "Office"))


@dataclass(frozen=True)
class Product:
    """One article; prices in the company's currency for one piece."""

    sku: str
    name: str
    category: str
    group: str
    gtin: str
    list_price: Decimal
    packs: tuple[tuple[str, str], ...]
    """(unit, GTIN) of each pack."""
    active: bool
    saleable: bool

    @property
    def sold(self) -> bool:
        """Whether it can be ordered."""
        return self.active and self.saleable

    @property
    def cost(self) -> Decimal:
        """What one piece costs us."""
        return (self.list_price * Decimal("0.6")).quantize(Decimal("0.01"))

    def row(self) -> dict[str, object]:
        """As the loader takes it."""
        return {
            "sku": self.sku,
            "name": self.name,
            "category": self.category,
            "gtin": self.gtin,
            "list_price": str(self.list_price),
            "cost": str(self.cost),
            "unit": "Units",
            "packs": [{"unit": unit, "gtin": gtin} for unit, gtin in self.packs],
            "active": self.active,
            "saleable": self.saleable,
            "storable": True,
            "weight": "0.5",
        }


def category_rows() -> list[dict[str, object]]:
    """Four groups, and ten categories below them."""
    top: list[dict[str, object]] = [{"code": code, "name": name, "parent": ""} for code, name in GROUPS]
    return top + [{"code": code.lower(), "name": name, "parent": group} for code, name, group, _ in RANGES]


def unit_rows() -> list[dict[str, object]]:
    """The cases, beside the units that every Odoo has."""
    return [{"name": name, "factor": str(factor), "reference": "Units"} for name, factor in CASES.items()]


def products(seed: int) -> list[Product]:
    """The whole catalogue; every thirtieth is archived, every fiftieth is not for sale."""
    chance = Random(f"{seed}/goods")
    made: list[Product] = []
    for code, _, group, nouns in RANGES:
        for noun in nouns:
            base = Decimal(chance.randrange(10, 200)) * STEP
            for size, factor in SIZES:
                made.append(_product(chance, len(made), (code, group, f"{noun}, {size}"), base * Decimal(factor)))
    return made


def _product(chance: Random, index: int, names: tuple[str, str, str], raw: Decimal) -> Product:
    code, group, name = names
    gtin = gtin13(PREFIX, 10001 + index)
    units = chance.sample(sorted(CASES), k=chance.choice((0, 1, 1, 1, 2)))
    return Product(
        sku=f"{code}-{1001 + index % 40}",
        name=name,
        category=code.lower(),
        group=group,
        gtin=gtin,
        list_price=max(STEP, (raw / STEP).to_integral_value() * STEP).quantize(Decimal("0.01")),
        packs=tuple((unit, gtin14(gtin, indicator)) for indicator, unit in enumerate(units, start=1)),
        active=index % 30 != 17,
        saleable=index % 50 != 23,
    )


def supplier_rows(seed: int, goods: list[Product]) -> list[dict[str, object]]:
    """Twelve suppliers, each with its prices, smallest quantities and lead times."""
    chance = Random(f"{seed}/suppliers")
    suppliers: list[dict[str, object]] = []
    for place, name in enumerate(SUPPLIERS):
        prices = [
            {
                "sku": product.sku,
                "price": str((product.list_price * Decimal("0.55")).quantize(Decimal("0.01"))),
                "min_quantity": str(chance.choice((1, 12, 24, 48))),
                "lead_days": chance.choice((3, 7, 14, 28)),
                "their_code": f"{name[:2].upper()}{product.gtin[7:12]}",
            }
            for product in goods[place :: len(SUPPLIERS)]
        ]
        code = f"S-{101 + place}"
        suppliers.append(_address(chance, code, name, gtin13("5012345", 100 + place)) | {"prices": prices})
    return suppliers


def _address(chance: Random, code: str, name: str, gln: str) -> dict[str, object]:
    return {
        "code": code,
        "name": name,
        "gln": gln,
        "country": chance.choice(("US", "DE", "NL", "CN")),
        "city": chance.choice(("Rotterdam", "Bremen", "Savannah", "Dayton", "Ningbo")),
        "zip": str(chance.randrange(10000, 99999)),
        "street": f"Dock {chance.randrange(1, 90)}",
        "email": f"orders@{name.split(maxsplit=1)[0].lower()}.example",
    }


def stock_rows(seed: int, goods: list[Product]) -> list[dict[str, object]]:
    """Stock of every active article in the first warehouse, and of each second one in the other."""
    chance = Random(f"{seed}/stock")
    rows: list[dict[str, object]] = []
    for index, product in enumerate(one for one in goods if one.active):
        rows.append({"sku": product.sku, "warehouse": "first", "quantity": str(chance.randrange(200, 3000))})
        if index % 2 == 0:
            rows.append({"sku": product.sku, "warehouse": "second", "quantity": str(chance.randrange(50, 500))})
    return rows
