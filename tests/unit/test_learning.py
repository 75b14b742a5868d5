"""A house that runs takes up changed profiles, and goes on as before while one has a mistake."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from domain.errors import Misconfigured
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
from tests.unit.readers.made import a_profile


def write(folder: Path, channel: str, **changes: object) -> None:
    """As an editor does: the whole file under its name."""
    made = a_profile(channel=channel, source_id=f"{channel}-orders", **changes)
    (folder / f"{channel}.yaml").write_text(yaml.safe_dump(made.model_dump(mode="json", exclude_defaults=True)))


@pytest.fixture
def house(tmp_path: Path) -> Resources:
    folder = tmp_path / "partners"
    folder.mkdir()
    write(folder, "web")
    return Resources(Settings(home=tmp_path, partners=folder))


def test_nothing_changed_is_nothing_learned(house: Resources) -> None:
    assert not house.learn()
    assert not house.learn()
    assert list(house.profiles) == ["web"]


def test_a_profile_that_came_changed_or_went_is_taken_up(house: Resources) -> None:
    house.learn()
    folder = house.settings.partners
    write(folder, "shop")
    assert house.learn()
    assert sorted(house.profiles) == ["shop", "web"]
    write(folder, "web", transport={"inbox": "elsewhere/in"})
    assert house.learn()
    assert house.profile("web").transport.inbox == "elsewhere/in"
    (folder / "shop.yaml").unlink()
    assert house.learn()
    assert list(house.profiles) == ["web"]
    assert not house.learn()


def test_a_change_between_the_first_use_and_the_first_look_is_not_missed(house: Resources) -> None:
    assert list(house.profiles) == ["web"]
    write(house.settings.partners, "shop")
    assert house.learn()
    assert sorted(house.profiles) == ["shop", "web"]


def test_a_mistake_is_told_once_and_changes_nothing_until_it_is_mended(house: Resources) -> None:
    house.learn()
    wrong = house.settings.partners / "shop.yaml"
    wrong.write_text("partner: shop\nchanel: shop\n")
    with pytest.raises(Misconfigured, match=r"shop\.yaml"):
        house.learn()
    assert not house.learn()
    assert list(house.profiles) == ["web"]
    write(house.settings.partners, "shop")
    assert house.learn()


def test_an_inbox_that_moved_is_opened_anew_and_the_others_are_kept(house: Resources) -> None:
    write(house.settings.partners, "shop")
    house.learn()
    web, shop = house.inbox("web"), house.inbox("shop")
    write(house.settings.partners, "web", transport={"inbox": "elsewhere/in"})
    assert house.learn()
    assert house.inbox("shop") is shop
    assert house.inbox("web") is not web


def test_a_file_that_was_only_touched_is_read_and_found_the_same(house: Resources) -> None:
    house.learn()
    before = house.profile("web")
    os.utime(house.settings.partners / "web.yaml", ns=(1, 1))
    assert not house.learn()
    assert house.profile("web") is before
