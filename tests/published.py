"""Published definitions of documents, where they are present: what we write is held to them. Skips loudly elsewhere."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PLACE = Path(os.environ.get("LADING_SHARED_SCHEMAS", Path(__file__).parents[2] / "shared" / "schemas"))


def schemas(*parts: str) -> Path:
    """A file of the published schemas; the test is skipped, with its name, where it is not there."""
    path = PLACE.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"published definition {'/'.join(parts)} is not on this machine: what we write was not held to it")
    return path


@dataclass
class Node:
    """A segment, or a loop (group) of nodes that begins with its first."""

    tag: str
    needed: bool
    most: int
    inside: list[Node] = field(default_factory=list)


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def x12_specification(kind: str) -> list[Node]:
    """Segments and loops of a 4010 transaction set."""
    root = ET.parse(schemas("x12", "X12Parser", f"Ansi-{kind}-4010Specification.xml")).getroot()
    return list(_x12_nodes(root))


def _x12_nodes(parent: ET.Element) -> Iterator[Node]:
    trailers = []
    for child in parent:
        if _local(child) in {"Segment", "StartingSegment"}:
            most = int(child.get("Repeat") or (1 if _local(child) == "StartingSegment" else 10**9))
            node = Node(child.get("SegmentId", ""), child.get("Usage") == "Required", most)
            if child.get("Trailer") == "true":
                trailers.append(node)
            else:
                yield node
        elif _local(child) in {"Loop", "HierarchicalLoop"}:
            yield Node("", needed=False, most=int(child.get("LoopRepeat") or 10**9), inside=list(_x12_nodes(child)))
    yield from trailers


def x12_segment_order(nodes: Sequence[Node], tags: Sequence[str]) -> list[str]:
    """What stands where the definition does not have it; empty: nothing."""
    return _order(nodes, tags)


def edifact_message(directory: str, kind: str) -> list[Node]:
    """Segments and groups of a message."""
    path = schemas("edifact", "php-edifact", directory, "messages", f"{kind.lower()}.xml")
    root = ET.parse(path).getroot()
    return list(_edifact_nodes(root))


def _edifact_nodes(parent: ET.Element) -> Iterator[Node]:
    for child in parent:
        if child.tag not in {"segment", "group"}:
            continue
        needed, most = child.get("required") == "true", int(child.get("maxrepeat") or 1)
        inside = list(_edifact_nodes(child)) if child.tag == "group" else []
        yield Node("" if inside else child.get("id", ""), needed, most, inside)


def edifact_order(nodes: Sequence[Node], tags: Sequence[str]) -> list[str]:
    """What stands where the definition does not have it; empty: nothing."""
    return _order(nodes, tags)


def _order(nodes: Sequence[Node], tags: Sequence[str]) -> list[str]:
    at, wrong = _consume(nodes, tags, 0)
    return [*wrong, *(f"{tag} at {place + 1} does not belong there" for place, tag in enumerate(tags[at:], start=at))]


def _first(node: Node) -> str:
    return _first(node.inside[0]) if node.inside else node.tag


def _consume(nodes: Sequence[Node], tags: Sequence[str], at: int) -> tuple[int, list[str]]:
    wrong: list[str] = []
    for node in nodes:
        count = 0
        while at < len(tags) and tags[at] == _first(node) and count < node.most:
            count += 1
            if node.inside:
                at, more = _consume(node.inside, tags, at)
                wrong += more
            else:
                at += 1
        if node.needed and not count and not node.inside:
            wrong.append(f"{node.tag} is missing before place {at + 1}")
    return at, wrong
