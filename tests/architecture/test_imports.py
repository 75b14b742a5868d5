"""The import arrow holds, as import-linter sees it."""

from importlinter.cli import lint_imports


def test_imports_run_one_way():
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0
