"""The receiver is a lean process: what runs flows and gates is not imported where requests are answered."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
HEAVY = ("prefect", "great_expectations", "polars", "pandas", "pyarrow", "flows")


def test_the_receiver_imports_nothing_heavy():
    said = f"import sys, entrypoints.webhooks; print([name for name in {HEAVY} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", said], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
