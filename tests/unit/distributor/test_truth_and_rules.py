"""Two independent answers: what the generator says of its orders, and what readers and rules say of its files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from connectors import read_documents
from connectors.ports import Raw, Reading
from domain.facts import OrderFacts
from domain.profile import PartnerProfile
from domain.resolve import resolve
from domain.rules import apply_severities, decide, run_rules
from infra.distributor import Distributor, distributor
from infra.distributor.generate import File
from tasks.runtime.profiles import load_profiles
from tests.unit.distributor.master_facts import facts

DAY = date(2026, 11, 21)
PARTNERS = Path(__file__).parents[3] / "partners"
STATE = {"checked": "done", "refused": "rejected"}


@pytest.fixture(scope="module")
def made() -> Distributor:
    return distributor(19, DAY)


@pytest.fixture(scope="module")
def known(made: Distributor) -> OrderFacts:
    return facts(made.master, DAY)


@pytest.fixture(scope="module")
def profiles() -> dict[str, PartnerProfile]:
    return load_profiles(PARTNERS)


def _readings(file: File, profile: PartnerProfile) -> Iterator[Reading]:
    raw = Raw.of(file.name, file.content, datetime.now(UTC))
    return (one for one in read_documents(raw, profile) if isinstance(one, Reading))


def test_rules_and_generator_agree_on_every_order_of_the_demo(
    made: Distributor, known: OrderFacts, profiles: dict[str, PartnerProfile]
) -> None:
    wrong: list[object] = []
    agreed = 0
    for file in made.files:
        orders = {order.number: order for order in file.orders}
        for reading in _readings(file, profiles[file.channel]) if orders else ():
            order = orders.pop(reading.number)
            if order.code.startswith("ID-"):
                continue
            said = _answer(reading, known, profiles[file.channel])
            posted = sum((line.amount() for line in order.lines), Decimal(0))
            wanted = (order.state, posted if order.state == "done" else None)
            agreed += (said[0], said[1]) == wanted and (not order.code or order.code in said[2])
            if (said[0], said[1]) != wanted or (order.code and order.code not in said[2]):
                wrong.append((file.name, order.number, order.fault, wanted, order.code, said))
        assert not orders, f"{file.name}: not read: {sorted(orders)}"
    assert wrong == []
    assert agreed == 500


def _answer(reading: Reading, known: OrderFacts, profile: PartnerProfile) -> tuple[str, Decimal | None, set[str]]:
    order = reading.document
    assert order is not None, reading.findings
    resolved = resolve(order, known, profile)
    findings = apply_severities((*reading.findings, *run_rules(order, resolved, known, profile)), profile)
    state = decide(findings)
    codes = {found.code for found in findings}
    return STATE.get(state, state), resolved.untaxed_total if state == "checked" else None, codes


def test_a_sound_order_has_no_finding_at_all(
    made: Distributor, known: OrderFacts, profiles: dict[str, PartnerProfile]
) -> None:
    sound = 0
    for file in made.files[:4]:
        fine = {order.number for order in file.orders if order.state == "done"}
        for reading in _readings(file, profiles[file.channel]):
            if reading.number in fine:
                assert _answer(reading, known, profiles[file.channel])[2] == set(), reading.number
                sound += 1
    assert sound > 130


def test_an_order_sent_twice_has_one_content_and_a_changed_one_another(
    made: Distributor, profiles: dict[str, PartnerProfile]
) -> None:
    seen: dict[str, set[str]] = {}
    for file in (one for one in made.files if one.fate == "split"):
        for reading in _readings(file, profiles[file.channel]):
            seen.setdefault(reading.number, set()).add(reading.content_hash)
    twice = {order.number: order.fault for file in made.files for order in file.orders if order.code.startswith("ID-")}
    assert len(twice) == 10
    for number, fault in twice.items():
        assert len(seen[number]) == (1 if fault == "duplicate" else 2), (number, fault)


def test_the_unreadable_file_is_one_document_with_a_finding(
    made: Distributor, profiles: dict[str, PartnerProfile]
) -> None:
    file = next(one for one in made.files if one.fate == "exception")
    readings = list(_readings(file, profiles[file.channel]))
    assert len(readings) == 1
    assert readings[0].payload is None
    assert readings[0].findings
