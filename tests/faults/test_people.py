"""F35: people delete, cancel, edit and copy orders in Odoo at every stage: what they did stays, and nobody is doubled."""

import pytest

from tests.faults import people

STAGES = {
    "drafted": ("commit", "tasks.intents.settle.after", 1),
    "verified": ("commit", "tasks.gate.after", 3),
    "confirmed": ("commit", "tasks.intents.settle.after", 2),
}
TOLD = {
    "drafted": {
        "edited": ("held", "GT-RB-002"),
        "deleted": ("held", "GT-RB-001"),
        "cancelled": ("held", "GT-RB-005"),
    },
    "verified": {
        "edited": ("exception", "OD-STATE-003"),
        "deleted": ("exception", "OD-STATE-001"),
        "cancelled": ("exception", "OD-STATE-002"),
    },
}
"""Where a document goes, and by which finding, when a person was at its order in that stage."""
PRICE_WITHOUT_DISCOUNT = "with price but no discount"
HOLDING = ("odoo.sales.tag.before", "odoo.sales.tag.after")
MENDING = ("odoo.sales.mend.before", "odoo.sales.mend.after")


def assert_what_people_did_stands(world, prefix, confirmed):
    assert people.quantities(world, f"{prefix}1")[0] == 77
    assert people.state(world, f"{prefix}1") == ["sale" if confirmed else "draft"]
    assert people.state(world, f"{prefix}2") == []
    assert people.state(world, f"{prefix}3") == ["cancel"]
    assert people.state(world, f"{prefix}4") == people.state(world, f"{prefix}5") == ["sale"]


def at_work(world, prefix):
    people.edit(world, f"{prefix}1")
    people.delete(world, f"{prefix}2")
    people.cancel(world, f"{prefix}3")
    people.duplicate(world, f"{prefix}4")


@pytest.mark.parametrize("stage", TOLD)
def test_what_a_person_does_before_confirming_survives_and_is_told(world, stage):
    prefix = f"{stage.upper()}-"
    world.drop(f"{prefix}.csv", world.orders(prefix, count=5))
    with people.paused(world, *STAGES[stage]) as run:
        at_work(world, prefix)
    world.finish()
    assert run["ended"] == 0
    assert_what_people_did_stands(world, prefix, confirmed=False)
    told = people.documents(world, prefix)
    for number, done in enumerate(("edited", "deleted", "cancelled"), start=1):
        where, code = TOLD[stage][done]
        assert told[str(number)][0] == where
        assert code in told[str(number)][1]
    assert told["4"][0] == told["5"][0] == "done"
    assert told["4"][1] == told["5"][1] == []


def test_what_a_person_does_after_confirming_survives_every_later_run(world):
    world.drop("later.csv", rows := world.orders("LATER-", count=5))
    with people.paused(world, *STAGES["confirmed"]):
        at_work(world, "LATER-")
    world.drop("later again.csv", [*rows[3:], *rows[:3]])
    world.drop("later, the same.csv", rows)
    world.finish()
    assert_what_people_did_stands(world, "LATER-", confirmed=True)
    assert {stands for stands, _ in people.documents(world, "LATER-").values()} == {"done"}
    assert len(world.odoo_rows("SELECT id FROM sale_order WHERE client_order_ref = 'LATER-4'")) == 1


def test_the_difference_that_a_person_made_is_shown_to_whoever_decides(world):
    world.drop("shown.csv", world.orders("SHOWN-", count=1))
    with people.paused(world, *STAGES["drafted"]):
        people.edit(world, "SHOWN-1")
    world.finish()
    with world.ledger.open() as book:
        (shown,) = book.exceptions.list(["number:SHOWN-1"])
        (decided,) = book.exceptions.decide([shown.id], "release", by="Ada", reason="I have looked at it")
        book.commit("tests.release")
    quantity = [one for one in shown.findings if one.path == "lines[1].quantity"]
    assert len(quantity) == 1
    assert "77" in quantity[0].message
    assert decided.outcome == "done"
    world.finish()
    assert people.documents(world, "SHOWN-")["1"][0] == "held", "releasing waives nothing: it still differs"
    assert people.quantities(world, "SHOWN-1")[0] == 77


def decide(world, prefix, kind):
    with world.ledger.open() as book:
        ids = [one.id for one in book.exceptions.list(["kind:held"]) if one.number.startswith(prefix)]
        done = book.exceptions.decide(ids, kind, by="Ada", reason="the price was ours all the time")
        book.commit("tests.decide")
    assert [one.outcome for one in done] == ["done"] * len(ids)
    return len(ids)


@pytest.mark.parametrize(("stage", "kind"), [("drafted", "release"), ("verified", "replay")])
def test_a_deleted_draft_is_made_again_only_when_somebody_who_was_told_says_so(world, stage, kind):
    prefix = f"AGAIN-{kind}-"
    world.drop(f"{prefix}.csv", world.orders(prefix, count=1))
    with people.paused(world, *STAGES[stage]):
        people.delete(world, f"{prefix}1")
    world.finish()
    world.finish()
    assert people.state(world, f"{prefix}1") == []
    with world.ledger.open() as book:
        (told,) = book.exceptions.list([f"number:{prefix}1"])
        book.exceptions.decide([told.id], kind, by="Ada", reason="deleted by mistake", waived_codes=[told.code])
        book.commit("tests.again")
    world.finish()
    assert people.state(world, f"{prefix}1") == ["sale"]
    assert people.documents(world, prefix)["1"][0] == "done"


def tags_and_notes(world, prefix):
    return world.odoo_rows(
        "SELECT o.state, (SELECT count(*) FROM sale_order_tag_rel r WHERE r.order_id = o.id),"
        " (SELECT count(*) FROM mail_message m WHERE m.model = 'sale.order' AND m.res_id = o.id AND m.body LIKE '%%Held:%%')"
        " FROM sale_order o WHERE o.client_order_ref LIKE %(prefix)s || '%%' ORDER BY 1",
        prefix=prefix,
    )


@pytest.fixture(scope="module")
def undisturbed(world):
    world.drop("undisturbed.csv", world.orders("U-", count=2))
    world.finish()
    rows = world.fingerprint("U-")
    assert [row[1] for row in rows] == ["sale"] * 2
    return rows


@pytest.mark.parametrize("seam", HOLDING)
def test_a_draft_that_differs_is_held_with_its_tag_wherever_the_run_dies(world, seam):
    prefix = f"H{HOLDING.index(seam)}-"
    world.drop(f"{prefix}.csv", world.orders(prefix, count=2))
    killed = world.run(plant=PRICE_WITHOUT_DISCOUNT, kill=["call", seam, 1])
    assert killed["status"] == -9
    world.finish()
    assert [stands for stands, _ in people.documents(world, prefix).values()] == ["held"] * 2
    assert tags_and_notes(world, prefix) == [("draft", 1, 1)] * 2


@pytest.mark.parametrize("seam", MENDING)
def test_a_held_draft_is_mended_once_when_it_is_replayed_wherever_the_run_dies(world, undisturbed, seam):
    prefix = f"M{MENDING.index(seam)}-"
    world.drop(f"{prefix}.csv", world.orders(prefix, count=2))
    world.run(plant=PRICE_WITHOUT_DISCOUNT)
    assert tags_and_notes(world, prefix) == [("draft", 1, 1)] * 2
    assert decide(world, prefix, "replay") == 2
    killed = world.run(kill=["call", seam, 1])
    assert killed["status"] == -9
    world.finish()
    assert [(row[0], *row[1:8]) for row in world.fingerprint(prefix)] == [row[:8] for row in undisturbed]
    assert tags_and_notes(world, prefix) == [("sale", 0, 1)] * 2


def test_a_held_draft_that_a_person_edited_is_not_mended_over_their_edit(world):
    world.drop("theirs.csv", world.orders("THEIRS-", count=2))
    world.run(plant=PRICE_WITHOUT_DISCOUNT)
    people.edit(world, "THEIRS-1")
    assert decide(world, "THEIRS-", "replay") == 2
    world.finish()
    assert people.quantities(world, "THEIRS-1")[0] == 77
    told = people.documents(world, "THEIRS-")
    assert told["1"][0] == "exception"
    assert "OD-STATE-003" in told["1"][1]
    assert told["2"][0] == "done"
