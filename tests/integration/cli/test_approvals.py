"""``lading approvals`` on a real ledger: who may, the second person, reminders, escalation; and no way around it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain import seams
from domain.errors import Refused
from entrypoints.cli_house import person
from tasks.approving.giving import give, refuse
from tasks.approving.reminding import remind
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.integration.cli.conftest import Shop
from tests.integration.cli.test_queue_commands import wait

POLICY = """
approvers:
  - { person: mia, may: ["SO-LINE-*"], up_to: { EUR: 500 } }
  - { person: ole }
  - { person: ada }
second_person_above: { EUR: 100 }
remind_hours: 4
escalate_hours: 24
escalate_to: [ada]
"""
"""Each order of these tests comes to 100.10 EUR."""


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The policy's file."""
    file = tmp_path / "approvers.yaml"
    file.write_text(POLICY)
    monkeypatch.setenv("LADING_APPROVERS", str(file))
    return file


@pytest.fixture
def house(policy: Path, ledger_url: str) -> Resources:
    """The same ledger, as the flow's steps see it."""
    return Resources(Settings(ledger_url=ledger_url, approvers=policy))  # type: ignore[arg-type]


def state_of(shop: Shop, number: str) -> str:
    with shop.clerk.ledger.open() as book:
        [row] = book.exceptions.list([f"number:{number}"], include_resolved=True)
        return row.document_state


def test_a_large_order_needs_two_and_each_is_on_record(shop: Shop, house: Resources) -> None:
    [number] = wait(shop, "PO-1")
    [first] = give(house, [number], by="ole@a", reason="agreed by telephone")
    assert (first.outcome, first.to, state_of(shop, "PO-1")) == ("first", "held", "held")
    [again] = give(house, [number], by="ole@b", reason="me again")
    assert again.outcome == "refused"
    assert "another person" in again.says
    [second] = give(house, [number], by="mia@c", reason="the terms allow it")
    assert (second.outcome, state_of(shop, "PO-1")) == ("done", "read")
    [late] = give(house, [number], by="ada@c", reason="too late")
    assert late.outcome == "already"
    story = shop.run("trace", "PO-1")[1]
    assert "ole@a" in story
    assert "mia@c" in story


def test_of_two_first_approvals_at_once_one_is_the_second(shop: Shop, house: Resources) -> None:
    [number] = wait(shop, "PO-1")
    outcomes: list[str] = []
    threads = [
        threading.Thread(
            target=lambda who=who: outcomes.extend(one.outcome for one in give(house, [number], by=who, reason="yes"))
        )
        for who in ("ole", "ada")
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["done", "first"]
    assert state_of(shop, "PO-1") == "read"


def test_who_may_not_is_told_who_may_and_a_release_is_no_way_around(shop: Shop, policy: Path) -> None:
    [number] = wait(shop, "PO-1")
    for words in (("approvals", "give"), ("exceptions", "release")):
        told = shop.json(*words, str(number), "--reason", "I want it", code=1)
        assert told["decisions"][0]["outcome"] == "refused"
        assert "is no approver" in told["decisions"][0]["says"]
    assert state_of(shop, "PO-1") == "held"
    shown = shop.json("approvals", "show", str(number))
    assert shown["approvers"] == ["mia", "ole", "ada"]
    assert not shown["you_may"]
    assert shop.json("approvals", "list", code=4)["approvals"][0]["number"] == "PO-1"
    assert shop.json("approvals", "list", "--mine")["approvals"] == []
    policy.write_text(f"approvers: [{{ person: {json.dumps(person())} }}]")
    told = shop.json("approvals", "give", str(number), "--reason", "agreed", "--yes")
    assert told["decisions"][0]["outcome"] == "done"
    assert state_of(shop, "PO-1") == "read"


def test_who_edited_an_order_does_not_approve_it(shop: Shop, house: Resources, tmp_path: Path, policy: Path) -> None:
    policy.write_text("approvers: [{ person: ole }, { person: " + json.dumps(person()) + " }]")
    [number] = wait(shop, "PO-1")
    version = json.loads(shop.run("exceptions", "show", str(number), "--canonical")[1])
    version["lines"][0]["quantity"] = "6"
    file = tmp_path / "edited.json"
    file.write_text(json.dumps(version))
    assert (
        shop.run("exceptions", "replay", str(number), "--edited", str(file), "--reason", "typing error", "--yes")[0]
        == 0
    )
    with shop.clerk.ledger.open() as book:
        askers = book.requests.askers([book.exceptions.show(number).document_id])  # type: ignore[union-attr]
    assert list(askers.values()) == [frozenset({person()})]


def test_refused_the_partner_is_told(shop: Shop) -> None:
    [number] = wait(shop, "PO-1")
    shop.json("approvals", "refuse", str(number), "--reason", "not at this price", "--yes")
    assert state_of(shop, "PO-1") == "refused"


def test_reminded_then_escalated_and_told_once_each(shop: Shop, house: Resources) -> None:
    wait(shop, "PO-1", "PO-2")
    now = datetime.now(UTC)
    assert remind(house, now + timedelta(hours=3)) == []
    due = remind(house, now + timedelta(hours=5))
    assert [(one.what, one.people) for one in due] == [("remind", ("mia", "ole", "ada"))] * 2
    assert remind(house) == [], "it was told just now"
    up = remind(house, now + timedelta(hours=25))
    assert [(one.what, one.people) for one in up] == [("escalate", ("ada",))] * 2
    [first, _] = shop.json("exceptions", "list", "--select", "assignee:ada", code=1)["exceptions"]
    assert first["assigned_by"] == "lading"
    seen = shop.json("approvals", "list", code=4)["approvals"]
    assert [(one["reminders"], one["escalated_to"]) for one in seen] == [(1, "ada")] * 2
    assert all(one.what == "remind" for one in remind(house, now + timedelta(hours=60)))


def test_a_policy_with_mistakes_stops_approvals_and_names_the_place(shop: Shop, policy: Path) -> None:
    [number] = wait(shop, "PO-1")
    policy.write_text("approvers:\n  - { person: mia, mey: ['*'] }\n")
    code, said = shop.run("approvals", "give", str(number), "--reason", "x")
    assert code == 2
    assert "approvers.yaml:2:" in said
    assert "mey" in said
    assert state_of(shop, "PO-1") == "held"


def test_a_policy_that_was_named_and_is_missing_never_means_anybody(shop: Shop, policy: Path) -> None:
    [number] = wait(shop, "PO-1")
    policy.unlink()
    code, said = shop.run("approvals", "give", str(number), "--reason", "x")
    assert (code, state_of(shop, "PO-1")) == (2, "held")
    assert "approvers.yaml:1:1: can't be read: No such file" in said
    policy.write_text("")
    assert shop.run("approvals", "give", str(number), "--reason", "x")[0] == 2


def test_many_are_given_at_once_and_nothing_is_nothing(shop: Shop, house: Resources, policy: Path) -> None:
    policy.write_text("approvers: [{ person: ole }]")
    numbers = wait(shop, "PO-1", "PO-2", "PO-3")
    outcomes = [one.outcome for one in give(house, [*numbers, 987654], by="ole", reason="all agreed")]
    assert outcomes == ["done", "done", "done", "unknown"]
    assert give(house, [], by="ole", reason="nothing") == []


def test_nobody_approves_without_a_name_or_a_reason(house: Resources) -> None:
    for who, why in (("", "x"), ("ole", " ")):
        with pytest.raises(Refused, match="who and why"):
            give(house, [1], by=who, reason=why)


class _CutError(BaseException):
    """As a kill: nothing in the house catches it."""


@contextmanager
def cut(at: str) -> Iterator[None]:
    """The process dies at this seam."""

    def killer(kind: str, name: str) -> None:
        if (kind, name) == ("commit", at):
            raise _CutError

    seams.install(killer)
    try:
        with pytest.raises(_CutError):
            yield
    finally:
        seams.install(None)


@pytest.mark.parametrize(("side", "outcome"), [("before", "first"), ("after", "refused")])
def test_an_approval_that_was_cut_is_nothing_or_whole(shop: Shop, house: Resources, side: str, outcome: str) -> None:
    [number] = wait(shop, "PO-1")
    with cut(f"tasks.approving.give.{side}"):
        give(house, [number], by="ole", reason="yes")
    assert give(house, [number], by="ole", reason="yes")[0].outcome == outcome
    with cut(f"tasks.approving.give.{side}"):
        give(house, [number], by="ada", reason="yes")
    assert give(house, [number], by="ada", reason="yes")[0].outcome == ("done" if side == "before" else "already")
    assert state_of(shop, "PO-1") == "read"


@pytest.mark.parametrize(("side", "outcome"), [("before", "done"), ("after", "already")])
def test_a_refusal_that_was_cut_is_nothing_or_whole(shop: Shop, house: Resources, side: str, outcome: str) -> None:
    [number] = wait(shop, "PO-1")
    with cut(f"tasks.approving.refuse.{side}"):
        refuse(house, [number], by="ole", reason="no")
    assert refuse(house, [number], by="ole", reason="no")[0].outcome == outcome
    assert state_of(shop, "PO-1") == "refused"


@pytest.mark.parametrize(("side", "again"), [("before", 1), ("after", 0)])
def test_reminders_that_were_cut_are_told_at_most_once(shop: Shop, house: Resources, side: str, again: int) -> None:
    wait(shop, "PO-1")
    later = datetime.now(UTC) + timedelta(hours=5)
    with cut(f"tasks.approving.remind.{side}"):
        remind(house, later)
    assert len(remind(house, datetime.now(UTC) + timedelta(hours=3.9) if side == "after" else later)) == again
