"""One order by two channels: what counts, and what does not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from domain.check_facts import CheckFacts, OrderElsewhere
from domain.documents.resolved_order import ResolvedOrder
from domain.findings import Severity
from domain.likeness import likeness_of_ours
from domain.resolve import resolve
from tests.builders import a_line, a_profile, an_order, codes_of, findings_of, some_facts

NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)


def ours(*lines: object, **changes: object) -> ResolvedOrder:
    return resolve(an_order(*lines, **changes), some_facts(), a_profile())  # type: ignore[arg-type]


OTHER = {"number": "WEB-1"}
TWO = (a_line(), a_line(2, sku="NUT-M8", unit_price=1))


@pytest.mark.parametrize(
    ("other", "score"),
    [
        (ours(**OTHER), 100),
        (ours(a_line(quantity=11), **OTHER), 60),
        (ours(a_line(sku="NUT-M8", unit_price=1), **OTHER), 0),
        (ours(*TWO, **OTHER), 50),
        (ours(number=" po-1 "), 100),
        (ours(a_line(quantity=11), number="po-1"), 95),
        (ours(a_line(sku="NUT-M8", unit_price=1), number="po-1"), 95),
    ],
)
def test_products_quantities_and_the_number_make_the_score(other: ResolvedOrder, score: int) -> None:
    mine = ours(number="PO-1")
    assert likeness_of_ours(mine, other).score == score
    assert likeness_of_ours(other, mine).score == score


def test_it_is_held_with_channel_money_and_reasons_where_the_profile_asks() -> None:
    mine = ours()
    earlier = OrderElsewhere("portal", date(2026, 3, 9), mine.model_copy(update={"untaxed_total": Decimal("12.50")}))
    facts = some_facts().asked(CheckFacts(NOW, elsewhere={mine.external_id: [earlier]}))
    (found,) = findings_of(an_order(), facts, a_profile(checks={"alike": {}}))
    assert (found.code, found.severity, found.owner) == ("SO-ALIKE-003", Severity.HOLD, "sales")
    assert "by channel portal, worth 12.50 " in found.message
    assert "worth " in found.message.partition("this one, ")[2]
    assert codes_of(an_order(), facts) == []
