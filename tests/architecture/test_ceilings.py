"""House numbers: files, functions, flows, names."""

import ast
import statistics

from tests.architecture.house import sources, trees

FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager", "service", "handler", "misc"}
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def length(node):
    return node.end_lineno - node.lineno + 1


def functions():
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, FUNCTION):
                yield path, node


def test_no_file_is_over_300_lines():
    """Tables of codes apart: they are read by number, not from the top."""
    tables = "domain/catalogue/"
    lengths = {str(path): text.count("\n") for path, text in sources().items() if not str(path).startswith(tables)}
    assert {path: lines for path, lines in lengths.items() if lines > 300} == {}


def test_files_are_short():
    lengths = [text.count("\n") for path, text in sources().items() if path.name != "__init__.py"]
    assert statistics.median(lengths) <= 110
    assert statistics.quantiles(lengths, n=10)[-1] <= 220


def test_functions_are_short():
    lengths = [length(node) for _, node in functions()]
    assert statistics.median(lengths) <= 9
    assert statistics.quantiles(lengths, n=10)[-1] <= 30


def test_no_function_is_over_60_lines():
    assert [f"{path}:{node.lineno} {node.name}" for path, node in functions() if length(node) > 60] == []


def test_a_flow_is_a_process_map_and_nothing_else():
    for path, text in sources().items():
        if path.parts[0] != "flows" or path.name == "__init__.py":
            continue
        assert text.count("\n") <= 90, path
        for node in ast.walk(trees()[path]):
            if isinstance(node, FUNCTION):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                assert body[-1].end_lineno - body[0].lineno + 1 <= 15, f"{path} {node.name}"
                assert not [inner for inner in ast.walk(node) if isinstance(inner, ast.If | ast.Try)], path


def test_no_file_has_a_name_that_says_nothing():
    assert [str(path) for path in sources() if path.stem in FORBIDDEN_NAMES] == []


def test_functions_take_at_most_four_arguments_by_position():
    def positional(node):
        names = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
        return [name for name in names if name not in {"self", "cls"}]

    commands = ("entrypoints/cli", "infra/distributor")  # typer's options are arguments by their nature
    long = [
        f"{path}:{node.lineno} {node.name}({', '.join(positional(node))})"
        for path, node in functions()
        if len(positional(node)) > 5 and not str(path).startswith(commands)
    ]
    assert long == []
