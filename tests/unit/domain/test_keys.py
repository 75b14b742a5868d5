"""Identity: the same document has the same key whatever its writing, and different ones never share it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.documents.envelope import BusinessKey
from domain.keys import MODULE, external_id, line_external_id, normalise, thread_text


def _key(number: str = "PO-1", **changes: str) -> BusinessKey:
    fields = {"source_id": "s", "company": "main", "partner": "acme", "type": "sales_order", "number": number}
    return BusinessKey.model_validate(fields | changes)


def test_case_blanks_width_and_composition_do_not_make_another_document() -> None:
    same = ["PO-Ä1", " po-ä1 ", "PO-A\u0308 1".replace(" ", ""), "ＰＯ-Ä１", "PO-Ä\u200b1", "\u202ePO-Ä1"]  # noqa: RUF001 - odd writings are meant
    assert len({external_id(_key(number)) for number in same}) == 1


def test_leading_zeros_and_inner_blanks_make_another_document() -> None:
    numbers = ["0012", "12", "1 2", "12-", "I2"]
    assert len({external_id(_key(number)) for number in numbers}) == len(numbers)


def test_every_part_of_the_key_counts() -> None:
    changes = [
        {}, {"source_id": "t"}, {"company": "x"}, {"partner": "y"}, {"purpose": "change"}, {"reuse_period": "2026"},
    ]  # fmt: skip
    assert len({external_id(_key(**one)) for one in changes}) == len(changes)


def test_parts_cannot_be_shifted_into_each_other() -> None:
    assert external_id(_key("b", partner="a")) != external_id(_key("", partner="ab"))
    assert external_id(_key("b\x1fc")) != external_id(_key("b", purpose="c"))


def test_an_order_and_its_change_share_a_thread_but_no_id() -> None:
    order, change = _key(), _key(purpose="change")
    assert thread_text(order) == thread_text(change)
    assert external_id(order) != external_id(change)


def test_external_ids_have_a_fixed_form_under_a_module_that_does_not_exist() -> None:
    name = external_id(_key())
    assert name == "__lading__.sales_order_" + name[-26:]
    assert set(name[-26:]) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert name.startswith(MODULE)
    assert line_external_id(name, 3) == f"{name}_3"


def test_the_id_of_a_known_key_never_changes() -> None:
    assert external_id(_key()) == "__lading__.sales_order_r6rfafixcrwa75kj7pkizfvr3c"


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(alphabet=st.characters()))
def test_any_text_makes_an_id(text: str) -> None:
    assert len(external_id(_key(text))) == len(MODULE) + len(".sales_order_") + 26
