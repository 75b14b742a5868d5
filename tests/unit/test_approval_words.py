"""The form of approvals: its fields keep their titles, and nobody answers without a name and a reason."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tasks.approving.steps import Decisions


def test_the_form_says_what_each_field_is_for_and_wants_a_name_and_a_reason():
    asked = Decisions.with_initial_data(description="- **7**: 880.20 USD")
    schema = asked.model_json_schema()
    titles = {name: field["title"] for name, field in schema["properties"].items()}
    assert titles["give"] == "Give: numbers that go on"
    assert titles["refuse"].startswith("Refuse: ")
    assert sorted(schema["required"]) == ["by", "reason"]
    with pytest.raises(ValidationError):
        asked(by="", reason="agreed")
