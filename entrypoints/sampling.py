"""Golden samples: a partner's file beside what its profile must make of it, compared field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors import read_documents
from connectors.portal.envelope import BEGINS, wrapped
from connectors.ports import Raw, Reading, Trailer
from connectors.transports.names import bundle, pair_name, pair_of, together
from domain.editing import flat
from domain.profile import PartnerProfile
from tasks.runtime.profiles import load_profiles

FOLDER = "samples"
"""Under the profiles' folder; within it a folder a channel."""
EXPECTED = ".expected.json"
OF_CUSTOMER = "@"
"""In the name of a portal's sample: what stands before it is the customer of the key."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One file, or the two of a pair, and the profile that reads it."""

    file: Path
    profile: PartnerProfile
    other: Path | None = None
    """The file of lines, where ``file`` is the one of heads."""

    @property
    def expectation(self) -> Path:
        """What must come out, beside it."""
        return self.file.with_name(f"{self.file.stem}{EXPECTED}")

    def made(self) -> list[dict[str, Any]]:
        """What the profile makes of it now."""
        if self.other is None:
            return made_of(self.file, self.profile)
        pair = Raw.of(pair_name("", self.file.name), bundle((self.file, self.other)))
        return [_shown(part) for part in read_documents(pair, self.profile)]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of what came out, which is not what was expected; None: it is not there."""

    place: str
    expected: str | None
    found: str | None

    def as_json(self) -> dict[str, str | None]:
        """Plain data."""
        return {"place": self.place, "expected": self.expected, "found": self.found}


def samples(partners: Path) -> tuple[list[Sample], list[str]]:
    """All samples under the profiles' folder, and folders whose name is no channel.

    Raises:
        Misconfigured: a profile has a mistake.
    """
    profiles = load_profiles(partners)
    folders = sorted(one for one in (partners / FOLDER).glob("*") if one.is_dir())
    known = [one for folder in folders if folder.name in profiles for one in _in(folder, profiles[folder.name])]
    return known, [folder.name for folder in folders if folder.name not in profiles]


def _in(folder: Path, profile: PartnerProfile) -> Iterator[Sample]:
    """The samples of one channel; a half whose other half is not there stands alone, and says so when it is read."""
    files = {
        file.name: file
        for file in sorted(folder.iterdir())
        if file.is_file() and not file.name.endswith((EXPECTED, ".md")) and not file.name.startswith(".")
    }
    for _, some in together(files, pair_of(profile)):
        yield Sample(some[0], profile, *some[1:])
        for file in some:
            del files[file.name]
    for file in files.values():
        yield Sample(file, profile)


def made_of(file: Path, profile: PartnerProfile) -> list[dict[str, Any]]:
    """What the reader makes of a sample, ready for JSON."""
    raw = _of_the_portal(file) if profile.format == "portal" else Raw.of(file.name, file)
    return [_shown(part) for part in read_documents(raw, profile)]


def _of_the_portal(file: Path) -> Raw:
    """What the archive has, or the body of a request as a customer sends it: whose key it was says the file's name."""
    content = file.read_bytes()
    if content.startswith(BEGINS):
        return Raw.of(file.name, file)
    customer, at, _ = file.stem.partition(OF_CUSTOMER)
    return Raw.of(file.name, wrapped(customer if at else "SAMPLE", "sample", content))


def compared(sample: Sample) -> list[Change]:
    """Every field that differs; a sample without expectation differs as a whole."""
    if not sample.expectation.exists():
        return [Change("the whole", None, "no expectation stands beside it")]
    try:
        expected = json.loads(sample.expectation.read_text(encoding="utf-8"))
    except ValueError:
        return [Change("the whole", None, "its expectation is no JSON")]
    return list(_changes(expected, sample.made()))


def write(sample: Sample) -> None:
    """Take what comes out now as what is expected."""
    text = json.dumps(sample.made(), indent=2, ensure_ascii=False)
    sample.expectation.write_text(text + "\n", encoding="utf-8")


def _changes(expected: object, found: object) -> Iterator[Change]:
    old, new = dict(flat("", expected)), dict(flat("", found))
    for place in [*old, *(one for one in new if one not in old)]:
        if old.get(place) != new.get(place):
            yield Change(place, old.get(place), new.get(place))


def _shown(part: Reading | Trailer) -> dict[str, Any]:
    if isinstance(part, Trailer):
        return {"trailer": {"documents": part.documents}}
    return {
        "ordinal": part.ordinal,
        "number": part.number,
        "excerpt": part.excerpt,
        "lines": part.line_count,
        "quantity": f"{part.quantity:f}",
        "total": f"{part.total:f}",
        "content_hash": part.content_hash,
        "findings": [f"{one.code} {one.severity} {one.path}: {one.message}" for one in part.findings],
        "document": json.loads(part.payload) if part.payload else None,
    }
