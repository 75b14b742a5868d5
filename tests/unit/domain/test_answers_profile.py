"""The ``answers`` section of a profile: the example of the docs holds, and what does not go together is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from domain.profile import PartnerProfile
from tests.builders import a_profile

PAGE = Path(__file__).parents[3] / "docs" / "channels" / "edi.md"


def test_the_profile_of_the_docs_is_one() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    profile = PartnerProfile.model_validate(yaml.safe_load(example))
    assert profile.answers.any()
    assert profile.answers.numbers_checked
    assert not profile.answers.json_too()
    assert profile.answers.x12.codes["order.accepted"] == "AT"


def test_a_partner_gets_nothing_unless_its_profile_says_so() -> None:
    spec = a_profile().answers
    assert not spec.any()
    assert not spec.numbers_checked
    assert spec.json_too()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"format": "csv", "mapping": {"columns": {"number": "a", "line.quantity": "b", "line.sku": "c"}}}, "format is csv"),
        ({"transport": {"inbox": "in"}}, "need transport.outcomes"),
        ({"format": "ubl"}, "name us in answers.ours"),
        ({"format": "ubl", "answers": {"acknowledge": True, "ours": {"id": "1"}}}, "UBL has no acknowledgement"),
        ({"answers": {"orders": ["maybe"]}}, "accepted"),
        ({"answers": {"orders": ["accepted"], "x12": {"codes": {"line.colour": "X"}}}}, "line.accepted"),
        ({"answers": {"orders": ["accepted"], "x12": {"element": "**"}}}, "at most 1 character"),
        ({"answers": {"orders": ["accepted"], "edifact": {"directory": "96A"}}}, "pattern"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_said(changes: dict[str, object], says: str) -> None:
    known = {"transport": {"inbox": "in", "outcomes": "out"}, "answers": {"orders": ["accepted"]}}
    with pytest.raises(ValidationError, match=re.escape(says)):
        a_profile(**{**known, **changes})
