"""The examples in partners/examples are what the docs show, load without a mistake, and read their samples as expected."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
import yaml

from domain.catalogue.shopify import ENTRIES
from entrypoints.sampling import Sample, compared, samples
from tasks.runtime.profiles import check_profiles, load_profiles

TOP = Path(__file__).resolve().parents[3]
EXAMPLES = TOP / "partners" / "examples"
PAGE = (TOP / "docs" / "channels" / "shopify.md").read_text()
KNOWN, STRAY = samples(EXAMPLES)


def test_the_example_has_no_mistake_and_no_stray_samples() -> None:
    assert check_profiles(EXAMPLES) == []
    assert STRAY == []
    assert load_profiles(EXAMPLES)["webshop"].shopify is not None


@pytest.mark.parametrize("sample", KNOWN, ids=lambda sample: sample.file.stem)
def test_each_sample_is_read_as_expected(sample: Sample) -> None:
    assert compared(sample) == []


def test_there_are_samples_of_every_kind() -> None:
    names = {sample.file.stem for sample in KNOWN}
    assert {"orders-create-company", "orders-updated-edited", "orders-cancelled", "refunds-create"} <= names
    assert {"C-1001@order", "C-1002@made-offline", "C-1002@no-lines"} <= names


@pytest.mark.parametrize(("page", "example"), [("shopify", "webshop"), ("portal", "portal")])
def test_the_page_shows_the_very_example(page: str, example: str) -> None:
    text = (TOP / "docs" / "channels" / f"{page}.md").read_text()
    shown = [textwrap.dedent(one) for one in re.findall(r" *```yaml\n(.*?)```", text, re.DOTALL)]
    assert any(yaml.safe_load(one) == yaml.safe_load((EXAMPLES / f"{example}.yaml").read_text()) for one in shown)


def test_the_page_says_what_each_finding_means() -> None:
    assert [one.code for one in ENTRIES if f"[{one.code}](../codes/{one.code}.md)" not in PAGE] == []
