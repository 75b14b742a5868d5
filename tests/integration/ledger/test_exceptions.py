"""What waits for people: ranked, grouped, decided once, with a name and a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.errors import Refused
from domain.findings import Severity
from domain.work import Batch
from ledger.decision import Decision
from tests.integration.ledger.orders import Clerk, order, problem


def decide(clerk: Clerk, kind: str, ids: list[int] | None = None, **other: object) -> list[Decision]:
    with clerk.ledger.open() as book:
        chosen = ids or [row.id for row in book.exceptions.list()]
        done = book.exceptions.decide(chosen, kind, **{"by": "Mia", "reason": "checked", **other})  # type: ignore[arg-type]
        book.commit("test.decide")
    return done


def held(clerk: Clerk, *numbers: str, state: str = "held") -> Batch:
    batch = clerk.work(*(order(number, n) for n, number in enumerate(numbers, 1)))
    ids = clerk.ids(batch)
    clerk.go(batch, ids, "mapped")
    clerk.move(batch, ids, state, findings=[problem()])
    clerk.release(batch)
    return batch


def test_they_are_ranked_by_money_at_risk_then_by_date_due(clerk: Clerk) -> None:
    orders = [
        order("small", 1, total=Decimal(5)),
        order("late", 2, total=Decimal(90), due=date(2026, 9, 1)),
        order("soon", 3, total=Decimal(-90), due=date(2026, 3, 1)),
    ]
    batch = clerk.work(*orders)
    clerk.move(batch, clerk.ids(batch), "held", findings=[problem()])
    with clerk.ledger.open() as book:
        assert [row.number for row in book.exceptions.list()] == ["soon", "late", "small"]


def test_they_are_grouped_by_what_one_repair_may_cure(clerk: Clerk) -> None:
    batch = clerk.work(*(order(f"PO-{n}", n) for n in range(1, 4)))
    first, second, third = clerk.ids(batch)
    clerk.move(batch, [first, second], "exception", findings=[problem(severity=Severity.EXCEPTION)])
    clerk.move(batch, [third], "held", findings=[problem("SO-PRICE-001", "12.50")])
    with clerk.ledger.open() as book:
        groups = book.exceptions.grouped()
        assert [(group.cause, group.documents) for group in groups] == [
            ("SO-LINE-004 A-17", 2),
            ("SO-PRICE-001 12.50", 1),
        ]
        assert groups[0].money == {"EUR": Decimal("200.20")}
        assert book.exceptions.codes() == {"SO-LINE-004": 2, "SO-PRICE-001": 1}


def test_a_selection_chooses_by_all_its_terms_and_refuses_what_it_does_not_know(clerk: Clerk) -> None:
    held(clerk, "PO-1", "PO-2")
    with clerk.ledger.open() as book:
        assert [row.number for row in book.exceptions.list(["number:po-2", "code:SO-LINE-004", "kind:held"])] == [
            "PO-2"
        ]
        assert book.exceptions.list(["channel:web", "kind:exception"]) == []
        assert len(book.exceptions.list(["number:PO-1", "number:PO-2", "partner:acme"])) == 2
        with pytest.raises(Refused, match="colour:red"):
            book.exceptions.list(["colour:red"])


def test_release_waives_codes_and_enters_again_at_the_rules(clerk: Clerk) -> None:
    held(clerk, "PO-1")
    assert [each.to for each in decide(clerk, "release", waived_codes=["SO-LINE-004"])] == ["read"]
    batch = clerk.claim()
    assert batch is not None
    with clerk.ledger.open() as book:
        (found,) = book.documents.in_batch(batch, ["read"])
        assert (found.waived, found.attempt, found.findings) == (frozenset({"SO-LINE-004"}), 1, ())
        (approval,) = book.exceptions.approvals([found.id])
        assert (approval.by, approval.reason, approval.kind) == ("Mia", "checked", "release")
        assert book.exceptions.list() == []
        (decided,) = book.exceptions.list(include_resolved=True)
        assert decided.findings[0].code == "SO-LINE-004"


def test_release_of_a_held_draft_goes_back_to_the_read_back(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1"))
    ids = clerk.ids(batch)
    clerk.go(batch, ids, "drafted")
    clerk.move(batch, ids, "held", findings=[problem("GT-READBACK-001")])
    clerk.release(batch)
    assert [each.to for each in decide(clerk, "release")] == ["drafted"]
    assert clerk.claim() is not None


def test_of_two_people_the_second_is_told_who_decided_before(clerk: Clerk) -> None:
    held(clerk, "PO-1")
    decide(clerk, "release")
    (second,) = decide(clerk, "reject", [1], by="Tom")
    assert second.outcome == "already"
    assert "Mia decided it before: release" in second.says
    assert clerk.sql("SELECT state FROM documents") == [("read",)]
    assert clerk.sql("SELECT count(*) FROM approvals") == [(1,)]


def test_reject_sends_the_document_to_be_told_to_the_partner(clerk: Clerk) -> None:
    held(clerk, "PO-1")
    assert [each.to for each in decide(clerk, "reject")] == ["refused"]
    batch = clerk.claim()
    assert batch is not None
    assert clerk.move(batch, clerk.ids(batch), "rejected")


def test_a_dry_run_says_what_would_happen_and_changes_nothing(clerk: Clerk) -> None:
    held(clerk, "PO-1", "PO-2", state="exception")
    before = clerk.sql("SELECT id, state, attempt FROM documents ORDER BY id")
    assert [each.to for each in decide(clerk, "replay", dry_run=True)] == ["read", "read"]
    assert clerk.sql("SELECT id, state, attempt FROM documents ORDER BY id") == before
    assert clerk.claim() is None


def test_a_decision_without_a_name_or_a_reason_is_refused(clerk: Clerk) -> None:
    held(clerk, "PO-1")
    for empty in ("by", "reason"):
        with pytest.raises(Refused, match="who and why"):
            decide(clerk, "release", None, **{empty: " "})


def test_replay_of_an_unreadable_delivery_splits_it_once_more_and_the_books_still_balance(clerk: Clerk) -> None:
    clerk.deliver()
    batch = clerk.claim()
    assert batch is not None
    unreadable = order("", 1, key=None, external_id="", state="exception", findings=[problem("FI-READ-001")])
    clerk.split(batch, [unreadable], finish=False)
    with clerk.ledger.open() as book:
        book.deliveries.finish(batch, int(batch.delivery or 0), "exception")
        book.claims.release(batch)
        book.commit("test.finish")
    assert [each.to for each in decide(clerk, "replay")] == ["superseded"]
    again = clerk.claim()
    assert again is not None
    assert again.delivery == batch.delivery
    assert [each.outcome for each in clerk.split(again, [order("PO-1", 1), order("PO-2", 2)])] == ["new", "new"]
    with clerk.ledger.open() as book:
        proof = book.reconcile().as_json()
    assert (proof["captured"], proof["duplicate"], proof["in_flight"], proof["balanced"]) == (3, 1, 2, True)


def state_of(clerk: Clerk, number: str) -> list[tuple[object, ...]]:
    return clerk.sql(f"SELECT state FROM documents WHERE number = '{number}' ORDER BY id")


def assign(clerk: Clerk, ids: list[int], to: str, by: str = "Mia") -> list[Decision]:
    with clerk.ledger.open() as book:
        done = book.exceptions.assign(ids, to=to, by=by)
        book.commit("test.assign")
    return done


def test_what_is_assigned_shows_who_by_whom_and_when_and_can_be_chosen_by_the_name(clerk: Clerk) -> None:
    held(clerk, "PO-1", "PO-2")
    with clerk.ledger.open() as book:
        first, second = (row.id for row in book.exceptions.list())
    assert [one.outcome for one in assign(clerk, [first, 99], "Tom")] == ["done", "unknown"]
    with clerk.ledger.open() as book:
        (mine,) = book.exceptions.list(["assignee:tom"])
        assert (mine.id, mine.assignee, mine.assigned_by) == (first, "Tom", "Mia")
        assert mine.assigned_at is not None
        assert [row.id for row in book.exceptions.list(["assignee:nobody"])] == [second]
    assign(clerk, [first], "Tom")
    assign(clerk, [first], "", by="Tom")
    said = clerk.sql("SELECT actor, data ->> 'from', data ->> 'to' FROM audit WHERE kind = 'assigned' ORDER BY id")
    assert said == [("Mia", "", "Tom"), ("Tom", "Tom", "")], "the same name again changes nothing"
    with clerk.ledger.open() as book:
        assert [row.assigned_at for row in book.exceptions.list(["assignee:nobody"])] == [None, None]


def test_a_cause_chooses_exactly_its_documents_and_a_code_alone_all_of_its_causes(clerk: Clerk) -> None:
    batch = clerk.work(*(order(f"PO-{n}", n) for n in range(1, 4)))
    for number, value in zip(clerk.ids(batch), ("A-17", "A-17", "B 2"), strict=True):
        clerk.move(batch, [number], "held", findings=[problem(value=value)])
    with clerk.ledger.open() as book:
        assert [row.number for row in book.exceptions.list(["cause:SO-LINE-004 A-17"])] == ["PO-1", "PO-2"]
        assert [row.number for row in book.exceptions.list(["cause:SO-LINE-004 B 2"])] == ["PO-3"]
        assert len(book.exceptions.list(["cause:SO-LINE-004"])) == 3
        assert book.exceptions.list(["cause:SO-LINE-005"]) == []


def test_what_a_person_resolved_outside_counts_as_done_and_is_never_tried_again(clerk: Clerk) -> None:
    held(clerk, "PO-1", "PO-2")
    with clerk.ledger.open() as book:
        first = book.exceptions.list(["number:PO-1"])[0].id
    assert [each.to for each in decide(clerk, "resolve", [first], reason="typed in by hand as S00099")] == ["resolved"]
    assert clerk.claim() is None
    with clerk.ledger.open() as book:
        proof = book.reconcile().as_json()
        shown = book.exceptions.show(first)
    assert (proof["captured"], proof["done"], proof["held"], proof["balanced"]) == (2, 1, 1, True)
    assert shown is not None
    assert (shown.document_state, shown.resolution, shown.resolved_by) == ("resolved", "resolve", "Mia")
    assert shown.resolved_reason == "typed in by hand as S00099"
    assert [each.outcome for each in decide(clerk, "release", [first])] == ["already"]
    assert clerk.sql("SELECT attempt FROM documents WHERE number = 'PO-1'") == [(0,)]


def test_the_same_order_again_after_it_was_resolved_is_still_a_duplicate(clerk: Clerk) -> None:
    held(clerk, "PO-1")
    decide(clerk, "resolve")
    clerk.work(order("PO-1", 1), name="again.csv")
    assert state_of(clerk, "PO-1") == [("resolved",), ("duplicate",)]


def stopped(clerk: Clerk, number: str, at: str, state: str = "exception") -> int:
    """An order that was set aside when it had come to ``at``; its exception."""
    batch = clerk.work(order(number), name=f"{number}.csv")
    ids = clerk.ids(batch)
    clerk.go(batch, ids, at)
    clerk.move(batch, ids, state, findings=[problem("OD-LOAD-001")])
    clerk.release(batch)
    with clerk.ledger.open() as book:
        return book.exceptions.list([f"number:{number}"])[0].id


@pytest.mark.parametrize("start", ["read", "ready"])
def test_a_retry_starts_where_it_is_told_if_the_document_has_been_there(clerk: Clerk, start: str) -> None:
    number = stopped(clerk, "PO-1", "ready")
    assert [each.to for each in decide(clerk, "retry", [number], start=start)] == [start]
    batch = clerk.claim()
    assert batch is not None
    assert clerk.ids(batch, start), "it is there to be worked on, as a new attempt"
    assert clerk.sql("SELECT attempt FROM documents") == [(1,)]


@pytest.mark.parametrize(
    ("at", "state", "start"),
    [
        ("ready", "exception", "drafted"),
        ("drafted", "exception", "verified"),
        ("mapped", "exception", "ready"),
        ("drafted", "held", "ready"),
        ("mapped", "exception", "checked"),
    ],
)
def test_a_retry_passes_by_no_gate(clerk: Clerk, at: str, state: str, start: str) -> None:
    number = stopped(clerk, "PO-1", at, state)
    (told,) = decide(clerk, "retry", [number], start=start)
    assert told.outcome == "refused"
    assert "PO-1" in told.says or start in told.says
    assert clerk.sql("SELECT state FROM documents") == [(state,)]
    assert clerk.claim() is None


def test_a_retry_after_the_record_was_deleted_begins_before_the_draft(clerk: Clerk) -> None:
    batch = clerk.work(order("PO-1"))
    ids = clerk.ids(batch)
    clerk.go(batch, ids, "drafted")
    clerk.move(batch, ids, "exception", findings=[problem("GT-RB-001", severity=Severity.EXCEPTION)])
    clerk.release(batch)
    assert [each.outcome for each in decide(clerk, "retry", start="drafted")] == ["refused"]
    assert [each.to for each in decide(clerk, "retry", start="read")] == ["read"]
    assert clerk.sql("SELECT record_id FROM documents") == [(None,)]
