"""Which Odoo the contract tests run on: the stack's own, or an older one that ``older.py`` has started."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from connectors.odoo.connect import Protocol
from tests.odoo_fixture import OdooCopy, odoo_copy

OLDER = "LADING_CONTRACT_OLDER"
"""File that says where the older Odoo is: url, admin_key, template, dsn of its PostgreSQL."""
_numbers = itertools.count(1)

in_both_protocols = pytest.mark.parametrize(
    "world", ["rpc"] if OLDER in os.environ else ["json2", "rpc"], indirect=True
)
"""For a test that shows what both ways into Odoo must do alike."""


def copies() -> Callable[[str], AbstractContextManager[OdooCopy]]:
    """What makes a fresh database."""
    return _older_copy if OLDER in os.environ else odoo_copy


def protocol_of() -> Protocol:
    """Spoken where a test does not say."""
    return "rpc" if OLDER in os.environ else "json2"


@contextmanager
def _older_copy(name: str) -> Iterator[OdooCopy]:
    known = json.loads(Path(os.environ[OLDER]).read_text(encoding="utf-8"))
    database = f"{known['template']}_{name}_{os.getpid()}_{next(_numbers)}"
    dsn = known["dsn"]
    with psycopg.connect(f"{dsn}/postgres", autocommit=True) as connection:
        names = [sql.Identifier(one) for one in (database, known["owner"], known["template"])]
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (known["template"],)
        )
        connection.execute(sql.SQL("create database {} owner {} template {}").format(*names))
    try:
        yield OdooCopy(known["url"], database, f"{dsn}/{database}", SecretStr(known["admin_key"]))
    finally:
        with psycopg.connect(f"{dsn}/postgres", autocommit=True) as connection:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(database)))


_PACKS = "packs had no unit of their own before 19"
_RESETS = "a price that is written stays before 19: lists are applied by the order's page only"
NOT_ON_OLDER = {
    "test_what_was_loaded_is_what_the_rows_said": _PACKS,
    "test_a_product_comes_with_its_packs_their_codes_taxes_and_categories": _PACKS,
    "test_only_what_changed_comes_again_with_a_quarter_of_an_hour_of_overlap": _PACKS,
    "test_a_change_of_the_template_or_a_pack_shows_at_the_product": _PACKS,
    "test_a_price_sent_without_its_discount_would_be_cut_by_the_list": _RESETS,
    "test_a_new_quantity_alone_resets_the_price_and_a_mended_draft_keeps_it": _RESETS,
    "test_a_new_quantity_on_a_confirmed_order_needs_price_and_discount_with_it_too": _RESETS,
    "test_a_tax_included_price_shows_in_the_subtotal_that_is_read_back": "the tax is set up with 19's fields",
    "test_odoo_takes_what_the_gate_must_refuse_and_the_read_back_shows_it": "14 itself refuses archived products",
    "test_a_fiscal_position_says_which_tax_takes_the_place_of_which": "14's chart has none: test_older makes one",
    "test_the_doctor_sees_a_feature_switched_off_a_key_running_out_and_a_company_without_chart": "14's keys never end",
}
"""Tests of what 19 does and 14 does not: each with its reason. A price that 19 computes: test_price_lists, _formulas too."""


_MODULES = {
    "test_price_lists": "prices are computed as 19 does",
    "test_price_formulas": "prices are computed as 19 does",
    "test_stock": "availability was tried on 19 only",
    "test_planning_snapshot": "its yard is 19's: test_older reads a snapshot of 14",
    "test_simulated": "the simulated Odoo is 19's",
}


def skip_on_older(items: list[pytest.Item]) -> None:
    """Mark what does not hold on the older Odoo."""
    if OLDER not in os.environ:
        return
    for item in items:
        name = getattr(item, "originalname", item.name)
        reason = NOT_ON_OLDER.get(name)
        reason = next((why for module, why in _MODULES.items() if f"{module}.py" in item.nodeid), reason)
        if reason:
            item.add_marker(pytest.mark.skip(reason=reason))
