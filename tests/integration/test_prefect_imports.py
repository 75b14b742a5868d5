"""The pin of fastapi is what lets Prefect's server start: ``import prefect`` alone does not show it."""

import subprocess
import sys


def test_prefects_server_imports_with_the_locked_libraries():
    code = "import prefect.server.api.server"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-500:]
