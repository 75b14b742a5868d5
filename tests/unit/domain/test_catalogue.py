"""The catalogue: each number once, with words that fill in, a page, and nothing unprintable."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.catalogue import CATALOGUE, OF_READERS, CodeEntry, entry, finding, shown
from domain.findings import Severity
from domain.rules import RULES, Case, rule

ROOT = Path(__file__).parents[3]
OWNERS = {"operations", "sales", "master-data", "integration", "finance", "planning", "purchasing", "partner"}


@pytest.mark.parametrize("known", CATALOGUE.values(), ids=CATALOGUE)
def test_each_entry_has_whole_sentences_and_a_known_owner(known: CodeEntry) -> None:
    for text in (known.message, known.next_step, known.meaning):
        assert text.endswith((".", "?", "}")), text
        assert text == text.strip()
    assert not known.title.endswith(".")
    assert known.owner in OWNERS


@pytest.mark.parametrize("known", CATALOGUE.values(), ids=CATALOGUE)
def test_each_entry_fills_its_words_in(known: CodeEntry) -> None:
    found = finding(known.code, value="V", **dict.fromkeys(known.words(), "W"))
    assert "{" not in found.message + found.next_step
    assert found.severity == known.severity


def test_what_the_partner_must_mend_is_refused_and_owned_by_the_partner() -> None:
    for known in CATALOGUE.values():
        if known.code.startswith("SO-") and known.severity is Severity.REJECT:
            assert known.owner == "partner", known.code


def test_every_business_number_is_given_by_exactly_one_rule() -> None:
    given_by_rules = sorted(code for known in RULES for code in known.codes)
    assert given_by_rules == sorted(code for code in CATALOGUE if code.startswith("SO-"))


def test_every_business_number_is_fired_by_some_test() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_rules_*.py"))
    assert [code for known in RULES for code in known.codes if f'"{code}"' not in tests] == []


def test_every_number_that_a_reader_gives_stays_when_the_rules_run_again() -> None:
    rooms = [ROOT / "connectors" / room for room in ("edi", "files", "formats", "ubl")]
    sources = [path for room in rooms for path in room.rglob("*.py")] + [ROOT / "connectors" / "unpack.py"]
    given = {code for path in sources for code in re.findall(r'"([A-Z]{2}-[A-Z0-9]+-\d{3})"', path.read_text())}
    assert {code[:2] for code in given} == {"AK", "AR", "ED", "FI", "UB"}
    assert given - OF_READERS == set()
    assert OF_READERS.isdisjoint(code for known in RULES for code in known.codes)


def test_a_missing_word_and_an_unknown_number_are_mistakes_of_ours() -> None:
    with pytest.raises(KeyError, match="kind"):
        finding("SO-LINE-002", value="x")
    with pytest.raises(KeyError):
        entry("SO-NONE-999")


def test_a_number_of_another_form_cannot_enter_the_catalogue() -> None:
    with pytest.raises(ValidationError):
        CodeEntry.model_validate(CATALOGUE["SO-LINE-002"].model_dump() | {"code": "LINE-2"})


def _nothing(_case: Case) -> list[object]:
    return []


@pytest.mark.parametrize("code", ["SO-NONE-999", "SO-LINE-002"])
def test_a_rule_cannot_take_a_number_that_is_unknown_or_taken(code: str) -> None:
    before = len(RULES)
    with pytest.raises(ValueError, match=code):
        rule(code)(_nothing)  # type: ignore[arg-type]
    assert len(RULES) == before


def test_a_severity_may_be_given_with_the_finding() -> None:
    assert finding("SO-RET-001", why="x", severity=Severity.WARN).severity is Severity.WARN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PO\u202e1", "PO\\u202e1"),
        ("a\u200bb", "a\\u200bb"),
        ("\ud800", "\\ud800"),
        ("a\nb\x00", "a\\u000ab\\u0000"),
        ("Größe 🧑", "Größe 🧑"),
        ("x" * 200, "x" * 119 + "…"),
    ],
)
def test_what_cannot_be_seen_is_shown_by_its_number(text: str, expected: str) -> None:
    assert shown(text) == expected


@given(st.text(alphabet=st.characters()))
def test_whatever_was_sent_can_be_shown_stored_and_sent_on(text: str) -> None:
    found = finding("SO-LINE-002", value=text, kind=text)
    for part in (found.value, found.message):
        part.encode()
        assert not any(unicodedata.category(character) in {"Cc", "Cf", "Cs"} for character in part)
    assert len(found.value) <= 120 * 10


def test_braces_in_foreign_text_are_only_text() -> None:
    assert "{kind}" in finding("SO-LINE-002", value="{kind}", kind="SKU").message


def test_numbers_in_the_docs_and_code_have_the_one_form() -> None:
    assert all(re.fullmatch(r"[A-Z]{2}-[A-Z0-9]+-\d{3}", code) for code in CATALOGUE)
