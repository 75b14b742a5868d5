"""What lives in which room."""

import ast
import re

from tests.architecture.house import TOP, sources, trees

SQL = re.compile(r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b", re.IGNORECASE | re.DOTALL)


def strings(tree):
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            yield node


def test_only_the_ledger_and_what_runs_databases_speak_sql():
    allowed = ("ledger", "infra")
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees().items()
        if path.parts[0] not in allowed and path.name != "demo_sql.py"
        for node in strings(tree)
        if SQL.search(node.value)
    ]
    assert found == []


def reads_environment(node):
    """``os.getenv(...)``, ``os.environ.get(...)`` or ``os.environ[...]`` as a value; setting one for Prefect is none."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) in {"os.getenv", "os.environ.get", "os.environ.pop"}
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and ast.unparse(node.value) in {"os.environ", "environ"}
    )


def test_only_settings_read_the_environment():
    """Programs that Lading starts are handed an environment: that is not reading a setting."""
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if reads_environment(node) and str(path) != "tasks/runtime/settings.py"
    ]
    assert found == []


def test_the_domain_has_no_clock_and_no_chance():
    words = re.compile(
        r"datetime\.now|date\.today|time\.time\(|random\.(?!Generator\b|default_rng\(\w)\w|uuid4|os\.urandom"
    )  # a given seed is none
    assert [str(path) for path, text in sources().items() if path.parts[0] == "domain" and words.search(text)] == []


MONEY = re.compile(r"price|money|amount|total|cost")


def test_no_float_holds_money_in_the_domain():
    found = [
        f"{path}:{node.lineno} {ast.unparse(node.target)}"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if path.parts[0] == "domain" and isinstance(node, ast.AnnAssign) and MONEY.search(ast.unparse(node.target))
        if "float" in ast.unparse(node.annotation)
    ]
    assert found == []


def seam_calls():
    for path, tree in trees().items():
        if str(path) == "domain/seams.py":
            continue
        for node in ast.walk(tree):
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if name in {"at_commit", "at_call", "at_rename"}:
                yield path, node


def test_every_seam_has_a_literal_name_and_no_two_share_one():
    """A book's commit hands its caller's literal on: that one place may compute the name."""
    names = []
    for path, node in seam_calls():
        argument = node.args[0]
        if str(path).startswith("ledger/") and not isinstance(argument, ast.Constant):
            continue
        assert isinstance(argument, ast.Constant), f"{path}:{node.lineno}"
        names.append(argument.value)
    assert sorted(names) == sorted(set(names))


def test_every_commit_names_its_seam_with_a_literal():
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "commit" and path.parts[0] == "tasks":
                assert node.args, f"{path}:{node.lineno}"
                assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}"


def test_nothing_committed_names_a_place_on_a_machine():
    for path, text in sources().items():
        assert not re.search(r"/(root|tmp|work)/\w", text), path
    for page in [*(TOP / "docs").rglob("*.md"), *TOP.glob("*.md")]:
        assert not re.search(r"(?<![\w.])/(root|work)/\w", page.read_text()), page
