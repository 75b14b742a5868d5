"""The simulated EDI customer: what it writes, how it judges what comes, what it remembers, how it misbehaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.simulators.edi_customer.__main__ import main
from infra.simulators.edi_customer.customer import EdiCustomer
from infra.simulators.edi_customer.faults import FAULTS, Fault
from infra.simulators.edi_customer.segments import read
from infra.simulators.edi_customer.wanted import afterwards
from tests.unit.edi_customer.made import a_cancellation, a_change, a_customer, an_answer, an_order, arrives

SENT = """\
ISA*00*          *00*          *ZZ*COBALT         *ZZ*BRIGHTWATER    *261103*0905*U*00401*000000001*0*P*>~
GS*PO*COBALT*BRIGHTWATER*20261103*0905*10*X*004010~
ST*850*0001~
BEG*00*SA*PO-1**20261102~
CUR*BY*USD~
DTM*002*20261120~
N1*BY*Buyer*UL*0614141000012~
PO1*1*12*EA*2.50**VP*BOLT-M8~
PO1*2*3*EA*2.50**VP*NUT-M8~
CTT*2~
SE*9*0001~
GE*1*10~
GS*PC*COBALT*BRIGHTWATER*20261103*0905*11*X*004010~
ST*860*0001~
BCH*01*SA*PO-2**9*20261102*****20261102~
CUR*BY*USD~
N1*BY*Buyer*UL*0614141000012~
CTT*0~
SE*6*0001~
GE*1*11~
IEA*2*000000001~
"""
RECEIPT = "AK1*PO*10~\nAK2*850*0001~\nAK5*A~\nAK9*A*1*1*1~\n"
ANSWER = (
    "BAK*00*AD*PO-1*20261102****S00042*20261103~\nPO1*1*12*EA*2.5**VP*BOLT-M8~\nACK*IA*12*EA~\n"
    "PO1*2*3*EA*2.5**VP*NUT-M8~\nACK*IA*3*EA~\nCTT*2~\n"
)


@pytest.fixture
def customer(tmp_path: Path) -> EdiCustomer:
    return a_customer(tmp_path)


def _sent(customer: EdiCustomer) -> list[str]:
    return [path.read_text() for path in sorted(customer.inbox.iterdir())]


def test_orders_and_changes_go_out_as_one_interchange_with_a_group_each(customer: EdiCustomer) -> None:
    assert customer.send(an_order(), a_cancellation("PO-2")) == "orders_00001.edi"
    assert _sent(customer) == [SENT]


def test_a_right_receipt_and_answer_are_believed_and_acknowledged(customer: EdiCustomer) -> None:
    customer.send(an_order())
    arrives(customer, an_answer(RECEIPT, kind="997", functional="FA"))
    arrives(customer, an_answer(ANSWER, kind="855", functional="PR", control=2))
    assert customer.look() == []
    assert [(one.standing, one.verdict) for one in customer.state.sent] == [("accepted", "accepted")]
    receipt = (customer.inbox / "receipt_00002.edi").read_text()
    assert "AK1*PR*2~\nAK2*855*0001~\nAK5*A~\nAK9*A*1*1*1~" in receipt
    assert customer.look() == [], "nothing is read twice"
    assert len(_sent(customer)) == 2


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("*PO-1*", "*PO-9*", "never sent"),
        ("PO1*2*3*EA*2.5**VP*NUT-M8~\nACK*IA*3*EA~\n", "", "silent about line 2"),
        ("PO1*2*3", "PO1*7*3", "line 7, which nobody ordered"),
        ("ACK*IA*3*EA", "ACK*IA*2*EA", "accepted with 2, asked was 3"),
        ("ACK*IA*3*EA", "ACK*IR*3*EA", "rejected, though the whole is accepted"),
        ("PO1*2*3*EA*2.5*", "PO1*2*3*EA*2.4*", "accepted at 2.4, asked was 2.50"),
        ("VP*NUT-M8", "VP*NUT-M9", "about NUT-M9, ordered was NUT-M8"),
        ("BAK*00*AD", "BAK*00*RD", "accepted, though the whole is rejected"),
        ("BAK*00*AD", "BAK*00*XX", "unknown verdict 'XX'"),
        ("PO1*2*3", "PO1*1*3", "names a line twice"),
    ],
)
def test_an_answer_that_does_not_fit_is_complained_about(
    customer: EdiCustomer, was: str, becomes: str, words: str
) -> None:
    customer.send(an_order())
    arrives(customer, an_answer(ANSWER.replace(was, becomes), kind="855", functional="PR"))
    assert any(words in one for one in customer.look()), customer.state.complaints


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        (b"GE*1*1~", b"GE*2*1~", "GE01 says 2"),
        (b"SE*8*", b"SE*9*", "count of 855 says 9"),
        (b"IEA*1*000000001", b"IEA*1*000000002", "number of IEA says 000000002"),
        (b"IEA*1*000000001~\n", b"", "no IEA"),
        (b"BRIGHTWATER    *ZZ*COBALT ", b"BRIGHTWATER    *ZZ*OTHER  ", "to OTHER"),
        (b"ST*855*", b"ST*810*", "810 is not taken here"),
        (b"ISA*", b"XSA*", "neither ISA nor UNB"),
    ],
)
def test_a_damaged_envelope_is_complained_about(customer: EdiCustomer, was: bytes, becomes: bytes, words: str) -> None:
    customer.send(an_order())
    content = an_answer(ANSWER, kind="855", functional="PR")
    assert was in content
    arrives(customer, content.replace(was, becomes))
    assert any(words in one for one in customer.look()), customer.state.complaints


def test_an_answer_twice_a_receipt_of_nothing_and_a_number_with_other_content_are_noticed(
    customer: EdiCustomer,
) -> None:
    customer.send(an_order())
    arrives(customer, an_answer(ANSWER, kind="855", functional="PR", control=1))
    arrives(customer, an_answer(ANSWER, kind="855", functional="PR", control=5))
    arrives(customer, an_answer(RECEIPT.replace("*10~", "*77~"), kind="997", functional="FA", control=5))
    told = "\n".join(customer.look())
    assert "an order that was answered" in told
    assert "about 77, which was never sent" in told
    assert "number 5 came before with other content" in told
    assert customer.state.missing() == [2, 3, 4]


def test_what_it_knows_outlives_it_and_all_can_be_sent_again_byte_for_byte(
    customer: EdiCustomer, tmp_path: Path
) -> None:
    customer.send(an_order())
    customer.send(a_change())
    before = _sent(customer)
    for path in list(customer.inbox.iterdir()):
        path.unlink()
    again = a_customer(tmp_path)
    assert again.state == customer.state
    assert again.send_again() == ["orders_00001.edi", "orders_00002.edi"]
    assert _sent(again) == before


def test_the_same_file_twice_and_a_number_with_new_content(customer: EdiCustomer) -> None:
    customer.send(an_order(), fault="twice")
    first, second = _sent(customer)
    assert first == second
    customer.send(an_order("PO-2"), fault="repeat")
    last = read((customer.inbox / "orders_00001_b.edi").read_text())
    assert last.control == "000000001"
    assert customer.send(an_order("PO-3")) == "orders_00002.edi"


def test_numbers_are_left_out_and_a_file_ends_in_the_middle(customer: EdiCustomer) -> None:
    assert customer.send(an_order(), fault="gap") == "orders_00004.edi"
    name = customer.send(an_order("PO-2"), fault="cut")
    assert read((customer.inbox / name).read_text()).wrong == ["it ends with N1: no IEA"]


def test_a_change_overtakes_its_order_that_is_kept_back(customer: EdiCustomer) -> None:
    customer.send(an_order(), fault="late")
    customer.send(a_change())
    assert [path.name for path in customer.inbox.iterdir()] == ["orders_00002.edi"]
    assert customer.release() == 1
    assert customer.state.files == ["orders_00002.edi", "orders_00001.edi"]


@pytest.mark.parametrize(("syntax", "words"), [("x12", "**ZQ*BOLT-M8"), ("edifact", "BOLT-M8:ZQ")])
def test_a_qualifier_and_a_segment_that_nobody_agreed_on(tmp_path: Path, syntax: str, words: str) -> None:
    customer = a_customer(tmp_path, "edifact" if syntax == "edifact" else "x12")
    customer.send(an_order(), fault="drift")
    (text,) = _sent(customer)
    assert words in text
    assert "ZZ9" in text
    assert read(text).wrong == []


def test_a_receipt_comes_late_and_one_refuses(customer: EdiCustomer) -> None:
    customer.send(an_order())
    arrives(customer, an_answer(ANSWER, kind="855", functional="PR"))
    assert customer.look(receipts=False) == []
    assert len(_sent(customer)) == 1
    customer.look(refuse={"855"})
    assert "AK3*BAK*2**8~\nAK4*2**7*??~\nAK5*R*5~\nAK9*R*1*1*0~" in _sent(customer)[1]


@pytest.mark.parametrize(
    ("number", "files"),
    [
        ("PO-1-TWICE", ["orders_00002.edi", "orders_again_00002.edi"]),
        ("PO-1-REPEAT", ["orders_00001_b.edi"]),
        ("PO-1-GAP", ["orders_00005.edi"]),
        ("PO-1-LATE", []),
        ("PO-1-CUT", ["orders_00002.edi"]),
        ("PO-1-DRIFT", ["orders_00002.edi"]),
        ("PO-1-cut", ["orders_00002.edi"]),
        ("CUT", ["orders_00002.edi"]),
    ],
)
def test_an_orders_number_makes_it_misbehave_as_when_told_to(tmp_path: Path, number: str, files: list[str]) -> None:
    by_data, told = a_customer(tmp_path / "a"), a_customer(tmp_path / "b")
    word: Fault = next((one for one in FAULTS if one and number.endswith(f"-{one.upper()}")), "")
    for customer in (by_data, told):
        customer.send(an_order("PO-0"))
    by_data.send(an_order(number))
    told.send(an_order("PO-1"), fault=word)
    assert [path.name for path in sorted(by_data.inbox.iterdir())][1:] == files
    assert [text.replace(number, "PO-1") for text in _sent(by_data)] == _sent(told) or word == "cut"
    whole = not any(read(text).wrong for text in _sent(by_data))
    assert whole is (word != "cut")


def test_of_an_order_that_is_kept_back_by_its_number_the_change_is_not(customer: EdiCustomer) -> None:
    customer.send(an_order("PO-1-LATE"))
    customer.send(a_change("PO-1-LATE"))
    assert [path.name for path in customer.inbox.iterdir()] == ["orders_00002.edi"]


def test_an_orders_number_has_its_answer_refused_or_its_receipt_late(customer: EdiCustomer) -> None:
    for place, number in enumerate(("PO-REFUSE", "PO-SILENT"), start=1):
        customer.send(an_order(number))
        arrives(customer, an_answer(ANSWER.replace("PO-1", number), kind="855", functional="PR", control=place))
    assert customer.look() == []
    (receipt,) = _sent(customer)[2:]
    assert "AK1*PR*1~" in receipt
    assert "AK5*R*5~\nAK9*R*1*1*0~" in receipt
    assert customer.look() == []
    assert "AK1*PR*2~\nAK2*855*0001~\nAK5*A~" in _sent(customer)[3]


def test_an_order_after_its_changes() -> None:
    items = afterwards(an_order().items, a_change())
    assert [(one.line, one.sku, str(one.quantity)) for one in items] == [("1", "BOLT-M8", "10"), ("3", "WASHER", "12")]
    assert afterwards(items, a_cancellation()) == ()


def test_it_can_be_run_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = ["--home", str(tmp_path / "home"), "--inbox", str(tmp_path / "in"), "--outcomes", str(tmp_path / "out")]
    assert main([*folders, "order", "PO-1", "BOLT-M8:12:EA:2.50", "NUT-M8:3:EA"]) == 0
    assert main([*folders, "change", "PO-1", "1:change:BOLT-M8:10:EA:2.50", "--fault", "late"]) == 0
    assert main([*folders, "release"]) == 0
    assert main([*folders, "again"]) == 0
    assert main([*folders, "look"]) == 0
    assert "change PO-1: no receipt, no answer" in capsys.readouterr().out
    assert "POC*1*CA*10**EA*2.50**VP*BOLT-M8~" in (tmp_path / "in" / "orders_00002.edi").read_text()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "note.txt").write_text("hello")
    assert main([*folders, "look"]) == 1
    assert "! note.txt: neither ISA nor UNB" in capsys.readouterr().out


def test_a_ta1_is_asked_for_and_kept(customer: EdiCustomer) -> None:
    customer.asks = True
    customer.send(an_order())
    assert "*000000001*1*P*>~" in _sent(customer)[0]
    head = f"ISA*00*{'':10}*00*{'':10}*ZZ*BRIGHTWATER    *ZZ*COBALT         *261103*0905*U*00401*%09d*0*P*>~"
    for control, about in ((1, 1), (2, 7)):
        said = f"TA1*{about:09d}*261103*0905*A*000~IEA*0*{control:09d}~"
        arrives(customer, (head % control + said).encode())
    assert [words.partition(": ")[2] for words in customer.look()] == ["its TA1 is about 7, which was never sent"]
    assert customer.state.technical == {1: "A 000", 7: "A 000"}
    assert len(_sent(customer)) == 1, "a TA1 gets no receipt"


def test_the_answer_to_an_order_need_not_name_what_its_change_brings(customer: EdiCustomer) -> None:
    customer.send(an_order(), fault="late")
    customer.send(a_change())
    customer.release()
    arrives(customer, an_answer(ANSWER, kind="855", functional="PR"))
    assert customer.look() == []
