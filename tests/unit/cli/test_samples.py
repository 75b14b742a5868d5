"""Golden samples of the partners: checked by a command, a difference shown by field, taken over by another."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from typer.testing import CliRunner

from entrypoints.cli import app

PROJECT = Path(__file__).parents[3]


def _ran(*words: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["samples", *words])
    return ran.exit_code, ran.output


def _copy(tmp_path: Path) -> Path:
    return shutil.copytree(PROJECT / "partners", tmp_path / "partners")


def test_all_samples_of_the_partners_give_what_is_expected() -> None:
    code, said = _ran("check", "--json", "--folder", str(PROJECT / "partners"))
    told = json.loads(said)
    assert (code, told["differing"], told["without_channel"]) == (0, {}, []), said
    assert told["samples"] >= 3


def test_a_changed_profile_shows_the_fields_that_differ_until_they_are_taken_over(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    profile = folder / "hanseat.yaml"
    profile.write_text(profile.read_text().replace("line.unit_price: Preis", "line.unit_price: Menge"))
    code, said = _ran("check", "--json", "--folder", str(folder))
    assert code == 1
    (changes,) = json.loads(said)["differing"].values()
    told = {one["place"]: (one["expected"], one["found"]) for one in changes}
    assert told["[1].document.lines[1].unit_price"] == ("12.45", "24")
    assert "12.45" in _ran("check", "--folder", str(folder))[1]
    assert _ran("update", "--folder", str(folder))[0] == 0
    assert _ran("check", "--folder", str(folder))[0] == 0


def test_a_sample_without_expectation_and_a_folder_without_channel_are_told(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / "samples" / "granby" / "one_order.expected.json").unlink()
    (folder / "samples" / "nobody").mkdir()
    code, said = _ran("check", "--folder", str(folder))
    assert code == 1
    assert "no expectation stands beside it" in said
    assert "samples/nobody" in said
