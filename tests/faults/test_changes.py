"""Changes and cancellations end right, whenever they come: on the order in Odoo, or in front of a person with the reason."""

import pytest

from tests.faults import people
from tests.faults.edi import Edi, a_cancellation, a_change, a_move, an_order

THREE = (("F-1", 10), ("F-2", 6), ("F-3", 4))


@pytest.fixture(scope="module")
def edi(world):
    return Edi(world)


def test_a_confirmed_order_is_changed_line_by_line_and_its_delivery_follows(edi):
    edi.work(an_order("C-1", *THREE))
    assert edi.state("C-1") == ["sale"]
    edi.work(
        a_change(
            "C-1", "1*QD*7*7*EA*8.00**VP*F-1", "2*PQ*9*9*EA*15.00**VP*F-2", "3*DI******VP*F-3", "4*AI*2*2*EA***VP*F-5"
        )
    )
    assert edi.states("C-1") == [("original", "done"), ("change", "done")]
    assert edi.lines("C-1") == [
        ("F-1", 7.0, 8.0, 0.0, 7.0, 0.0),
        ("F-2", 9.0, 15.0, 0.0, 9.0, 0.0),
        ("F-3", 0.0, 24.0, 0.0, 0.0, 0.0),
        ("F-5", 2.0, 50.0, 20.0, 2.0, 0.0),
    ]
    assert edi.state("C-1") == ["sale"]
    assert edi.outcomes("C-1") == ["confirmed", "changed"]
    assert edi.movements("C-1") == {1: 7.0, 2: 9.0, 3: 0.0, 4: 2.0}


def test_changes_follow_each_other_and_a_line_that_was_added_can_be_changed(edi):
    edi.work(an_order("C-2", *THREE))
    edi.work(a_change("C-2", "4*AI*2*2*EA***VP*F-5", version="1"))
    edi.work(a_change("C-2", "4*QI*8*8*EA", "1*DI", version="2"))
    assert edi.short("C-2") == [("F-1", 0.0), ("F-2", 6.0), ("F-3", 4.0), ("F-5", 8.0)]
    assert {state for _, state in edi.states("C-2")} == {"done"}


def test_a_cancellation_cancels_order_and_delivery(edi):
    edi.work(an_order("C-3", *THREE))
    edi.work(a_cancellation("C-3"))
    assert edi.state("C-3") == ["cancel"]
    assert [row[4] for row in edi.lines("C-3")] == [0.0, 0.0, 0.0]
    assert edi.states("C-3") == [("original", "done"), ("cancel", "done")]
    assert edi.outcomes("C-3") == ["confirmed", "cancelled"]
    assert set(edi.movements("C-3").values()) == {0.0}
    edi.work(a_change("C-3", "1*CA*3*3*EA", version="10"))
    assert edi.documents("C-3")[-1] == ("change", "held", ["SC-STATE-001"])


def test_an_850_replaces_or_cancels_by_its_purpose_and_one_sent_again_counts_once(edi):
    replaced = an_order("C-18", ("F-1", 7), ("F-2", 6), purpose="05")
    edi.work(an_order("C-18", *THREE), an_order("C-19", *THREE), replaced)
    again = [an_order(number, *THREE, purpose="07") for number in ("C-18", "C-19")]
    edi.work(an_order("C-19", purpose="01"), *again)
    duplicate = ("original", "duplicate", ["ID-KEY-001"])
    assert edi.documents("C-18") == [("original", "done", []), ("change", "done", []), duplicate]
    assert edi.documents("C-19") == [("original", "done", []), ("cancel", "done", []), duplicate]
    assert (edi.short("C-18"), edi.state("C-18")) == ([("F-1", 7.0), ("F-2", 6.0), ("F-3", 0.0)], ["sale"])
    assert edi.state("C-19") == ["cancel"]


def test_what_is_delivered_cannot_be_taken_back_but_more_can_be_ordered(edi):
    edi.work(an_order("C-4", *THREE))
    edi.deliver("C-4", quantity=3)
    edi.work(a_change("C-4", "1*QD*2*2*EA", "2*QD*3*3*EA", version="1"), a_cancellation("C-4"))
    assert edi.documents("C-4")[1:] == [("change", "held", ["SC-SHIP-001"]), ("cancel", "held", ["SC-SHIP-002"])]
    assert edi.short("C-4") == [("F-1", 10.0), ("F-2", 6.0), ("F-3", 4.0)]
    assert edi.state("C-4") == ["sale"]
    edi.work(a_change("C-4", "1*QD*3*3*EA", "2*QI*8*8*EA", version="2"))
    assert [row[:2] + row[4:] for row in edi.lines("C-4")] == [
        ("F-1", 3.0, 0.0, 3.0),
        ("F-2", 8.0, 5.0, 3.0),
        ("F-3", 4.0, 1.0, 3.0),
    ]


def test_what_is_invoiced_is_neither_lowered_nor_priced_anew_nor_cancelled_but_more_can_be_ordered(edi):
    edi.work(an_order("C-20", *THREE))
    edi.invoice("C-20")
    edi.work(
        a_change("C-20", "1*QD*7*7*EA", version="1"),
        a_change("C-20", "2*PC*6*6*EA*15.00**VP*F-2", version="2"),
        a_cancellation("C-20"),
    )
    assert edi.documents("C-20")[1:] == [
        ("change", "held", ["SC-INV-001"]),
        ("change", "held", ["SC-INV-002"]),
        ("cancel", "held", ["SC-INV-003"]),
    ]
    assert (edi.state("C-20"), edi.short("C-20")) == (["sale"], [("F-1", 10.0), ("F-2", 6.0), ("F-3", 4.0)])
    with edi.world.ledger.open() as book:
        said = [found.message for one in book.exceptions.list(["number:C-20"]) for found in one.findings]
    assert any("10" in one and "invoiced" in one for one in said), said
    edi.work(a_change("C-20", "3*QI*6*6*EA", version="3"))
    assert edi.documents("C-20")[-1] == ("change", "done", [])
    assert edi.short("C-20")[2] == ("F-3", 6.0)


def test_another_delivery_address_is_written_until_something_was_delivered(edi):
    edi.work(an_order("C-21", *THREE))
    assert edi.documents("C-21") == [("original", "done", [])]
    first, second = edi.place("FC-1-A"), edi.place("FC-1-B")
    edi.work(a_move("C-21", "FC-1-A", version="1"))
    assert (edi.documents("C-21")[-1], edi.ships_to("C-21")) == (("change", "done", []), [first])
    edi.deliver("C-21", quantity=2)
    edi.work(a_move("C-21", "FC-1-B", version="2"))
    assert (edi.documents("C-21")[-1], edi.ships_to("C-21")) == (("change", "held", ["SC-SHIP-003"]), [first])
    edi.decide("C-21", "release")
    edi.run()
    assert (edi.documents("C-21")[-1][1], edi.ships_to("C-21")) == ("done", [second])


def test_a_change_waits_while_a_person_decides_about_its_order(edi):
    edi.work(an_order("C-5", ("F-1", 10, "1.00"), ("F-2", 6)))
    assert edi.states("C-5") == [("original", "held")]
    edi.work(a_change("C-5", "2*QD*5*5*EA"))
    assert edi.states("C-5") == [("original", "held"), ("change", "read")]
    assert edi.world.waiting() == 0
    edi.decide("C-5", "release")
    edi.run()
    assert edi.states("C-5") == [("original", "done"), ("change", "done")]
    assert edi.short("C-5") == [("F-1", 10.0), ("F-2", 5.0)]


def test_a_cancellation_decides_about_an_order_that_waits_for_a_person(edi):
    edi.work(an_order("C-6", ("F-1", 10, "1.00")))
    edi.work(a_cancellation("C-6"))
    edi.run()
    assert edi.states("C-6") == [("original", "rejected"), ("cancel", "done")]
    assert edi.state("C-6") == []
    assert edi.outcomes("C-6") == ["rejected", "cancelled"]


def test_a_cancellation_takes_a_held_draft_away_too(edi):
    edi.send(an_order("C-7", *THREE))
    with people.paused(edi.world, "commit", "tasks.intents.settle.after", 1, channel="edi"):
        people.edit(edi.world, "C-7")
    edi.finish()
    assert (edi.states("C-7"), edi.state("C-7")) == ([("original", "held")], ["draft"])
    edi.work(a_cancellation("C-7"))
    edi.run()
    assert (edi.states("C-7"), edi.state("C-7")) == ([("original", "rejected"), ("cancel", "done")], ["cancel"])


def test_changes_before_their_order_wait_and_are_applied_in_their_turn(edi):
    edi.work(a_change("C-8", "1*CA*5*5*EA", version="3"))
    edi.work(a_change("C-8", "1*CA*4*4*EA", "2*DI", version="2"))
    assert edi.states("C-8") == [("change", "read"), ("change", "read")]
    edi.work(an_order("C-8", *THREE))
    edi.run()
    assert edi.states("C-8") == [("change", "done"), ("change", "done"), ("original", "done")]
    assert edi.short("C-8") == [("F-1", 5.0), ("F-2", 0.0), ("F-3", 4.0)]


def test_an_order_that_was_cancelled_before_it_came_is_never_made(edi):
    edi.work(a_cancellation("C-9"))
    assert edi.states("C-9") == [("cancel", "read")]
    edi.work(an_order("C-9", *THREE))
    edi.run()
    assert edi.documents("C-9") == [("cancel", "done", []), ("original", "rejected", ["SC-CANC-001"])]
    assert edi.state("C-9") == []
    assert sorted(edi.outcomes("C-9")) == ["cancelled", "rejected"]


def test_order_change_and_cancellation_in_one_file_go_one_after_the_other(edi):
    edi.work(an_order("C-10", *THREE), a_change("C-10", "1*CA*5*5*EA"), an_order("C-11", *THREE))
    edi.run()
    assert edi.short("C-10")[0] == ("F-1", 5.0)
    assert edi.state("C-11") == ["sale"]


def test_the_same_change_twice_is_done_once(edi):
    change = a_change("C-12", "1*QD*8*8*EA")
    edi.work(an_order("C-12", *THREE))
    edi.work(change)
    edi.work(change)
    edi.work(a_change("C-12", "1*QD*8*8*EA", version="2"))
    edi.work(a_change("C-12", "1*QD*2*2*EA", version="1"))
    assert edi.documents("C-12")[1:] == [
        ("change", "done", []),
        ("change", "duplicate", ["ID-KEY-001"]),
        ("change", "done", ["SC-SAME-001"]),
        ("change", "exception", ["ID-KEY-002"]),
    ]
    assert edi.short("C-12")[0] == ("F-1", 8.0)


def test_an_older_change_after_a_newer_one_is_for_a_person(edi):
    edi.work(an_order("C-13", *THREE))
    edi.work(a_change("C-13", "1*CA*8*8*EA", version="2"))
    edi.work(a_change("C-13", "1*CA*9*9*EA", version="1"))
    assert edi.documents("C-13")[-1] == ("change", "held", ["SC-VERS-001"])
    edi.decide("C-13", "release")
    edi.run()
    assert edi.short("C-13")[0] == ("F-1", 9.0)


def test_what_people_locked_or_edited_is_not_written_over(edi):
    edi.work(an_order("C-14", *THREE), an_order("C-15", *THREE))
    edi.world.admin.call("sale.order", "action_lock", [edi.record("C-14")])
    people.edit(edi.world, "C-15")
    edi.work(a_change("C-14", "1*CA*8*8*EA"), a_change("C-15", "2*CA*5*5*EA"))
    assert edi.documents("C-14")[-1] == ("change", "held", ["SC-LOCK-001"])
    assert edi.documents("C-15")[-1] == ("change", "held", ["SC-EDIT-001"])
    edi.world.admin.call("sale.order", "action_unlock", [edi.record("C-14")])
    edi.decide("C-14", "release")
    edi.decide("C-15", "release")
    edi.run()
    assert edi.short("C-14")[0] == ("F-1", 8.0)
    assert edi.short("C-15") == [("F-1", 77.0), ("F-2", 5.0), ("F-3", 4.0)]
    assert [edi.states(number)[-1] for number in ("C-14", "C-15")] == [("change", "done")] * 2


def test_what_a_change_asks_for_is_judged_and_what_it_leaves_alone_is_not(edi):
    edi.work(an_order("C-16", ("F-1", 10, "1.00"), ("F-2", 6)))
    edi.decide("C-16", "release")
    edi.run()
    edi.work(a_change("C-16", "2*CA*5*5*EA", version="1"))
    assert edi.documents("C-16")[-1] == ("change", "done", [])
    edi.work(a_change("C-16", "3*AI*1*1*EA***VP*NONE", version="2"))
    assert edi.documents("C-16")[-1][1:] == ("exception", ["SO-LINE-002"])
    assert edi.short("C-16") == [("F-1", 10.0), ("F-2", 5.0)]


def test_a_change_whose_order_never_comes_goes_to_a_person_in_the_end(edi):
    edi.work(a_change("C-17", "1*CA*5*5*EA"))
    assert edi.states("C-17") == [("change", "read")]
    (edi.world.home / "partners" / "edi.yaml").open("a").write("changes: {park_hours: 0}\n")
    edi.world.let_leases_run_out()
    edi.run()
    assert edi.documents("C-17") == [("change", "exception", ["SC-WAIT-001"])]


def test_the_books_balance(edi):
    with edi.world.ledger.open() as book:
        assert book.reconcile().balanced
    unsettled = edi.world.ledger_rows("SELECT key, state FROM intents WHERE state IN ('recorded', 'unknown')")
    assert unsettled == []
