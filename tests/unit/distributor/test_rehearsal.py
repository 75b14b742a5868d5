"""Readers and rules find what the generator planted, and nothing else: before any server is started."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from connectors import read_documents
from connectors.ports import Raw, Reading
from domain.cause import heaviest
from domain.facts import OrderFacts
from domain.lifecycle import DOCUMENT_STATES
from domain.profile import PartnerProfile
from domain.resolve import resolve
from domain.rules import apply_severities, decide, run_rules
from infra.distributor import distributor
from tasks.runtime.profiles import load_profiles
from tests.unit.distributor.rehearsal import facts_from

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 21)
STATES = {"checked": "done", "refused": "rejected", "held": "held", "exception": "exception"}


def _outcome(reading: Reading, facts: OrderFacts, profile: PartnerProfile) -> tuple[str, str]:
    """State and deciding number of one document that was not seen before."""
    order = reading.document
    if order is None:
        return "exception", reading.findings[0].code
    said = run_rules(order, resolve(order, facts, profile), facts, profile)
    found = apply_severities((*reading.findings, *said), profile)
    decided = decide(found)
    worst = heaviest(found)
    return STATES[decided], worst.code if worst and decided != "checked" else ""


@pytest.fixture(scope="module")
def outcomes() -> tuple[dict[str, list[tuple[str, str]]], dict[str, object]]:
    """What readers and rules make of every file: (state, number) by document; and the truth."""
    made = distributor(19, TODAY)
    profiles = load_profiles(ROOT / "partners")
    facts = facts_from(made.master, TODAY)
    found: dict[str, list[tuple[str, str]]] = {}
    for file in made.files:
        if file.fate != "split":
            continue
        raw = Raw.of(file.name, file.content, datetime(2026, 11, 21, tzinfo=UTC))
        profile = profiles[file.channel]
        readings = [one for one in read_documents(raw, profile) if isinstance(one, Reading)]
        found[file.name] = [_outcome(one, facts, profile) for one in readings]
    return found, made.truth()


def test_every_planted_fault_is_found_with_its_number_and_no_sound_order_is_touched(
    outcomes: tuple[dict[str, list[tuple[str, str]]], dict[str, object]],
) -> None:
    found, truth = outcomes
    documents = truth["documents"]
    assert isinstance(documents, list)
    wrong = []
    places: Counter[str] = Counter()
    for one in documents:
        got = found[one["file"]][places[one["file"]]]
        places[one["file"]] += 1
        known_before = one["code"].startswith("ID-KEY")
        expected = ("done", "") if known_before else (one["state"], one["code"])
        if got != expected:
            wrong.append((one["number"], one["fault"], expected, got))
    assert wrong == []
    assert sum(places.values()) == sum(len(readings) for readings in found.values())


def test_the_truth_speaks_of_states_that_exist(
    outcomes: tuple[dict[str, list[tuple[str, str]]], dict[str, object]],
) -> None:
    documents = outcomes[1]["documents"]
    assert isinstance(documents, list)
    assert {one["state"] for one in documents} <= DOCUMENT_STATES
