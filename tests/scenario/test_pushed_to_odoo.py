"""An order that a shop pushes becomes an order in Odoo: receiver, ledger and the consumer that runs and runs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faults.world import eventually
from tests.pushing import PROFILE, SECRET, Answered, ReceiverProcess, Senders, order, pushed, receiving
from tests.scenario.prefect_house import PrefectHouse, prefect_house

SECONDS = 240.0


@pytest.fixture(scope="module")
def house(prefect_api: str) -> Iterator[PrefectHouse]:
    with prefect_house(prefect_api) as made:
        partners = Path(made.world.home) / "partners"
        (partners / "pushed.yaml").write_text(PROFILE + "urgent_days: 0\n")
        made.more["LADING_SECRETS__PUSHED"] = SECRET
        yield made


@pytest.fixture(scope="module")
def receiver(house: PrefectHouse) -> Iterator[ReceiverProcess]:
    with receiving(house.environment(), Path(house.world.home) / "receiver.log") as made:
        yield made


def _today() -> str:
    return str(datetime.now(UTC).date())


def _push(receiver: ReceiverProcess, *numbers: str, **other: str) -> list[Answered]:
    made = [pushed(f"m-{number}", order(number, day=_today(), **other)) for number in numbers]
    answers = asyncio.run(Senders("127.0.0.1", receiver.port, 4).send(made))
    assert {one.status for one in answers} == {202}
    return answers


def test_pushed_orders_are_verified_and_confirmed_in_odoo_while_the_consumer_runs(
    house: PrefectHouse, receiver: ReceiverProcess
) -> None:
    with house.working():
        first = _push(receiver, "WEB-1", "WEB-2", "WEB-3")
        eventually(lambda: house.done("WEB-") == 3, SECONDS)
        again = _push(receiver, "WEB-1", "WEB-2", "WEB-3")
        assert {one.body for one in first} == {one.body for one in again}
        _push(receiver, "WEB-4")
        eventually(lambda: house.done("WEB-") == 4, SECONDS)
    orders = house.world.fingerprint("WEB-")
    assert [(number, state) for number, state, *_ in orders] == [(str(n), "sale") for n in range(1, 5)]
    house.world.assert_invariants()
    moved = house.world.ledger_rows(
        "SELECT count(DISTINCT d.id) FROM audit a JOIN documents d ON d.id = a.document_id"
        " WHERE d.number LIKE 'WEB-%%' AND a.data ->> 'to' = 'verified'"
    )
    assert moved == [(4,)]
    assert {run["state_type"] for run in house.runs()} == {"COMPLETED"}
    outcomes = sorted(path.name for path in (house.world.home / "channels" / "out").iterdir())
    assert len(outcomes) == 4


def test_an_order_wanted_today_is_claimed_before_those_that_came_earlier(
    house: PrefectHouse, receiver: ReceiverProcess
) -> None:
    """Nobody works while they come; then each is a batch of its own."""
    house.more["LADING_BATCH_DOCUMENTS"] = "1"
    many = [
        f'{{"number": "ONE-{n}", "date": "{_today()}", "customer": "FC-1", "wanted": "2099-01-01"' for n in range(3)
    ]
    line = '"lines": [{"sku": "F-1", "quantity": "1", "unit": "EA", "price": "8.00"}]}'
    urgent = many[0].replace("ONE-0", "ONE-9").replace("2099-01-01", _today())
    body = f"[{', '.join(f'{head}, {line}' for head in [*many, urgent])}]"
    answers = asyncio.run(Senders("127.0.0.1", receiver.port, 1).send([pushed("m-many", body.encode())]))
    assert answers[0].status == 202
    with house.working():
        eventually(lambda: house.done("ONE-") == 4, SECONDS)
    claimed = house.world.ledger_rows(
        "SELECT d.number FROM audit a JOIN documents d ON d.id = a.document_id"
        " JOIN claims c ON c.id::text = a.data ->> 'batch'"
        " WHERE d.number LIKE 'ONE-%%' AND a.data ->> 'to' = 'drafted' ORDER BY c.fence"
    )
    assert claimed[0] == ("ONE-9",)
    assert len(claimed) == 4


def test_a_profile_that_is_written_while_all_run_is_worked_without_a_restart(
    house: PrefectHouse, receiver: ReceiverProcess
) -> None:
    late = PROFILE.replace("channel: pushed", "channel: late").replace("faults-pushed", "faults-late")
    made = pushed("m-late", order("LATE-1", day=_today()), channel="late")
    senders = Senders("127.0.0.1", receiver.port, 1, again_seconds=0.3)
    with house.working():
        _push(receiver, "BEFORE-1")
        eventually(lambda: house.done("BEFORE-") == 1, SECONDS)
        (Path(house.world.home) / "partners" / "late.yaml").write_text(late)
        answers = asyncio.run(senders.send([made]))
        assert (answers[0].status, answers[-1].status) == (404, 202)
        eventually(lambda: house.done("LATE-") == 1, SECONDS)
