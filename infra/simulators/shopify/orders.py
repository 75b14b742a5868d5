"""Orders of the simulated shop, in the shape of the Admin API; ``shapes`` makes webhook bodies of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Sold:
    """One line that a customer buys."""

    sku: str | None
    quantity: int
    price: str
    title: str = ""
    discount: str = "0.00"
    """Off all pieces together."""
    variant: int | None = 1
    gift_card: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for a whole order."""

    currency: str = "USD"
    presentment: str = ""
    """Empty: the same."""
    rate: str = "1"
    """Of the customer's money for one of the shop's."""
    taxes_included: bool = False
    tax_rate: str = "0"
    shipping: str = "0.00"
    tip: str = "0.00"
    test: bool = False
    source: str = "web"
    financial: str = "PAID"
    note: str | None = None
    po_number: str | None = None
    company_location: int | None = None


def gid(kind: str, number: int) -> str:
    """A global id."""
    return f"gid://shopify/{kind}/{number}"


def stamp(moment: datetime) -> str:
    """A moment as the Admin API writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def new_order(number: int, lines: Sequence[Sold], terms: Terms, now: datetime) -> dict[str, Any]:
    """An order as it stands at once after the checkout."""
    items = [line_item(number * 100 + place, sold, terms) for place, sold in enumerate(lines, 1)]
    buyer = terms.company_location
    entity: dict[str, Any] = {"__typename": "Customer", "id": gid("Customer", 700 + number % 50)}
    if buyer is not None:
        location = {"__typename": "CompanyLocation", "id": gid("CompanyLocation", buyer)}
        entity = {"__typename": "PurchasingCompany", "location": location}
    order: dict[str, Any] = {
        "__typename": "Order",
        "id": gid("Order", number),
        "name": f"#{number % 100_000}",
        "createdAt": stamp(now),
        "processedAt": stamp(now),
        "updatedAt": stamp(now),
        "cancelledAt": None,
        "cancelReason": None,
        "currencyCode": terms.currency,
        "presentmentCurrencyCode": terms.presentment or terms.currency,
        "taxesIncluded": terms.taxes_included,
        "test": terms.test,
        "sourceName": terms.source,
        "displayFinancialStatus": terms.financial,
        "displayFulfillmentStatus": "UNFULFILLED",
        "note": terms.note,
        "poNumber": terms.po_number,
        "customer": person(700 + number % 50),
        "purchasingEntity": entity,
        "billingAddress": address(number),
        "shippingAddress": address(number),
        "totalTipReceivedSet": money(Decimal(terms.tip), terms),
        "currentTotalDutiesSet": None,
        "currentTotalAdditionalFeesSet": None,
        "lineItems": items,
        "shippingLines": _shipping(number, terms),
        "refunds": [],
        "fulfillments": [],
        "__terms": terms,
    }
    order["fulfillmentOrders"] = [_fulfilment_order(number, items)]
    summed(order)
    return order


def line_item(number: int, sold: Sold, terms: Terms) -> dict[str, Any]:
    """A line with its discounts and taxes."""
    total = Decimal(sold.price) * sold.quantity - Decimal(sold.discount)
    rate = Decimal(terms.tax_rate)
    tax = (total * rate / (1 + rate) if terms.taxes_included else total * rate).quantize(CENT, ROUND_HALF_UP)
    off = [{"__typename": "DiscountAllocation", "allocatedAmountSet": money(Decimal(sold.discount), terms)}]
    taxed = [{"__typename": "TaxLine", "priceSet": money(tax, terms), "title": "Tax", "rate": float(rate)}]
    variant = None if sold.variant is None else {"__typename": "ProductVariant", "id": gid("ProductVariant", number)}
    return {
        "__typename": "LineItem",
        "id": gid("LineItem", number),
        "name": sold.title or f"Article {sold.sku or 'without a code'}",
        "sku": sold.sku,
        "quantity": sold.quantity,
        "currentQuantity": sold.quantity,
        "unfulfilledQuantity": sold.quantity,
        "isGiftCard": sold.gift_card,
        "variant": variant,
        "originalUnitPriceSet": money(Decimal(sold.price), terms),
        "discountAllocations": off if Decimal(sold.discount) else [],
        "taxLines": taxed if tax else [],
    }


def _shipping(number: int, terms: Terms) -> list[dict[str, Any]]:
    if not Decimal(terms.shipping):
        return []
    line = {
        "__typename": "ShippingLine",
        "id": gid("ShippingLine", number * 10),
        "title": "Standard",
        "isRemoved": False,
        "originalPriceSet": money(Decimal(terms.shipping), terms),
        "discountAllocations": [],
        "taxLines": [],
    }
    return [line]


def _fulfilment_order(number: int, items: list[dict[str, Any]]) -> dict[str, Any]:
    lines = [
        {
            "__typename": "FulfillmentOrderLineItem",
            "id": gid("FulfillmentOrderLineItem", number * 100 + place),
            "remainingQuantity": item["quantity"],
            "lineItem": item,
        }
        for place, item in enumerate(items, 1)
    ]
    place = gid("FulfillmentOrder", number)
    return {"__typename": "FulfillmentOrder", "id": place, "status": "OPEN", "lineItems": lines}


def summed(order: dict[str, Any]) -> None:
    """The shop's own sum of the lines as they are now."""
    total = Decimal(0)
    for item in order["lineItems"]:
        off = sum((_shop(one["allocatedAmountSet"]) for one in item["discountAllocations"]), Decimal(0))
        whole = _shop(item["originalUnitPriceSet"]) * item["quantity"] - off
        total += (whole * item["currentQuantity"] / item["quantity"]).quantize(CENT, ROUND_HALF_UP)
    order["currentSubtotalPriceSet"] = money(total, order["__terms"])


def money(amount: Decimal, terms: Terms) -> dict[str, Any]:
    """An amount in both currencies; as the Admin API writes it, without needless zeros but one."""
    theirs = (amount * Decimal(terms.rate)).quantize(CENT, ROUND_HALF_UP)
    second = terms.presentment or terms.currency
    return {
        "__typename": "MoneyBag",
        "shopMoney": {"__typename": "MoneyV2", "amount": _text(amount), "currencyCode": terms.currency},
        "presentmentMoney": {"__typename": "MoneyV2", "amount": _text(theirs), "currencyCode": second},
    }


def person(number: int) -> dict[str, Any]:
    """A customer."""
    return {"__typename": "Customer", "id": gid("Customer", number), "firstName": "Ada", "lastName": f"Moss {number}"}


def address(number: int) -> dict[str, Any]:
    """Where a customer lives."""
    return {
        "__typename": "MailingAddress",
        "name": f"Ada Moss {700 + number % 50}",
        "firstName": "Ada",
        "lastName": f"Moss {700 + number % 50}",
        "company": None,
        "address1": f"{number % 90 + 1} Quay Street",
        "address2": None,
        "zip": "04101",
        "city": "Portland",
        "provinceCode": "ME",
        "countryCodeV2": "US",
    }


def _shop(bag: dict[str, Any]) -> Decimal:
    return Decimal(bag["shopMoney"]["amount"])


def _text(amount: Decimal) -> str:
    plain = f"{amount.normalize():f}"
    return plain if "." in plain else f"{plain}.0"
