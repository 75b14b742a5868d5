"""What the GraphQL Admin API is asked, at one version; each text is held to the published schema by a test."""

from __future__ import annotations

API_VERSION = "2026-04"
"""Pinned: Shopify serves a version for a year, and answers with the oldest one it still has after that."""
PATH = f"/admin/api/{API_VERSION}/graphql.json"

_BAG = "shopMoney { amount currencyCode } presentmentMoney { amount currencyCode }"
_PLACE = "name firstName lastName company address1 address2 zip city provinceCode countryCodeV2"
_PAGE = "pageInfo { hasNextPage endCursor }"
_TAXES = f"taxLines {{ priceSet {{ {_BAG} }} }}"
_DISCOUNTS = f"discountAllocations {{ allocatedAmountSet {{ {_BAG} }} }}"
LINE = f"""
  id name sku quantity currentQuantity unfulfilledQuantity isGiftCard
  variant {{ id }}
  originalUnitPriceSet {{ {_BAG} }}
  {_DISCOUNTS}
  {_TAXES}
"""
ORDER = f"""query LadingOrder($id: ID!, $lines: Int!) {{ order(id: $id) {{
  id name createdAt processedAt updatedAt cancelledAt cancelReason currencyCode presentmentCurrencyCode taxesIncluded
  test sourceName displayFinancialStatus displayFulfillmentStatus note poNumber
  customer {{ id firstName lastName }}
  purchasingEntity {{ ... on PurchasingCompany {{ location {{ id }} }} }}
  billingAddress {{ {_PLACE} }}
  shippingAddress {{ {_PLACE} }}
  currentSubtotalPriceSet {{ {_BAG} }}
  totalTipReceivedSet {{ {_BAG} }}
  currentTotalDutiesSet {{ {_BAG} }}
  currentTotalAdditionalFeesSet {{ {_BAG} }}
  lineItems(first: $lines) {{ nodes {{ {LINE} }} {_PAGE} }}
  shippingLines(first: 5) {{ nodes {{ id title isRemoved originalPriceSet {{ {_BAG} }} {_DISCOUNTS} {_TAXES} }} }}
  refunds(first: 5) {{ id refundLineItems(first: 10) {{ nodes {{ quantity restockType lineItem {{ id }} }} }} }}
}} }}"""
LOOK = f"""query LadingLook($first: Int!, $after: String, $query: String!) {{
  orders(first: $first, after: $after, sortKey: UPDATED_AT, query: $query) {{
    nodes {{ id updatedAt cancelledAt }} {_PAGE}
  }}
}}"""
MORE_LINES = f"""query LadingLines($id: ID!, $after: String!, $lines: Int!) {{
  order(id: $id) {{ id lineItems(first: $lines, after: $after) {{ nodes {{ {LINE} }} {_PAGE} }} }}
}}"""
LEVELS = """query LadingLevels($first: Int!, $query: String!, $location: ID!) {
  inventoryItems(first: $first, query: $query) {
    nodes { id sku inventoryLevel(locationId: $location) { quantities(names: ["available"]) { name quantity } } }
  }
}"""
SET_QUANTITIES = """mutation LadingSetQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id }
    userErrors { code field message }
  }
}"""
# Five places of 90 lines: one query may cost 1,000 points, and nobody packs more into one parcel.
FULFILMENTS = """query LadingFulfilments($id: ID!) {
  order(id: $id) {
    id
    cancelledAt
    fulfillments(first: 50) { id status trackingInfo(first: 5) { number } }
    fulfillmentOrders(first: 5) {
      nodes { id status lineItems(first: 90) { nodes { id remainingQuantity lineItem { id sku } } } }
    }
  }
}"""
# Ten parcels of forty lines: only after a lost answer, and only where no tracking number says which is ours.
FULFILLED = """query LadingFulfilled($id: ID!) {
  order(id: $id) {
    id
    fulfillments(first: 10) {
      id trackingInfo(first: 1) { number }
      fulfillmentLineItems(first: 40) { nodes { quantity lineItem { id } } }
    }
  }
}"""
FULFIL = """mutation LadingFulfil($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id status } userErrors { field message } }
}"""
CANCEL = """mutation LadingCancel($orderId: ID!, $reason: OrderCancelReason!, $restock: Boolean!, $note: String) {
  orderCancel(orderId: $orderId, reason: $reason, restock: $restock, notifyCustomer: true, staffNote: $note) {
    job { id done }
    orderCancelUserErrors { code field message }
  }
}"""
