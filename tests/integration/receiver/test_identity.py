"""Which documents are the same one (F23, F30, F31, F33): X12 and CSV pushed by webhook, registered in a real ledger."""

from itertools import permutations

import pytest

from tests.integration.receiver.taken import a_line, channel
from tests.unit.readers.made import HEADING
from tests.unit.readers.x12_made import HEAD, LINES, an_850, interchange

US = {"currency": "USD", "default_unit": "Each", "units": {"EA": "Each", "CA": "Case"}}


@pytest.fixture
def line(house):
    for name, changes in (
        ("edi", {"answers": {"check_numbers": True}}),
        ("edi2", {}),
        ("yearly", {"number_reuse": "year"}),
    ):
        channel(house, name, "x12", **US, **changes)
    channel(house, "rows", "csv", currency="EUR")
    with a_line(house) as made:
        yield made


def bought(number="PO-1001", *, day="20261102", purpose="00", quantity=12, control="0001"):
    """An 850's segments."""
    head = (f"BEG*{purpose}*SA*{number}**{day}", *HEAD[1:])
    return an_850(head, (LINES[0].replace("*12*", f"*{quantity}*"), *LINES[1:]), control=control)


def changed(number="PO-1001", version="1", *, cancel=False, control="0001"):
    """An 860's segments: the first line's quantity, or all of it taken back."""
    head = f"BCH*{'01' if cancel else '04'}*SA*{number}**{version}*20261102*****20261103"
    body = [f"ST*860*{control}", head, *([] if cancel else [f"POC*1*CA*{version}*{version}*EA"])]
    return [*body, f"SE*{len(body) + 1}*{control}"]


def sent(*sets, isa13="000000042"):
    return interchange(*sets).replace("000000042", isa13)


def test_a_number_that_comes_again_next_year(line):
    """F30: as the profile says; where it says nothing, both are kept and the finding names the day of the first."""
    for name in ("edi2", "yearly"):
        line.take(sent(bought(day="20261102")), sent(bought(day="20271103", quantity=7)), channel=name)
    found = line.documents()
    assert found[0][2:] == ("captured", [])
    assert found[1][2] == "exception"
    assert "ID-KEY-002" in found[1][3]
    assert [row[2] for row in found[2:]] == ["captured", "captured"]
    ((findings,),) = line.rows("SELECT findings FROM documents WHERE state = 'exception'")
    (message,) = [one["message"] for one in findings if one["code"] == "ID-KEY-002"]
    assert message.startswith("Number PO-1001 was used before")
    ((twin,),) = line.rows("SELECT twin_of FROM documents WHERE state = 'exception'")
    assert twin == line.rows("SELECT min(id) FROM documents")[0][0]
    assert line.balanced()


def test_two_partners_share_a_number(line):
    line.take(sent(bought()), channel="edi")
    line.take(sent(bought()), channel="edi2")
    assert line.states() == ["captured", "captured"]


def test_an_850_sent_again_is_a_duplicate_and_an_860_a_change(line):
    line.take(
        sent(bought(), isa13="000000001"),
        sent(bought(control="0009"), isa13="000000002"),
        sent(bought(purpose="07"), isa13="000000003"),
        sent(bought(quantity=13), isa13="000000004"),
        sent(changed(), isa13="000000005"),
        sent(changed(control="0003"), isa13="000000006"),
    )
    found = [(purpose, state) for _, purpose, state, _ in line.documents()]
    assert found[:2] == [("original", "captured"), ("original", "duplicate")]
    assert found[3:] == [("original", "exception"), ("change", "captured"), ("change", "duplicate")]
    assert found[2][1] in {"duplicate", "exception"}, "a copy by its own word makes no second order"
    assert line.balanced()


def test_a_control_number_again_with_other_content_waits_and_names_the_first(line):
    """F31; the very same bytes again are a duplicate delivery, of which nothing is read."""
    first, again = sent(bought("PO-1")), sent(bought("PO-2"))
    line.take(first)
    line.take(first)
    line.take(again)
    assert [(row[0], row[3]) for row in line.documents()] == [("PO-1", []), ("PO-2", ["AK-NUM-002"])]
    assert line.rows("SELECT state FROM deliveries ORDER BY id") == [("split",), ("duplicate",), ("split",)]
    line.take(sent(bought("PO-3"), isa13="000000045"))
    assert line.documents()[-1][3] == ["AK-NUM-001"]


def row(number):
    return f"{HEADING}{number},2026-11-02,C-1,A-1,Anvil,2,Stk,10\n"


SAME = ["PO-Ä0012", " po-ä0012 ", "ＰＯ-Ä００１２", "PO-A\u03080012", "PO\u2060-Ä0012", "PO-Ä0012\u00a0"]  # noqa: RUF001 - odd writings are meant
OTHERS = ["PO-Ä12", "PO Ä0012", "РО-Ä0012", "PO-Ä0012-1", "PO-A0012", "PO\u2212Ä0012"]  # noqa: RUF001 - Cyrillic letters, a minus sign


def test_one_number_in_many_writings(line):
    """F33: case, blanks, width and composition do not count; zeros, letters of another script and signs do."""
    line.take(*(row(number) for number in SAME), channel="rows")
    first, *again = line.documents()
    assert first[2:] == ("captured", [])
    assert {row[2:][0] for row in again} <= {"duplicate", "exception"}, "none of them makes a second order"
    assert {code for row in again for code in row[3]} <= {"ID-KEY-001", "ID-KEY-002"}
    line.take(*(row(number) for number in OTHERS), channel="rows")
    assert line.states()[len(SAME) :] == ["captured"] * len(OTHERS)
    likes = line.rows("SELECT DISTINCT alike_hash FROM documents WHERE state = 'captured'")
    assert len(likes) == 1, "what only looks like another number asks for the same goods: SO-ALIKE-001 is told of it"


def test_whatever_the_order_of_arrival_documents_are_worked_in_one_order(line):
    """F23: all 120 orders in which five messages of one order may come; each is worked once, in its turn."""
    turns = list(permutations(range(5)))
    names = [f"PO-{n:03d}" for n in range(len(turns))]

    def made(what, number):
        return (
            bought(number), changed(number, "1"), changed(number, "2"), changed(number, "3", cancel=True),
            bought(number, control="0002"),
        )[what]  # fmt: skip

    for place in range(5):
        sets = [made(turn[place], name) for name, turn in zip(names, turns, strict=True)]
        line.take(sent(*sets, isa13=f"00000010{place}"), channel="edi2")
    found = line.documents()
    assert len(found) == 600
    assert sum(state == "duplicate" for _, _, state, _ in found) == 120
    worked: dict[str, list[tuple[str, str]]] = {name: [] for name in names}
    while (batch := line.house.claim("edi2", line.house.limits(), "a test")) is not None:
        with line.house.ledger.open() as book:
            heads = book.documents.in_batch(batch, ["captured"])
            cancelled = book.documents.cancels([head.thread_id for head in heads])
        while heads:
            for head in heads:
                assert head.thread_id in cancelled
                worked[head.number].append((head.key.purpose, getattr(head.key, "version", "")))
            end(line.house, batch, heads)
            with line.house.ledger.open() as book:
                heads = book.documents.in_batch(batch, ["captured"])
        line.house.give_back(batch)
    assert {tuple(steps) for steps in worked.values()} == {
        (("original", ""), ("change", "1"), ("change", "2"), ("cancel", "3"))
    }
    assert line.balanced()


def end(house, batch, heads):
    from ledger.values import Move

    for state in ("read", "refused", "rejected"):
        with house.ledger.open() as book:
            book.documents.move_many(batch, [Move(head.id, state) for head in heads])
            book.commit("test.move")
