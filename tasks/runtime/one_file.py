"""One YAML file read as one frozen value; every mistake named with line, column and field."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from domain.frozen import Frozen
from domain.wrong_values import going_on
from tasks.runtime.plain_yaml import read_plain_yaml

Shape = TypeVar("Shape", bound=Frozen)


def read_one(file: Path, shape: type[Shape]) -> tuple[Shape | None, list[str]]:
    """The value, or None with all that is wrong: ``file:line:column: field: message``."""
    tree, wrong = read_plain_yaml(file)
    mistakes = [f"{file.name}:{one.line}:{one.column}: {one.message}" for one in wrong]
    if tree is None or wrong:
        return None, mistakes
    try:
        return shape.model_validate(tree.data), []
    except ValidationError as error:
        for one in error.errors(include_url=False):
            place = tuple(part for part in one["loc"] if part != "[key]")
            line, column = tree.mark(place)
            name = ".".join(str(part) for part in place)
            mistakes.append(f"{file.name}:{line}:{column}: {name}: {going_on(one['msg'])}")
        return None, mistakes
