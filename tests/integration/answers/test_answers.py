"""What leaves for a partner: recorded before it is sent, sent once, the same bytes after a crash, settled by theirs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from domain import seams
from domain.catalogue import finding
from domain.documents.inventory_report import InventoryRow
from domain.errors import LeaseLost, Misconfigured, Refused
from ledger.book import Ledger
from tasks.answering import send_waiting
from tasks.answering_orders import answer_orders
from tasks.outcome_files import write_outcomes
from tasks.publishing_inventory import publish_inventory, rows_of
from tests.integration.answers.conftest import House, Killed, make_house
from tests.unit.readers import edifact_made
from tests.unit.readers.answers_made import MADE_AT
from tests.unit.readers.x12_made import HEAD, an_850, interchange


def an_interchange(number: str = "PO-1", control: int = 42, *, kind: str = "PO") -> str:
    head = (f"BEG*00*SA*{number}**20261102", *HEAD[1:])
    text = interchange(an_850(head))
    return text.replace("000000042", f"{control:09d}").replace("GS*PO*", f"GS*{kind}*")


def their_997(functional: str, group: int, standing: str = "A", *, control: int = 900, extra: str = "") -> str:
    body = f"ST*997*0001~\nAK1*{functional}*{group}~\n{extra}AK9*{standing}*1*1*1~\nSE*{4 + extra.count('~')}*0001"
    text = interchange(["@"]).replace("@", body).replace("GS*PO*", "GS*FA*")
    return text.replace("000000042", f"{control:09d}")


def test_an_order_is_acknowledged_when_it_is_split_and_answered_when_it_is_done(house: House) -> None:
    batch = house.take(an_interchange())
    (ack,) = house.files("997")
    assert b"AK1*PO*7~\nAK2*850*0001~\nAK5*A~\nAK9*A*1*1*1~" in ack
    assert b"*ZZ*LADING         *ZZ*GRANBY         *" in ack
    house.done(batch)
    (answer,) = house.files("855")
    assert b"BAK*00*AD*PO-1*20261102****S00007*" in answer
    assert [(one.kind, one.state, one.interchange_number, one.group_number) for one in house.publications()] == [
        ("997", "sent", 1, 1), ("855", "sent", 2, 2),
    ]  # fmt: skip
    assert [path.suffix for path in house.out] == [".x12", ".x12"]  # and no JSON beside them


def test_an_envelope_is_acknowledged_where_it_asks_for_it_or_is_wrong_also_in_a_packed_delivery(
    tmp_path: Path, ledger: Ledger, ledger_url: str
) -> None:
    house = make_house(tmp_path, ledger_url, x12={"interchange": "asked"})
    asks = an_interchange("PO-2", 43).replace("*0*P*>", "*1*P*>")
    wrong = an_interchange("PO-3", 44).replace("IEA*1*", "IEA*9*")
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for place, text in enumerate((an_interchange(), asks, wrong)):
            archive.writestr(f"{place}.edi", text)
    house.take(packed.getvalue())
    assert [one.split(b"\n")[1] for one in sorted(house.files("TA1"), key=len)] == [
        b"TA1*000000043*261102*1015*A*000~", b"TA1*000000044*261102*1015*E*021~"
    ]  # fmt: skip
    assert len(house.files("997")) == 3
    numbers = [(one.kind, one.interchange_number, one.group_number) for one in house.publications()]
    assert numbers == [("TA1", 1, None), ("TA1", 2, None), ("997", 3, 1), ("997", 4, 2), ("997", 5, 3)]
    house.take(an_interchange("PO-4", 44))
    assert [one.split(b"\n")[1][-6:] for one in house.files("TA1")].count(b"E*025~") == 1
    house.resources.ledger.close()


def test_a_refused_order_is_answered_with_its_reasons(house: House) -> None:
    batch = house.take(an_interchange())
    with house.resources.ledger.open() as book:
        from ledger.values import Move
        from tests.integration.ledger.orders import problem

        (row,) = book.documents.in_batch(batch, ["captured"])
        named, offer = "BOLT-M8-2", "which can be offered"
        old = finding("SO-LINE-017", path="lines[1].sku", value="BOLT-M8", successor=named, name="Bolt", offer=offer)
        book.documents.move_many(batch, [Move(row.id, "refused", findings=[problem(), old])])
        book.commit("test.refuse")
    write_outcomes(house.resources, batch, house.rows(batch, "refused"), to="rejected")
    (answer,) = house.files("855")
    assert b"BAK*00*RD*PO-1*" in answer
    assert answer.count(b"ACK*IR*") == 2
    assert b"N9*ZZ*SO-LINE-004~\nMSG*Something is off.~" in answer
    assert answer.count(b"*VP*BOLT-M8-2~") == 1  # the successor, offered with the line


def test_what_cannot_be_read_is_refused_with_the_place_and_the_rest_of_the_file_lands(house: House) -> None:
    bad = an_850(("BEG*00*SA*PO-2**20260230", *HEAD[1:]), ("PO1*1*twelve*EA*2.50**VP*BOLT-M8",), control="0002")
    house.take(interchange(an_850(), bad))
    (ack,) = house.files("997")
    assert b"AK2*850*0002~\nAK3*BEG*2**8~\nAK4*5*373*8*20260230~\nAK3*PO1*9**8~\nAK4*2*330*6*twelve~\nAK5*R*5~" in ack
    assert b"AK9*P*2*2*1~" in ack


def test_the_same_file_again_is_answered_no_second_time(house: House) -> None:
    house.take(an_interchange())
    house.arrive(an_interchange(), name="again.edi")
    assert house.work() is None or not house.files("997")[1:]
    assert len(house.publications()) == 1


KILLS = (
    "tasks.acknowledging.look.after",
    "tasks.capture.register.after",
    "tasks.capture.finish.before",
    "tasks.capture.finish.after",
    "folder.outcome.before",
    "folder.outcome.after",
    "tasks.answering.sent.before",
    "tasks.answering.sent.after",
)


@pytest.mark.parametrize("place", KILLS)
def test_killed_anywhere_the_acknowledgement_leaves_once_with_the_same_bytes(house: House, place: str) -> None:
    house.arrive(an_interchange())
    _kill_at(place)
    with pytest.raises(Killed):
        house.work()
    seams.install(None)
    before = house.files("997")
    house.let_lease_run_out()
    house.work()
    send_waiting(house.resources, "acme", seconds=0)  # the consumer's chore
    (ack,) = house.files("997")
    assert before in ([], [ack])
    (one,) = house.publications()
    assert (one.state, one.interchange_number) == ("sent", 1)
    house.arrive(an_interchange("PO-2", 43))
    while house.work() is not None:
        pass
    assert [one.interchange_number for one in house.publications()] == [1, 2]  # none was lost


@pytest.mark.parametrize(
    "place",
    [
        "tasks.answering.record.before",
        "tasks.answering.record.after",
        "folder.outcome.before",
        "folder.outcome.after",
        "tasks.answering.sent.after",
        "tasks.intents.record.after",
        "tasks.intents.settle.before",
    ],
)
def test_killed_anywhere_the_response_leaves_once_with_the_same_bytes(house: House, place: str) -> None:
    batch = house.take(an_interchange())
    rows = house.confirm(batch)
    _kill_at(place)
    with pytest.raises(Killed):
        write_outcomes(house.resources, batch, rows, to="done")
    seams.install(None)
    before = house.files("855")
    house.let_lease_run_out()
    again = house.work()
    assert again is not None
    write_outcomes(house.resources, again, house.rows(again, "confirmed"), to="done")
    (answer,) = house.files("855")
    assert before in ([], [answer])
    assert [(one.kind, one.state) for one in house.publications()] == [("997", "sent"), ("855", "sent")]


def _kill_at(place: str) -> None:
    def hook(_: str, name: str) -> None:
        if name == place:
            raise Killed(name)

    seams.install(hook)


def test_a_run_that_lost_its_batch_records_nothing(house: House) -> None:
    batch = house.take(an_interchange())
    rows = house.confirm(batch)
    house.let_lease_run_out()
    with pytest.raises(LeaseLost):
        answer_orders(house.resources, batch, rows, done=True)
    assert [one.kind for one in house.publications()] == ["997"]


def test_a_partner_takes_only_the_answers_that_its_profile_names(
    tmp_path: Path, ledger: Ledger, ledger_url: str
) -> None:
    house = make_house(tmp_path, ledger_url, acknowledge=False, orders=["rejected"], outcome_files=True)
    batch = house.take(an_interchange())
    house.done(batch)
    assert [path.suffix for path in house.out] == [".json"]
    assert house.publications() == []


def test_their_997_settles_what_it_names_and_is_done(house: House) -> None:
    house.done(house.take(an_interchange()))
    batch = house.take(their_997("PR", 2))
    assert house.rows(batch, "captured") == []
    settled = house.publications()[1]
    assert (settled.kind, settled.state) == ("855", "acknowledged")
    assert _states(house) == {"sales_order": ["done"], "functional_acknowledgement": ["done"]}
    assert len(house.files("997")) == 1  # acknowledgements are not acknowledged


def test_their_refusal_is_a_persons_with_what_they_said(house: House) -> None:
    house.done(house.take(an_interchange()))
    extra = "AK2*855*0002~\nAK3*ACK*9**8~\nAK4*1*668*7*IA~\nAK5*R*5~\n"
    house.take(their_997("PR", 2, "R", extra=extra))
    assert house.publications()[1].state == "refused"
    with house.resources.ledger.open() as book:
        (waiting,) = book.exceptions.list()
    assert waiting.code == "AK-ACK-002"
    assert "element 1: error 7 (IA)" in waiting.findings[-1].message
    assert _states(house)["sales_order"] == ["done"]


def test_one_that_names_nothing_of_ours_is_a_finding(house: House) -> None:
    house.take(their_997("PR", 77))
    with house.resources.ledger.open() as book:
        (waiting,) = book.exceptions.list()
    assert waiting.code == "AK-ACK-001"


def test_a_person_may_reject_or_replay_an_acknowledgement_and_its_partner_is_told_nothing(house: House) -> None:
    house.take(their_997("PR", 77))
    house.take(their_997("PR", 78, control=901))
    with house.resources.ledger.open() as book:
        first, second = book.exceptions.list(["code:AK-ACK-001"])
        book.exceptions.decide([first.id], "reject", by="mia", reason="another system's")
        book.exceptions.decide([second.id], "replay", by="mia", reason="look again")
        book.commit("test.decide")
    house.let_lease_run_out()
    before = len(house.out)
    batch = house.work()
    assert batch is not None
    write_outcomes(house.resources, batch, house.rows(batch, "refused"), to="rejected")
    assert len(house.out) == before
    assert sorted(_states(house)["functional_acknowledgement"]) == ["exception", "rejected"]


def test_an_acknowledgement_cut_before_it_was_matched_is_matched_by_the_next_run(house: House) -> None:
    house.done(house.take(an_interchange()))
    house.arrive(their_997("PR", 2))
    _kill_at("tasks.acknowledging.settle.before")
    with pytest.raises(Killed):
        house.work()
    seams.install(None)
    house.let_lease_run_out()
    house.work()
    assert house.publications()[1].state == "acknowledged"


def test_gaps_and_repeats_of_their_numbers_are_told_and_closed(house: House) -> None:
    house.take(an_interchange("PO-1", 42))
    gap = house.take(an_interchange("PO-2", 45))
    assert _codes(house, gap) == ["AK-NUM-001"]
    with house.resources.ledger.open() as book:
        (missing,) = book.interchanges.missing()
    assert (missing.missing_from, missing.missing_to, missing.missing) == (43, 44, 2)
    late = house.take(an_interchange("PO-3", 43))
    assert _codes(house, late) == []
    with house.resources.ledger.open() as book:
        assert [one.missing for one in book.interchanges.missing()] == [1]
    again = house.take(an_interchange("PO-4", 45))
    assert _codes(house, again) == ["AK-NUM-002"]
    house.take(an_interchange("PO-5", 44))
    with house.resources.ledger.open() as book:
        assert book.interchanges.missing() == []
        book.interchanges.restart("acme")
        book.commit("test.restart")
    assert _codes(house, house.take(an_interchange("PO-6", 43))) == []


def test_many_at_once_get_numbers_without_gap_or_repeat(house: House) -> None:
    def publish(n: int) -> int:
        rows = [InventoryRow(sku=f"S-{n}", quantity=n)]
        told = publish_inventory(house.resources, "acme", rows, as_of=MADE_AT, by="me", number=f"R{n % 20}")
        return told.publication.interchange_number or 0

    house.take(an_interchange())
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(publish, range(40)))
    assert sorted(set(given)) == list(range(2, 22))
    assert len(house.files("846")) == 20


def test_inventory_is_published_once_and_only_where_it_is_wanted(house: House, tmp_path: Path, ledger: Ledger) -> None:
    table = tmp_path / "rows.csv"
    table.write_text("sku,quantity,date\nBOLT,5,\nNUT,1.5,2026-12-01\nBOLT,9,2026-12-24\n")
    rows = rows_of(table)
    with pytest.raises(Misconfigured, match="Nobody knows how"):
        publish_inventory(house.resources, "acme", rows, as_of=MADE_AT, by="me")
    house.take(an_interchange())
    first = publish_inventory(house.resources, "acme", rows, as_of=MADE_AT, by="me")
    second = publish_inventory(house.resources, "acme", rows, as_of=MADE_AT, by="me")
    assert (first.created, second.created) == (True, False)
    (report,) = house.files("846")
    assert b"LIN*1*VP*BOLT~\nQTY*33*5*EA~\nQTY*29*9*EA~\nDTM*018*20261224~\nLIN*2*VP*NUT~" in report
    table.write_text("sku,quantity\nBOLT,five\n")
    with pytest.raises(Refused, match=r"Line 2 .*field quantity, value five"):
        rows_of(table)


def test_edifact_has_its_contrl_and_ordrsp_and_theirs_settles(tmp_path: Path, ledger: Ledger, ledger_url: str) -> None:
    house = make_house(tmp_path, ledger_url, "edifact")
    house.done(house.take(edifact_made.interchange(edifact_made.an_order())))
    (ack,), (answer,) = house.files("CONTRL"), house.files("ORDRSP")
    assert b"UCI+42+NORD:14+LADING:14+7'" in ack
    assert b"BGM+231+S00007+29'" in answer
    body = ["UNH+1+CONTRL:D:3:UN", "UCI+2+LADING:14+NORD:14+7", "UNT+3+1"]
    house.take(edifact_made.interchange(body).replace("+42'", "+43'"))
    assert [one.state for one in house.publications()] == ["sent", "acknowledged"]


def test_ubl_has_its_order_response(tmp_path: Path, ledger: Ledger, ledger_url: str) -> None:
    from tests.unit.readers.test_ubl import an_order as a_ubl_order

    ours = {"id": "4012345500004", "qualifier": "0088"}
    house = make_house(tmp_path, ledger_url, "ubl", acknowledge=False, inventory=False, ours=ours)
    house.done(house.take(a_ubl_order()))
    (answer,) = house.files("OrderResponse")
    assert b"<cbc:OrderResponseCode>AP<" in answer


def test_trace_shows_what_left_and_what_came_back(house: House) -> None:
    from entrypoints.telling import lines_of
    from entrypoints.tracing import thread_json

    house.done(house.take(an_interchange()))
    house.take(their_997("PR", 2))
    with house.resources.ledger.open() as book:
        (thread,) = book.trace("PO-1")
    text = "\n".join(lines_of(thread_json(house.resources.settings, thread)))
    assert "997 000000042 recorded (interchange 1, group 1, set 1)" in text
    assert "855 sent as PO-1.855." in text
    assert "855 acknowledged by PR.2" in text


def _codes(house: House, batch: object) -> list[str]:
    (row,) = house.rows(batch, "captured")  # type: ignore[arg-type]
    return [one.code for one in row.findings]


def _states(house: House) -> dict[str, list[str]]:
    with house.resources.ledger.open() as book:
        rows = book._connection.exec_driver_sql("SELECT type, state FROM documents ORDER BY id").all()
    found: dict[str, list[str]] = {}
    for kind, state in rows:
        found.setdefault(kind, []).append(state)
    return found
