"""The references of profiles' fields, made from the models: name, what it takes, default, meaning, example."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from domain.planning.profile import PlanningProfile
from domain.profile import PartnerProfile

HEAD = """\
Every field of `partners/<name>.yaml`, from the model that checks it. A field without a default must be there. The same
stands in `partners/schema.json`, by which an editor completes while you type.
[A profile line by line](../partners/README.md),
[a partner from the first file to orders in Odoo](tutorial.md).

"""
PLANNING_HEAD = """\
Every field of `partners/planning/<name>.yaml`, one file a company. All but its name has a default: begin with the name
and the currency, look at a plan, then say what is different here. [The process](../processes/demand-planning.md).

"""
SECTION_HEAD = "| field | takes | default | meaning |\n| --- | --- | --- | --- |\n"


def profile_page(made: str) -> str:
    """Fields of a partner's profile; ``made`` says that the page is generated."""
    return _page("Fields of a partner profile", PartnerProfile, f"{made}\n{HEAD}")


def planning_page(made: str) -> str:
    """Fields of a planning profile."""
    return _page("Fields of a planning profile", PlanningProfile, f"{made}\n{PLANNING_HEAD}")


def _page(title: str, model: type[BaseModel], head: str) -> str:
    schema = model.model_json_schema()
    body = "\n".join(_section(name, node) for name, node in _sections("", schema, schema.get("$defs", {})))
    return f"# {title}\n\n{head}{body}"


def _sections(path: str, node: Mapping[str, Any], shapes: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The profile itself, then each part of it, under the name by which YAML reaches it."""
    yield path or "The profile", node
    for name, field in node.get("properties", {}).items():
        shape = _shape(field, shapes)
        if shape is not None:
            yield from _sections(f"{path}.{name}".lstrip("."), shape, shapes)
        each = _shape(field.get("additionalProperties") or {}, shapes) if "$ref" in str(field) else None
        if each is not None:
            yield from _sections(f"{path}.{name}.*".lstrip("."), each, shapes)


def _shape(field: Mapping[str, Any], shapes: Mapping[str, Any]) -> Mapping[str, Any] | None:
    for one in (field, *field.get("anyOf", ())):
        shape = shapes.get(str(one.get("$ref", "")).rpartition("/")[2])
        if shape is not None and "properties" in shape:
            found: Mapping[str, Any] = shape
            return found
    return None


def _section(title: str, node: Mapping[str, Any]) -> str:
    needed = set(node.get("required", ()))
    rows = "".join(
        f"| `{name}` | {_takes(field)} | {'' if name in needed else _default(field)} | {_meaning(field)} |\n"
        for name, field in node.get("properties", {}).items()
    )
    about = _cell(str(node.get("description", "")).split("\n\n")[0])
    heading = title if title == "The profile" else f"`{title}`"
    return f"## {heading}\n\n{about}\n\n{SECTION_HEAD}{rows}"


def _takes(field: Mapping[str, Any]) -> str:
    """What may stand there, in a few words."""
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return " ".join(f"`{one}`" for one in field["enum"])
    choices = [_takes(one) for one in field.get("anyOf", ()) if one.get("type") != "null"]
    if choices:
        return " or ".join(dict.fromkeys(choices))
    if "$ref" in field:
        name = str(field["$ref"]).rpartition("/")[2]
        return {"Severity": "`reject` `hold` `exception` `warn`"}.get(name, "a section")
    words = {"array": "list", "object": "table", "string": "text", "integer": "number", "boolean": "true or false"}
    return words.get(str(field.get("type")), str(field.get("type", "text")))


def _default(field: Mapping[str, Any]) -> str:
    value = field.get("default")
    if value is None or value in ("", [], {}) or isinstance(value, dict):
        return "*empty*"
    return f"`{_cell(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))}`"


def _meaning(field: Mapping[str, Any]) -> str:
    text = _cell(str(field.get("description", "")))
    examples = field.get("examples") or []
    shown = ", ".join(
        f"`{_cell(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False))}`" for one in examples
    )
    return f"{text} For example {shown}." if shown else text


def _cell(text: str) -> str:
    """Within a row of a table."""
    return " ".join(text.split()).replace("|", "\\|")
