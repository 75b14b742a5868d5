"""SH-*: what the Shopify reader finds in webhooks and in answers of the shop's API."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry, worded
from domain.findings import Severity

_E, _H, _W, _R = Severity.EXCEPTION, Severity.HOLD, Severity.WARN, Severity.REJECT
_LOOK = "Sales looks at the order in the shop, then releases or rejects it."

_FILE = (
    worded(
        "SH-FILE-001",
        "Not readable as JSON",
        "{value} can't be read: {why}.",
        next_step="Integration looks at the bytes ('lading trace'), pulls the order from the shop, then rejects this entry.",
        severity=_E,
        owner="integration",
        meaning="A webhook's body is one JSON object. This one breaks off, states a name twice, or is something else. "
        "The order itself is not lost: the pull finds it in the shop.",
    ),
    worded(
        "SH-FILE-002",
        "Topic not read",
        "This is no order, refund or deletion: {value}.",
        next_step="Integration takes the topic off the shop's webhook subscriptions, then rejects this entry.",
        severity=_E,
        owner="integration",
        meaning="The shop sends a kind of message that this flow does not read. orders/edited is one: it names only "
        "differences, and orders/updated brings the whole order at the same time.",
    ),
    worded(
        "SH-FORM-001",
        "Field missing or of another kind",
        "The field {value} is missing, of another kind, or says what Shopify does not document.",
        next_step="Integration compares the message with the pinned API version; operations enters the order by hand if it can't wait.",
        severity=_E,
        owner="integration",
        meaning="The shop's form has drifted, or somebody else sent this. Nothing is guessed: the document waits, other "
        "documents go on.",
    ),
    worded(
        "SH-SHOP-001",
        "Another shop's message",
        "The message is of the shop {value}; this channel is for {shop}.",
        next_step="Integration mends the webhook's address in that shop's app, then rejects this entry.",
        severity=_E,
        owner="integration",
        meaning="One app signs for all shops that installed it by the same secret, so that the signature alone does not "
        "say which shop it was.",
    ),
    worded(
        "SH-VERSION-001",
        "Another API version",
        "The message is of API version {value}; this reader is made for {pinned}.",
        next_step="Integration sets the version of the shop's webhook subscriptions to {pinned}.",
        severity=_W,
        owner="integration",
        meaning="Shopify changes names and meanings between versions. What could be read was read; what is missing is "
        "told by SH-FORM-001.",
    ),
)
_HEAD = (
    worded(
        "SH-HEAD-001",
        "Test order",
        "Order {value} is marked as a test.",
        next_step="Nothing to do: nobody paid, and nothing is delivered.",
        severity=_R,
        owner="operations",
        meaning="The shop's own test gateway took no money. Such an order never becomes one in Odoo.",
    ),
    worded(
        "SH-HEAD-002",
        "Sold over the counter",
        "The order comes from {value}: the customer has the goods already.",
        next_step="Sales decides how counter sales are booked, then releases or rejects the order.",
        severity=_H,
        owner="sales",
        meaning="Point-of-sale orders are handed over at once. As a sales order they would be delivered a second time.",
    ),
    worded(
        "SH-HEAD-003",
        "Not paid yet",
        "The payment of the order is {value}.",
        next_step="Finance looks after the payment; a profile may hold such orders (severities: SH-HEAD-003: hold).",
        severity=_W,
        owner="finance",
        meaning="The customer chose to pay later, or the payment expired or was voided. Many shops deliver on invoice, "
        "so that this only warns unless the profile says otherwise.",
    ),
    worded(
        "SH-HEAD-004",
        "Amount not carried",
        "The order asks for {what} of {value}, which the order in Odoo would not have.",
        next_step="Finance decides how it is booked; sales releases the order.",
        severity=_H,
        owner="finance",
        meaning="Tips, duties and additional fees change what the customer paid. This version does not carry them, so "
        "that a person decides.",
    ),
    worded(
        "SH-HEAD-005",
        "Fulfilled already",
        "The shop says that the order is {value}.",
        next_step="Operations finds out who delivered it, then rejects the order, or releases it if that is wrong.",
        severity=_H,
        owner="operations",
        meaning="When it came in, everything had been sent already: by another system, or by hand in the shop.",
    ),
    worded(
        "SH-HEAD-006",
        "Number of the order rounded",
        "The order's number is {value} in one place and {true} in another; the latter was taken.",
        next_step="Integration looks for a program between the shop and Lading that keeps numbers as floats.",
        severity=_W,
        owner="integration",
        meaning="Shopify's numbers have up to 19 digits; a JavaScript number holds 15. The global id is a text and "
        "was not rounded.",
    ),
    worded(
        "SH-CUR-001",
        "Customer paid in another currency",
        "The customer paid in {value}; the order is taken in {currency}.",
        next_step="Nothing to do, unless the profile's shopify.money names the wrong one of both.",
        severity=_W,
        owner="finance",
        meaning="The shop sells in several currencies and states each amount in both.",
    ),
    worded(
        "SH-TAX-001",
        "Taxes taken off prices",
        "The prices of {value} hold taxes; those that the shop states were taken off.",
        next_step="Nothing to do; where Odoo computes other taxes, the read-back gate shows the difference.",
        severity=_W,
        owner="finance",
        meaning="The shop's prices are with tax, ours without (shopify.gross_prices: net). Each line's own taxes were "
        "subtracted, exact to the cent.",
    ),
    worded(
        "SH-TAX-002",
        "Prices hold taxes",
        "The prices of {value} hold taxes, and the profile does not say what that means here.",
        next_step="Integration sets shopify.gross_prices to net or keep; sales releases the order afterwards.",
        severity=_H,
        owner="integration",
        meaning="Whether Odoo's prices hold taxes too is a matter of its set-up. Until somebody says so, no order with "
        "such prices is confirmed.",
    ),
    worded(
        "SH-SHIP-001",
        "Shipping without a product",
        "The shop asks {value} for shipping ({title}), and the profile names no product for it.",
        next_step="Integration sets shopify.shipping_sku to a service in Odoo; sales releases the order afterwards.",
        severity=_H,
        owner="integration",
        meaning="What the customer pays for shipping must stand on the order. It needs a product of ours.",
    ),
)
_LINE = (
    worded(
        "SH-LINE-001",
        "Line without a product",
        "Line {line} ({value}) has neither a SKU nor a variant.",
        next_step="Master data gives the product a SKU in the shop, or sales enters the line by hand.",
        severity=_E,
        owner="master-data",
        meaning="A custom item was added at the checkout or by staff, or its product was deleted. Nobody can tell what "
        "is to be delivered.",
    ),
    worded(
        "SH-LINE-002",
        "Gift card",
        "Line {line} ({value}) is a gift card: money, not goods.",
        next_step="Finance decides how it is booked; sales releases or rejects the order.",
        severity=_H,
        owner="finance",
        meaning="A gift card is a debt to the customer until it is used; as an ordinary line it would be revenue.",
    ),
    worded(
        "SH-LINE-003",
        "Discount shared by cents",
        "The discount or tax of {value} can't be shared evenly; line {line} became two of different prices.",
        next_step="Nothing to do: both lines together are exactly what the customer pays.",
        severity=_W,
        owner="sales",
        meaning="10.00 over three pieces is two at 3.33 and one at 3.34. A single rounded price would be a cent off.",
    ),
    worded(
        "SH-LINE-004",
        "Not all can be fulfilled",
        "Of line {line} only {value} of {current} can be fulfilled, the shop says.",
        next_step=_LOOK,
        severity=_W,
        owner="sales",
        meaning="Pieces were taken off the fulfilment without being taken off the order, or are held at another place.",
    ),
)
_REFUND = (
    worded(
        "SH-REFUND-001",
        "Refund",
        "Order {order} was refunded (refund {value}, {lines} lines: {kinds}).",
        next_step="Finance books the credit note of the invoice; then rejects this entry, which closes it.",
        severity=_E,
        owner="finance",
        meaning="Money went back to the customer. Pieces that were cancelled before shipping also come as a change of "
        "the order, without anybody's hand; the money needs a person.",
    ),
)
_SENT = (
    worded(
        "SH-SENT-001",
        "Shipment not taken",
        "The shop does not take shipment {shipment} of order {value}: {said}.",
        next_step="Sales looks at the order in the shop: a fulfilment that is held is released there, and 'lading answers "
        "send CHANNEL --again ID' tells it once more; one that was made there by hand needs nothing.",
        severity=_E,
        owner="sales",
        meaning="The goods have left, and the shop still shows them as open: its customer was not told. Held or "
        "scheduled fulfilments, pieces that were fulfilled or taken off in the shop by hand, and fulfilment orders of "
        "several locations are the usual reasons. 'lading answers list --state refused' shows the ID.",
    ),
    worded(
        "SH-SENT-002",
        "Shipped, and cancelled in the shop",
        "Shipment {shipment} of order {value} has left, and the shop has cancelled the order.",
        next_step="Sales agrees with the customer: the goods come back (a return in Odoo) or the customer pays; the "
        "cancellation itself waits as SC-SHIP-… in 'lading exceptions list'.",
        severity=_E,
        owner="sales",
        meaning="The order was cancelled in the shop after its goods had left, or while they did. The shop takes no "
        "fulfilment of a cancelled order.",
    ),
    worded(
        "SH-SENT-003",
        "Shipment not in the shop's pieces",
        "Shipment {shipment} of order {value} can't be told in pieces of the shop: {said}.",
        next_step="Sales fulfils it in the shop by hand: it alone knows which pieces the customer counts.",
        severity=_E,
        owner="sales",
        meaning="A kit left in parts, another product was sent in place of the one that was ordered, or a part of a pack "
        "left: the shop counts whole pieces of what it sold.",
    ),
)
ENTRIES: tuple[CodeEntry, ...] = (*_FILE, *_HEAD, *_LINE, *_REFUND, *_SENT)
