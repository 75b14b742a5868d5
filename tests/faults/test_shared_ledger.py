"""F12, F13: several Ladings on one ledger, of other versions, and a ledger that was restored from an old backup."""

import shutil
from urllib.parse import urlsplit

import psycopg
import pytest

from domain.errors import Misconfigured
from ledger.book import Ledger
from tests.faults import scenarios

WORKERS = 3


@pytest.fixture(scope="module")
def expected(world):
    return scenarios.calm(world)


def test_three_ladings_on_one_ledger_and_one_inbox_make_each_order_once(world, expected, tmp_path):
    prefixes = [f"S{number}-" for number in range(8)]
    for number, prefix in enumerate(prefixes):
        world.drop(f"{prefix}.csv", world.orders(prefix))
        world.drop(f"{prefix}again.csv", world.orders(prefix))
        (tmp_path / f"{number}").mkdir()
    started = [
        world.run(background=True, trouble=str(tmp_path / f"{number}.txt"), limits={"documents": 6})
        for number in range(WORKERS)
    ]
    ended = [world.nursery.ask({"wait": one["pid"]})["status"] for one in started]
    troubles = [path.read_text()[-800:] for path in tmp_path.glob("*.txt")]
    assert ended == [0] * WORKERS, troubles
    owners = world.ledger_rows(
        "SELECT count(DISTINCT owner) FROM claims WHERE documents > 0 OR delivery_id IS NOT NULL"
    )
    world.finish()
    assert [world.fingerprint(prefix) for prefix in prefixes] == [expected] * len(prefixes)
    assert owners[0][0] >= 2, "more than one of them had work"
    world.assert_invariants()


@pytest.mark.parametrize("revision", ["0000_older_than_all", ""])
def test_a_lading_of_another_version_refuses_to_start(world, revision):
    """A revision that this code does not know is newer; no revision at all is no ledger."""
    (held,) = world.ledger_rows("SELECT version_num FROM ledger_version")
    with psycopg.connect(world.ledger_dsn) as connection:
        connection.execute("DELETE FROM ledger_version")
        if revision:
            connection.execute("INSERT INTO ledger_version VALUES (%s)", [revision])
    try:
        world.drop("refused.csv", world.orders("REFUSED-"))
        with pytest.raises(Misconfigured) as told:
            world.ledger.check_schema()
        ended = world.run()
        taken = world.ledger_rows("SELECT count(*) FROM deliveries WHERE name = 'refused.csv'")
    finally:
        with psycopg.connect(world.ledger_dsn) as connection:
            connection.execute("DELETE FROM ledger_version")
            connection.execute("INSERT INTO ledger_version VALUES (%s)", held)
        (world.home / "channels" / "in" / "refused.csv").unlink()
    assert told.value.next_step
    assert ended["status"] == 70
    assert "Misconfigured" in ended["trouble"]
    assert taken == [(0,)]
    assert world.fingerprint("REFUSED-") == []


def restored(world, backup):
    """The backup instead of the ledger, under the ledger's name."""
    name = urlsplit(world.ledger_dsn).path[1:]
    admin = world.ledger_dsn.removesuffix(name) + "postgres"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        connection.execute(f'ALTER DATABASE "{backup}" RENAME TO "{name}"')
    Ledger(world.settings["ledger_url"]).migrate()


def backed_up(world):
    name = urlsplit(world.ledger_dsn).path[1:]
    admin = world.ledger_dsn.removesuffix(name) + "postgres"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        connection.execute(f'CREATE DATABASE "{name}_b" TEMPLATE "{name}" STRATEGY WAL_LOG')
    return f"{name}_b"


def test_a_ledger_restored_from_before_the_orders_adopts_them_and_makes_no_twin(world, expected):
    backup = backed_up(world)
    world.drop("after.csv", world.orders("AFTER-"))
    world.drop("half.csv", world.orders("HALF-"))
    assert world.run(kill=["call", "odoo.sales.confirm.after", 1])["status"] == -9
    in_odoo = world.odoo_rows("SELECT id FROM sale_order ORDER BY 1")
    assert len(world.fingerprint("AFTER-")) + len(world.fingerprint("HALF-")) >= 4
    restored(world, backup)
    for name in ("after.csv", "half.csv"):
        seen = world.home / "channels" / "seen" / name
        if seen.exists():
            shutil.move(seen, world.home / "channels" / "in" / name)
    world.finish()
    assert world.fingerprint("AFTER-") == world.fingerprint("HALF-") == expected
    assert set(in_odoo) <= set(world.odoo_rows("SELECT id FROM sale_order ORDER BY 1")), "the old ones were adopted"
    world.assert_invariants()
