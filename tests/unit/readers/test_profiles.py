"""Profiles: every mistake at once, each at its place; the published schema is current."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Misconfigured
from domain.profile import PartnerProfile, Returns, Tolerance
from tasks.runtime.plain_yaml import read_plain_yaml
from tasks.runtime.profiles import SCHEMA_FILE, check_profiles, load_profiles, profile_schema, readable_profiles
from tests.unit.readers.made import a_profile

PARTNERS = Path(__file__).parents[3] / "partners"
GOOD = """partner: acme
source_id: acme
channel: acme
format: x12
transport: {inbox: acme/in}
"""
BAD = """partner: Acme!
sourceid: acme
channel: acme
format: cvs
timezone: Europe/Berln
severities: {SO-LINE-099: warn, SO-LINE-013: wran}
transport:
  inbx: a
mapping:
  columns:
    number: a
    line.quantiti: b
  decimal: ";"
  date_formats: [dd.mm]
"""


def folder_with(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def test_the_projects_own_profiles_have_no_mistake() -> None:
    assert check_profiles(PARTNERS) == []
    assert "online-retail" in load_profiles(PARTNERS)


def test_the_published_schema_is_current() -> None:
    assert json.loads((PARTNERS / SCHEMA_FILE).read_text()) == profile_schema(), (
        "partners/schema.json is stale: 'lading schema' writes it anew"
    )


def test_every_profile_names_the_schema_on_its_first_line() -> None:
    for path in PARTNERS.glob("*.yaml"):
        assert re.match(r"# yaml-language-server: \$schema=(\./)?schema\.json\n", path.read_text()), path.name


def test_every_field_of_a_profile_is_described() -> None:
    schema = profile_schema()
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    for model in (schema, *definitions.values()):
        for name, field in model.get("properties", {}).items():
            assert field.get("description") or "$ref" in field, name


def test_all_mistakes_are_told_at_once_with_line_column_field_and_meaning(tmp_path: Path) -> None:
    found = {
        (one.line, one.column, one.field): (one.message, one.hint)
        for one in check_profiles(folder_with(tmp_path, bad=BAD))
    }
    assert {place[2] for place in found} == {
        "partner",
        "source_id",
        "sourceid",
        "format",
        "timezone",
        "severities.SO-LINE-099",
        "severities.SO-LINE-013",
        "transport.inbox",
        "transport.inbx",
        "mapping.columns.line.quantiti",
        "mapping.decimal",
        "mapping.date_formats",
    }
    assert found[2, 1, "sourceid"] == ("there is no such field", "did you mean 'source_id'?")
    assert found[4, 1, "format"][1] == "did you mean 'csv'?"
    assert found[6, 33, "severities.SO-LINE-013"][1] == "did you mean 'warn'?"
    assert found[8, 3, "transport.inbx"][1] == "did you mean 'inbox'?"
    assert found[12, 5, "mapping.columns.line.quantiti"][1] == "did you mean 'line.quantity'?"


def test_loading_names_every_mistake_and_what_to_run_next(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="12 mistakes") as caught:
        load_profiles(folder_with(tmp_path, bad=BAD, good=GOOD))
    assert "bad.yaml:5:1: timezone" in str(caught.value)
    assert "lading partners check" in str(caught.value)
    assert [profile.channel for profile in readable_profiles(tmp_path)] == ["acme"]


def test_two_profiles_cannot_share_a_channel(tmp_path: Path) -> None:
    found = check_profiles(folder_with(tmp_path, a=GOOD, b=GOOD))
    assert [(one.file, one.field) for one in found] == [("b.yaml", "channel")]
    assert "taken by a.yaml" in found[0].message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("partner: &a acme\nchannel: *a\n", "anchors and aliases"),
        ("partner: !!python/object/apply:os.system ['true']\n", "tags"),
        ("partner: acme\npartner: other\n", "stands here twice"),
        ("a: [1, 2\n", "not well formed YAML"),
        ("\tpartner: acme\n", "not well formed YAML"),
        ("- a\n- b\n", "no mapping of fields"),
        ("", "no mapping of fields"),
        ("a: " + "[" * 40 + "]" * 40, "nested too deeply"),
        ("a: 1\n---\nb: 2\n", "more than one document"),
        ("a: " + "x" * 300_000, "larger than"),
        ("a: \x00", "not well formed YAML"),
    ],
)
def test_yaml_that_is_no_plain_data_is_refused_at_its_place(tmp_path: Path, text: str, message: str) -> None:
    found = check_profiles(folder_with(tmp_path, odd=text))
    assert found
    assert message in " ".join(one.message for one in found)
    assert all(one.line >= 1 and one.column >= 1 for one in found)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"partner: \xff\xfe")
    assert [one.message for one in check_profiles(tmp_path)] == ["not UTF-8 text"]


def test_a_missing_folder_is_one_mistake(tmp_path: Path) -> None:
    assert "LADING_PARTNERS" in check_profiles(tmp_path / "none")[0].message


def test_scalars_stay_text_so_that_norway_and_ten_cents_survive(tmp_path: Path) -> None:
    text = GOOD + "customers: {NO: 007}\nprice_tolerance: {absolute: 0.10}\ncurrency: EUR\n"
    profile = load_profiles(folder_with(tmp_path, a=text))["acme"]
    assert profile.customers == {"NO": "007"}
    assert str(profile.price_tolerance.absolute) == "0.10"


def test_the_example_in_the_readme_is_a_profile_without_mistakes(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", (PARTNERS / "README.md").read_text(), re.DOTALL)
    assert len(blocks) == 1
    assert check_profiles(folder_with(tmp_path, readme=blocks[0])) == []


@given(st.text(max_size=200))
def test_no_text_makes_the_yaml_reader_crash(text: str) -> None:
    path = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path()
    file = path / "lading-test-plain.yaml"
    file.write_text(text, errors="replace")
    try:
        data, mistakes = read_plain_yaml(file)
        assert data is not None or mistakes
    finally:
        file.unlink()


def test_a_tolerance_is_the_larger_of_both_bounds() -> None:
    tolerance = Tolerance(percent=Decimal(1), absolute=Decimal("0.05"))
    assert tolerance.allows(Decimal(100), Decimal(101))
    assert not tolerance.allows(Decimal(100), Decimal("101.01"))
    assert tolerance.allows(Decimal(1), Decimal("1.05"))


def test_returns_are_known_by_number_or_negative_quantity() -> None:
    returns = Returns(number_prefixes=("C",))
    assert returns.is_return("c536379", [Decimal(1)])
    assert returns.is_return("536379", [Decimal(1), Decimal(-1)])
    assert not returns.is_return("536379", [Decimal(1)])
    assert not Returns(negative_quantity=False).is_return("536379", [Decimal(-1)])


def test_units_are_found_in_any_case_and_an_unknown_one_is_unknown() -> None:
    profile = a_profile(units={"Stk": "Units"}, default_unit="Pieces")
    assert [profile.unit_name(text) for text in ("STK", " stk ", "", "kg")] == ["Units", "Units", "Pieces", None]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": "csv", "mapping": None}, "a table needs 'mapping'"),
        ({"currency": "EUR", "currencies": ["USD"]}, "must be one of 'currencies'"),
        ({"mapping": {"columns": {"line.quantity": "Q", "line.sku": "S"}}}, "columns must name 'number'"),
        ({"mapping": {"columns": {"number": "N", "line.quantity": "Q"}}}, "columns must name a product"),
        ({"mapping": {"columns": {"number": "N", "line.sku": "S"}}}, "columns must name 'line.quantity'"),
    ],
)
def test_what_does_not_fit_together_is_a_mistake(changes: dict[str, object], message: str) -> None:
    base = yaml.safe_load(GOOD) | {"format": "csv"}
    with pytest.raises(ValueError, match=re.escape(message)):
        PartnerProfile.model_validate(
            base | {"mapping": {"columns": {"number": "N", "line.sku": "S", "line.quantity": "Q"}}} | changes
        )
