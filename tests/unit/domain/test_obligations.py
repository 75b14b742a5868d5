"""What we owe once a document is here, and by when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from domain.obligations import Clock, Owed, late, owed, state_of
from domain.profile import PartnerProfile

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLOCKS = {"997": Clock(hours=4), "855": Clock(hours=24), "856": Clock(hours=12, after="shipped")}


def test_each_kind_is_due_its_hours_after_its_event() -> None:
    assert owed(CLOCKS, "received", [(7, NOON, False)]) == [
        Owed(7, "997", NOON + timedelta(hours=4)),
        Owed(7, "855", NOON + timedelta(hours=24)),
    ]
    assert [one.kind for one in owed(CLOCKS, "shipped", [(7, NOON, False)])] == ["856"]
    assert owed(CLOCKS, "confirmed", [(7, NOON, False)]) == []


def test_a_duplicate_is_acknowledged_and_not_answered_again() -> None:
    assert [one.kind for one in owed(CLOCKS, "received", [(8, NOON, True)])] == ["997"]


@pytest.mark.parametrize(
    ("met_after", "now_after", "state"),
    [(None, 1, "due"), (None, 5, "late"), (3, 5, "met"), (5, 6, "met late")],
)
def test_how_an_obligation_stands(met_after: int | None, now_after: int, state: str) -> None:
    met = None if met_after is None else NOON + timedelta(hours=met_after)
    assert state_of(NOON + timedelta(hours=4), met, NOON + timedelta(hours=now_after)) == state


def test_what_is_late_says_what_and_since_when() -> None:
    found = late("997", "PO-1", NOON)
    assert "997" in found.message
    assert "2026-03-02T12:00" in found.message


def test_the_profile_names_kinds_and_hours() -> None:
    profile = {
        "partner": "a", "source_id": "a", "channel": "a", "format": "x12", "transport": {"inbox": "a"},
        "obligations": {"997": {"hours": 4}, "CONTRL": {"hours": 1.5}},
    }  # fmt: skip
    assert PartnerProfile.model_validate(profile).obligations["CONTRL"].hours == 1.5
    with pytest.raises(ValidationError):
        PartnerProfile.model_validate({**profile, "obligations": {"997": {"hours": 0}}})
