"""Every command, setting, code, metric and deployment is in the docs; every error says what to do."""

import inspect
import re

import pytest
import yaml

from domain import errors
from domain.catalogue import CATALOGUE
from tasks.runtime.settings import Settings
from tests.architecture.house import TOP, docs, sources


def test_every_setting_is_in_the_docs():
    assert [name for name in Settings.model_fields if f"LADING_{name.upper()}`" not in docs()] == []


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_code_has_its_page(code):
    page = TOP / "docs" / "codes" / f"{code}.md"
    assert page.exists(), "run 'lading schema'"
    assert code in page.read_text()


def test_what_is_made_from_the_code_is_current():
    from entrypoints.generated import generated, stale

    assert stale(TOP, generated()) == [], "run 'lading schema'"


def test_every_metric_is_in_the_docs():
    text = (TOP / "entrypoints" / "metrics.py").read_text()
    names = re.findall(r'"(lading_\w+)"', text)
    assert names
    assert [name for name in names if name not in docs()] == []


def commands():
    import click
    import typer.main

    from entrypoints.cli import app

    def walk(command, path):
        children = getattr(command, "commands", None)
        if not children:
            yield path, command
            return
        for name, child in sorted(children.items()):
            yield from walk(child, [*path, name])

    assert isinstance(click.Command, type)
    yield from walk(typer.main.get_command(app), [])


def test_every_command_is_in_the_docs_and_says_what_it_does():
    missing = [" ".join(path) for path, command in commands() if f"lading {' '.join(path)}" not in docs()]
    silent = [" ".join(path) for path, command in commands() if not command.help]
    assert missing == []
    assert silent == []


def test_every_deployment_has_its_card_and_every_card_its_deployment():
    deployments = yaml.safe_load((TOP / "prefect.yaml").read_text())["deployments"]
    names = set()
    for one in deployments:
        flow = one["entrypoint"].split(":")[1].replace("_", "-")
        names.add(f"{flow}/{one['name']}")
    cards = yaml.safe_load((TOP / "flows" / "cards.yaml").read_text())
    assert set(cards) == names
    wanted = {
        "owner", "deputy", "criticality", "latency_class", "recovery_objective_minutes", "validation_suite",
        "exception_path", "runbook", "pool",
    }  # fmt: skip
    for name, card in cards.items():
        assert set(card) == wanted, name
        assert (TOP / card["runbook"]).exists(), name


def test_every_link_of_the_docs_leads_somewhere():
    broken = [
        f"{page.relative_to(TOP)}: {link}"
        for page in [*sorted((TOP / "docs").rglob("*.md")), *sorted(TOP.glob("*.md"))]
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
        if "://" not in link and not (page.parent / link).exists()
    ]
    assert broken == []


def test_the_process_map_names_the_stages_of_the_flow_in_their_order():
    """The map was written first; it stays true because this fails when it is not."""
    flow = (TOP / "flows" / "order_to_cash.py").read_text()
    called = re.findall(r"await (\w+)\(", flow)
    declared = {
        function: name
        for text in sources().values()
        for name, function in re.findall(r'@stage\("([\w-]+)"[^)]*\)\ndef (\w+)', text)
    }
    in_flow = [declared[name] for name in called if name in declared]
    page = (TOP / "docs" / "processes" / "order-to-cash.md").read_text()
    in_map = re.findall(r"^\| [\w -]+ \| `([\w-]+)` \|", page, flags=re.MULTILINE)
    assert sorted(in_flow) == sorted(in_map)
    assert [name for name in in_flow if name not in {"reject", "hold"}] == [
        name for name in in_map if name not in {"reject", "hold"}
    ]


def kinds():
    return [kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, Exception)]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_kind_of_error_says_what_happens_and_what_to_do(kind):
    assert kind.__doc__
    assert len(kind.next_step) > 20
    assert kind.next_step in str(kind("It is wrong."))


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.code)
def test_every_code_says_what_to_do(entry):
    assert len(entry.next_step) > 10
    assert entry.owner
