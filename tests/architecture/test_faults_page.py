"""Each test that docs/faults.md names is there."""

import re

import pytest

from tests.architecture.house import TOP

NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", (TOP / "docs" / "faults.md").read_text())))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_it_is_there(path, name):
    text = (TOP / path).read_text()
    assert f"def {name}(" in text if name else "def test_" in text


def test_every_fault_of_the_page_has_a_test():
    page = (TOP / "docs" / "faults.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| F")]
    assert len(rows) >= 20
    assert all("`tests/" in row for row in rows)
