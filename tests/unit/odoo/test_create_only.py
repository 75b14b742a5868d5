"""Bad rows set aside, the rest sent again, races told apart: against a ``load`` of which only the words are fake."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.odoo.create_only import Load, Rows
from connectors.odoo.port import Context, LoadAnswer, LoadMessage
from domain.errors import Refused

_SERIAL = "could not serialize access due to concurrent update"


class FakeLoad:
    """A port whose ``load`` refuses as told, all or nothing."""

    def __init__(self, refuse: Callable[[list[str]], Sequence[LoadMessage] | Exception | None]) -> None:
        self.refuse = refuse
        self.stored: list[str] = []
        self.calls = 0

    def load(
        self, model: str, fields: Sequence[str], rows: Sequence[Sequence[object]], *, context: Context
    ) -> LoadAnswer:
        assert model == "sale.order"
        assert context["mode"] == "update"
        assert {len(row) for row in rows} == {len(fields)}
        self.calls += 1
        names = [str(row[0]) for row in rows if row[0]]
        answer = self.refuse(names)
        if isinstance(answer, Exception):
            raise answer
        if answer:
            return LoadAnswer(None, tuple(answer))
        self.stored += names
        return LoadAnswer(tuple(range(len(self.stored) - len(names), len(self.stored))), ())


def _send(fake: FakeLoad, names: Sequence[str]) -> dict[str, str]:
    items = [Rows(name, ("id", "x"), ((name, "1"), (False, "2"))) for name in names]
    answers = Load(fake, "sale.order").send(items)  # type: ignore[arg-type]
    return {name: answer.outcome for name, answer in answers.items()}


def _bad(record: int, text: str = "No such customer") -> LoadMessage:
    return LoadMessage(record, "partner_id", text, error=True)


def test_the_named_records_are_set_aside_and_the_rest_sent_again() -> None:
    fake = FakeLoad(lambda names: [_bad(names.index("b"))] if "b" in names else None)

    assert _send(fake, "abc") == {"a": "created", "b": "refused", "c": "created"}
    assert (fake.stored, fake.calls) == (["a", "c"], 2)


def test_the_first_record_is_not_blamed_for_the_failure_of_the_whole_batch() -> None:
    fake = FakeLoad(lambda names: [_bad(0, "of the batch"), _bad(names.index("c"))] if "c" in names else None)

    assert _send(fake, "abcd") == {"a": "created", "b": "created", "c": "refused", "d": "created"}


def test_the_first_record_is_set_aside_when_it_is_bad_itself() -> None:
    fake = FakeLoad(lambda names: [_bad(names.index(name)) for name in "ac" if name in names] or None)

    assert _send(fake, "abcd") == {"a": "refused", "b": "created", "c": "refused", "d": "created"}


def test_a_lost_race_is_never_taken_for_bad_rows_even_with_one_message_a_record() -> None:
    fake = FakeLoad(lambda names: [_bad(place, _SERIAL) for place in range(len(names))])

    assert set(_send(fake, "abc").values()) == {"try_again"}
    assert fake.calls == 1


def test_where_nobody_is_named_the_batch_is_halved_until_the_refused_one_stands_alone() -> None:
    fake = FakeLoad(lambda names: Refused("Odoo refuses x: no") if "e" in names else None)

    found = _send(fake, "abcdefgh")

    assert [name for name, outcome in found.items() if outcome == "refused"] == ["e"]
    assert sorted(fake.stored) == list("abcdfgh")


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 12).flatmap(lambda size: st.tuples(st.just(size), st.sets(st.integers(0, size - 1)), st.booleans()))
)
def test_whatever_is_bad_each_good_record_is_stored_once_and_each_bad_one_named(
    case: tuple[int, set[int], bool],
) -> None:
    size, bad, batch_message = case
    names = [f"r{place}" for place in range(size)]
    wrong = {names[place] for place in bad}

    def refuse(sent: list[str]) -> list[LoadMessage] | None:
        named = [_bad(place) for place, name in enumerate(sent) if name in wrong]
        first = [_bad(0, "of the batch")] if named and batch_message and sent[0] not in wrong else []
        return first + named or None

    fake = FakeLoad(refuse)
    found = _send(fake, names)

    assert {name for name, outcome in found.items() if outcome == "refused"} == wrong
    assert sorted(fake.stored) == sorted(set(names) - wrong)


def test_the_create_only_context_cannot_be_taken_away() -> None:
    bodies: list[Context] = []

    class Spy(FakeLoad):
        def load(
            self, model: str, fields: Sequence[str], rows: Sequence[Sequence[object]], *, context: Context
        ) -> LoadAnswer:
            bodies.append(context)
            return super().load(model, fields, rows, context=context)

    spy = Spy(lambda _: None)
    Load(spy, "sale.order", {"mode": "init", "noupdate": False, "allowed_company_ids": [3]}).send(  # type: ignore[arg-type]
        [Rows("a", ("id",), (("a",),))]
    )

    assert (bodies[0]["mode"], bodies[0]["noupdate"], bodies[0]["allowed_company_ids"]) == ("update", True, [3])
