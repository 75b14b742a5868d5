"""The partner profiles: loaded from a folder of YAML, every mistake named at once with its place."""

from __future__ import annotations

import contextlib
import difflib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from domain.catalogue import CATALOGUE
from domain.errors import Misconfigured
from domain.profile import PartnerProfile
from domain.wrong_values import going_on
from tasks.runtime.plain_yaml import Place, PlainYaml, YamlMistake, read_plain_yaml

SCHEMA_FILE = "schema.json"


@dataclass(frozen=True, slots=True)
class ProfileMistake:
    """One thing wrong in one profile."""

    file: str
    line: int
    column: int
    field: str
    message: str
    hint: str = ""
    """'did you mean ...', or empty."""

    def __str__(self) -> str:
        """file:line:column: field: message (hint)."""
        field = f"{self.field}: " if self.field else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {field}{self.message}{hint}"


def load_profiles(folder: Path) -> dict[str, PartnerProfile]:
    """The profiles by channel.

    Raises:
        Misconfigured: names every mistake of every profile, with file, line and column.
    """
    profiles, mistakes = _read(folder)
    if mistakes:
        count = "one mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        message = f"The partner profiles have {count}:\n" + "\n".join(f"  {mistake}" for mistake in mistakes) + "\n"
        step = "Mend them, then run 'lading partners check'."
        raise Misconfigured(message, next_step=step)
    return {profile.channel: profile for profile in profiles}


def stamp_of(folder: Path) -> tuple[object, ...]:
    """Another one when a profile came, went or was written; asks the file system only."""
    files = sorted((*folder.glob("*.yaml"), *folder.glob("*.yml")))
    stats = []
    for path in files:
        with contextlib.suppress(FileNotFoundError):
            seen = path.stat()
            stats.append((path.name, seen.st_mtime_ns, seen.st_size, seen.st_ino))
    return tuple(stats)


def check_profiles(folder: Path) -> list[ProfileMistake]:
    """Every mistake of every profile in the folder, in the order of files and lines; empty: none."""
    return _read(folder)[1]


def readable_profiles(folder: Path) -> list[PartnerProfile]:
    """The profiles without a mistake; for looking only."""
    return _read(folder)[0] if folder.is_dir() else []


def profile_schema() -> dict[str, object]:
    """JSON Schema of a profile, as published in ``partners/schema.json``."""
    schema: dict[str, object] = PartnerProfile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _read(folder: Path) -> tuple[list[PartnerProfile], list[ProfileMistake]]:
    if not folder.is_dir():
        return [], [ProfileMistake(str(folder), 1, 1, "", "there is no such folder; LADING_PARTNERS names it")]
    profiles: list[PartnerProfile] = []
    mistakes: list[ProfileMistake] = []
    owners: dict[tuple[str, str], str] = {}
    for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"))):
        tree, found = read_plain_yaml(path)
        mistakes += [_from_yaml(path, mistake) for mistake in found]
        if tree is None or found:
            continue
        profile, wrong = _validated(path, tree)
        mistakes += wrong
        if profile is None:
            continue
        clashes = [_taken(path, tree, (field, getattr(profile, field)), owners) for field in ("channel",)]
        mistakes += [clash for clash in clashes if clash]
        profiles.append(profile)
    return profiles, sorted(mistakes, key=lambda mistake: (mistake.file, mistake.line, mistake.column))


def _validated(path: Path, tree: PlainYaml) -> tuple[PartnerProfile | None, list[ProfileMistake]]:
    unknown = [code for code in tree.keys_at(("severities",)) if code not in CATALOGUE]
    wrong = [
        _at(path, tree, ("severities", code), "no finding has this code", _meant(code, list(CATALOGUE)))
        for code in unknown
    ]
    try:
        return PartnerProfile.model_validate(tree.data), wrong
    except ValidationError as error:
        found = [_mistake(path, tree, one["loc"], one) for one in error.errors(include_url=False, include_context=True)]
        return None, list(dict.fromkeys([*wrong, *found]))


def _mistake(path: Path, tree: PlainYaml, loc: tuple[int | str, ...], error: object) -> ProfileMistake:
    kind, text = _kind_and_text(error)
    place = _place(tree, loc)
    known = _fields_at(place[:-1])
    if kind == "extra_forbidden":
        return _at(path, tree, place, "there is no such field", _meant(str(place[-1]), known))
    if kind == "missing":
        place = (*place, loc[-1])
        near = [name for name in tree.keys_at(place[:-1]) if name not in known]
        return _at(path, tree, place[:-1], f"'{place[-1]}' is missing", _meant(str(place[-1]), near), field=place)
    if kind not in {"literal_error", "enum"}:
        return _at(path, tree, place, text)
    wrong = str(place[-1]) if loc[-1] == "[key]" else tree.text_at(place)
    return _at(path, tree, place, text, _meant(wrong, _choices(error)))


def _place(tree: PlainYaml, loc: tuple[int | str, ...]) -> Place:
    """The parts of pydantic's path that stand in the file: names of alternatives ('[key]', 'tuple[…]') do not."""
    place: Place = ()
    for part in loc:
        if (*place, part) in tree.marks:
            place = (*place, part)
    return place


def _kind_and_text(error: object) -> tuple[str, str]:
    assert isinstance(error, dict)  # noqa: S101 - pydantic's own shape
    return str(error["type"]), going_on(str(error["msg"]))


def _choices(error: object) -> list[str]:
    assert isinstance(error, dict)  # noqa: S101 - pydantic's own shape
    expected = str(error.get("ctx", {}).get("expected", ""))
    return [word.strip("' ") for word in expected.replace(" or ", ",").split(",")]


def _fields_at(place: tuple[int | str, ...]) -> list[str]:
    """Names of the fields that the model at ``place`` has; empty where it is a table."""
    model: type[BaseModel] | None = PartnerProfile
    for part in place:
        field = model.model_fields.get(str(part)) if model else None
        if field is None:
            return []
        options = [field.annotation, *getattr(field.annotation, "__args__", ())]
        model = next((one for one in options if isinstance(one, type) and issubclass(one, BaseModel)), None)
    return list(model.model_fields) if model else []


def _meant(wrong: str, known: list[str]) -> str:
    near = difflib.get_close_matches(wrong, known, n=1, cutoff=0.6)
    near = near or [name for name in known if name.casefold() == wrong.casefold()]
    return f"did you mean '{near[0]}'?" if near else ""


def _at(
    path: Path, tree: PlainYaml, place: Place, message: str, hint: str = "", *, field: Place | None = None
) -> ProfileMistake:
    line, column = tree.mark(place)
    name = ".".join(str(part) for part in (place if field is None else field))
    return ProfileMistake(path.name, line, column, name, message, hint)


def _taken(
    path: Path, tree: PlainYaml, named: tuple[str, str], owners: dict[tuple[str, str], str]
) -> ProfileMistake | None:
    owner = owners.setdefault(named, path.name)
    if owner == path.name:
        return None
    return _at(path, tree, (named[0],), f"'{named[1]}' is taken by {owner}; each profile needs its own")


def _from_yaml(path: Path, mistake: YamlMistake) -> ProfileMistake:
    return ProfileMistake(path.name, mistake.line, mistake.column, "", mistake.message)
