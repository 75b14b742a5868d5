"""Master data for the mirror: whole, by date of change, archived records too, and what was deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from connectors.odoo.master_load import MasterLoad
from connectors.odoo.references import OdooReferences, ReferenceRecord
from domain.documents.master import Customer, FiscalPosition, PriceListEntry, Product, UnitOfMeasure
from tests.contract.odoo.older_copies import in_both_protocols
from tests.contract.odoo.world import World

PACK = {"unit": "Dozens", "gtin": "24006381333935"}


def _all(world: World, kind: str, since: datetime | None = None) -> dict[int, ReferenceRecord]:
    return {one.id: one for page in OdooReferences(world.reader_port).changed(kind, since) for one in page}


@in_both_protocols
def test_a_product_comes_with_its_packs_their_codes_taxes_and_categories(world: World) -> None:
    record = _all(world, "product")[world.products["MUG"]]

    product = Product.model_validate_json(record.data)
    case = world.units["Case of 12"]
    assert product.pack_gtins == (("14006381333938", case),)
    assert product.pack_uom_ids == (case,)
    assert (product.list_price, product.sku, product.active) == (Decimal(100), "MUG", True)
    assert product.tax_ids
    assert product.category_path == (product.category_id,)
    assert ("gtin", "14006381333938") in record.codes
    assert ("sku", "MUG") in record.codes


def test_archived_products_and_customers_come_too_and_are_marked(world: World) -> None:
    assert not _all(world, "product")[world.products["OLD"]].active
    assert not _all(world, "customer")[world.customers["C4"]].active


def test_a_customer_comes_with_codes_and_price_list(world: World) -> None:
    record = _all(world, "customer")[world.customers["C3"]]

    customer = Customer.model_validate_json(record.data)
    assert record.codes == (("code", "C3"), ("gln", "4000001000005"))
    assert customer.pricelist_id == world.pricelists["Euro"]
    assert customer.country == "US"


@in_both_protocols
def test_price_list_entries_and_units_come_as_canonical_records(world: World) -> None:
    entries = [PriceListEntry.model_validate_json(one.data) for one in _all(world, "pricelist_entry").values()]
    units = {unit.name: unit for unit in map(_unit, _all(world, "uom").values())}

    found = {(entry.kind, entry.currency, entry.applied_on): entry for entry in entries}
    assert found["percentage", "USD", "all"].percent == Decimal(20)
    assert found["fixed", "EUR", "template"].fixed_price == Decimal(7)
    case = units["Case of 12"]
    assert (case.factor, case.reference_id) == (Decimal(12), units["Units"].record_id)


def _unit(record: ReferenceRecord) -> UnitOfMeasure:
    return UnitOfMeasure.model_validate_json(record.data)


@in_both_protocols
def test_a_fiscal_position_says_which_tax_takes_the_place_of_which(world: World) -> None:
    made = [FiscalPosition.model_validate_json(one.data) for one in _all(world, "fiscal_position").values()]
    sales_tax = Product.model_validate_json(_all(world, "product")[world.products["CUP"]].data).tax_ids[0]

    assert any(old == sales_tax and new != old for position in made for old, new in position.tax_map)


def test_only_what_changed_comes_again_with_a_quarter_of_an_hour_of_overlap(world: World) -> None:
    newest = max(one.write_date for one in _all(world, "product").values())
    world.sql("update product_product set write_date = write_date - interval '2 hours' returning id")
    world.sql("update product_template set write_date = write_date - interval '2 hours' returning id")
    world.sql("update product_category set write_date = write_date - interval '2 hours' returning id")
    world.sql("update product_uom set write_date = write_date - interval '2 hours' returning id")
    late = "update product_product set write_date = %s where id = %s returning id"
    world.sql(late, newest - timedelta(minutes=14), world.products["CUP"])

    assert list(_all(world, "product", since=newest)) == [world.products["CUP"]]


def test_a_change_of_the_template_or_a_pack_shows_at_the_product(world: World) -> None:
    MasterLoad(world.admin).products(
        [
            {"sku": "TEMPLATE", "name": "Template", "list_price": "10", "unit": "Units"},
            {"sku": "PACK", "name": "Pack", "list_price": "10", "unit": "Units", "packs": [PACK]},
        ]
    )
    for table in ("product_product", "product_template", "product_category", "product_uom"):
        world.sql(f"update {table} set write_date = write_date - interval '9 hours' returning id")
    newest = max(one.write_date for one in _all(world, "pricelist").values())
    ids = {
        row["default_code"]: row
        for row in world.admin.search_read("product.product", [], ["default_code", "product_tmpl_id"])
    }
    world.admin.write("product.template", [ids["TEMPLATE"]["product_tmpl_id"]], {"list_price": 11})
    pack = world.admin.search_read("product.uom", [("barcode", "=", PACK["gtin"])], ["id"])[0]["id"]
    world.admin.write("product.uom", [pack], {"barcode": "34006381333932"})

    changed = _all(world, "product", since=newest)

    assert set(changed) == {ids["TEMPLATE"]["id"], ids["PACK"]["id"]}
    assert Product.model_validate_json(changed[ids["TEMPLATE"]["id"]].data).list_price == Decimal(11)
    assert ("gtin", "34006381333932") in changed[ids["PACK"]["id"]].codes


def test_a_customer_who_loses_the_code_comes_again_without_it_and_leaves_the_set_of_ids(world: World) -> None:
    references = OdooReferences(world.reader_port)
    newest = max(one.write_date for one in _all(world, "customer").values())
    values = {"name": "Short lived", "ref": "C9"}
    partner = world.admin.call("res.partner", "create", arguments={"vals_list": [values]})[0]
    assert partner in references.ids("customer")

    world.admin.write("res.partner", [partner], {"ref": False})

    assert _all(world, "customer", since=newest)[partner].codes == ()
    assert partner not in references.ids("customer")


def test_a_deleted_record_is_missing_from_the_set_of_ids(world: World) -> None:
    references = OdooReferences(world.reader_port)
    values = {"name": "Deleted soon", "default_code": "DEL"}
    product = world.admin.call("product.product", "create", arguments={"vals_list": [values]})[0]
    assert product in references.ids("product")

    world.admin.call("product.product", "unlink", [product])

    assert product not in references.ids("product")


def test_a_mark_is_another_one_once_a_customer_product_or_pack_was_made_or_changed(world: World) -> None:
    references, since = OdooReferences(world.reader_port), datetime.now(UTC) - timedelta(minutes=1)
    marks = [references.mark(since)]
    assert references.mark(since) == marks[0]

    product = world.admin.call("product.product", "create", arguments={"vals_list": [{"name": "Marked"}]})[0]
    marks.append(references.mark(since))
    world.admin.call("res.partner", "create", arguments={"vals_list": [{"name": "Marked"}]})
    marks.append(references.mark(since))
    late = "update product_product set write_date = write_date - interval '1 minute' where id = %s returning id"
    world.sql(late, product)
    marks.append(references.mark(since))

    assert len(set(marks)) == 4
    assert references.mark(datetime.now(UTC) + timedelta(hours=1)) == ()
