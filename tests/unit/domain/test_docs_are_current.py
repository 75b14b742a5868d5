"""Pages and schemas under docs/ are those that the code makes now."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from domain.catalogue import CATALOGUE
from domain.docs import code_pages
from domain.resolve import resolve
from domain.schemas import json_schemas
from tests.builders import BOLT, UNITS, a_customer, a_line, a_profile, an_entry, an_order, findings_of, some_facts

ROOT = Path(__file__).parents[3]
MADE = {**code_pages(), **json_schemas()}


@pytest.mark.parametrize("path", MADE)
def test_the_file_is_current(path: str) -> None:
    assert (ROOT / path).is_file(), f"{path} is missing: run 'lading schema'"
    assert (ROOT / path).read_text() == MADE[path], f"{path} is out of date: run 'lading schema'"


def test_no_page_is_left_of_a_number_that_is_gone() -> None:
    stale = {path.stem for path in (ROOT / "docs/codes").glob("*.md")} - set(CATALOGUE)
    assert stale == set()


def test_the_index_links_every_number() -> None:
    index = code_pages()["docs/rules.md"]
    assert [code for code in CATALOGUE if f"(codes/{code}.md)" not in index] == []


def _schema(name: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(json_schemas()[f"docs/schemas/{name}.json"])
    return loaded


def _samples() -> list[tuple[str, str]]:
    order = an_order(a_line(sku="?"), a_line(2, unit_price=None))
    return [
        ("sales_order", order.model_dump_json()),
        ("resolved_order", resolve(order, some_facts(), a_profile()).model_dump_json()),
        ("customer", a_customer().model_dump_json()),
        ("product", BOLT.model_dump_json()),
        ("price_list_entry", an_entry().model_dump_json()),
        ("unit_of_measure", UNITS[1].model_dump_json()),
        ("finding", findings_of(order)[0].model_dump_json()),
    ]


@pytest.mark.parametrize(("name", "text"), _samples(), ids=[name for name, _ in _samples()])
def test_canonical_json_is_valid_by_its_published_schema(name: str, text: str) -> None:
    jsonschema.Draft202012Validator(_schema(name)).validate(json.loads(text))


@pytest.mark.parametrize("broken", [{"currency": 5}, {"extra": 1}, {"lines": [{"position": 0}]}])
def test_what_is_not_canonical_is_refused_by_the_published_schema(broken: dict[str, object]) -> None:
    wrong = json.loads(an_order().model_dump_json()) | broken
    assert not jsonschema.Draft202012Validator(_schema("sales_order")).is_valid(wrong)


def test_fields_of_the_published_schema_say_what_they_mean() -> None:
    properties = _schema("sales_order")["properties"]
    assert isinstance(properties, dict)
    assert "zone" in properties["ordered_at"]["description"]
