"""Pages and schemas that are made from the code, so that they cannot be wrong: ``lading schema`` writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer
from pydantic_core import PydanticUndefined
from typer.main import get_command

from domain.docs import code_pages
from domain.planning.profile import PlanningProfile
from domain.rules import ownership
from domain.schemas import json_schemas
from entrypoints.frames_page import frames_page
from entrypoints.profile_page import planning_page, profile_page
from tasks.runtime.profiles import SCHEMA_FILE, profile_schema
from tasks.runtime.settings import Settings

MADE = "<!-- Made by `lading schema` from the code: change the code, not this page. -->\n"


def generated() -> dict[str, str]:
    """Path under the project's folder: content."""
    from entrypoints.portal.app import description

    return {
        f"partners/{SCHEMA_FILE}": json.dumps(profile_schema(), indent=2, ensure_ascii=False) + "\n",
        **json_schemas(),
        **code_pages(),
        "docs/ownership.md": ownership.page(MADE),
        "docs/settings.md": settings_page(),
        "docs/cli.md": cli_page(),
        "docs/profile.md": profile_page(MADE),
        "docs/planning/profile.md": planning_page(MADE),
        "docs/planning/frames.md": frames_page(MADE),
        "partners/planning/schema.json": _json(PlanningProfile.model_json_schema()),
        "docs/channels/portal.openapi.json": json.dumps(description(), indent=2, ensure_ascii=False) + "\n",
    }


def _json(schema: Mapping[str, Any]) -> str:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps({**head, **schema}, indent=2, ensure_ascii=False) + "\n"


def stale(folder: Path, pages: Mapping[str, str]) -> list[str]:
    """Files whose content is not what it should be."""
    return [name for name, text in sorted(pages.items()) if not _same(folder / name, text)]


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def settings_page() -> str:
    """Every setting with its variable, default and meaning."""
    rows = "\n".join(
        f"| `LADING_{name.upper()}` | {_default(field.default, field.default_factory)} | {field.description} |"
        for name, field in sorted(Settings.model_fields.items())
    )
    return (
        f"# Settings\n\n{MADE}\nEnvironment variables; nothing else is read. A part in braces is a name of yours: "
        "`LADING_ODOO_KEYS__SALES` is the key for `sales`. Secrets never stand in a profile, a log or an error.\n\n"
        f"| variable | default | meaning |\n| --- | --- | --- |\n{rows}\n"
    )


def _default(value: object, factory: object) -> str:
    if value is PydanticUndefined or factory is not None or value is None or value == "":
        return ""
    return f"`{value}`"


def cli_page() -> str:
    """Every command with its arguments and options, from the command itself."""
    from entrypoints.cli import app

    root = get_command(app)
    body = "\n".join(part for path, command in _walk("lading", root) for part in _command(path, command))
    return (
        f"# Commands\n\n{MADE}\nEvery command takes `--json` (one JSON document on stdout), `--quiet`, `--no-color` "
        "(or `NO_COLOR`) and `--yes`.\n\n"
        "| exit code | meaning |\n| --- | --- |\n| 0 | fine |\n| 1 | it worked, and found something to look at |\n"
        "| 2 | wrong usage, or it could not do its work |\n| 3 | a gate has stopped the channel |\n"
        f"| 4 | somebody has to approve first |\n\n{body}"
    )


def _walk(path: str, command: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - classes of the command library
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
        return
    for name, child in sorted(children.items()):
        yield from _walk(f"{path} {name}", child)


SHARED = {"--json", "--quiet", "--no-color", "--yes", "--help"}


def _command(path: str, command: Any) -> Iterator[str]:  # noqa: ANN401 - classes of the command library
    context = typer.Context(command, info_name=path)
    parameters = [one for one in command.get_params(context) if not SHARED & set(one.opts)]
    yield f"## `{path}`\n"
    yield f"{(command.help or '').strip()}\n"
    for one in parameters:
        argument = one.param_type_name == "argument"
        name = one.name.upper() if argument else ", ".join(one.opts)
        need = "" if not one.required else " (required)"
        yield f"- `{name}`{need}: {one.help or ''}"
    yield "" if not parameters else "\n"
