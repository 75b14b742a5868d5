"""Every ``lading`` command that the README and the docs show exists, with the options that they show."""

import re
import shlex

import typer.main

from entrypoints.cli import app
from tests.architecture.house import TOP

PAGES = sorted(
    {TOP / "README.md", TOP / "CONTRIBUTING.md", TOP / "partners" / "README.md", *(TOP / "docs").rglob("*.md")}
)
SHOWN = re.compile(r"^(?:\$ )?(?:\./|\.venv/bin/)?lading( .*)?$")
GIVEN_UP = re.compile(r"[|…<>]|\.\.\.")
"""What stands for several things at once is cut there."""
BOOTSTRAP = frozenset({"setup", "test"})
"""Commands of the script ``./lading`` itself, which there are before anything is installed."""


def shown(text):
    """The commands in code blocks and in code within a line, as they would be typed."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    for line in [*(line for block in blocks for line in block.splitlines()), *spans]:
        found = SHOWN.match(line.strip())
        if found and found[1]:
            yield found[1].strip()


def wrong(line):
    """Why it would not be understood; empty: it would."""
    alone = re.split(r" [|>;&]|;", line)[0]
    words = shlex.split(alone if alone.count("'") % 2 == 0 else alone.replace("'", ""), comments=True)
    command = typer.main.get_command(app)
    if words and words[0] in BOOTSTRAP:
        return ""
    while words and not words[0].startswith("-") and not GIVEN_UP.search(words[0]):
        below = getattr(command, "commands", None)
        if not below:
            break
        if words[0] not in below:
            return f"there is no '{words[0]}'"
        command = below[words.pop(0)]
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)} | {"--help", "-h"}
    strange = [word for word in words if re.match(r"--?[a-z]", word) and word.split("=")[0] not in known]
    return f"{strange[0]} is no option" if strange else ""


def test_each_command_that_is_shown_would_be_understood():
    found = {(str(page.relative_to(TOP)), line): wrong(line) for page in PAGES for line in shown(page.read_text())}
    assert {place: why for place, why in found.items() if why} == {}


def test_the_check_finds_commands_and_sees_what_is_wrong_with_them():
    assert len({line for page in PAGES for line in shown(page.read_text())}) > 50
    assert wrong("exceptions relase 13")
    assert wrong("exceptions release 13 --raeson x")
    assert not wrong("exceptions release 13 --reason 'agreed by phone'")


def test_each_link_to_a_page_leads_somewhere():
    broken = {}
    for page in PAGES:
        targets = re.findall(r"\]\(([^)#\s]+?)(?:#[^)]*)?\)", page.read_text())
        own = [target for target in targets if "://" not in target and not target.startswith("mailto:")]
        broken[str(page.relative_to(TOP))] = [target for target in own if not (page.parent / target).exists()]
    assert {page: targets for page, targets in broken.items() if targets} == {}
