"""Nothing that a consumer passes asks the real clock: a module that begins to must be named in ``clock.py``."""

import ast

from tests.architecture.house import sources, trees
from tests.simulator import clock

ELSEWHERE = (
    "entrypoints",
    "infra",
    "domain",
    "tasks/approving",
    "tasks/availability/explaining.py",
    "tasks/availability/steps.py",
    "tasks/backfill",
    "tasks/planning",
    "connectors/odoo/planning",
    "connectors/odoo/purchasing",
    "tasks/portal_mirror.py",
    "tasks/prefect_calls.py",
    "connectors/transports/remote.py",
    "connectors/transports/sftp_link.py",
    "connectors/odoo/bots.py",
    "connectors/odoo/doctor.py",
    "connectors/odoo/api_keys.py",
    "connectors/odoo/prepare.py",
    "ledger/verifying.py",
    "ledger/listening.py",
)
"""What no simulated consumer runs."""


def asks(tree, *names):
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(ast.unparse(call).startswith(names) for call in calls)


def modules(*names):
    return {
        ".".join(path.with_suffix("").parts)
        for path, tree in trees().items()
        if asks(tree, *names) and not path.as_posix().startswith(ELSEWHERE)
    }


def test_every_module_that_asks_for_the_time_is_given_virtual_time():
    assert sources()
    assert modules("datetime.now", "date.today") <= set(clock.DATED)
    assert modules("time.monotonic", "time.time", "time.sleep") <= set(clock.TIMED)
    assert modules("asyncio.to_thread", "asyncio.sleep") <= set(clock.ASYNC)
    assert modules("ThreadPoolExecutor") <= set(clock.POOLED)
    assert modules("uuid4", "uuid.uuid4", "random.") <= {"connectors.odoo.drafting"}
