"""YAML as plain data with places: no tags, no anchors, no doubled keys, a size cap; every scalar stays text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

LARGEST_BYTES = 262_144
DEEPEST = 20
Place = tuple[int | str, ...]
Plain = dict[str, "Plain"] | list["Plain"] | str | None


@dataclass(frozen=True, slots=True)
class YamlMistake:
    """Where a file is no plain YAML."""

    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class PlainYaml:
    """A mapping, and where each of its parts stands."""

    data: dict[str, Plain]
    marks: dict[Place, tuple[int, int]]

    def mark(self, place: Place) -> tuple[int, int]:
        """Line and column (from 1) of the nearest part that is there."""
        while place and place not in self.marks:
            place = place[:-1]
        return self.marks.get(place, (1, 1))

    def _part(self, place: Place) -> Plain:
        part: Plain = self.data
        for step in place:
            if isinstance(part, dict):
                part = part.get(str(step))
            elif isinstance(part, list) and isinstance(step, int) and step < len(part):
                part = part[step]
            else:
                return None
        return part

    def keys_at(self, place: Place) -> list[str]:
        """Keys of the mapping at ``place``."""
        part = self._part(place)
        return list(part) if isinstance(part, dict) else []

    def text_at(self, place: Place) -> str:
        """The scalar at ``place``."""
        part = self._part(place)
        return part if isinstance(part, str) else ""


def read_plain_yaml(path: Path) -> tuple[PlainYaml | None, list[YamlMistake]]:
    """The file's mapping, or None; and all that is wrong with it as YAML."""
    root, wrong = _root(path)
    if wrong:
        return None, wrong
    if not isinstance(root, yaml.MappingNode):
        return None, [YamlMistake(1, 1, "empty, or no mapping of fields; see partners/README.md")]
    marks: dict[Place, tuple[int, int]] = {}
    mistakes: list[YamlMistake] = []
    data = _plain(root, (), marks, mistakes)
    assert isinstance(data, dict)  # noqa: S101 - its root is a mapping
    return PlainYaml(data, marks), mistakes


def _root(path: Path) -> tuple[yaml.Node | None, list[YamlMistake]]:
    try:
        text = _text(path)
        refused = _refused_events(text)
        root: yaml.Node | None = None if refused else yaml.compose(text, yaml.BaseLoader)
    except OSError as error:
        return None, [YamlMistake(1, 1, f"can't be read: {error.strerror}")]
    except ValueError as error:
        return None, [YamlMistake(1, 1, "not UTF-8 text" if isinstance(error, UnicodeDecodeError) else str(error))]
    except yaml.YAMLError as error:
        return None, [_syntax(error)]
    return root, refused


def _text(path: Path) -> str:
    raw = path.read_bytes()
    if len(raw) > LARGEST_BYTES:
        message = f"larger than {LARGEST_BYTES:,} bytes: that is no profile"
        raise ValueError(message)
    return raw.decode("utf-8-sig")


def _refused_events(text: str) -> list[YamlMistake]:
    """Tags, anchors, aliases and deep nesting: found before anything is built."""
    wrong: list[YamlMistake] = []
    depth = documents = 0
    for event in yaml.parse(text, yaml.BaseLoader):
        line, column = _where(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            wrong.append(YamlMistake(line, column, "anchors and aliases (& and *) are not taken; write the value out"))
        elif getattr(event, "tag", None):
            wrong.append(YamlMistake(line, column, "tags (!…) are not taken; write a plain value"))
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or documents > 1:
            what = "nested too deeply" if depth > DEEPEST else "more than one document in the file"
            return [*wrong, YamlMistake(line, column, what)]
    return wrong


def _plain(node: yaml.Node, place: Place, marks: dict[Place, tuple[int, int]], mistakes: list[YamlMistake]) -> Plain:
    marks.setdefault(place, _where(node.start_mark))
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Plain] = {}
        for key, value in node.value:
            line, column = _where(key.start_mark)
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            if name in found:
                mistakes.append(YamlMistake(line, column, f"'{name}' stands here twice"))
            marks[*place, name] = (line, column)
            part = _plain(value, (*place, name), marks, mistakes)
            if part is not None:
                found[name] = part
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*place, at), marks, mistakes) for at, item in enumerate(node.value)]
    text = str(node.value)
    bare = isinstance(node, yaml.ScalarNode) and node.style is None
    return None if bare and text in {"", "null", "~"} else text


def _where(mark: object) -> tuple[int, int]:
    """Line and column from 1; the beginning where the parser kept none."""
    return int(getattr(mark, "line", 0)) + 1, int(getattr(mark, "column", 0)) + 1


def _syntax(error: yaml.YAMLError) -> YamlMistake:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", "") or "not well formed YAML").splitlines()[0]
    return YamlMistake(mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, f"not well formed YAML: {problem}")
