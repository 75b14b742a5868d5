"""The planning profiles: ``planning/*.yaml`` under LADING_PARTNERS, each a company's way to plan."""

from __future__ import annotations

from pathlib import Path

from domain.errors import Misconfigured
from domain.planning.profile import PlanningProfile
from tasks.runtime.one_file import read_one

FOLDER = "planning"
_STEP = "Mend the file; docs/planning/profile.md shows every field."


def load_planning(partners: Path) -> dict[str, PlanningProfile]:
    """The profiles by name; none where there is no folder.

    Raises:
        Misconfigured: names every mistake of every file with line and column.
    """
    found: dict[str, PlanningProfile] = {}
    mistakes: list[str] = []
    for path in sorted((partners / FOLDER).glob("*.yaml")):
        profile, wrong = read_one(path, PlanningProfile)
        mistakes += wrong
        if profile is not None and profile.plan in found:
            mistakes.append(f"{path.name}:1:1: plan: '{profile.plan}' is taken by another file")
        elif profile is not None:
            found[profile.plan] = profile
    if mistakes:
        text = "\n".join(f"  {one}" for one in mistakes)
        raise Misconfigured(f"The planning profiles have mistakes:\n{text}\n", field=FOLDER, next_step=_STEP)
    return found


def planning_profile(partners: Path, name: str) -> PlanningProfile:
    """The profile of this name.

    Raises:
        Misconfigured: there is none, or a profile has a mistake.
    """
    profiles = load_planning(partners)
    if name not in profiles:
        known = ", ".join(sorted(profiles)) or "none"
        message = f"No planning profile is called '{name}' (known: {known})."
        raise Misconfigured(message, field="plan", value=name, next_step=f"See {FOLDER}/*.yaml under LADING_PARTNERS.")
    return profiles[name]
