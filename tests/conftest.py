"""Tests are ordered and marked by their folder: quick ones first, what needs the real Odoo last."""

import os
from pathlib import Path

import pytest

os.environ["LADING_PRIVATE_NETWORKS"] = "127.0.0.0/8,::1/128"  # simulators and servers of the tests are on this machine

FOLDERS = ("architecture", "unit", "integration", "simulator", "contract", "faults", "scenario")
NEED_ODOO = ("contract/odoo", "faults", "scenario")
HERE = Path(__file__).parent


def _place(item):
    return item.path.relative_to(HERE).as_posix()


def pytest_collection_modifyitems(items):
    for item in items:
        if _place(item).startswith(NEED_ODOO):
            item.add_marker(pytest.mark.odoo)
        if _place(item).startswith("faults"):
            item.add_marker(pytest.mark.faults)
    items.sort(key=lambda item: FOLDERS.index(_place(item).split("/")[0]))
