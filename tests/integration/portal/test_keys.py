"""``lading portal keys``: made, shown once, listed without its secret, taken back."""

import json

import pytest
import sqlalchemy
from typer.testing import CliRunner

from entrypoints.cli import app
from tasks.runtime.settings import settings


@pytest.fixture
def run(house, partners, ledger_url, tmp_path, monkeypatch):
    for name, value in {
        "HOME": tmp_path / "home", "PARTNERS": partners, "LEDGER_URL": ledger_url, "ODOO_DATABASE": "mirrored",
        "ODOO_URL": "http://127.0.0.1:9", "PREFECT_API_URL": "http://127.0.0.1:9/api",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"LADING_{name}", str(value))
    settings.cache_clear()

    def ran(*words):
        result = CliRunner().invoke(app, ["portal", "keys", *words, "--json"])
        return result.exit_code, json.loads(result.stdout)

    yield ran
    settings.cache_clear()


def test_a_key_is_made_listed_used_and_taken_back(run, house, client):
    status, made = run("new", "--channel", "portal", "--customer", "C-A", "--label", "Ada's shop", "--days", "30")
    assert status == 0
    assert (made["customers"], made["state"].startswith("good until"), made["unknown_customers"]) == (
        ["C-A"],
        True,
        ["C-A"],
    )
    headers = {"Authorization": f"Bearer {made['key']}"}
    assert client.get("/api/v1/orders", headers=headers).status_code == 200
    status, listed = run("list")
    assert (status, [one["id"] for one in listed["keys"]]) == (0, [made["id"]])
    assert made["key"] not in json.dumps(listed)
    with house.ledger.open() as book:
        rows = book._connection.execute(sqlalchemy.text("SELECT to_json(k)::text FROM portal_keys k")).scalars().all()
        audit = book._connection.execute(sqlalchemy.text("SELECT kind, data::text FROM audit ORDER BY id")).all()
    assert made["key"] not in "".join([*rows, *(row.data for row in audit)])
    assert run("revoke", made["id"], "--reason", "lost")[0] == 0
    assert run("revoke", made["id"], "--reason", "again")[0] == 1
    assert [row.kind for row in audit] == ["portal key made"]
    assert run("list")[1]["keys"][0]["state"].startswith("revoked by")


def test_a_channel_that_is_no_portal_gets_no_key(run, house, partners):
    status, said = run("new", "--channel", "nobody", "--customer", "C-A")
    assert (status, said["error"]["kind"]) == (2, "Misconfigured")
