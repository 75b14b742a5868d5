"""Shapes of tables that many partners share, as data: tried when no partner's profile fits; a start for a new one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from domain.profile import PartnerProfile


@lru_cache(maxsize=1)
def known_shapes() -> tuple[PartnerProfile, ...]:
    """A profile for each shape, whose channel is the shape's name and which belongs to no partner."""
    return tuple(_profile(path) for path in sorted(Path(__file__).parent.glob("*.yaml")))


def _profile(path: Path) -> PartnerProfile:
    name = f"shape-{path.stem.replace('_', '-')}"
    said = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - the base loader makes texts only
    nobody = {"partner": "unknown", "source_id": name, "channel": name, "transport": {"inbox": "-"}}
    return PartnerProfile.model_validate({**nobody, **said})
