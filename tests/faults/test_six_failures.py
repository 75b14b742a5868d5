"""Six failures that everyone meets: each says what docs/failures.md says it does, and after the cure all goes on."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import TOP
from tests.faults.world import CHANNEL, PROFILE

NOBODY = "127.0.0.1:9"
PICK_UP_ON_A_FULL_DISK = f"""
import resource
from tasks.intake import collect
from tasks.runtime.resources import Resources
from tasks.runtime.settings import Settings
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
collect(Resources(Settings()), {CHANNEL!r})
"""


def told(failure):
    """What the table of the docs says of it, as a pattern."""
    table = (TOP / "docs" / "failures.md").read_text()
    (message,) = re.findall(rf"^\| {failure} \| `([^`]+)` \|", table, flags=re.MULTILINE)
    return re.escape(" ".join(message.split())).replace("…", ".+")


def assert_told(failure, said):
    assert re.search(told(failure), " ".join(said.split())), said


def environment(world, **changes):
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("LADING_", "PREFECT_"))}
    plain = {f"LADING_{name.upper()}": str(value) for name, value in world.settings.items() if name != "odoo_keys"}
    keys = {f"LADING_ODOO_KEYS__{name.upper()}": key for name, key in world.settings["odoo_keys"].items()}
    return {**ours, **plain, **keys, **changes}


def lading(world, *words, **changes):
    command = [str(Path(sys.executable).parent / "lading"), *words]
    ran = subprocess.run(command, env=environment(world, **changes), capture_output=True, text=True, check=False)
    assert "Traceback" not in ran.stderr
    return ran


def states(world, prefix):
    with world.ledger.open() as book:
        rows = [row for thread in book.trace(f"{prefix}1") for row in thread.documents]
    return {row.state for row in rows}


def test_a_bad_profile(world, tmp_path):
    (tmp_path / "acme.yaml").write_text(PROFILE.replace("default_unit", "defualt_unit"))
    ran = lading(world, "partners", "check", LADING_PARTNERS=str(tmp_path))
    assert ran.returncode == 1
    assert_told("bad profile", ran.stdout)


@pytest.mark.parametrize(
    ("failure", "prefix", "changes"),
    [
        ("wrong API key", "KEY-", {"odoo_keys": {"sales": "wrong", "reader": "wrong"}, "mirror_seconds": 0}),
        ("stopped Odoo", "GONE-", {"odoo_url": f"http://{NOBODY}", "mirror_seconds": 0}),
    ],
)
def test_an_odoo_that_does_not_answer_or_does_not_let_in(world, failure, prefix, changes):
    world.drop(f"{prefix}.csv", world.orders(prefix, count=1))
    assert_told(failure, world.run(changes=changes)["trouble"])
    assert states(world, prefix) == {"read"}
    world.finish()
    assert states(world, prefix) == {"done"}


def test_a_stopped_postgresql(world):
    ran = lading(world, "reconcile", LADING_LEDGER_URL=f"postgresql+psycopg://lading:hunter2@{NOBODY}/ledger")
    assert ran.returncode == 2
    assert_told("stopped PostgreSQL", ran.stderr)
    assert "hunter2" not in ran.stdout + ran.stderr


def test_a_full_disk(world):
    """The kernel refuses bytes beyond a limit of the process, as it does beyond the end of a disk."""
    rows = world.orders("FULL-", count=1)
    world.drop("full.csv", rows)
    file = world.home / "channels" / "in" / "full.csv"
    good = file.read_bytes()
    file.write_bytes(good + b"\n" * 2_000_000)
    command = [sys.executable, "-c", PICK_UP_ON_A_FULL_DISK]
    ran = subprocess.run(command, env=environment(world), cwd=TOP, capture_output=True, text=True, check=False)
    assert ran.returncode != 0
    assert_told("full disk", ran.stderr)
    assert file.exists(), "nothing was acknowledged"
    assert world.ledger_rows("SELECT 1 FROM deliveries WHERE name = 'full.csv'") == []
    world.finish()
    assert states(world, "FULL-") == {"done"}


def test_an_unreadable_archive(world):
    world.drop("altered.csv", world.orders("ALTERED-", count=1))
    assert world.run(kill=["commit", "tasks.capture.register.before", 1])["status"] == -9
    ((sha256,),) = world.ledger_rows("SELECT sha256 FROM deliveries WHERE name = 'altered.csv'")
    kept = world.house.archive.path(sha256)
    good = kept.read_bytes()
    kept.chmod(0o600)
    kept.write_bytes(good.replace(b"EA", b"BX"))
    world.let_leases_run_out()
    assert_told("unreadable archive", world.run()["trouble"])
    assert states(world, "ALTERED-") == set()
    kept.write_bytes(good)
    world.finish()
    assert states(world, "ALTERED-") == {"done"}
    world.assert_invariants()
