"""Bodies of webhooks: the shop's orders with the names, numbers and texts of its REST form."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

API_VERSION = "2026-04"
_ZONE = timezone(timedelta(hours=-5))


def order_body(order: dict[str, Any]) -> dict[str, Any]:
    """What orders/create, orders/updated and orders/cancelled carry."""
    terms = order["__terms"]
    sums = {name: bag_body(order[key]) for name, key in _SETS.items()}
    entity = order["purchasingEntity"]
    company = None
    if entity["__typename"] == "PurchasingCompany":
        company = {"id": 1, "location_id": number(entity["location"]["id"])}
    return {
        "id": number(order["id"]),
        "admin_graphql_api_id": order["id"],
        "name": order["name"],
        "created_at": local(order["createdAt"]),
        "processed_at": local(order["processedAt"]),
        "updated_at": local(order["updatedAt"]),
        "cancelled_at": local(order["cancelledAt"]),
        "cancel_reason": None if order["cancelReason"] is None else order["cancelReason"].lower(),
        "currency": order["currencyCode"],
        "presentment_currency": order["presentmentCurrencyCode"],
        "taxes_included": order["taxesIncluded"],
        "test": order["test"],
        "confirmed": True,
        "source_name": order["sourceName"],
        "financial_status": order["displayFinancialStatus"].lower(),
        "fulfillment_status": _fulfilment(order),
        "note": order["note"],
        "po_number": order["poNumber"],
        "tags": "",
        "company": company,
        "customer": _customer(order["customer"]),
        "billing_address": _address(order["billingAddress"]),
        "shipping_address": _address(order["shippingAddress"]),
        "total_tip_received": amount(order["totalTipReceivedSet"]),
        "current_total_duties_set": bag_body(order["currentTotalDutiesSet"]),
        "current_total_additional_fees_set": bag_body(order["currentTotalAdditionalFeesSet"]),
        "current_subtotal_price": amount(order["currentSubtotalPriceSet"]),
        **sums,
        "total_discounts": _discounts(order),
        "line_items": [_line(item) for item in order["lineItems"]],
        "shipping_lines": [_shipping(line) for line in order["shippingLines"]],
        "refunds": [refund_body(order, refund) for refund in order["refunds"]],
        "fulfillments": [],
        "note_attributes": [],
        "discount_codes": [],
        "customer_locale": "en",
        "browser_ip": None,
        "estimated_taxes": False,
        "total_weight": 0,
        "duties_included": False,
        "merchant_business_entity_id": terms.currency,
    }


_SETS = {"current_subtotal_price_set": "currentSubtotalPriceSet"}


def refund_body(order: dict[str, Any], refund: dict[str, Any]) -> dict[str, Any]:
    """What refunds/create carries: the order by its number only."""
    items = [
        {
            "id": number(refund["id"]) * 10 + place,
            "line_item_id": number(item["lineItem"]["id"]),
            "quantity": item["quantity"],
            "restock_type": item["restockType"].lower(),
            "location_id": None,
            "line_item": {key: one for key, one in _line(item["lineItem"]).items() if key != "current_quantity"},
        }
        for place, item in enumerate(refund["refundLineItems"], 1)
    ]
    return {
        "id": number(refund["id"]),
        "admin_graphql_api_id": refund["id"],
        "order_id": number(order["id"]),
        "created_at": local(order["updatedAt"]),
        "note": None,
        "refund_line_items": items,
        "order_adjustments": [],
        "transactions": [],
    }


def number(gid: str) -> int:
    """The number at the end of a global id."""
    return int(gid.rpartition("/")[2])


def local(moment: str | None) -> str | None:
    """The same moment as webhooks write it: with the shop's zone."""
    if moment is None:
        return None
    return datetime.fromisoformat(moment).astimezone(_ZONE).isoformat()


def amount(bag: dict[str, Any]) -> str:
    """The shop's amount with two decimals."""
    return f"{Decimal(bag['shopMoney']['amount']):.2f}"


def bag_body(bag: dict[str, Any] | None) -> dict[str, Any] | None:
    """Both amounts."""
    if bag is None:
        return None
    return {
        name: {"amount": f"{Decimal(bag[key]['amount']):.2f}", "currency_code": bag[key]["currencyCode"]}
        for name, key in (("shop_money", "shopMoney"), ("presentment_money", "presentmentMoney"))
    }


def _line(item: dict[str, Any]) -> dict[str, Any]:
    price, variant = item["originalUnitPriceSet"], item["variant"]
    return {
        "id": number(item["id"]),
        "admin_graphql_api_id": item["id"],
        "name": item["name"],
        "title": item["name"],
        "sku": item["sku"],
        "variant_id": None if variant is None else number(variant["id"]),
        "product_id": None if variant is None else 1,
        "product_exists": variant is not None,
        "quantity": item["quantity"],
        "current_quantity": item["currentQuantity"],
        "fulfillable_quantity": item["unfulfilledQuantity"],
        "fulfillment_status": None,
        "gift_card": item["isGiftCard"],
        "requires_shipping": True,
        "taxable": True,
        "grams": 0,
        "price": amount(price),
        "price_set": bag_body(price),
        "total_discount": "0.00",
        "discount_allocations": [_allocation(one) for one in item["discountAllocations"]],
        "tax_lines": [_tax(one) for one in item["taxLines"]],
        "duties": [],
        "properties": [],
    }


def _allocation(one: dict[str, Any]) -> dict[str, Any]:
    bag = one["allocatedAmountSet"]
    return {"amount": amount(bag), "amount_set": bag_body(bag), "discount_application_index": 0}


def _tax(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "price": amount(one["priceSet"]),
        "price_set": bag_body(one["priceSet"]),
        "rate": one["rate"],
        "title": "Tax",
    }


def _shipping(line: dict[str, Any]) -> dict[str, Any]:
    price = line["originalPriceSet"]
    return {
        "id": number(line["id"]),
        "title": line["title"],
        "price": amount(price),
        "price_set": bag_body(price),
        "discounted_price": amount(price),
        "discounted_price_set": bag_body(price),
        "is_removed": line["isRemoved"],
        "discount_allocations": [],
        "tax_lines": [],
    }


def _customer(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": number(one["id"]),
        "admin_graphql_api_id": one["id"],
        "first_name": one["firstName"],
        "last_name": one["lastName"],
        "email": "ada@example.com",
        "currency": "USD",
    }


def _address(place: dict[str, Any] | None) -> dict[str, Any] | None:
    if place is None:
        return None
    names = {
        "name": "name", "first_name": "firstName", "last_name": "lastName", "company": "company",
        "address1": "address1", "address2": "address2", "zip": "zip", "city": "city",
        "province_code": "provinceCode", "country_code": "countryCodeV2",
    }  # fmt: skip
    return {name: place[key] for name, key in names.items()} | {"phone": None, "country": "United States"}


def _fulfilment(order: dict[str, Any]) -> str | None:
    known = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial"}
    return known.get(order["displayFulfillmentStatus"])


def _discounts(order: dict[str, Any]) -> str:
    bags = [one["allocatedAmountSet"] for item in order["lineItems"] for one in item["discountAllocations"]]
    return f"{sum((Decimal(bag['shopMoney']['amount']) for bag in bags), Decimal(0)):.2f}"
