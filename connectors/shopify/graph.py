"""The shape of the GraphQL Admin API: the same order as in its webhooks, with other names and global ids."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from connectors.formats.numbers import decimal_of
from connectors.shopify.rest import BACK
from connectors.shopify.wire import (
    FINANCIAL,
    FULFILLMENT,
    NO_BAG,
    Bag,
    Fields,
    ShopAddress,
    ShopCharge,
    ShopLine,
    ShopOrder,
    address_lines,
    number_of,
)

_EXTRAS = {
    "tip": "totalTipReceivedSet",
    "duties": "currentTotalDutiesSet",
    "additional fees": "currentTotalAdditionalFeesSet",
}
_NOTHING_YET = "unfulfilled"


def graph_order(head: Fields) -> ShopOrder:
    """The order of a node of ``orders``; what is wrong with its form is in ``head.wrong``."""
    customer, buyer = head.object("customer"), head.object("purchasingEntity")
    location = buyer.object("location") if buyer else None
    currency = head.text("currencyCode", needed=True).upper()
    fulfillment = head.choice("displayFulfillmentStatus", FULFILLMENT)
    return ShopOrder(
        id=number_of(head.text("id", needed=True)),
        name=head.text("name", needed=True),
        created_at=head.moment("processedAt") or head.moment("createdAt", needed=True),
        updated_at=head.moment("updatedAt"),
        cancelled_at=head.moment("cancelledAt"),
        cancel_reason=head.text("cancelReason").lower(),
        currency=currency,
        presentment=head.text("presentmentCurrencyCode").upper() or currency,
        taxes_included=head.flag("taxesIncluded"),
        test=head.flag("test"),
        source=head.text("sourceName").lower(),
        financial=head.choice("displayFinancialStatus", FINANCIAL),
        fulfillment="" if fulfillment == _NOTHING_YET else fulfillment,
        customer=number_of(customer.text("id")) if customer else "",
        company_location=number_of(location.text("id")) if location else "",
        customer_name=f"{customer.text('firstName')} {customer.text('lastName')}".strip() if customer else "",
        billing=_address(head.object("billingAddress")),
        shipping=_address(head.object("shippingAddress")),
        lines=tuple(_line(line) for line in _nodes(head, "lineItems", needed=True)),
        charges=tuple(_charge(line) for line in _nodes(head, "shippingLines") if not line.flag("isRemoved")),
        subtotal=_bag(head, "currentSubtotalPriceSet"),
        extras={name: bag for name, key in _EXTRAS.items() if any((bag := _bag(head, key))[::2])},
        returned=_returned(head),
        refunded=any(True for _ in head.objects("refunds")),
        note=head.text("note"),
        po_number=head.text("poNumber"),
    )


def _nodes(one: Fields, name: str, *, needed: bool = False) -> Iterator[Fields]:
    many = one.object(name, needed=needed)
    return iter(()) if many is None else many.objects("nodes", needed=needed)


def _line(line: Fields) -> ShopLine:
    variant = line.object("variant")
    ordered = line.number("quantity", needed=True) or Decimal(0)
    current = line.number("currentQuantity")
    return ShopLine(
        id=number_of(line.text("id", needed=True)),
        sku=line.text("sku"),
        variant=number_of(variant.text("id")) if variant else "",
        title=line.text("name") or line.text("title"),
        ordered=ordered,
        current=ordered if current is None else current,
        fulfillable=line.number("unfulfilledQuantity"),
        price=_bag(line, "originalUnitPriceSet", needed=True),
        discounts=tuple(_bag(one, "allocatedAmountSet", needed=True) for one in line.objects("discountAllocations")),
        taxes=tuple(_bag(one, "priceSet", needed=True) for one in line.objects("taxLines")),
        gift_card=line.flag("isGiftCard"),
    )


def _charge(line: Fields) -> ShopCharge:
    return ShopCharge(
        id=number_of(line.text("id")),
        title=line.text("title"),
        price=_bag(line, "originalPriceSet", needed=True),
        discounts=tuple(_bag(one, "allocatedAmountSet", needed=True) for one in line.objects("discountAllocations")),
        taxes=tuple(_bag(one, "priceSet", needed=True) for one in line.objects("taxLines")),
    )


def _bag(one: Fields, name: str, *, needed: bool = False) -> Bag:
    both = one.object(name, needed=needed)
    if both is None:
        return NO_BAG
    shop, theirs = both.object("shopMoney", needed=True), both.object("presentmentMoney")
    first = (None, "") if shop is None else (shop.number("amount", needed=True), shop.text("currencyCode").upper())
    second = (None, "") if theirs is None else (theirs.number("amount"), theirs.text("currencyCode").upper())
    return (*first, *second)


def _returned(head: Fields) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for refund in head.objects("refunds"):
        for item in _nodes(refund, "refundLineItems"):
            line = item.object("lineItem")
            if line is not None and item.text("restockType").lower() in BACK:
                named = number_of(line.text("id"))
                found[named] = found.get(named, Decimal(0)) + (decimal_of(item.text("quantity")) or Decimal(0))
    return found


def _address(place: Fields | None) -> ShopAddress | None:
    if place is None:
        return None
    town = f"{place.text('zip')} {place.text('city')}"
    lines = (place.text("company"), place.text("address1"), place.text("address2"), town, place.text("provinceCode"))
    name = place.text("name") or f"{place.text('firstName')} {place.text('lastName')}".strip()
    return ShopAddress(name, address_lines(*lines), place.text("countryCodeV2").upper())
