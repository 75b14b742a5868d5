"""F01: SIGKILL at every seam that the code has; the next run goes on, and Odoo is as if nothing had happened."""

import re

from tests.architecture.house import trees
from tests.architecture.test_rooms import seam_calls
from tests.short_set import sampled

ELSEWHERE = {
    "ledger.audit.": "sealing and its anchor: tests/integration/ledger",
    "ledger.migrate": "one transaction of PostgreSQL: tests/integration/ledger",
    "consumer.sweep": "the consumer's chore: test_leases",
    "entrypoints.plan_edits": "a person's command, one transaction of the ledger: said again when it was cut",
    "cli.": "a person's command, one transaction of the ledger: said again when it was cut",
    "tasks.gate.circuit": "test_gates_stop",
    "tasks.backfill": "test_backfills; a plan that was cut while it was made is never seen",
    "tasks.claim_of_plan": "test_backfills",
    "tasks.approving": "a person's decision: tests/integration/cli/test_approvals.py",
    "tasks.answering": "only for partners who want answers: tests/integration/answers",
    "tasks.acknowledging": "as above",
    "tasks.publishing_inventory": "a person's command, of which the same leaves once: tests/integration/answers",
    "tasks.availability": "tests/integration/test_availability_cut.py",
    "tasks.portal_mirror": "tests/integration/portal/test_mirrored.py",
    "tasks.obligations": "rows that are written again by the run that goes on: tests/integration/ledger/test_availability.py",
    "odoo.sales.lock": "test_backfills",
    "tasks.mirror.drop": "a comparison of id sets, run again when it was cut",
    "tasks.report.link": "only inside a flow run of Prefect: a link for people",
    "odoo.sales.mend": "test_people",
    "odoo.sales.amend": "test_changes_cut",
    "odoo.sales.cancel": "test_changes_cut",
    "tasks.changes": "test_changes_cut",
    "tasks.gate.passed": "test_changes_cut",
    "odoo.sales.tag": "test_people",
    "odoo.sales.untag": "test_people",
    "sftp.": "tests/contract/transports/test_a_crash_between.py",
    "s3.": "as above",
    "ledger.archive_s3": "as above",
    "ledger.archive.put_many": "pushes only: tests/unit/ledger/test_archive_group.py, test_pushes",
    "odoo.prepare": "an administrator's command, which sets right what it finds",
    "odoo.api_keys": "an administrator's command",
    "odoo.master": "create-only loads of the demo",
    "tasks.figures": "what was read of Odoo, read again by the run that goes on: tests/integration/test_checks_in_odoo",
    "tax.quote": "a question, of which nothing is kept: tests/contract/tax",
    "tasks.pull": "test_shop: a pull that dies at any commit is taken up by the next",
    "shopify.": "test_shop and tests/contract/shopify: lost answers of the shop",
    "odoo.addresses.": "an address that a person let be made: tests/integration/test_checks_in_odoo",
    "tasks.shop.": "what a shop is told of shipments: test_shipments_told",
    "odoo.purchasing.": "a plan's orders and rules: test_plan_posting",
    "tasks.planning.orders": "test_plan_posting",
    "tasks.planning.rules": "test_plan_posting",
    "tasks.planning.posting": "test_plan_posting",
    "tasks.planning.": "each stage of a plan, cut at each seam: tests/integration/ledger/test_plan_cut.py",
    "platform.": "as above; lost answers: tests/integration/ledger/test_plan_platform.py",
    "demo.portal.key": "the demo's own customers",
    "odoo.rpc": "the same seams of the flow above it; lost answers over /jsonrpc: tests/contract/odoo",
}
"""Seams that a flow run of good orders does not pass, and where each is looked at."""
ORDERS = 2
"""A batch, and as small as one can be: each is confirmed in Odoo at every point."""


def seams_in_the_code():
    names = {str(node.args[0].value) for _, node in seam_calls() if hasattr(node.args[0], "value")}
    for path, tree in trees().items():
        if path.parts[0] in {"tasks", "entrypoints"}:
            names |= set(re.findall(r"\.commit\('([\w.]+)'\)", __import__("ast").unparse(tree)))
    return names


def passed(record):
    return [tuple(line.split()) for line in record.read_text().splitlines()]


def test_a_run_killed_at_any_point_is_taken_up_and_nothing_happens_twice(world, tmp_path, pytestconfig):
    record = tmp_path / "seams.txt"
    world.run()  # the mirror is read once, so that the next runs differ by their orders alone
    world.drop("calm.csv", world.orders("CALM-", ORDERS))
    ended = world.run(record=str(record))
    assert ended["status"] == 0, ended["trouble"]
    calm = world.fingerprint("CALM-")
    assert [row[1] for row in calm] == ["sale"] * ORDERS

    points = list(dict.fromkeys((kind, name) for kind, name, _ in passed(record)))
    assert len(points) >= 30
    wrong = {}
    for number, (kind, name) in enumerate(sampled(points, 8, pytestconfig)):
        prefix = f"K{number}-"
        world.drop(f"kill{number}.csv", world.orders(prefix, ORDERS))
        killed = world.run(kill=[kind, name, 1])
        world.finish()
        if killed["status"] != -9 or world.fingerprint(prefix) != calm:
            wrong[name] = (killed["status"], world.fingerprint(prefix), killed["trouble"][-500:])
    assert wrong == {}
    world.assert_invariants()


def test_every_seam_of_the_code_is_killed_at_here_or_has_its_own_place(world, tmp_path):
    record = tmp_path / "seams.txt"
    world.drop("again.csv", world.orders("AGAIN-", ORDERS))
    assert world.run(record=str(record))["status"] == 0
    seen = {name.removesuffix(".before").removesuffix(".after") for _, name, _ in passed(record)}
    code = {name.removesuffix(".before").removesuffix(".after") for name in seams_in_the_code()}
    uncovered = {name for name in code - seen if not name.startswith(tuple(ELSEWHERE))}
    assert uncovered == set(), "a new seam needs its case: pass it in the flow, or name its test in ELSEWHERE"
