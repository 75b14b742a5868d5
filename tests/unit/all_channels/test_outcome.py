"""The comparison of the demo's other channels notices whatever is not as the stories say."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from domain.catalogue import CATALOGUE
from domain.findings import Finding
from entrypoints.all_channels.outcome import Look
from infra.distributor.generate import world_of
from infra.distributor.stories import Story, stories
from infra.odoo.proof import OdooOrder
from ledger.tracing import TracedDocument

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOLD = stories(19, world_of(19, date(2026, 11, 21)))


def _story(channel: str, kind: str) -> Story:
    return next(one for one in TOLD if (one.channel, one.kind.name) == (channel, kind))


def _document(end: str, *codes: str) -> TracedDocument:
    purpose, _, state = end.partition(" ")
    values: dict[str, Any] = dict.fromkeys(one.name for one in dataclasses.fields(TracedDocument))
    given = {"purpose": purpose, "state": state, "findings": tuple(map(_finding, codes)), "approvals": ()}
    return TracedDocument(**{**values, **given, "captured_at": NOW})


def _finding(code: str) -> Finding:
    words = dict.fromkeys(("path", "value", "message", "next_step"), "-")
    return Finding(code=code, severity=CATALOGUE[code].severity, owner="sales", **words)


def _right(story: Story) -> Look:
    codes = (story.kind.code,) if story.kind.code else ()
    documents = [_document(end, *codes) for end in story.kind.documents]
    order = OdooOrder("S00001", story.kind.odoo, story.total(), story.currency, 2, story.number)
    lines = [(one.sku, Decimal(one.quantity)) for one in story.at_the_end()]
    return Look(story, documents, order if story.kind.odoo else None, lines)


def test_all_stories_as_they_should_end_are_right() -> None:
    for story in TOLD:
        assert [*_right(story).wrong()] == [], story


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "cancel"}, "is cancel in Odoo; should be sale"),
        ({"state": "draft"}, "is draft in Odoo; should be sale"),
        ({"untaxed": Decimal("0.01")}, "over 0.01"),
        ({"currency": "GBP"}, "GBP under"),
        ({"reference": "OTHER"}, "under OTHER"),
    ],
)
def test_an_order_in_odoo_that_should_be_another_is_noticed(change: dict[str, Any], words: str) -> None:
    right = _right(_story("cobalt", "changed"))
    assert right.order is not None
    (said,) = dataclasses.replace(right, order=dataclasses.replace(right.order, **change)).wrong()
    assert words in said


def test_lines_in_odoo_that_should_be_others_are_noticed() -> None:
    right = _right(_story("nordwind", "changed"))
    sku, quantity = right.lines[0]
    (said,) = dataclasses.replace(right, lines=[(sku, quantity + 1), *right.lines[1:]]).wrong()
    assert f"{quantity + 1:f} {sku}" in said
    assert [*dataclasses.replace(right, order=None).wrong()] == ["is not in Odoo"]


def test_a_confirmed_order_that_should_not_be_there_is_noticed() -> None:
    held, done = _right(_story("portal", "wrong price")), _right(_story("portal", "sound"))
    (said,) = dataclasses.replace(held, order=done.order).wrong()
    assert said == "is sale in Odoo; should be no confirmed order"
    assert done.order is not None
    draft = dataclasses.replace(done.order, state="draft")
    assert [*dataclasses.replace(held, order=draft).wrong()] == []


def test_documents_and_findings_that_should_be_others_are_noticed() -> None:
    right = _right(_story("field", "sent anew"))
    once = dataclasses.replace(right, documents=right.documents[:1])
    assert [*once.wrong()] == ["has 1 x original done; should have 1 x original done, 1 x original duplicate"]
    held = _right(_story("field", "wrong price"))
    other = dataclasses.replace(held, documents=[_document("original held", "SO-CUR-002")])
    assert [*other.wrong()] == ["has findings SO-CUR-002; should have SO-PRICE-001"]


def test_only_a_shops_moments_may_come_once_more() -> None:
    for channel, many in (("webshop", 0), ("cobalt", 1)):
        right = _right(_story(channel, "sound"))
        more = dataclasses.replace(right, documents=[*right.documents, _document("original duplicate")])
        assert len([*more.wrong()]) == many


def test_what_a_person_decided_since_is_known_as_such() -> None:
    held = _right(_story("cobalt", "wrong price"))
    (one,) = held.documents
    approval: Any = object()
    refused = dataclasses.replace(one, state="rejected", approvals=(approval,))
    assert not held.decided()
    assert dataclasses.replace(held, documents=[refused]).decided()
