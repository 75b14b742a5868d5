"""``lading new partner --from``: a profile that loads, out of what a partner sends; and what can't be begun so."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from domain.errors import Refused
from domain.profile import PartnerProfile
from entrypoints.beginnings.from_files import profile_from
from entrypoints.sampling import compared, samples, write
from tests.contract.readers.golden import SAMPLES
from tests.unit.readers.test_proposals import FRENCH, HEADS, LINES, POLISH, written

NAMES = [path.name for path in sorted((SAMPLES / "edi").glob("*.edi")) if "cut_off" not in path.name][:4]


def loaded(text: str) -> PartnerProfile:
    """The profile as it is loaded from its file."""
    return PartnerProfile.model_validate(yaml.load(text, yaml.BaseLoader))


def test_a_table_begins_with_its_mapping_its_units_and_findings_that_wait(tmp_path: Path) -> None:
    text = profile_from("brzoza", written(tmp_path, orders=POLISH.encode("cp1250")))
    profile = loaded(text)
    assert profile.units == {"szt.": "Units"}
    assert profile.severities["SO-LINE-004"].value == "exception"
    assert profile.mapping is not None
    assert (profile.mapping.encoding, profile.mapping.thousands) == ("cp1250", " ")
    assert "their codes" in text


def test_what_nobody_can_see_in_the_file_is_asked_in_the_file(tmp_path: Path) -> None:
    (path,) = written(tmp_path, odd="Order,Item,Qty\nB1,A,1\nB2,B,2\n")
    text = profile_from("odd", [path])
    assert "no column says who orders" in text
    assert "no column of the order's date" in text


@pytest.mark.parametrize("sample", [SAMPLES / "edi" / name for name in NAMES], ids=NAMES)
def test_a_format_that_says_what_it_means_needs_no_mapping(sample: Path) -> None:
    profile = loaded(profile_from("edi-partner", [sample]))
    assert profile.format in {"x12", "edifact"}
    assert profile.mapping is None


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"just words\n"])
def test_what_is_no_delivery_is_refused_with_a_next_step(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        profile_from("nobody", written(tmp_path, file=content))
    assert refused.value.next_step


def test_two_files_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not one delivery"):
        profile_from("two", written(tmp_path, a=FRENCH, b=POLISH))


def test_the_sample_of_a_pair_is_one_with_one_expectation(tmp_path: Path) -> None:
    folder = tmp_path / "samples" / "kessler"
    folder.mkdir(parents=True)
    pair = written(folder, KOPF_1=HEADS, POS_1=LINES)
    (tmp_path / "kessler.yaml").write_text(profile_from("kessler", pair))
    (sample,), strange = samples(tmp_path)
    assert strange == []
    write(sample)
    assert [path.name for path in folder.glob("*.json")] == ["KOPF_1.expected.json"]
    assert compared(sample) == []
    assert [one["number"] for one in sample.made() if "number" in one] == ["KS-1", "KS-2"]
    pair[1].write_text(LINES.replace(";31;", ";32;"))
    assert any(change.found == "32" for change in compared(samples(tmp_path)[0][0]))
