"""PO-*: what the portal's interface says to whoever asks, and what is told of orders that came through it."""

from __future__ import annotations

from domain.catalogue.entry import CodeEntry
from domain.findings import Severity

_REJECT, _WARN, _EXCEPTION = Severity.REJECT, Severity.WARN, Severity.EXCEPTION

ENTRIES: tuple[CodeEntry, ...] = (
    CodeEntry(
        code="PO-KEY-001",
        title="No key, or an unknown one",
        message="The request has no key that we know.",
        next_step="Send 'Authorization: Bearer <key>' with the key that you were given; ask us for one if you have none.",
        severity=_REJECT,
        owner="partner",
        meaning="Answered with 401. Who asks is known by the key alone; nothing was looked up and nothing was kept. Keys are "
        "made by 'lading portal keys new'.",
    ),
    CodeEntry(
        code="PO-KEY-002",
        title="Key not valid any more",
        message="The key {value} was taken back or is over.",
        next_step="Use the newer key, or ask us for one.",
        severity=_REJECT,
        owner="partner",
        meaning="Answered with 401. A key ends when its day has come ('--days') or when somebody takes it back "
        "('lading portal keys revoke'). Only the key's id is shown, never the key.",
    ),
    CodeEntry(
        code="PO-KEY-003",
        title="The key's channel takes no orders",
        message="The channel {value} of this key is not open here.",
        next_step="Tell us; we look whether the channel's profile is there and says 'transport.kind: portal'.",
        severity=_REJECT,
        owner="integration",
        meaning="Answered with 403. A key belongs to one channel; its profile is missing, or is no portal's any more.",
    ),
    CodeEntry(
        code="PO-CUST-001",
        title="Another customer's",
        message="The key does not stand for customer {value}.",
        next_step="Leave 'customer' out, or name one that the key was made for.",
        severity=_REJECT,
        owner="partner",
        meaning="Answered with 403. Who the customer is comes from the key, never from what a request says; a request that "
        "names somebody else is refused, whether or not there is such a customer.",
    ),
    CodeEntry(
        code="PO-CUST-002",
        title="Which customer?",
        message="The key stands for several customers, and the request names none of them.",
        next_step="Name one in 'customer': in the order, or as a parameter of the question.",
        severity=_REJECT,
        owner="partner",
        meaning="Answered with 422. Keys of field sellers stand for all customers whom they visit.",
    ),
    CodeEntry(
        code="PO-IDEM-001",
        title="No Idempotency-Key",
        message="The order has no Idempotency-Key, or one that is not 1 to 200 visible ASCII characters.",
        next_step="Make a UUID for each order and send it in the header Idempotency-Key, the same each time you send that order.",
        severity=_REJECT,
        owner="partner",
        meaning="Answered with 400. Without it nobody can tell an order that is sent again, because its answer was lost, from "
        "a second one.",
    ),
    CodeEntry(
        code="PO-IDEM-002",
        title="Same Idempotency-Key, another order",
        message="This Idempotency-Key was used for an order that differs in {differences}.",
        next_step="If it is another order, send it with a key of its own; if it is the same, send it as it was. The first one "
        "stands as it was taken.",
        severity=_REJECT,
        owner="partner",
        meaning="Answered with 409, with a link to the first order. Nothing was kept of the second. Blanks and the order of "
        "names in the JSON do not count.",
    ),
    CodeEntry(
        code="PO-IDEM-003",
        title="Same Idempotency-Key, another change",
        message="This Idempotency-Key was used for a change or cancellation that differs in {differences}.",
        next_step="If it is another one, send it with a key of its own; if it is the same, send it as it was. The first one "
        "stands as it was taken.",
        severity=_REJECT,
        owner="partner",
        meaning="Answered with 409, with a link to the first ('order' in the problem). Nothing was kept of the second. "
        "A key counts for orders, changes and cancellations each by itself.",
    ),
    CodeEntry(
        code="PO-BODY-001",
        title="Body can't be read",
        message="The body is no JSON that we can read: {why}.",
        next_step="Send one JSON object in UTF-8, with 'Content-Type: application/json'.",
        severity=_REJECT,
        owner="partner",
        meaning="Answered with 400 (415 where the type is not JSON). A name that stands twice in one object is refused, too: "
        "two readers would take two different orders out of it.",
    ),
    CodeEntry(
        code="PO-BODY-002",
        title="Order not as described",
        message="The order is not as the interface describes it: {count} places are wrong.",
        next_step="Mend the places that 'errors' names; /api/openapi.json describes every field.",
        severity=_REJECT,
        owner="partner",
        meaning="Answered with 422 and a list of the places. Nothing was kept: send the mended order with the same "
        "Idempotency-Key.",
    ),
    CodeEntry(
        code="PO-SIZE-001",
        title="Request too large",
        message="The request is larger than {limit} bytes.",
        next_step="Send fewer orders together; or ask us to raise 'transport.portal.largest_bytes'.",
        severity=_REJECT,
        owner="partner",
        meaning="Answered with 413, before the request was read whole.",
    ),
    CodeEntry(
        code="PO-ASK-001",
        title="Question not as described",
        message="The question is not as the interface describes it: {why}.",
        next_step="Mend the parameter; /api/openapi.json describes every one.",
        severity=_REJECT,
        owner="partner",
        meaning="Answered with 422, with the places that are wrong.",
    ),
    CodeEntry(
        code="PO-FIND-001",
        title="Not found",
        message="There is no {what} {value} of yours.",
        next_step="Look at the list; what is not yours is not there for you, whether or not it exists.",
        severity=_REJECT,
        owner="partner",
        meaning="Answered with 404. The same answer for what does not exist and for what is another customer's: nobody can "
        "find out whether a number is taken. A cursor is only good for the list that gave it.",
    ),
    CodeEntry(
        code="PO-PATH-001",
        title="No such page",
        message="There is nothing at this address, or it is asked in another way.",
        next_step="Look at /api/openapi.json for every address and how it is asked.",
        severity=_REJECT,
        owner="partner",
        meaning="Answered with 404 or 405.",
    ),
    CodeEntry(
        code="PO-RATE-001",
        title="Too many requests",
        message="This key asks more often than agreed.",
        next_step="Ask again after the seconds that Retry-After names; orders can be sent together (/api/v1/orders/batch).",
        severity=_WARN,
        owner="partner",
        meaning="Answered with 429. Each key has a pace ('transport.portal.requests_per_minute') and a number that may come "
        "at once ('burst'), so that no customer takes the others' place. Nothing was kept.",
    ),
    CodeEntry(
        code="PO-AWAY-001",
        title="Can't be looked up now",
        message="We can't look this up just now.",
        next_step="Ask again after the seconds that Retry-After names; operations looks at 'lading status'.",
        severity=_EXCEPTION,
        owner="operations",
        meaning="Answered with 503: the ledger does not answer. It does not matter here whether Odoo is down, since answers come "
        "from the mirror and say how old it is.",
    ),
    CodeEntry(
        code="PO-DOC-001",
        title="Order of the portal not readable",
        message="{value} is no order as the portal writes it: {why}.",
        next_step="Look at the delivery ('lading trace'); an order that was taken by the interface can always be read, so this "
        "came another way.",
        severity=_EXCEPTION,
        owner="integration",
        meaning="The portal looks at an order before it takes it; bytes that do not hold one were put in by hand, or by an "
        "older or newer version.",
    ),
    CodeEntry(
        code="PO-PRICE-001",
        title="Made with old prices",
        message="The prices in the order were {hours} hours old when it was made.",
        next_step="Nothing, where its prices are ours; where they are not, sales decides (SO-PRICE-001) and knows why.",
        severity=_WARN,
        owner="sales",
        meaning="An app that works offline shows prices that it read some time ago, and says when ('priced_at'). Ours are those "
        "of the moment at which the order was made ('ordered_at'), however late it arrives; a stated price that differs from "
        "them by more than the tolerance is held as any other. The limit is 'transport.portal.stale_price_hours'.",
    ),
)
