"""The tutorial as it stands in the docs: its files and profiles, from inspect to orders in a real Odoo."""

import json
import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from connectors.odoo.master_load import MasterLoad
from entrypoints.cli import app
from tasks.runtime.settings import settings

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text()
BLOCKS = re.findall(r"^```(csv|yaml) (\w+) ?(\S*)\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
WANTED = {
    "brzoza": {"ZH/1": [("TEE-RED-S", 1200), ("TEE-RED-M", 3)], "ZH/2": [("TEE-RED-L", 10)]},
    "kessler": {"KS-1": [("TEE-RED-S", 4), ("TEE-RED-M", 1)], "KS-2": [("TEE-RED-L", 2)]},
    "delorme": {"CD-77": [("TEE-RED-S", 5), ("TEE-RED-L", 2)], "CD-78": [("TEE-RED-M", 7)]},
}
CORRECTED = {"line.partner_sku": "line.sku"}
"""Fields that the page corrects in what is proposed."""


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


def of_page(channel):
    """Files by name, and the profile, as the page shows them."""
    files = {name or f"{channel}.csv": text for kind, of, name, text in BLOCKS if (kind, of) == ("csv", channel)}
    (profile,) = [text for kind, of, _, text in BLOCKS if (kind, of) == ("yaml", channel)]
    return files, profile


@pytest.mark.parametrize("channel", WANTED)
def test_the_page_shows_what_a_new_partner_begins_with_but_for_what_it_corrects(tmp_path, channel):
    files, shown = of_page(channel)
    named = []
    for name, text in files.items():
        (tmp_path / name).write_text(text)
        named += ["--from", str(tmp_path / name)]
    ran = CliRunner().invoke(app, ["new", "partner", channel, *named, "--folder", str(tmp_path)])
    assert ran.exit_code == 0, ran.output
    made = yaml.load((tmp_path / "partners" / f"{channel}.yaml").read_text(), yaml.BaseLoader)
    mapping = made["mapping"]
    mapping["columns"] = {CORRECTED.get(field, field): name for field, name in mapping["columns"].items()}
    wanted = yaml.load(shown, yaml.BaseLoader)
    assert mapping == wanted["mapping"]
    assert made.get("units") == wanted.get("units")


@pytest.mark.parametrize("channel", WANTED)
def test_a_partner_of_this_shape_comes_to_orders_in_odoo_without_python(shop, lading, tmp_path, channel):
    files, profile = of_page(channel)
    (shop.home / "partners" / f"{channel}.yaml").write_text(profile)
    assert lading("partners", "check")[0] == 0
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    paths = [str(tmp_path / name) for name in files]
    code, said = lading("inspect", *paths)
    assert code == 0, said
    assert json.loads(said)["counts"]["documents"] == 2
    code, said = lading("partners", "try", channel, *paths, "--json")
    assert code == 0, said
    assert [one["outcome"] for one in json.loads(said)["documents"]] == ["order", "order"]
    assert shop.odoo_rows("SELECT 1 FROM sale_order WHERE client_order_ref = ANY(%(n)s)", n=list(WANTED[channel])) == []
    inbox = shop.home / "channels" / channel / "in"
    inbox.mkdir(parents=True)
    for name, text in files.items():
        (inbox / name).write_text(text)
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
        assert state == "sale", number
        found.setdefault(number, []).append((sku, quantity))
    assert found == WANTED[channel]
