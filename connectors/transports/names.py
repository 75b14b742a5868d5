"""Names of files: which are taken, which are not whole yet, which two belong together."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

from connectors.pairing import half_of
from domain.errors import Misconfigured
from domain.mapping import HeadRecord
from domain.profile import PartnerProfile

T = TypeVar("T")
UNFINISHED = (".part", ".tmp", ".partial", ".filepart", ".crdownload", ".swp", ".lock", "~")
"""Names that writers give to what is not whole yet."""
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def is_wanted(name: str, patterns: Iterable[str]) -> bool:
    """Whether a file of this name may be taken: plain, fitting a pattern, and not marked as half written."""
    low = name.lower()
    if not low or low.startswith((".", "~")) or low.endswith(UNFINISHED) or "/" in low or "\0" in low:
        return False
    return any(fnmatchcase(low, pattern.lower()) for pattern in patterns)


def pair_of(profile: PartnerProfile) -> HeadRecord | None:
    """How the two files of a delivery are told apart; None: a delivery is one file."""
    mapping = profile.mapping
    return mapping.head if mapping is not None and mapping.layout == "two_files" else None


def together(found: Mapping[str, T], pair: HeadRecord | None) -> list[tuple[str, list[T]]]:
    """Deliveries with the name of each: single files, or the pairs of which both halves are there.

    Where pairs are expected, a zip is one that the partner packed.
    """
    alone = [name for name in found if pair is None or name.casefold().endswith(".zip")]
    single = [(name, [found[name]]) for name in alone]
    if pair is None:
        return single
    halves: dict[str, dict[str, str]] = {}
    for name in found:
        known = None if name in alone else half_of(name, pair)
        if known:
            halves.setdefault(known[1], {})[known[0]] = name
    pairs = [
        (pair_name(base, two["head"]), [found[two["head"]], found[two["line"]]])
        for base, two in halves.items()
        if {*two} == {"head", "line"}
    ]
    return single + pairs


def not_taken(names: Iterable[str], patterns: Sequence[str], pair: HeadRecord | None) -> dict[str, str]:
    """Files that wait for their sender, and why: names of what is not whole yet, halves without the other half."""
    every = list(names)
    whole = [name for name in every if is_wanted(name, patterns)]
    why = {name: "its name says that it is not whole yet" for name in every if name.lower().endswith(UNFINISHED)}
    if pair is None:
        return why
    known = {name: half_of(name, pair) for name in whole if not name.casefold().endswith(".zip")}
    roles: dict[str, set[str]] = {}
    for role, base in filter(None, known.values()):
        roles.setdefault(base, set()).add(role)
    for name, half in known.items():
        if half is None:
            why[name] = "no pattern of the profile says which half of a pair it is"
        elif len(roles[half[1]]) == 1:
            other = pair.line_pattern if half[0] == "head" else pair.pattern
            why[name] = f"its other half ({other}) is not there"
    return why


def pair_name(base: str, head: str) -> str:
    """What a delivery of two files is called."""
    return f"{base.strip('_-. ') or Path(head).stem}.pair.zip"


def bundle(paths: Sequence[Path]) -> bytes:
    """Several files as one zip, stored, without dates: the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in paths:
            archive.writestr(zipfile.ZipInfo(path.name, _ZIP_DAY), path.read_bytes())
    return buffer.getvalue()


def beside(name: str, mark: str) -> str:
    """Another name for a file whose own is taken: ``orders.1a2b3c.csv``."""
    path = Path(name)
    return f"{path.stem}.{mark}{path.suffix}"


def outcome_place(outcomes: str, name: str) -> str:
    """The name, if an outcome can be put under it.

    Raises:
        Misconfigured: the profile names no place for outcomes, or the name is no plain file name.
    """
    if not outcomes or not name or name != Path(name).name or name.startswith("."):
        message = "There is no place for this outcome."
        step = "Name transport.outcomes in the partner's profile."
        raise Misconfigured(message, field="transport.outcomes", value=name, next_step=step)
    return name
