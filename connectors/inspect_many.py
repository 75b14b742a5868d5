"""Tell of several files: those that belong together as heads and lines are read as one delivery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from connectors import identify
from connectors.files.look import proposed_pair
from connectors.inspect import answered, inspect_file, told_proposal
from connectors.inspect_answer import Answer, Facts, refused
from connectors.ports import Raw
from connectors.transports.names import UNFINISHED, bundle, pair_name, pair_of, together
from domain.catalogue import finding
from domain.profile import Limits, PartnerProfile

PAIRED = frozenset({"csv", "parquet"})
"""Formats in which heads and lines may come in two files."""
MOST_TRIED = 12
"""So many files of a folder are tried with each other."""


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those directly in the folders named, without what is not whole yet."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
        found += [one for one in inside if one == path or not one.name.startswith(".")]
    return [one for one in dict.fromkeys(found) if not one.name.endswith(UNFINISHED)]


def inspect_files(
    paths: Sequence[Path],
    profiles: Sequence[PartnerProfile] = (),
    limit: int = 20,
    *,
    only: PartnerProfile | None = None,
) -> dict[str, object]:
    """One answer as of ``inspect_file`` where all is one delivery; else ``files`` with one each, and a verdict on all.

    Args:
        paths: files.
        profiles: tried on tables and on pairs of them.
        limit: documents that are shown of each.
        only: read all by this profile, whether it fits or not.
    """
    rest = list(paths)
    answers: list[dict[str, object]] = []
    for pair, profile in _known_pairs(paths, [only] if only else profiles):
        answers.append(_read_pair(pair, profile, limit))
        rest = [one for one in rest if one not in pair]
    if only is None:
        for pair, proposal in _likely_pairs(rest, profiles):
            answers.append(_proposed_pair(pair, proposal))
            rest = [one for one in rest if one not in pair]
    answers += [inspect_file(one, profiles, limit, only=only) for one in rest]
    if len(answers) == 1:
        return answers[0]
    read = bool(answers) and all(one["verdict"] == "read" for one in answers)
    return {"verdict": "read" if read else "refused", "files": answers}


def _known_pairs(
    paths: Sequence[Path], profiles: Sequence[PartnerProfile]
) -> Iterator[tuple[tuple[Path, Path], PartnerProfile]]:
    """Pairs by the names that a profile of two files expects; each file once."""
    free = {path.name: path for path in paths}
    for profile in profiles:
        names = pair_of(profile)
        if names is None:
            continue
        for _, two in together(free, names):
            if len(two) == len(("head", "line")) and _size(two) <= profile.limits.file_bytes:
                yield (two[0], two[1]), profile
        free = {name: path for name, path in free.items() if not any(path in two for _, two in together(free, names))}


def _likely_pairs(
    paths: Sequence[Path], profiles: Sequence[PartnerProfile]
) -> Iterator[tuple[tuple[Path, Path], dict[str, object]]]:
    """Tables that no profile reads, of which one has the numbers of the other."""
    tables = [(path, form) for path in paths[:MOST_TRIED] if (form := _form(path)) in PAIRED]
    unread = [(path, form) for path, form in tables if inspect_file(path, profiles, 1)["verdict"] != "read"]
    used: set[Path] = set()
    for (one, form), (other, also) in combinations(unread, 2):
        if form == also and not {one, other} & used:
            proposal = proposed_pair(Raw.of(one.name, one), Raw.of(other.name, other), form, Limits())
            if proposal is not None:
                used |= {one, other}
                yield (one, other), proposal


def _form(path: Path) -> str:
    try:
        found = identify(Raw.of(path.name, path))
    except OSError:
        return ""
    return found[1].format if found else ""


def _size(paths: Sequence[Path]) -> int:
    return sum(path.stat().st_size for path in paths)


def _facts(pair: tuple[Path, Path], form: str) -> tuple[Facts, Raw]:
    raw = Raw.of(pair_name("", pair[0].name), bundle(pair))
    names = " and ".join(path.name for path in pair)
    return Facts(names, raw.size, raw.sha256, form, detail="heads and lines in two files"), raw


def _read_pair(pair: tuple[Path, Path], profile: PartnerProfile, limit: int) -> dict[str, object]:
    facts, raw = _facts(pair, profile.format)
    return answered(facts, raw, profile, Answer(limit))


def _proposed_pair(pair: tuple[Path, Path], proposal: dict[str, object]) -> dict[str, object]:
    facts, _ = _facts(pair, str(proposal["format"]))
    found = finding("FI-FILE-006", value=facts.file, proposal=f"the two belong together, {told_proposal(proposal)}")
    return {**refused(facts, found), "proposal": proposal}
