"""Tests are ordered and marked by their folder: quick ones first, or in several processes the long ones."""

import gc
import os
from pathlib import Path

import pytest

from tests.short_set import left_out

gc.disable()  # while tests are collected nearly all that is made stays: looking it through is a third of the time
os.environ["LADING_PRIVATE_NETWORKS"] = "127.0.0.0/8,::1/128"  # simulators and servers of the tests are on this machine

FOLDERS = ("architecture", "unit", "integration", "simulator", "contract", "faults", "scenario")
AT_ONCE = ("simulator", "scenario", "faults", "contract", "integration", "unit", "architecture")
"""Several processes: long files first, so that none works alone at the end; the template of Odoo is made meanwhile."""
NEED_ODOO = ("contract/odoo", "faults", "scenario")
COMPILED = (
    "unit/planning/",
    "integration/ledger/test_plan_cut",
    "integration/ledger/test_plan_gates",
    "integration/test_forecast",
)
"""What compiles planning's loops, half a minute in a fresh clone: one process does it, first, and the others find it."""
TOGETHER = ("contract/odoo/", "contract/transports/")
"""Files that share what is made once a process: an Odoo with master data, servers of SFTP and S3."""
HERE = Path(__file__).parent


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="every test, and whole: tests/short_set.py")


def pytest_configure(config):
    if config.args_source is pytest.Config.ArgsSource.ARGS and not hasattr(config, "workerinput"):
        config.option.long = True


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Files are what a process is given; those that need the same server are given as one, so that one server does."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            if file.removeprefix("tests/").startswith(COMPILED):
                return "compiled"
            if shared := [one for one in TOGETHER if file.startswith(f"tests/{one}")]:
                return shared[0]
            return "scenario" if file.startswith("tests/scenario/") and not file.endswith("test_demo.py") else file

    return ByFile(config, log)


def _place(item):
    return item.path.relative_to(HERE).as_posix()


def pytest_collection_modifyitems(config, items):
    for item in items:
        if _place(item).startswith(NEED_ODOO):
            item.add_marker(pytest.mark.odoo)
        if _place(item).startswith("faults"):
            item.add_marker(pytest.mark.faults)
    if not config.option.long:
        _shorten(config, items)
    order = AT_ONCE if config.getoption("numprocesses", None) or hasattr(config, "workerinput") else FOLDERS
    items.sort(key=lambda item: order.index(_place(item).split("/")[0]))
    if order is AT_ONCE:
        items.sort(key=lambda item: not _place(item).startswith(COMPILED))


def pytest_collection_finish():
    """What stands now stays: neither this process nor its forked children look it through again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()


def _shorten(config, items):
    names = {item: item.nodeid.removeprefix(f"{HERE.name}/") for item in items}
    left = left_out(names.values())
    config.hook.pytest_deselected(items=[item for item in items if names[item] in left])
    items[:] = [item for item in items if names[item] not in left]
