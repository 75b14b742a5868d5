"""The tutorial as it stands in the docs: its files and profiles, from inspect to orders in a real Odoo."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from connectors.odoo.master_load import MasterLoad
from entrypoints.cli import app
from tasks.runtime.settings import settings

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text()
BLOCKS = re.findall(r"^```(csv|yaml) (\w+) ?(\S*)\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
WANTED = {
    "semicolons": {"S-1": [("TEE-RED-S", 1200), ("TEE-RED-M", 3)], "S-2": [("TEE-RED-L", 10)]},
    "twofiles": {"T-1": [("TEE-RED-S", 4), ("TEE-RED-M", 1)], "T-2": [("TEE-RED-L", 2)]},
    "sizes": {"W-1": [("TEE-RED-S", 5), ("TEE-RED-L", 2)], "W-2": [("TEE-RED-M", 7)]},
}


@pytest.fixture(scope="module")
def shop(world):
    """The products of the tutorial."""
    rows = [
        {"sku": f"TEE-RED-{size}", "name": f"Tee {size}", "category": "faults", "gtin": "", "list_price": "10.00",
         "cost": "1", "unit": "Units", "packs": [], "active": True, "saleable": True, "storable": True, "weight": "1"}
        for size in "SML"
    ]  # fmt: skip
    assert not MasterLoad(world.admin).products(rows).refused
    return world


@pytest.fixture
def lading(shop, monkeypatch):
    """The command in this world: ``(exit code, output)``."""
    for name, value in shop.settings.items():
        if name != "odoo_keys":
            monkeypatch.setenv(f"LADING_{name.upper()}", str(value))
    for role, key in shop.settings["odoo_keys"].items():
        monkeypatch.setenv(f"LADING_ODOO_KEYS__{role.upper()}", key)
    settings.cache_clear()

    def run(*words):
        ran = CliRunner().invoke(app, list(words))
        return ran.exit_code, ran.output

    yield run
    settings.cache_clear()


@pytest.mark.parametrize("channel", WANTED)
def test_a_partner_of_this_shape_comes_to_orders_in_odoo_without_python(shop, lading, channel):
    files = {name or f"{channel}.csv": text for kind, of, name, text in BLOCKS if (kind, of) == ("csv", channel)}
    (profile,) = [text for kind, of, _, text in BLOCKS if (kind, of) == ("yaml", channel)]
    (shop.home / "partners" / f"{channel}.yaml").write_text(profile)
    assert lading("partners", "check")[0] == 0
    inbox = shop.home / "channels" / channel / "in"
    inbox.mkdir(parents=True)
    for name, text in files.items():
        (inbox / name).write_text(text)
    if len(files) == 1:
        code, said = lading("inspect", str(inbox / next(iter(files))))
        assert code == 0, said
        assert json.loads(said)["counts"]["documents"] == 2
    code, said = lading("run", "order-to-cash", "--channel", channel)
    assert code == 0, said
    rows = shop.odoo_rows(
        "SELECT o.client_order_ref, p.default_code, l.product_uom_qty::int, o.state FROM sale_order o"
        " JOIN sale_order_line l ON l.order_id = o.id JOIN product_product p ON p.id = l.product_id"
        " WHERE o.client_order_ref = ANY(%(numbers)s) ORDER BY o.client_order_ref, l.id",
        numbers=list(WANTED[channel]),
    )
    found = {}
    for number, sku, quantity, state in rows:
        assert state == "sale"
        found.setdefault(number, []).append((sku, quantity))
    assert found == WANTED[channel]
