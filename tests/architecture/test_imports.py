"""The import arrow holds, as import-linter sees it; a command starts without what it does not need."""

import subprocess
import sys

import pytest
from importlinter.cli import lint_imports

from tests.architecture.house import TOP

HEAVY = "prefect great_expectations polars pandas pyarrow sqlalchemy psycopg httpx fastapi"


def test_imports_run_one_way():
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("entrypoints.cli", HEAVY),
        ("tasks.runtime.resources", "prefect great_expectations"),
        ("expectations.gate", "great_expectations pandas"),
        ("domain.rules", HEAVY),
    ],
)
def test_what_is_heavy_is_imported_where_it_is_used(module, heavy):
    code = f"import sys, {module}; sys.exit(' '.join(set({heavy.split()}) & set(sys.modules)) or 0)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
