"""The shape of webhooks and of the REST Admin API: names with underscores, money as texts beside sets of both."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from connectors.formats.numbers import decimal_of
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

BACK = frozenset({"return", "legacy_restock"})
"""Kinds of restock of pieces that had been shipped: the order had them, and they came back."""
_EXTRAS = {
    "tip": "total_tip_received",
    "duties": "current_total_duties_set",
    "additional fees": "current_total_additional_fees_set",
}


def rest_order(head: Fields) -> ShopOrder:
    """The order of a webhook's body; what is wrong with its form is in ``head.wrong``."""
    customer, company = head.object("customer"), head.object("company")
    currency = head.text("currency", needed=True).upper()
    return ShopOrder(
        id=order_id(head),
        name=head.text("name", needed=True),
        created_at=head.moment("processed_at") or head.moment("created_at", needed=True),
        updated_at=head.moment("updated_at"),
        cancelled_at=head.moment("cancelled_at"),
        cancel_reason=head.text("cancel_reason").lower(),
        currency=currency,
        presentment=head.text("presentment_currency").upper() or currency,
        taxes_included=head.flag("taxes_included"),
        test=head.flag("test"),
        source=head.text("source_name").lower(),
        financial=head.choice("financial_status", FINANCIAL),
        fulfillment=head.choice("fulfillment_status", FULFILLMENT),
        customer=id_of(customer) if customer else "",
        company_location=company.text("location_id") if company else "",
        customer_name=_full_name(customer) if customer else "",
        billing=_address(head.object("billing_address")),
        shipping=_address(head.object("shipping_address")),
        lines=tuple(_line(line) for line in head.objects("line_items", needed=True)),
        charges=tuple(_charge(line) for line in head.objects("shipping_lines") if not line.flag("is_removed")),
        subtotal=_bag(head, "current_subtotal_price", currency),
        extras={name: bag for name, key in _EXTRAS.items() if any((bag := _extra(head, key, currency))[::2])},
        returned=_returned(head),
        refunded=any(True for _ in head.objects("refunds")),
        note=head.text("note"),
        po_number=head.text("po_number"),
    )


def order_id(head: Fields) -> str:
    """The order's number by its global id, which no JavaScript has rounded; else as stated."""
    return number_of(head.text("admin_graphql_api_id")) or head.text("id", needed=True)


def id_of(one: Fields) -> str:
    """The number of any object, the same way."""
    return number_of(one.text("admin_graphql_api_id")) or one.text("id")


def _line(line: Fields) -> ShopLine:
    ordered = line.number("quantity", needed=True) or Decimal(0)
    current = line.number("current_quantity")
    return ShopLine(
        id=id_of(line) or line.text("id", needed=True),
        sku=line.text("sku"),
        variant=line.text("variant_id"),
        title=line.text("name") or line.text("title"),
        ordered=ordered,
        current=ordered if current is None else current,
        fulfillable=line.number("fulfillable_quantity"),
        price=_bag(line, "price", "", needed=True),
        discounts=_bags(line, "discount_allocations", "amount"),
        taxes=_bags(line, "tax_lines", "price"),
        gift_card=line.flag("gift_card"),
    )


def _charge(line: Fields) -> ShopCharge:
    return ShopCharge(
        id=line.text("id"),
        title=line.text("title"),
        price=_bag(line, "price", "", needed=True),
        discounts=_bags(line, "discount_allocations", "amount"),
        taxes=_bags(line, "tax_lines", "price"),
    )


def _bags(line: Fields, name: str, part: str) -> tuple[Bag, ...]:
    return tuple(_bag(one, part, "", needed=True) for one in line.objects(name))


def _bag(one: Fields, name: str, currency: str, *, needed: bool = False) -> Bag:
    """``name`` is the shop's amount as a text, ``<name>_set`` both; either may be missing, not both."""
    both = one.object(f"{name}_set")
    if both is not None:
        return _of_set(both)
    amount = one.number(name, needed=needed)
    return (amount, currency, None, "")


def _extra(head: Fields, name: str, currency: str) -> Bag:
    """An amount that stands alone, or a set of both."""
    if not name.endswith("_set"):
        return _bag(head, name, currency)
    both = head.object(name)
    return NO_BAG if both is None else _of_set(both)


def _of_set(both: Fields) -> Bag:
    shop, theirs = both.object("shop_money", needed=True), both.object("presentment_money")
    first = (None, "") if shop is None else (shop.number("amount", needed=True), shop.text("currency_code").upper())
    second = (None, "") if theirs is None else (theirs.number("amount"), theirs.text("currency_code").upper())
    return (*first, *second)


def _returned(head: Fields) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for line, count in _restocked(head):
        found[line] = found.get(line, Decimal(0)) + count
    return found


def _restocked(head: Fields) -> Iterator[tuple[str, Decimal]]:
    for refund in head.objects("refunds"):
        for item in refund.objects("refund_line_items"):
            if item.text("restock_type").lower() in BACK:
                line = item.object("line_item")
                named = (id_of(line) if line else "") or item.text("line_item_id")
                yield named, decimal_of(item.text("quantity")) or Decimal(0)


def _address(place: Fields | None) -> ShopAddress | None:
    if place is None:
        return None
    town = f"{place.text('zip')} {place.text('city')}"
    lines = (place.text("company"), place.text("address1"), place.text("address2"), town, place.text("province_code"))
    name = place.text("name") or _full_name(place)
    return ShopAddress(name, address_lines(*lines), place.text("country_code").upper())


def _full_name(one: Fields) -> str:
    return f"{one.text('first_name')} {one.text('last_name')}".strip()
